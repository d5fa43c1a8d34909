import type { Family, Field, PublishedApp, Step } from '../../test/publishing/published-app.js';
import { isCustom } from '../../test/publishing/published-app.js';
import { table } from './markdown.js';
import { requestOf } from './requests.js';

const of = (family: Family, type?: 'hook' | 'polling') => (step: Step) =>
  step.family === family && step.operation.type === type && !step.display.hidden;

/** Each kind of step, with its heading, and what its steps ask of Heffl. */
const sections = [
  { title: 'Instant triggers', wants: of('triggers', 'hook'), asks: 'Event' },
  { title: 'Polling triggers', wants: of('triggers', 'polling'), asks: 'Request' },
  { title: 'Actions', wants: of('creates'), asks: 'Request' },
  { title: 'Searches', wants: of('searches'), asks: 'Request' },
];

/** Every visible step, a table for each kind. */
export const stepTables = ({ steps, searchOrCreates }: PublishedApp): string => {
  const rowOf = (step: Step): string[] => {
    const { family, key, display } = step;
    const both = family === 'searches' ? searchOrCreates[key] : undefined;
    const also = both ? ` Also as ${both.display.label}.` : '';
    return [display.label, `\`${key}\``, display.description + also, requestOf(step)];
  };
  return sections
    .flatMap(({ title, wants, asks }) => [
      `### ${title}`,
      table(['Step', 'Key', 'What it does', asks], steps.filter(wants).map(rowOf)),
    ])
    .join('\n\n');
};

/** Every visible step with its inputs and outputs. */
export const stepReference = ({ steps }: PublishedApp): string =>
  sections.flatMap(({ title, wants }) => [`## ${title}`, ...steps.filter(wants).map(describe)]).join('\n\n');

/** Custom fields are those of the sandbox's company. */
const withoutCustom = (fields: readonly Field[]): Field[] => fields.filter(({ key }) => !isCustom(key));

const describe = (step: Step): string => {
  const { display, key } = step;
  const [form, outputs] = [withoutCustom(step.form), withoutCustom(step.outputs)];
  const inputs = form.filter(({ type }) => type !== 'copy');
  return [
    `### ${display.label}`,
    `\`${key}\`: ${display.description}`,
    ...form.flatMap(({ type, helpText }) => (type === 'copy' ? `> ${helpText ?? ''}` : [])),
    ...(inputs.length > 0 ? [table(['Input', 'Key', 'Takes', 'Help'], inputs.flatMap(inputRows))] : []),
    `Gives: ${outputs.map((field) => `${field.label ?? ''} \`${field.key}\``).join(', ')}.`,
  ].join('\n\n');
};

const inputRows = (field: Field): string[][] => {
  const { key, label = '', required, helpText = '', children = [] } = field;
  const row = [label, `\`${key}\``, takes(field) + (required ? ', **required**' : ''), helpText];
  return [row, ...children.flatMap(inputRows).map(([name = '', ...rest]) => [`↳ ${name}`, ...rest])];
};

/** The words for formats, and for Zapier's types. */
const WORDS: Readonly<Record<string, string>> = {
  number: 'number',
  wholeNumber: 'whole number',
  string: 'text',
  text: 'long text',
  boolean: 'yes or no',
  datetime: 'date',
};

const takes = ({ type = 'string', meta, list, dict, children, dynamic, choices }: Field): string => {
  if (children) return 'line items';
  if (dict) return 'names with values';
  const words = Object.entries(choices ?? {}).flatMap(([key, word]) => (isCustom(key) ? [] : [word]));
  const one = dynamic ? 'dropdown' : words.join(', ');
  const word = one || (WORDS[meta?.format ?? ''] ?? WORDS[type] ?? type);
  return list ? `several: ${word}` : word;
};

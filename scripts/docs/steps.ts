import type { Family, Field, PublishedApp, Step } from '../../test/publishing/published-app.js';
import { table } from './markdown.js';
import { requestOf } from './requests.js';

type Section = {
  readonly title: string;
  readonly wants: (step: Step) => boolean;
  /** What the last column tells. */
  readonly asks: string;
};

const of = (family: Family, type?: 'hook' | 'polling') => (step: Step) =>
  step.family === family && step.operation.type === type && !step.display.hidden;

const sections: readonly Section[] = [
  { title: 'Instant triggers', wants: of('triggers', 'hook'), asks: 'Event' },
  { title: 'Polling triggers', wants: of('triggers', 'polling'), asks: 'Request' },
  { title: 'Actions', wants: of('creates'), asks: 'Request' },
  { title: 'Searches', wants: of('searches'), asks: 'Request' },
];

/** Every visible step, a table for each kind. */
export const stepTables = (app: PublishedApp): string =>
  sections
    .map(({ title, wants, asks }) =>
      [
        `### ${title}`,
        table(
          ['Step', 'Key', 'What it does', asks],
          app.steps
            .filter(wants)
            .map((step) => [
              step.display.label,
              `\`${step.key}\``,
              step.display.description + findOrCreate(app, step),
              requestOf(step),
            ]),
        ),
      ].join('\n\n'),
    )
    .join('\n\n');

/** Every visible step with its inputs and outputs. */
export const stepReference = (app: PublishedApp): string =>
  sections
    .flatMap(({ title, wants }) => [`## ${title}`, ...app.steps.filter(wants).map(describe)])
    .join('\n\n');

const findOrCreate = ({ searchOrCreates }: PublishedApp, { family, key }: Step): string => {
  const both = family === 'searches' ? searchOrCreates[key] : undefined;
  return both ? ` Also as ${both.display.label}.` : '';
};

const describe = (step: Step): string => {
  const { display, key, form, outputs } = step;
  const inputs = form.filter(({ type }) => type !== 'copy');
  return [
    `### ${display.label}`,
    `\`${key}\`: ${display.description}`,
    ...form.flatMap(({ type, helpText }) => (type === 'copy' ? `> ${helpText ?? ''}` : [])),
    ...(inputs.length > 0 ? [table(['Input', 'Key', 'Takes', 'Help'], inputs.flatMap(inputRows))] : []),
    `Gives: ${outputs.map((field) => `${field.label ?? ''} \`${field.key}\``).join(', ')}.`,
  ].join('\n\n');
};

const inputRows = (field: Field): string[][] => [
  [
    field.label ?? '',
    `\`${field.key}\``,
    takes(field) + (field.required ? ', **required**' : ''),
    field.helpText ?? '',
  ],
  ...(field.children ?? []).flatMap(inputRows).map(([label = '', ...rest]) => [`↳ ${label}`, ...rest]),
];

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  text: 'long text',
  boolean: 'yes or no',
  datetime: 'date',
};
const FORMAT_WORDS: Readonly<Record<string, string>> = { number: 'number', wholeNumber: 'whole number' };

const takes = ({ type = 'string', meta, list, dict, children, dynamic, choices }: Field): string => {
  if (children) return 'line items';
  if (dict) return 'names with values';
  const one = dynamic ? 'dropdown' : choices ? Object.values(choices).join(', ') : '';
  const word = one === '' ? (FORMAT_WORDS[meta?.format ?? ''] ?? WORDS[type] ?? type) : one;
  return list ? `several: ${word}` : word;
};

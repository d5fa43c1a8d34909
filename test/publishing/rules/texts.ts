import type { Field } from '../published-app.js';
import { about, connectionInputs, inputs, type Places, type Rule, shown } from './rule.js';

type Texts = { label?: string | undefined; description?: string | undefined; helpText?: string | undefined };
type Text = { text: string };

/** The texts of one sort that some parts have. */
const textsOf =
  (name: keyof Texts, owners: Places<Texts>): Places<Text> =>
  (app) =>
    owners(app).map(([at, owner]) => [`${name} of ${at}`, { text: owner[name] ?? '' }]);

const displays: Places<Texts> = ({ steps, searchOrCreates }) =>
  [...steps, ...Object.values(searchOrCreates)].map(({ key, display }) => [key, display]);
const fields: Places<Field> = (app) =>
  [...inputs(app), ...connectionInputs(app)].map(([at, { field }]) => [at, field]);
const named: Places<Field> = (app) => fields(app).filter(([, { type }]) => type !== 'copy');
const outputs: Places<Texts> = ({ steps }) =>
  steps.flatMap(({ key, outputs }) => outputs.map((field) => [`${key}, output ${field.key}`, field]));
const groups: Places<Texts> = ({ steps }) =>
  steps.flatMap(({ key, operation }) =>
    operation.inputFieldGroups.map((group) => [`${key}, group ${group.key}`, group]),
  );

const descriptions = textsOf('description', displays);
const stepLabels = textsOf('label', displays);
const helpTexts = textsOf('helpText', fields);
const labels = [stepLabels, ...[named, outputs, groups].map((owners) => textsOf('label', owners))];
const all = [descriptions, helpTexts, ...labels];

/** Words of people who write programs, which the steps do without; the one for API requests is for those people. */
const JARGON =
  /\b(api|json|endpoint|payload|webhook|boolean|integer|string|null|array|parameter|http|https|iso|e\.164|uuid|url|slug|enum|query)\b/i;
const FOR_PROGRAMMERS = 'api_request';
/** What Heffl calls the key of a custom field, on a page that its users open. */
const HEFFLS_OWN_WORD = 'API Name';

const forEveryone =
  (sort: Places<Text>): Places<Text> =>
  (app) => {
    const steps = shown(app).flatMap(([key, step]) => (key === FOR_PROGRAMMERS ? [] : [step]));
    return sort({ ...app, steps, authentication: { ...app.authentication, fields: [] } });
  };

const withoutMarkup = (text: string): string =>
  text.replaceAll(/`[^`]*`/g, '').replaceAll(/\[[^\]]*\]\(([^)]*)\)/g, '');

const linksIn = (text: string): string[] => [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, link = '']) => link);

const SMALL_WORDS = 'a an and as at but by for from in into of on or per the to via with'.split(' ');

const isTitleCase = (label: string): boolean => {
  const words = label.replaceAll(/[()]/g, '').split(' ');
  return words.every((word, index) => {
    const isInside = index > 0 && index < words.length - 1;
    const isSmall = isInside && SMALL_WORDS.includes(word.toLowerCase());
    return /^[A-Z0-9]/.test(word) !== isSmall;
  });
};

/** The rules for every text that Zapier shows. */
export const textRules: readonly Rule[] = [
  ...about(all, {
    'D008: links are whole Markdown links, and other web addresses stand in backticks': {
      isBroken: ({ text }) =>
        /https?:\/\/|www\./.test(withoutMarkup(text)) ||
        linksIn(text).some((link) => !URL.canParse(link) || /\s/.test(link)),
      spoil: { text: 'For example https://example.com.' },
    },
    'D025: no link runs code or carries data': {
      isBroken: ({ text }) => /\b(javascript|data|vbscript|file):\S/i.test(text),
      spoil: { text: '[Here](javascript:alert(1))' },
    },
    'style: texts inform: no exclamation marks, no "please", no blanks at their ends': {
      isBroken: ({ text }) => /!|\bplease\b/i.test(text) || text !== text.trim(),
      spoil: { text: 'Please choose a lead.' },
    },
    'style: texts are in English, in plain characters': {
      isBroken: ({ text }) => /[^\x20-\x7e]/.test(text),
      spoil: { text: 'Neuer Lead für Sie' },
    },
  }),
  ...about(all.map(forEveryone), {
    'style: nobody has to know what an API is, but for the key and the step for API requests': {
      isBroken: ({ text }) => JARGON.test(withoutMarkup(text).replaceAll(HEFFLS_OWN_WORD, '')),
      spoil: { text: 'Triggers when the webhook endpoint gets a payload.' },
    },
  }),
  ...about(labels, {
    'D018: labels are in title case': {
      isBroken: ({ text }) => !isTitleCase(text),
      spoil: { text: 'New lead' },
    },
    'style: labels have 2 to 64 characters': {
      isBroken: ({ text }) => text.length < 2 || text.length > 64,
      spoil: { text: 'A' },
    },
  }),
  ...about([descriptions, helpTexts], {
    'style: descriptions and help texts have at most 1000 characters': {
      isBroken: ({ text }) => text.length > 1000,
      spoil: { text: 'A'.repeat(1001) },
    },
  }),
  ...about([stepLabels, descriptions], {
    'style: labels and descriptions leave the names of the app and of Zapier out': {
      isBroken: ({ text }) => /heffl|zapier/i.test(text),
      spoil: { text: 'Triggers when a lead is added to Heffl.' },
    },
  }),
  ...about([helpTexts], {
    'style: help texts are sentences': {
      isBroken: ({ text }) => text !== '' && !/^[*A-Z].*\.$/s.test(text),
      spoil: { text: 'the name' },
    },
  }),
];

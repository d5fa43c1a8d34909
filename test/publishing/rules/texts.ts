import type { PublishedApp } from '../published-app.js';
import { first, inputsOf, type Placed, type Rule, shown } from './rule.js';

/** Words of people who write programs, which the steps do without; the one for API requests is for those people. */
const JARGON =
  /\b(api|json|endpoint|payload|webhook|boolean|integer|string|null|array|parameter|http|https|iso|e\.164|uuid|url|slug|enum|query)\b/i;
const FOR_PROGRAMMERS = 'api_request';
/** What Heffl calls the key of a custom field, on a page that its users open. */
const HEFFLS_OWN_WORD = 'API Name';

const descriptionsOf = ({ steps, searchOrCreates }: PublishedApp): Placed<string>[] =>
  [...steps, ...Object.values(searchOrCreates)].map(({ key, display }) => ({
    at: `description of ${key}`,
    value: display.description,
  }));

const stepLabelsOf = ({ steps, searchOrCreates }: PublishedApp): Placed<string>[] =>
  [...steps, ...Object.values(searchOrCreates)].map(({ key, display }) => ({
    at: `label of ${key}`,
    value: display.label,
  }));

const helpTextsOf = ({ steps, authentication }: PublishedApp): Placed<string>[] =>
  [
    ...inputsOf(steps),
    ...authentication.fields.map((value) => ({ at: `connection, ${value.key}`, value })),
  ].map(({ at, value }) => ({ at: `help of ${at}`, value: value.helpText ?? '' }));

const fieldLabelsOf = ({ steps, authentication }: PublishedApp): Placed<string>[] => [
  ...inputsOf(steps)
    .filter(({ value }) => value.type !== 'copy')
    .map(({ at, value }) => ({ at: `label of ${at}`, value: value.label ?? '' })),
  ...steps.flatMap(({ key, outputs }) =>
    outputs.map((field) => ({
      at: `label of ${key}, output ${field.key}`,
      value: field.label ?? '',
    })),
  ),
  ...authentication.fields.map(({ key, label = '' }) => ({
    at: `label of connection, ${key}`,
    value: label,
  })),
];

const allTexts = (app: PublishedApp): Placed<string>[] => [
  ...descriptionsOf(app),
  ...stepLabelsOf(app),
  ...helpTextsOf(app),
  ...fieldLabelsOf(app),
];

const breaking = (texts: readonly Placed<string>[], isWrong: (text: string) => boolean): string[] =>
  texts.filter(({ value }) => isWrong(value)).map(({ at, value }) => `${at}: ${value}`);

const withoutMarkup = (text: string): string =>
  text.replaceAll(/`[^`]*`/g, '').replaceAll(/\[[^\]]*\]\(([^)]*)\)/g, '');

const linksIn = (text: string): string[] => [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, link = '']) => link);

/** The rules for every text that Zapier shows. */
export const textRules: readonly Rule[] = [
  {
    code: 'D007',
    says: 'every address in the definition is an https address',
    violations: (app) => [...JSON.stringify(app).matchAll(/http:\/\/[^"\s]*/g)].map(([address]) => address),
    spoil: ({ steps }) => {
      first(steps).display.description += ' See http://example.com.';
    },
  },
  {
    code: 'D008',
    says: 'links are whole Markdown links, and other web addresses stand in backticks',
    violations: (app) =>
      breaking(
        allTexts(app),
        (text) =>
          /https?:\/\/|www\./.test(withoutMarkup(text)) ||
          linksIn(text).some((link) => !URL.canParse(link) || /\s/.test(link)),
      ),
    spoil: ({ steps }) => {
      first(inputsOf(steps)).value.helpText = 'For example https://example.com.';
    },
  },
  {
    code: 'D025',
    says: 'no link runs code or carries data',
    violations: (app) =>
      breaking(allTexts(app), (text) => /\b(javascript|data|vbscript|file):\S/i.test(text)),
    spoil: ({ steps }) => {
      first(inputsOf(steps)).value.helpText = '[Here](javascript:alert(1))';
    },
  },
  {
    code: 'style',
    says: 'labels have 2 to 64 characters, descriptions and help texts at most 1000',
    violations: (app) => [
      ...breaking([...stepLabelsOf(app), ...fieldLabelsOf(app)], ({ length }) => length < 2 || length > 64),
      ...breaking([...descriptionsOf(app), ...helpTextsOf(app)], ({ length }) => length > 1000),
    ],
    spoil: ({ steps }) => {
      first(steps).outputs[0] = { key: 'id' };
    },
  },
  {
    code: 'style',
    says: 'labels and descriptions leave the names of the app and of Zapier out',
    violations: (app) =>
      breaking([...stepLabelsOf(app), ...descriptionsOf(app)], (text) => /heffl|zapier/i.test(text)),
    spoil: ({ steps }) => {
      first(steps).display.description = 'Triggers when a lead is added to Heffl.';
    },
  },
  {
    code: 'style',
    says: 'texts inform: no exclamation marks, no "please", no blanks at their ends',
    violations: (app) =>
      breaking(allTexts(app), (text) => /!|\bplease\b/i.test(text) || text !== text.trim()),
    spoil: ({ steps }) => {
      first(inputsOf(steps)).value.helpText = 'Please choose a lead.';
    },
  },
  {
    code: 'style',
    says: 'help texts are sentences',
    violations: (app) => breaking(helpTextsOf(app), (text) => text !== '' && !/^[*A-Z].*\.$/s.test(text)),
    spoil: ({ steps }) => {
      first(inputsOf(steps)).value.helpText = 'the name';
    },
  },
  {
    code: 'style',
    says: 'nobody has to know what an API is, but for the key and the step for API requests',
    violations: (app) => {
      const steps = shown(app).filter(({ key }) => key !== FOR_PROGRAMMERS);
      const texts = allTexts({ ...app, steps, authentication: { ...app.authentication, fields: [] } });
      return breaking(texts, (text) => JARGON.test(withoutMarkup(text).replaceAll(HEFFLS_OWN_WORD, '')));
    },
    spoil: ({ steps }) => {
      first(steps).display.description = 'Triggers when the webhook endpoint gets a payload.';
    },
  },
  {
    code: 'style',
    says: 'texts are in English, in plain characters',
    violations: (app) => breaking(allTexts(app), (text) => /[^\x20-\x7e]/.test(text)),
    spoil: ({ steps }) => {
      first(steps).display.label = 'Neuer Lead für Sie';
    },
  },
];

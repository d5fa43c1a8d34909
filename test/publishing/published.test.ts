import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { documentation } from '../../scripts/docs/files.js';
import { stepsOf, templates } from '../../scripts/docs/templates.js';
import { added, breakingChanges, type Keys, keysFile, keysOf, majorOf, packed, unpacked } from './keys.js';
import keysJson from './keys.json' with { type: 'json' };
import { type PublishedApp, readPublishedApp } from './published-app.js';
import { fieldRules } from './rules/fields.js';
import { sampleRules } from './rules/samples.js';
import { stepRules } from './rules/steps.js';
import { textRules } from './rules/texts.js';

let app: PublishedApp;

beforeAll(async () => {
  app = await readPublishedApp();
});

const rules = [...fieldRules, ...sampleRules, ...stepRules, ...textRules];

test.each(rules)('$name: holds, and what breaks it is seen', ({ violations, unnoticed }) => {
  expect(violations(app)).toEqual([]);
  expect(unnoticed(app)).toEqual([]);
});

describe('keys.json (npm run keys)', () => {
  const published = unpacked(keysFile.parse(keysJson));

  test('C001 to C003: no step, input or key of a sample that live Zaps depend on is gone or changed', () => {
    expect(breakingChanges(published, keysOf(app))).toEqual([]);
  });

  test('has every key of the app, and the major version of package.json', () => {
    expect(added(published, keysOf(app))).toEqual([]);
    expect(keysJson.major).toBe(majorOf(packageJson.version));
  });

  const step = 'creates.create_lead';
  const name = `${step}.inputs.name`;
  const email = `${step}.inputs.email`;
  const mobile = `${step}.inputs.mobile`;
  const id = `${step}.sample.id`;
  const poll = 'triggers.new_lead';
  const list = 'triggers.lead_list';
  const keys: Keys = {
    [step]: 'action',
    [name]: 'string, required',
    [email]: 'string',
    [id]: 'string',
    [poll]: 'polling',
    [list]: 'polling, hidden',
  };

  test.each<[change: string, key: string, becomes: string | undefined, breaks: string]>([
    ['a step is gone', poll, undefined, 'is gone'],
    ['an input is gone', email, undefined, 'is gone'],
    ['a key of a sample is gone', id, undefined, 'is gone'],
    ['a polling trigger is instant', poll, 'hook', 'was "polling" and is "hook"'],
    ['a step is hidden', poll, 'polling, hidden', 'was "polling" and is "polling, hidden"'],
    ['an input has another type', email, 'list of string', 'was "string" and is "list of string"'],
    ['an input is required', email, 'string, required', 'was "string" and is "string, required"'],
    ['an input is new and required', mobile, 'string, required', 'is new and has to be filled in'],
  ])('%s: breaks live Zaps', (_change, key, becomes, breaks) => {
    const others = Object.fromEntries(Object.entries(keys).filter(([known]) => known !== key));
    const current = becomes === undefined ? others : { ...others, [key]: becomes };
    expect(breakingChanges(keys, current)).toEqual([`${key} ${breaks}`]);
  });

  test.each<[change: string, current: Keys]>([
    ['an input is optional', { [name]: 'string' }],
    ['a hidden step is shown', { [list]: 'polling' }],
    ['an input is new and optional', { [mobile]: 'string' }],
    [
      'a step is new',
      { 'searches.find_lead': 'search', 'searches.find_lead.inputs.match': 'string, required' },
    ],
  ])('%s: breaks nothing', (_change, current) => {
    expect(breakingChanges(keys, { ...keys, ...current })).toEqual([]);
  });

  test('a sample that several steps have: packed once, and unpacked as it was', () => {
    const all: Keys = { ...keys, [`${poll}.sample.id`]: 'string', [`${list}.sample.name`]: 'string' };
    const file = packed(all);
    expect(file.samples).toEqual([
      { steps: [step, poll], keys: { id: 'string' } },
      { steps: [list], keys: { name: 'string' } },
    ]);
    expect(unpacked(file)).toEqual(all);
  });
});

test('docs: the generated parts are current (npm run docs)', () => {
  const read = (file: string): string => readFileSync(join(__dirname, '../..', file), 'utf8');
  for (const [file, text] of documentation(app, read)) expect(read(file)).toBe(text);
});

test('templates: there are ten, each with a title of its own', () => {
  expect(new Set(templates.map(({ title }) => title)).size).toBeGreaterThanOrEqual(10);
});

test.each(templates)(
  'template "$title": shows steps, maps existing fields and all required inputs',
  (template) => {
    const { trigger, action, mapping } = template;
    const steps = [trigger, action].flatMap((part) => stepsOf(app, part));
    expect([trigger, action].filter((part) => part.app === 'Heffl')).toHaveLength(1);
    expect(steps).not.toEqual([]);
    expect(steps.filter(({ display }) => display.hidden)).toEqual([]);
    const fields = trigger.fields ?? steps.flatMap(({ outputs }) => outputs.map(({ key }) => key));
    // Fields of the trigger, and no fixed values.
    expect(fields).toEqual(expect.arrayContaining(Object.values(mapping)));
    if (action.app !== 'Heffl') return;
    const inputs = steps.flatMap(({ form }) => form.map(({ key }) => key));
    expect(inputs).toEqual(expect.arrayContaining(Object.keys(mapping)));
    const required = steps
      .flatMap(({ states: [opened = []] }) => opened)
      .filter((field) => field.required && !field.choices && field.dynamic === undefined);
    expect(Object.keys(mapping)).toEqual(expect.arrayContaining(required.map(({ key }) => key)));
  },
);

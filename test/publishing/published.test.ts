import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { documentation } from '../../scripts/docs/files.js';
import { stepsOf, templates } from '../../scripts/docs/templates.js';
import { added, breakingChanges, keysFile, keysOf, majorOf, unpacked } from './keys.js';
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

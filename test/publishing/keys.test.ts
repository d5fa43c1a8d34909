import packageJson from '../../package.json' with { type: 'json' };
import { added, breakingChanges, type Keys, keysOf, majorOf } from './keys.js';
import published from './keys.json' with { type: 'json' };
import { readPublishedApp } from './published-app.js';

describe('What keys.json has, live Zaps hold on to (only a new major version may let go: npm run keys)', () => {
  let current: Keys;

  beforeAll(async () => {
    current = keysOf(await readPublishedApp({ seed: false }));
  });

  test.each([
    [
      'C001: no step goes away, is hidden or changes its kind, and the connection stays as it is',
      /^[^.]+(\.[^.]+)?(\.inputs\.\w+)?$/,
    ],
    ['C002: no input goes away, changes its type, or has to be filled in all of a sudden', /\.inputs\./],
    ['C003: no key of a sample goes away or changes its type', /\.sample\./],
  ])('%s', (_rule, about) => {
    const breaking = breakingChanges(published.keys, current);
    expect(breaking.filter((change) => about.test(change.split(' ')[0] ?? ''))).toEqual([]);
  });

  test('Every key of the app is in keys.json: npm run keys adds new ones', () => {
    expect(added(published.keys, current)).toEqual([]);
  });

  test('keys.json is that of this major version: npm run keys begins a new one', () => {
    expect(published.major).toBe(majorOf(packageJson.version));
  });
});

describe('Of a new version, live Zaps would notice', () => {
  const keys: Keys = {
    'creates.create_lead': 'action',
    'creates.create_lead.inputs.name': 'string, required',
    'creates.create_lead.inputs.email': 'string',
    'creates.create_lead.sample.id': 'string',
    'triggers.new_lead': 'polling',
    'triggers.lead_list': 'polling, hidden',
  };

  const without = (path: string): Keys =>
    Object.fromEntries(Object.entries(keys).filter(([known]) => known !== path));

  test.each<[string, Keys, string[]]>([
    ['a step that is gone', without('triggers.new_lead'), ['triggers.new_lead is gone']],
    [
      'an input that is gone',
      without('creates.create_lead.inputs.email'),
      ['creates.create_lead.inputs.email is gone'],
    ],
    [
      'a key of a sample that is gone',
      without('creates.create_lead.sample.id'),
      ['creates.create_lead.sample.id is gone'],
    ],
    [
      'a poll that became an instant trigger',
      { ...keys, 'triggers.new_lead': 'hook' },
      ['triggers.new_lead was "polling" and is "hook"'],
    ],
    [
      'a step that is hidden',
      { ...keys, 'triggers.new_lead': 'polling, hidden' },
      ['triggers.new_lead was "polling" and is "polling, hidden"'],
    ],
    [
      'an input of another type',
      { ...keys, 'creates.create_lead.inputs.email': 'list of string' },
      ['creates.create_lead.inputs.email was "string" and is "list of string"'],
    ],
    [
      'an input that became required',
      { ...keys, 'creates.create_lead.inputs.email': 'string, required' },
      ['creates.create_lead.inputs.email was "string" and is "string, required"'],
    ],
    [
      'a new input that is required',
      { ...keys, 'creates.create_lead.inputs.mobile': 'string, required' },
      ['creates.create_lead.inputs.mobile is new and has to be filled in'],
    ],
  ])('%s', (_case, current, changes) => {
    expect(breakingChanges(keys, current)).toEqual(changes);
  });

  test.each<[string, Keys]>([
    ['an input that is no longer required', { ...keys, 'creates.create_lead.inputs.name': 'string' }],
    ['a step that is shown from now on', { ...keys, 'triggers.lead_list': 'polling' }],
    ['a new input that may stay empty', { ...keys, 'creates.create_lead.inputs.mobile': 'string' }],
    [
      'a new step with an input that is required',
      {
        ...keys,
        'searches.find_lead': 'search',
        'searches.find_lead.inputs.search_value': 'string, required',
      },
    ],
  ])('not %s', (_case, current) => {
    expect(breakingChanges(keys, current)).toEqual([]);
  });
});

import packageJson from '../../package.json' with { type: 'json' };
import { added, breakingChanges, type Keys, keysOf, majorOf } from './keys.js';
import keysJson from './keys.json' with { type: 'json' };
import { keysFile, packed, unpacked } from './keys-file.js';
import { readPublishedApp } from './published-app.js';

describe('The app, beside keys.json (npm run keys)', () => {
  const published = unpacked(keysFile.parse(keysJson));
  let current: Keys;

  beforeAll(async () => {
    current = keysOf(await readPublishedApp({ seed: false }));
  });

  test.each([
    [
      'C001: no step is gone, hidden or of another kind, and the connection is of the same type',
      /^[^.]+(\.[^.]+)?(\.inputs\.\w+)?$/,
    ],
    ['C002: no input is gone, of another type, or newly required', /\.inputs\./],
    ['C003: no key of a sample is gone or of another type', /\.sample\./],
  ])('%s', (_rule, about) => {
    const breaking = breakingChanges(published, current);
    expect(breaking.filter((change) => about.test(change.split(' ')[0] ?? ''))).toEqual([]);
  });

  test('every key of the app is in keys.json', () => {
    expect(added(published, current)).toEqual([]);
  });

  test('keys.json has the major version of package.json', () => {
    expect(keysJson.major).toBe(majorOf(packageJson.version));
  });
});

describe('A version that has', () => {
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
    ['no longer a step', without('triggers.new_lead'), ['triggers.new_lead is gone']],
    [
      'no longer an input',
      without('creates.create_lead.inputs.email'),
      ['creates.create_lead.inputs.email is gone'],
    ],
    [
      'no longer a key of a sample',
      without('creates.create_lead.sample.id'),
      ['creates.create_lead.sample.id is gone'],
    ],
    [
      'made a polling trigger instant',
      { ...keys, 'triggers.new_lead': 'hook' },
      ['triggers.new_lead was "polling" and is "hook"'],
    ],
    [
      'hidden a step',
      { ...keys, 'triggers.new_lead': 'polling, hidden' },
      ['triggers.new_lead was "polling" and is "polling, hidden"'],
    ],
    [
      'given an input another type',
      { ...keys, 'creates.create_lead.inputs.email': 'list of string' },
      ['creates.create_lead.inputs.email was "string" and is "list of string"'],
    ],
    [
      'made an input required',
      { ...keys, 'creates.create_lead.inputs.email': 'string, required' },
      ['creates.create_lead.inputs.email was "string" and is "string, required"'],
    ],
    [
      'a new required input',
      { ...keys, 'creates.create_lead.inputs.mobile': 'string, required' },
      ['creates.create_lead.inputs.mobile is new and has to be filled in'],
    ],
  ])('%s: breaks live Zaps', (_case, current, changes) => {
    expect(breakingChanges(keys, current)).toEqual(changes);
  });

  test.each<[string, Keys]>([
    ['made an input optional', { ...keys, 'creates.create_lead.inputs.name': 'string' }],
    ['shown a hidden step', { ...keys, 'triggers.lead_list': 'polling' }],
    ['a new optional input', { ...keys, 'creates.create_lead.inputs.mobile': 'string' }],
    [
      'a new step with a required input',
      {
        ...keys,
        'searches.find_lead': 'search',
        'searches.find_lead.inputs.search_value': 'string, required',
      },
    ],
  ])('%s: breaks nothing', (_case, current) => {
    expect(breakingChanges(keys, current)).toEqual([]);
  });
});

test('keys that several samples have: packed once, and unpacked as they were', () => {
  const keys: Keys = {
    'triggers.lead_created': 'hook',
    'triggers.lead_created.sample.id': 'string',
    'triggers.lead_created.sample.value': 'number',
    'triggers.lead_created.sample.event': 'string',
    'creates.create_lead': 'action',
    'creates.create_lead.inputs.name': 'string, required',
    'creates.create_lead.sample.id': 'string',
    'creates.create_lead.sample.value': 'number',
    'creates.delete_lead': 'action',
    'creates.delete_lead.sample.id': 'string',
  };
  const file = packed(keys);
  expect(file).toEqual({
    keys: {
      'triggers.lead_created': 'hook',
      'creates.create_lead': 'action',
      'creates.create_lead.inputs.name': 'string, required',
      'creates.delete_lead': 'action',
    },
    samples: [
      { steps: ['triggers.lead_created', 'creates.create_lead'], keys: { id: 'string', value: 'number' } },
      { steps: ['triggers.lead_created'], keys: { event: 'string' } },
      { steps: ['creates.delete_lead'], keys: { id: 'string' } },
    ],
  });
  expect(unpacked(file)).toEqual(keys);
});

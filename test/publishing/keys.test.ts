import { breakingChanges, type Keys, packed, unpacked } from './keys.js';

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

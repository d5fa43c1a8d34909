import type { JsonObject } from '../../src/heffl/json.js';
import { customFieldKey, nameOf, type Origin, readRecord, unwrapped } from '../../src/heffl/records.js';
import { keysOf } from '../../src/kinds.js';
import { client } from '../../src/resources/clients/record.js';
import { deal } from '../../src/resources/deals/record.js';
import { invoice } from '../../src/resources/invoices/record.js';
import { lead } from '../../src/resources/leads/record.js';
import { task } from '../../src/resources/tasks/record.js';
import fc from '../support/properties.js';

const read = (raw: JsonObject, keys: readonly string[] = ['id'], origin: Origin = 'api') =>
  readRecord({ id: 'x_1', ...raw }, keys, origin);

const noRecords = [null, 'ld_1', [{ id: 'ld_1' }], {}, { id: null }, { id: '  ' }, { id: { value: 'ld_1' } }];

test.each(noRecords)('%j: is no record', (raw) => {
  expect(readRecord(raw, ['id'], 'api')).toBeUndefined();
});

const noIds = { value: 5, paid: true, idea: 1, Idle: 2, humid: [4] };

test.each<[string, JsonObject, JsonObject]>([
  ['of linked records', { stageId: 11, leadId: 'ld_1' }, { stageId: '11', leadId: 'ld_1' }],
  ['null or blank', { stageId: null, leadId: '' }, { stageId: null, leadId: null }],
  ['in a list', { tagIds: [1, 'tag_2', null] }, { tagIds: ['1', 'tag_2', null] }],
  ['deeper down', { meta: { owner: { id: 3, score: 1 } } }, { meta: { owner: { id: '3', score: 1 } } }],
  ['the number that people see', { number: 17 }, { number: '17' }],
  ['none: stays', noIds, noIds],
])('ID, %s: is text', (_, raw, expected) => {
  expect(read(raw)).toEqual({ id: 'x_1', ...expected });
});

test.each<[string, JsonObject, JsonObject]>([
  ['nested by label', { customFields: { 'Company Size': 5 } }, { cf_company_size: 5 }],
  ['both, of which beside wins', { customFields: { budget: 4 }, cf_budget: 5 }, { cf_budget: 5 }],
  ['null', { customFields: null }, {}],
  ['of an unknown form, which stays', { customFields: [{ a: 1 }] }, { customFields: [{ a: 1 }] }],
  ['an object that is no link', { cf_x: { id: 1, name: 'N' } }, { cf_x: { id: 1, name: 'N' } }],
  ['a list and null', { customFields: { cf_a: ['x'], cf_b: null } }, { cf_a: ['x'], cf_b: null }],
])('custom fields, %s: beside the other fields', (_, raw, expected) => {
  expect(read(raw)).toEqual({ id: 'x_1', ...expected });
});

test.each([
  ['  Company \t Size ', 'cf_company_size'],
  ['CF_Budget', 'cf_budget'],
])('custom field "%s": has the key %s', (label, key) => {
  expect(customFieldKey(label)).toBe(key);
});

const ofClient = ['clientId', 'clientName'];
const withEmail = [...ofClient, 'clientEmail'];
const acme = { id: 5, name: 'Acme', email: 'a@b.c', taxNumber: '1' };
const ofAcme = { clientId: '5', clientName: 'Acme', clientEmail: 'a@b.c' };

test.each<[string, JsonObject, readonly string[], JsonObject]>([
  ['a client and its email', { client: acme }, withEmail, ofAcme],
  ['no name', { client: { id: 'c1' } }, ofClient, { clientId: 'c1', clientName: null }],
  ['a label', { stage: { id: 's1', label: 'New' } }, ['stage', 'stageId'], { stage: 'New', stageId: 's1' }],
  ['null', { client: null }, ofClient, { client: null, clientId: null, clientName: null }],
  ['a name alone', { stageName: 'New' }, ['stage'], { stage: 'New' }],
  ['a name alone, before null', { stageName: 'New', stage: null }, ['stage'], { stage: 'New' }],
  // It is no link, nothing is known of it, or its field is filled.
  ['an object', { client: { city: 'X' } }, ['client'], { client: { city: 'X' } }],
  ['an unknown object', { billing: { id: 7, city: 'X' } }, [], { billing: { id: '7', city: 'X' } }],
  ['two values', { stage: 'A', stageName: 'B' }, ['stage'], { stage: 'A', stageName: 'B' }],
])('link with %s: %j', (_, raw, keys, expected) => {
  expect(read(raw, ['id', ...keys])).toEqual({ id: 'x_1', ...expected });
});

test.each<[JsonObject, string | null]>([
  [{ label: 'New', name: 'Newer' }, 'Newer'],
  [{ label: 'New', name: null }, 'New'],
  [{ label: '' }, null],
])('%j has the name %s', (raw, name) => {
  expect(read(raw, ['id', 'name'])).toEqual({ id: 'x_1', ...raw, name });
  expect(read(raw, ['id'])).toEqual({ id: 'x_1', ...raw });
});

test.each<[JsonObject, string | undefined]>([
  [{ name: 'A', label: 'B', title: 'C' }, 'A'],
  [{ label: 'B', title: 'C' }, 'B'],
  [{ name: ' ', title: 'C' }, 'C'],
  [{ name: null, firstName: 'Fatima', lastName: 'Hassan' }, 'Fatima Hassan'],
  [{}, undefined],
])('%j is called %s', (raw, name) => {
  expect(nameOf(raw)).toBe(name);
});

describe('IDs in an event', () => {
  const known = { stage: 'New', ownerName: 'Omar', clientId: 'cl_xyz789' };
  const numbers = { stageId: 1, pipelineId: '11', ownerId: 42 };

  test('numbers that Heffl uses inside: left out, which an answer of the API keeps', () => {
    const raw = { ...known, ...numbers };
    expect(read(raw, ['id', 'stageId'], 'event')).toEqual({ id: 'x_1', ...known, stageId: null });
    const kept = { stageId: '1', pipelineId: '11', ownerId: '42' };
    expect(read(raw, ['id', 'stageId'], 'api')).toEqual({ id: 'x_1', ...known, ...kept });
  });

  test('of a linked record, and in the words of a user: kept as text', () => {
    // A form response refers to nothing else.
    const raw = { client: acme, formId: 12, emiratesId: '7841' };
    const expected = { id: 'x_1', ...ofAcme, formId: '12', emiratesId: '7841' };
    expect(read(raw, ['id', ...withEmail], 'event')).toEqual(expected);
  });
});

test.each([
  ['in data', { data: { id: 'ld_1' } }, { id: 'ld_1' }],
  ['bare', { id: 'ld_1', data: { id: 'other' } }, { id: 'ld_1', data: { id: 'other' } }],
  ['nowhere', { data: [1] }, { data: [1] }],
  ['nothing', undefined, undefined],
])('the record of an answer is found %s', (_, answer, expected) => {
  expect(unwrapped(answer)).toEqual(expected);
});

const kinds = [lead, client, deal, task, invoice];

test.each(kinds)('the sample of $noun stays the same', (kind) => {
  expect(readRecord(kind.sample, keysOf(kind), 'api')).toEqual(kind.sample);
});

test('whatever Heffl sends: never throws, has text as IDs, is the same when read again, and loses no unknown field', () => {
  const key = fc.constantFrom(
    ...'id name label title number client clientId clientName stage stageId stageName source'.split(' '),
    ...'sourceName owner ownerId ownerName lead assigneeIds tags lineItems pipeline customFields'.split(' '),
    ...['cf_budget', 'Budget', 'value', 'createdAt', '__proto__', 'constructor', 'toString', ''],
  );
  const anyValue = fc.letrec<{ value: fc.JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, true, 0, 7, -1.5, '', ' ', '7', 'New', 'clt_1'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 6 }),
    ),
  })).value;
  const unknown = fc.stringMatching(/^x[a-z]{1,8}$/).filter((name) => !/(Ids?|Name)$/.test(name));
  const id = fc.oneof(fc.constantFrom('ld_1', 7, null, ' '), fc.string({ minLength: 1 }));
  const keys = fc.constantFrom(...kinds.map(keysOf), ['id'], []);
  const origin = fc.constantFrom<Origin>('api', 'event');
  const fields = fc.dictionary(key, anyValue, { maxKeys: 10 });
  const content = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  fc.assert(
    fc.property(fields, id, unknown, content, keys, origin, (known, own, name, said, wanted, from) => {
      const record = readRecord({ ...known, [name]: said, id: own }, wanted, from);
      expect(record?.id.trim()).not.toBe('');
      if (!record) return;
      expect(record[name]).toBe(said);
      expect(readRecord(record, wanted, from)).toEqual(record);
      for (const [field, value] of Object.entries(record)) {
        if (!/(^id|Id)$/.test(field) || typeof value === 'object') continue;
        expect([field, typeof value]).toEqual([field, 'string']);
      }
    }),
  );
});

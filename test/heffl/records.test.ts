import type { JsonObject } from '../../src/heffl/json.js';
import {
  customFieldKey,
  type HefflRecord,
  nameOf,
  type Origin,
  readCustomFields,
  readRecord,
  unwrapped,
} from '../../src/heffl/records.js';
import { keysOf } from '../../src/kinds.js';
import { client } from '../../src/resources/clients/record.js';
import { deal } from '../../src/resources/deals/record.js';
import { invoice } from '../../src/resources/invoices/record.js';
import { lead } from '../../src/resources/leads/record.js';
import { task } from '../../src/resources/tasks/record.js';
import fc from '../support/properties.js';

const read = (raw: JsonObject, keys: readonly string[] = ['id'], origin: Origin = 'api') =>
  readRecord({ id: 'x_1', ...raw }, keys, origin);

test.each([
  ['nothing', undefined],
  ['null', null],
  ['text', 'ld_1'],
  ['a number', 1],
  ['a list', [{ id: 'ld_1' }]],
  ['an object without an ID', { name: 'Jane' }],
  ['a blank ID', { id: '  ' }],
  ['an ID that is null', { id: null }],
  ['an ID that is an object', { id: { value: 'ld_1' } }],
])('%s is no record', (_, raw) => {
  expect(readRecord(raw, ['id'], 'api')).toBeUndefined();
});

describe('every ID is text', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['its own', { id: 42 }, { id: '42' }],
    ['of a linked record', { stageId: 11 }, { stageId: '11' }],
    ['that is text already', { stageId: 'lstg_1' }, { stageId: 'lstg_1' }],
    ['that is not there', { stageId: null }, { stageId: null }],
    ['that is blank', { stageId: '' }, { stageId: null }],
    ['in a list', { tagIds: [1, 'tag_2', null] }, { tagIds: ['1', 'tag_2', null] }],
    [
      'in line items',
      { lineItems: [{ productId: 7, quantity: 2 }] },
      { lineItems: [{ productId: '7', quantity: 2 }] },
    ],
    ['deeper down', { meta: { owner: { id: 3, score: 1 } } }, { meta: { owner: { id: '3', score: 1 } } }],
    ['and so is the number that people see', { number: 17 }, { number: '17' }],
  ])('%s', (_, raw, expected) => {
    expect(read(raw)).toEqual({ id: 'x_1', ...expected });
  });

  test('but nothing else becomes text', () => {
    const raw = { value: 5, paid: true, idea: 1, Idle: 2, video: 3, total: 0, humid: [4] };
    expect(read(raw)).toEqual({ id: 'x_1', ...raw });
  });
});

describe('custom fields stand beside the other fields, under their cf_ keys', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['nested with the prefix', { customFields: { cf_budget: 5 } }, { cf_budget: 5 }],
    ['nested without it', { customFields: { budget: 5 } }, { cf_budget: 5 }],
    ['nested by label', { customFields: { 'Company Size': 5 } }, { cf_company_size: 5 }],
    ['beside', { cf_budget: 5 }, { cf_budget: 5 }],
    ['both: beside wins', { customFields: { budget: 4 }, cf_budget: 5 }, { cf_budget: 5 }],
    ['empty', { customFields: {} }, {}],
    ['null', { customFields: null }, {}],
    ['of a form that is unknown', { customFields: [{ a: 1 }] }, { customFields: [{ a: 1 }] }],
    [
      'beside, with an object that is no link',
      { cf_x: { id: 1, name: 'N' } },
      { cf_x: { id: 1, name: 'N' } },
    ],
    [
      'with values of any kind',
      { customFields: { cf_a: ['x'], cf_b: null, cf_c: { id: 1, name: 'N' } } },
      { cf_a: ['x'], cf_b: null, cf_c: { id: 1, name: 'N' } },
    ],
  ])('%s', (_, raw, expected) => {
    expect(read(raw)).toEqual({ id: 'x_1', ...expected });
  });

  test('without a record, too', () => {
    expect(readCustomFields({ name: 'Jane', customFields: { Budget: 1 }, cf_size: 2 })).toEqual({
      cf_budget: 1,
      cf_size: 2,
    });
  });

  test.each([
    ['Budget', 'cf_budget'],
    ['Company Size', 'cf_company_size'],
    ['  Company \t Size ', 'cf_company_size'],
    ['cf_budget', 'cf_budget'],
    ['CF_Budget', 'cf_budget'],
    ['الميزانية', 'cf_الميزانية'],
  ])('"%s" has the key %s', (label, key) => {
    expect(customFieldKey(label)).toBe(key);
  });
});

describe('a linked record given whole becomes its ID and its name', () => {
  test.each<[string, JsonObject, readonly string[], JsonObject]>([
    [
      'a client',
      { client: { id: 'clt_1', name: 'Acme' } },
      ['id', 'clientId', 'clientName'],
      { clientId: 'clt_1', clientName: 'Acme' },
    ],
    [
      'a client with more that is known',
      { client: { id: 'clt_1', name: 'Acme', email: 'a@b.c', taxNumber: '1' } },
      ['id', 'clientId', 'clientName', 'clientEmail'],
      { clientId: 'clt_1', clientName: 'Acme', clientEmail: 'a@b.c' },
    ],
    [
      'a client with an ID that is a number',
      { client: { id: 5, name: 'Acme' } },
      ['id', 'clientId', 'clientName'],
      { clientId: '5', clientName: 'Acme' },
    ],
    [
      'a client without a name',
      { client: { id: 'clt_1' } },
      ['id', 'clientId', 'clientName'],
      { clientId: 'clt_1', clientName: null },
    ],
    [
      'a stage, which is called by its label',
      { stage: { id: 'lstg_1', label: 'New' } },
      ['id', 'stage', 'stageId'],
      { stage: 'New', stageId: 'lstg_1' },
    ],
    [
      'a lead, which is called by its title',
      { lead: { id: 'ld_1', title: 'Villa' } },
      ['id', 'leadId', 'leadName'],
      { leadId: 'ld_1', leadName: 'Villa' },
    ],
    [
      'a person without a name of their own',
      { client: { id: 'clt_1', name: null, firstName: 'Fatima', lastName: 'Hassan' } },
      ['id', 'clientId', 'clientName'],
      { clientId: 'clt_1', clientName: 'Fatima Hassan' },
    ],
    [
      'nothing if no field is known for it: it stays whole',
      { billingAddress: { id: 7, city: 'Dubai' } },
      ['id'],
      { billingAddress: { id: '7', city: 'Dubai' } },
    ],
    [
      'none',
      { client: null },
      ['id', 'clientId', 'clientName'],
      { client: null, clientId: null, clientName: null },
    ],
    ['something that is no record', { address: { city: 'Dubai' } }, ['id'], { address: { city: 'Dubai' } }],
  ])('%s', (_, raw, keys, expected) => {
    expect(read(raw, keys)).toEqual({ id: 'x_1', ...expected });
  });

  test.each<[string, JsonObject, readonly string[], JsonObject]>([
    [
      'stands under the name that the record has for it',
      { stageName: 'New' },
      ['id', 'stage'],
      { stage: 'New' },
    ],
    [
      'stays if the record has a field of that name',
      { clientName: 'Acme' },
      ['id', 'clientName'],
      { clientName: 'Acme' },
    ],
    [
      'stays beside a field that is there already',
      { stage: 'New', stageName: 'Newer' },
      ['id', 'stage'],
      { stage: 'New', stageName: 'Newer' },
    ],
    [
      'stands in for a field that says nothing, before it',
      { stageName: 'New', stage: null },
      ['id', 'stage'],
      { stage: 'New' },
    ],
    [
      'stands in for a field that says nothing, after it',
      { stage: null, stageName: 'New' },
      ['id', 'stage'],
      { stage: 'New' },
    ],
    ['stays if nothing is known of it', { projectName: 'Tower' }, ['id'], { projectName: 'Tower' }],
  ])('a name alone %s', (_, raw, keys, expected) => {
    expect(read(raw, keys)).toEqual({ id: 'x_1', ...expected });
  });
});

describe('a record that is called by its label', () => {
  test.each<[JsonObject, string | null]>([
    [{ label: 'New' }, 'New'],
    [{ label: 'New', name: 'Newer' }, 'Newer'],
    [{ label: 'New', name: null }, 'New'],
    [{ name: null, label: 'New' }, 'New'],
    [{ label: '' }, null],
    [{}, null],
  ])('%j is named %s', (raw, name) => {
    expect(read(raw, ['id', 'name'])).toEqual({ id: 'x_1', ...raw, name });
  });

  test('gets no name if its shape has none', () => {
    expect(read({ label: 'New' }, ['id'])).toEqual({ id: 'x_1', label: 'New' });
  });

  test.each<[JsonObject, string | undefined]>([
    [{ name: 'A', label: 'B', title: 'C' }, 'A'],
    [{ label: 'B', title: 'C' }, 'B'],
    [{ title: 'C' }, 'C'],
    [{ name: ' ', title: 'C' }, 'C'],
    [{ name: 7 }, '7'],
    [{}, undefined],
  ])('%j is called %s', (raw, name) => {
    expect(nameOf(raw)).toBe(name);
  });
});

test('record without some keys: these are null', () => {
  expect(read({ email: 'a@b.c' }, ['id', 'name', 'email', 'tags'])).toEqual({
    id: 'x_1',
    name: null,
    email: 'a@b.c',
    tags: null,
  });
});

describe('an event', () => {
  const event = {
    stage: 'New',
    stageId: 1,
    pipelineId: '11',
    ownerId: 42,
    ownerName: 'Omar',
    clientId: 'cl_xyz789',
  };

  test('does not give the numbers that Heffl uses inside as IDs', () => {
    expect(read(event, ['id', 'stage', 'stageId'], 'event')).toEqual({
      id: 'x_1',
      stage: 'New',
      stageId: null,
      ownerName: 'Omar',
      clientId: 'cl_xyz789',
    });
  });

  test('has the ID of a linked record as text', () => {
    const raw = { client: { id: 5, name: 'Acme' } };
    expect(read(raw, ['id', 'clientId', 'clientName'], 'event')).toEqual({
      id: 'x_1',
      clientId: '5',
      clientName: 'Acme',
    });
  });

  test('keeps what the user called so: a form response refers to nothing else', () => {
    const answers = { formId: 12, emiratesId: '784199012345671' };
    expect(read(answers, ['id'], 'event')).toEqual({
      id: 'x_1',
      formId: '12',
      emiratesId: '784199012345671',
    });
  });

  test('keeps its own ID, even a number', () => {
    expect(read({ id: 7 }, ['id'], 'event')).toEqual({ id: '7' });
  });

  test('the same fields in an answer of the API are IDs', () => {
    expect(read(event, ['id'], 'api')).toMatchObject({ stageId: '1', pipelineId: '11', ownerId: '42' });
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

const keyName = fc.constantFrom(
  ...[
    'id',
    'name',
    'label',
    'title',
    'number',
    'client',
    'clientId',
    'clientName',
    'stage',
    'stageId',
    'stageName',
  ],
  ...[
    'source',
    'sourceName',
    'owner',
    'ownerId',
    'ownerName',
    'lead',
    'assigneeIds',
    'tags',
    'lineItems',
    'pipeline',
  ],
  ...[
    'customFields',
    'cf_budget',
    'Budget',
    'value',
    'createdAt',
    '__proto__',
    'constructor',
    'toString',
    '',
  ],
);
const anyValue = fc.letrec<{ value: fc.JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, 0, 7, -1.5, '', ' ', '7', 'New', 'clt_1'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(keyName, tie('value'), { maxKeys: 6 }),
  ),
})).value;
const anyRecord = fc
  .tuple(
    fc.dictionary(keyName, anyValue, { maxKeys: 10 }),
    fc.oneof(fc.constantFrom('ld_1', 7), fc.string({ minLength: 1 })),
  )
  .map(([fields, id]): JsonObject => ({ ...fields, id }));
const anyKeys = fc.constantFrom(...[lead, client, deal, task, invoice].map(keysOf), ['id'], []);
const anyOrigin = fc.constantFrom<Origin>('api', 'event');

describe('whatever Heffl sends', () => {
  test('reading it never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anyValue, anyRecord), anyKeys, anyOrigin, (raw, keys, origin) => {
        const record = readRecord(raw, keys, origin);
        expect(record?.id.trim()).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });

  test('reading what was read changes nothing', () => {
    fc.assert(
      fc.property(anyRecord, anyKeys, anyOrigin, (raw, keys, origin) => {
        const once = readRecord(raw, keys, origin);
        expect(readRecord(once, keys, origin)).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });

  test('every ID of the record is text, or not there', () => {
    fc.assert(
      fc.property(anyRecord, anyKeys, anyOrigin, (raw, keys, origin) => {
        const record = readRecord(raw, keys, origin);
        for (const [key, value] of Object.entries(record ?? {})) {
          if (!/(^id|Id)$/.test(key)) continue;
          const isNested = typeof value === 'object' && value !== null;
          expect([key, isNested || value === null || typeof value === 'string']).toEqual([key, true]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a field that is not known passes through as it is', () => {
    const unknown = fc.stringMatching(/^x[a-z]{1,8}$/).filter((key) => !/(Ids?|Name)$/.test(key));
    fc.assert(
      fc.property(unknown, fc.oneof(fc.string(), fc.integer(), fc.boolean()), anyKeys, (key, value, keys) => {
        expect(readRecord({ id: 'x_1', [key]: value }, keys, 'api')).toMatchObject({ [key]: value });
      }),
    );
  });

  test('a record of the shape itself stays the same', () => {
    const samples: [HefflRecord, readonly string[]][] = [lead, client, deal, task, invoice].map((kind) => [
      kind.sample,
      keysOf(kind),
    ]);
    for (const [sample, keys] of samples) expect(readRecord(sample, keys, 'api')).toEqual(sample);
  });
});

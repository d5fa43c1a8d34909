import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../../src/errors.js';
import { bodyFrom, nested } from '../../src/forms/body.js';
import type { Form } from '../../src/forms/field.js';
import type { JsonObject } from '../../src/heffl/json.js';
import { invoice } from '../../src/resources/invoices/record.js';
import { startRun } from '../../src/run.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';

let z: ZObject;
beforeAll(async () => {
  z = await openZ();
});

const fields: Form = [
  { key: 'name', label: 'Name', required: true },
  { key: 'mobile', label: 'Mobile', meta: { format: 'phone' } },
  { key: 'value', label: 'Value', meta: { format: 'number' } },
  { key: 'archived', label: 'Archived', meta: { format: 'yesNo' } },
  { key: 'dueDate', label: 'Due Date', type: 'datetime', meta: { format: 'day' } },
  { key: 'tags', label: 'Tags', list: true },
  { key: 'billingAddress__city', label: 'City' },
  { key: 'billingAddress__street', label: 'Street' },
  { key: 'custom_fields', label: 'More Custom Fields', dict: true },
  () => Promise.resolve([{ key: 'cf_budget' }]),
];

// Invoices cannot be listed, so that no kind of a custom field is known, and nothing is asked.
const fill = (form: Form, inputData: JsonObject, authData: Record<string, string> = {}) => {
  const run = startRun(z, { authData: { api_key: 'heffl_user_abc', ...authData } });
  return bodyFrom(run, invoice, form, inputData);
};
const bodyOf = (inputData: JsonObject, country = 'AE') =>
  fill(fields, inputData, { default_country: country });

describe('the body has exactly what was supplied', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['nothing', {}, {}],
    ['one field', { name: 'Jane' }, { name: 'Jane' }],
    [
      'every field, with its type',
      {
        name: 'Jane',
        mobile: '050 123 4567',
        value: '2,500',
        archived: 'no',
        dueDate: '2026-04-30',
        tags: 'VIP, Dubai',
        billingAddress__city: 'Dubai',
        billingAddress__street: 'Marina Walk',
      },
      {
        name: 'Jane',
        mobile: '+971501234567',
        value: 2500,
        archived: false,
        dueDate: '2026-04-30T00:00:00.000Z',
        tags: ['VIP', 'Dubai'],
        billingAddress: { city: 'Dubai', street: 'Marina Walk' },
      },
    ],
    ['a part of an address', { billingAddress__city: 'Dubai' }, { billingAddress: { city: 'Dubai' } }],
    ['zero, and no', { value: 0, archived: false }, { value: 0, archived: false }],
    [
      'no blanks',
      { name: ' ', mobile: '', value: null, archived: undefined, tags: ['', ' '], billingAddress__city: '' },
      {},
    ],
    ['no input that the form does not have', { search_by: 'email', subject: 'x' }, {}],
  ])('%s', async (_, inputData, expected) => {
    const body = await bodyOf(inputData);
    expect(body).toStrictEqual(expected);
    expect(Object.keys(body)).toHaveLength(Object.keys(expected).length);
  });

  test('in the country of the connection', async () => {
    expect(await bodyOf({ mobile: '98765 43210' }, 'IN')).toEqual({ mobile: '+919876543210' });
    expect(await fill(fields, { mobile: '98765 43210' })).toEqual({ mobile: '98765 43210' });
    expect(await bodyOf({ mobile: ' +971 50 123 4567 ' }, 'none')).toEqual({ mobile: '+971 50 123 4567' });
  });

  test('value that its field cannot hold: refused', async () => {
    expect(await failureOf(() => bodyOf({ name: 'Jane', value: 'a lot' }))).toEqual({
      name: 'HaltedError',
      message:
        '"a lot" in Value is not a number that can be read. Write it like 2500 or 2,500.50, with or without a currency.',
    });
  });
});

describe('custom fields', () => {
  test('are refused without a name, before their value gets lost', async () => {
    for (const name of [' ', 'cf_', ' CF_\u200b']) {
      expect(await failureOf(() => bodyOf({ custom_fields: { [name]: '10k' } }))).toEqual({
        name: 'HaltedError',
        message: errorTexts.unnamedField({ value: '10k' }),
      });
    }
  });

  test('are refused twice in one input', async () => {
    expect(await failureOf(() => bodyOf({ custom_fields: { Budget: 1, budget: 2 } }))).toEqual({
      name: 'HaltedError',
      message: 'The custom field "budget" stands twice under More Custom Fields. Keep one of the two.',
    });
    expect(await bodyOf({ custom_fields: { Budget: '', budget: 2 } })).toEqual({ cf_budget: 2 });
  });

  test.each([
    ['text', 'Budget: 10k', 'Budget: 10k'],
    ['a list', [{ key: 'Budget', value: '10k' }], '[{"key":"Budget","value":"10k"}]'],
  ])('are refused as %s, which says nothing of names', async (_, custom_fields, shown) => {
    expect(await failureOf(() => bodyOf({ custom_fields }))).toEqual({
      name: 'HaltedError',
      message: errorTexts.unnamedField({ value: shown }),
    });
  });

  test.each<[string, JsonObject, JsonObject]>([
    [
      'go by their labels',
      { custom_fields: { Budget: '10k', 'Company Size': '5' } },
      { cf_budget: '10k', cf_company_size: '5' },
    ],
    ['go by their keys', { custom_fields: { cf_budget: '10k' } }, { cf_budget: '10k' }],
    [
      'have inputs of their own',
      { cf_budget: 10, cf_size: ['S', 'M'] },
      { cf_budget: 10, cf_size: ['S', 'M'] },
    ],
    [
      'by hand and found: the one by hand',
      { cf_budget: 10, custom_fields: { Budget: '20' } },
      { cf_budget: '20' },
    ],
    [
      'by hand but blank, and found: the one found',
      { cf_budget: 10, custom_fields: { Budget: ' ' } },
      { cf_budget: 10 },
    ],
    ['may be named with marks', { custom_fields: { '\u200bBudget\u00a0': '10k' } }, { cf_budget: '10k' }],
    ['may have two underscores', { cf_net__worth: '5' }, { cf_net__worth: '5' }],
    ['may be blank', { cf_budget: '', cf_size: null, custom_fields: { Budget: '' } }, {}],
    ['may be none', { custom_fields: {} }, {}],
  ])('%s', async (_, inputData, expected) => {
    expect(await bodyOf(inputData)).toStrictEqual(expected);
  });
});

describe('line items', () => {
  const lines: Form = [
    {
      key: 'lineItems',
      label: 'Line Items',
      children: [
        { key: 'name', label: 'Item' },
        { key: 'quantity', label: 'Quantity', meta: { format: 'number' } },
        { key: 'description', label: 'Item Description' },
      ],
    },
    { key: 'subject', label: 'Subject' },
  ];
  const itemsOf = (inputData: JsonObject) => fill(lines, inputData);
  const both = {
    lineItems: [
      { name: 'Visit', quantity: 2 },
      { name: 'Filter', quantity: 1.5 },
    ],
  };

  test.each<[string, JsonObject, JsonObject]>([
    [
      'as rows',
      {
        lineItems: [
          { name: 'Visit', quantity: '2' },
          { name: 'Filter', quantity: '1.5' },
        ],
      },
      both,
    ],
    ['as parallel lists', { lineItems: { name: ['Visit', 'Filter'], quantity: ['2', '1.5'] } }, both],
    ['as lists beside the parent', { name: ['Visit', 'Filter'], quantity: ['2', '1.5'] }, both],
    [
      'as lists beside a parent that is blank',
      { lineItems: '', name: ['Visit', 'Filter'], quantity: [2, 1.5] },
      both,
    ],
    ['as rows, whatever stands beside', { ...both, name: ['Other'] }, both],
    [
      'as one row',
      { lineItems: { name: 'Visit', quantity: '2' } },
      { lineItems: [{ name: 'Visit', quantity: 2 }] },
    ],
    [
      'as one row beside the parent',
      { name: 'Visit', quantity: 2 },
      { lineItems: [{ name: 'Visit', quantity: 2 }] },
    ],
    [
      'as lists of several lengths',
      { lineItems: { name: ['Visit', 'Filter'], quantity: ['2'] } },
      { lineItems: [{ name: 'Visit', quantity: 2 }, { name: 'Filter' }] },
    ],
    [
      'without blank cells and rows',
      {
        lineItems: [
          { name: 'Visit', quantity: '', description: ' ' },
          { name: '', quantity: null },
          {},
          null,
          ' ',
        ],
      },
      { lineItems: [{ name: 'Visit' }] },
    ],
    [
      'without blank rows of lists',
      { lineItems: { name: ['', 'Visit'], quantity: ['', 2] } },
      { lineItems: [{ name: 'Visit', quantity: 2 }] },
    ],
    [
      'with what the form does not know',
      { lineItems: [{ name: 'Visit', taxRateId: 'txr_1', unit: '' }] },
      { lineItems: [{ name: 'Visit', taxRateId: 'txr_1' }] },
    ],
    ['as none', { lineItems: [], subject: 'AC' }, { subject: 'AC' }],
    ['as none at all', { subject: 'AC' }, { subject: 'AC' }],
  ])('may come %s', async (_, inputData, expected) => {
    expect(await itemsOf(inputData)).toStrictEqual(expected);
  });

  test('with a cell that cannot be read are refused by the name of the cell', async () => {
    expect(await failureOf(() => itemsOf({ lineItems: [{ name: 'Visit', quantity: 'two' }] }))).toMatchObject(
      {
        message:
          '"two" in Quantity is not a number that can be read. Write it like 2500 or 2,500.50, with or without a currency.',
      },
    );
  });
});

describe('a key with two underscores', () => {
  test.each<[string, [string, unknown][], JsonObject]>([
    ['is nested', [['a__b', 1]], { a: { b: 1 } }],
    [
      'is nested with its like',
      [
        ['a__b', 1],
        ['c', 2],
        ['a__d', 3],
      ],
      { a: { b: 1, d: 3 }, c: 2 },
    ],
    [
      'replaces what is no object',
      [
        ['a', 1],
        ['a__b', 2],
      ],
      { a: { b: 2 } },
    ],
    ['may hold nothing', [['a__b', null]], { a: { b: null } }],
    ['is one key of a custom field', [['cf_a__b', 1]], { cf_a__b: 1 }],
  ])('%s', (_, entries, expected) => {
    expect(nested(entries)).toStrictEqual(expected);
  });
});

import { errorTexts } from '../../src/errors.js';
import { bodyFrom, nested } from '../../src/forms/body.js';
import { withNulls } from '../../src/forms/clear.js';
import type { Field, Form } from '../../src/forms/field.js';
import { idsForNames, type LoadNamed } from '../../src/forms/names.js';
import { requireFilled } from '../../src/forms/required.js';
import type { JsonObject } from '../../src/heffl/json.js';
import { createInvoiceFields } from '../../src/resources/invoices/fields.js';
import { invoice } from '../../src/resources/invoices/record.js';
import { startRun } from '../../src/run.js';
import { openCore } from '../support/core.js';
import { failureOf, halted } from '../support/failure.js';

const core = openCore();

const fields: Form = [
  { key: 'name', label: 'Name', required: true },
  { key: 'stageId', required: true },
  { key: 'mobile', label: 'Mobile', meta: { format: 'phone' } },
  { key: 'value', label: 'Value', meta: { format: 'number' } },
  { key: 'archived', label: 'Archived', meta: { format: 'yesNo' } },
  { key: 'dueDate', label: 'Due Date', type: 'datetime', meta: { format: 'day' } },
  { key: 'tags', label: 'Tags', list: true },
  { key: 'billingAddress__city', label: 'City' },
  { key: 'billingAddress__street', label: 'Street' },
  { key: 'custom_fields', label: 'More Custom Fields', dict: true },
  () => Promise.resolve([{ key: 'cf_budget', required: true }]),
];

// Invoices cannot be listed, so that no kind of a custom field is known, and nothing is asked.
const fill = (form: Form, inputData: JsonObject, authData: Record<string, string> = {}) => {
  const run = startRun(core.z, { authData: { api_key: 'heffl_user_abc', ...authData } });
  return bodyFrom(run, invoice, form, inputData);
};
const bodyOf = (inputData: JsonObject, country = 'AE') =>
  fill(fields, inputData, { default_country: country });

describe('body', () => {
  test('every field: each as what it is', async () => {
    const inputData = {
      name: 'Jane',
      mobile: '050 123 4567',
      value: '2,500',
      archived: 'no',
      dueDate: '2026-04-30',
      tags: 'VIP, Dubai',
      billingAddress__city: 'Dubai',
      billingAddress__street: 'Marina Walk',
    };
    expect(await bodyOf(inputData)).toStrictEqual({
      name: 'Jane',
      mobile: '+971501234567',
      value: 2500,
      archived: false,
      dueDate: '2026-04-30T00:00:00.000Z',
      tags: ['VIP', 'Dubai'],
      billingAddress: { city: 'Dubai', street: 'Marina Walk' },
    });
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['zero and no', { value: 0, archived: false }, { value: 0, archived: false }],
    ['placeholders', { name: 'N/A', value: 'N/A', mobile: 'none', dueDate: '-' }, { name: 'N/A' }],
    ['what the form does not have', { search_by: 'email', subject: 'x' }, {}],
    ['blanks', { name: ' ', mobile: '', value: null, tags: ['', ' '], billingAddress__city: '' }, {}],
  ])('%s: no keys but those that are filled in', async (_, inputData, expected) => {
    expect(await bodyOf(inputData)).toStrictEqual(expected);
  });

  test.each([
    ['IN', '98765 43210', '+919876543210'],
    ['', '+971 50 123 4567', '+971501234567'],
    ['none', ' +971 50 123 4567 ', '+971 50 123 4567'],
  ])('phone in a connection of the country "%s": %s is %s', async (country, mobile, expected) => {
    expect(await bodyOf({ mobile }, country)).toEqual({ mobile: expected });
  });
});

test.each([
  ['Name', { name: ' ', stageId: '' }],
  ['stageId', { name: 0 }],
])('required %s is the first that is empty in %j: refused by its name', async (label, inputData) => {
  const check = () => {
    requireFilled(core.z, fields, inputData);
  };
  expect(await failureOf(check)).toEqual(
    halted(`${label} is empty. Fill it in, or check the step that it comes from.`),
  );
});

describe('custom fields', () => {
  const filled = { cf_budget: 10, cf_size: ['S', 'M'], cf_net__worth: '5' };

  test.each<[string, JsonObject, JsonObject]>([
    ['inputs of their own', { ...filled, cf_a: '', cf_b: null }, filled],
    ['more, by label', { custom_fields: { 'Company Size': '10k' } }, { cf_company_size: '10k' }],
    ['more, twice, but once blank', { custom_fields: { Budget: '', budget: 2 } }, { cf_budget: 2 }],
    ['in both: the one of more', { cf_budget: 10, custom_fields: { Budget: '20' } }, { cf_budget: '20' }],
    ['in both, blank in more', { cf_budget: 10, custom_fields: { Budget: ' ' } }, { cf_budget: 10 }],
  ])('%s', async (_, inputData, expected) => {
    expect(await bodyOf(inputData)).toStrictEqual(expected);
  });

  test.each<[unknown, string]>([
    [{ ' ': '10k' }, '10k'],
    [{ ' CF_\u200b': '10k' }, '10k'],
    ['Budget: 10k', 'Budget: 10k'],
    [[{ key: 'Budget', value: '10k' }], '[{"key":"Budget","value":"10k"}]'],
  ])('%j, a value without a name: refused', async (custom_fields, value) => {
    expect(await failureOf(() => bodyOf({ custom_fields }))).toEqual(
      halted(errorTexts.unnamedField({ value })),
    );
  });

  test('one twice: refused', async () => {
    expect(await failureOf(() => bodyOf({ custom_fields: { Budget: 1, budget: 2 } }))).toEqual(
      halted('The custom field "budget" stands twice under More Custom Fields. Keep one of the two.'),
    );
  });
});

test.each<[string, JsonObject, JsonObject]>([
  ['nested, with others between', { a__b: 1, c: 2, a__d: null }, { a: { b: 1, d: null }, c: 2 }],
  ['nested, in place of a value that is no object', { a: 1, a__b: 2 }, { a: { b: 2 } }],
  ['one key of a custom field', { cf_a__b: 1 }, { cf_a__b: 1 }],
])('key with two underscores: %s', (_, values, expected) => {
  expect(nested(Object.entries(values))).toStrictEqual(expected);
});

describe('line items', () => {
  const itemsOf = async (inputData: JsonObject) =>
    (await fill(createInvoiceFields, inputData, { default_country: 'AE' })).lineItems;
  const [visit, filter] = [
    { name: 'Visit', quantity: 2, price: 250 },
    { name: 'Filter', quantity: 1, price: 100.5 },
  ];
  const columns = { name: ['Visit', 'Filter'], quantity: ['2', ''], price: ['AED 250', 100.5] };
  const row = { name: 'Visit', quantity: '2', price: '250' };

  test.each<[string, JsonObject]>([
    ['rows', { lineItems: [row, { name: 'Filter', quantity: 'N/A', price: '100.5' }] }],
    ['rows, whatever stands beside them', { lineItems: [visit, filter], name: ['Other'] }],
    ['blank cells and rows', { lineItems: [{ ...row, unit: ' ' }, { name: '' }, null, ' ', filter] }],
    ['lists under the parent', { lineItems: columns }],
    ['lists of several lengths', { lineItems: { ...columns, quantity: ['2'] } }],
    ['lists beside the parent', columns],
    ['lists beside a blank parent', { lineItems: '', ...columns }],
    ['JSON', { lineItems: `[${JSON.stringify(visit)},{"name":"Filter","price":"100.5"}]` }],
    ['a list of JSON', { lineItems: [JSON.stringify(row), '', JSON.stringify(filter)] }],
    [
      'JSON in the words of the form',
      { lineItems: '[{"Item":"Visit","Quantity":2,"PRICE":250},null,{"Item":"Filter","Price":100.5}]' },
    ],
  ])('%s: the same two rows', async (_, inputData) => {
    expect(await itemsOf(inputData)).toStrictEqual([visit, filter]);
  });

  test.each<[string, JsonObject, unknown]>([
    ['one row', { lineItems: row }, [visit]],
    ['one row beside the parent', row, [visit]],
    ['blank rows of lists', { name: ['', 'Visit'], quantity: ['', 2], price: ['', 250] }, [visit]],
    ['a cell without a column', { lineItems: { ...row, taxId: 'a' } }, [{ ...visit, taxId: 'a' }]],
    ['a free line', { lineItems: { ...row, price: '0' } }, [{ ...visit, price: 0 }]],
    ['nothing', {}, undefined],
  ])('%s', async (_, inputData, expected) => {
    expect(await itemsOf(inputData)).toStrictEqual(expected);
  });

  const several = (line: number, value: string) =>
    `Line ${line} of Line Items has several values in one field ("${value}"). Map line items, which make a line of each value, or split the text with a Formatter step (Utilities, Text to Line-item).`;
  const noList = (value: string) =>
    `"${value}" in Line Items is not a list of items. Map each column, such as the name and the price, from the line items of an earlier step.`;
  const noPrice =
    'Line 2 of Line Items has no Price. Fill it in, with 0 if that is meant, or check the step that it comes from.';
  const notANumber = errorTexts.notANumber({ label: 'Quantity', value: 'two' });

  test.each<[string, unknown, string]>([
    ['names and prices in one row', [{ name: 'A,B', price: '250,100' }], several(1, '250,100')],
    ['the same in the second row', [row, { name: 'A,B,C', price: '1,00,000' }], several(2, '1,00,000')],
    ['prices that can only be two', [{ name: 'Visit', price: '250.50,100' }], several(1, '250.50,100')],
    ['prices on two lines', [{ name: 'Visit', price: '250\n100' }], several(1, '250\n100')],
    ['quantities and prices', [{ name: 'Visit', quantity: '1,200', price: '2,500' }], several(1, '1,200')],
    ['lists in one row', [{ name: ['A', 'B'], price: ['250', '100'] }], several(1, 'A,B')],
    ['a line without a price', [row, { name: 'B', price: 'N/A' }], noPrice],
    ['a quantity in words', [{ ...row, quantity: 'two' }], notANumber],
    ['a text', 'AC visit', noList('AC visit')],
    ['JSON that is no list of rows', '[1, 2]', noList('[1, 2]')],
  ])('%s: refused', async (_, lineItems, message) => {
    expect(await failureOf(() => itemsOf({ lineItems }))).toEqual(halted(message));
  });
});

describe('fields to clear', () => {
  const clearable: readonly Field[] = [
    { key: 'email', label: 'Email' },
    { key: 'secondaryMobile', label: 'Second Mobile' },
    { key: 'billingAddress__city', label: 'City' },
    { key: 'website' },
  ];
  const cleared = (chosen: unknown, body: JsonObject = {}, together: readonly string[] = []): JsonObject =>
    withNulls(core.z, body, { fields: clearable, chosen, together });

  test.each<[string, unknown, JsonObject]>([
    ['keys and labels', ['website', 'second MOBILE'], { website: null, secondaryMobile: null }],
    ['a text with commas', ' email , Second Mobile,', { email: null, secondaryMobile: null }],
    ['one twice', ['email', 'Email'], { email: null }],
    ['a part of an address', ['billingAddress__city'], { billingAddress: { city: null } }],
    ['custom fields', ['cf_a ', 'cf_b, c', 'cf_d__e'], { cf_a: null, 'cf_b, c': null, cf_d__e: null }],
    ['blanks', ['', ' '], {}],
  ])('%s: sent as null', (_, chosen, expected) => {
    expect(cleared(chosen)).toStrictEqual(expected);
  });

  test('others filled in: stay as they are', () => {
    const body = { name: 'Jane', lineItems: [{ name: 'Visit' }], cf_a__b: 5, cf_c: { city: 'Dubai' } };
    const billingAddress = { street: 'Marina Walk' };
    expect(cleared(['email', 'City'], { ...body, billingAddress })).toStrictEqual({
      ...body,
      billingAddress: { ...billingAddress, city: null },
      email: null,
    });
  });

  test('fields that Heffl takes together: cleared together, and not filled in by half', async () => {
    const together = ['email', 'website'];
    expect(cleared(['website'], {}, together)).toStrictEqual({ email: null, website: null });
    expect(cleared(['Second Mobile'], {}, together)).toStrictEqual({ secondaryMobile: null });
    expect(await failureOf(() => cleared(['website'], { email: 'jane@example.com' }, together))).toEqual(
      halted(errorTexts.fillAndClear({ label: 'Email' })),
    );
  });

  test.each([
    ['City', ['City'], { billingAddress: { city: 'Dubai' } }],
    ['cf_budget', ['cf_budget'], { cf_budget: 5 }],
    ['website', ['website'], { website: 'x' }],
  ])('%s filled in as well: refused', async (label, chosen, body) => {
    expect(await failureOf(() => cleared(chosen, body))).toEqual(
      halted(`"${label}" is both filled in and chosen under Fields to Clear. Keep one of the two.`),
    );
  });

  test.each<[unknown, string]>([
    ['name', 'name'],
    [{ key: 'email' }, '[object Object]'],
  ])('%j, which cannot be cleared: refused', async (chosen, shown) => {
    expect(await failureOf(() => cleared([chosen]))).toEqual(
      halted(`"${shown}" cannot be cleared. Choose from the list under Fields to Clear.`),
    );
  });
});

describe('names of tags', () => {
  const named = (names: readonly string[]) =>
    names.map((name, index) => ({ id: `tag_${index}`, name, label: `${name} · ${index}` }));
  const all = named(['VIP', 'Walk-in', 'Hot, new', 'B', 'C', 'Won', 'won']);
  const idsFor = async (tags: unknown, load: LoadNamed = () => Promise.resolve(all)) => {
    const field = { key: 'tags', label: 'Tags', dynamic: 'tag_list.id.label' } as const;
    return (await idsForNames(core.z, [field], { tag_list: load }, { tags })).tags;
  };

  test.each([
    ['a name in other letters', 'vip', 'tag_0'],
    ['a number and a token', ['42', '0b61fa2e-73c7-4ae5'], ['42', '0b61fa2e-73c7-4ae5']],
    ['names and an ID', ['VIP', 'tag_9', 'walk-in'], ['tag_0', 'tag_9', 'tag_1']],
    ['a name with a comma', ['Hot, new'], ['tag_2']],
    ['a name that was split at its comma', ['hot', 'new', 'B', 'C'], ['tag_2', 'tag_3', 'tag_4']],
  ])('%s: IDs', async (_, tags, expected) => {
    expect(await idsFor(tags)).toEqual(expected);
  });

  test('IDs alone: list not loaded', async () => {
    const load = () => Promise.reject(new Error('The list was loaded.'));
    expect(await idsFor(['tag_0', '42'], load)).toEqual(['tag_0', '42']);
  });

  const names = 'VIP, Walk-in, Hot, new, B, C, Won, won';

  test.each([
    ['Cold', errorTexts.noSuchName({ label: 'Tags', value: 'Cold', names })],
    ['Won', errorTexts.nameTwice({ label: 'Tags', value: 'Won', names: 'Won · 5, won · 6' })],
  ])('%s, among others that are there: refused with those that it may be', async (name, message) => {
    expect(await failureOf(() => idsFor(['VIP', name, 'walk-in']))).toEqual(halted(message));
  });
});

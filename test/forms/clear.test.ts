import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../../src/errors.js';
import { fieldsToClearInput, withNulls } from '../../src/forms/clear.js';
import type { Field } from '../../src/forms/field.js';
import type { JsonObject } from '../../src/heffl/json.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';

let z: ZObject;
beforeAll(async () => {
  z = await openZ();
});

const fields: readonly Field[] = [
  { key: 'email', label: 'Email' },
  { key: 'secondaryMobile', label: 'Second Mobile' },
  { key: 'billingAddress__city', label: 'City' },
  { key: 'website' },
];

const cleared = (chosen: unknown, body: JsonObject = {}, together: readonly string[] = []): JsonObject =>
  withNulls(z, body, { fields, chosen, together });

test.each<[string, unknown, JsonObject, JsonObject]>([
  ['one field', ['email'], {}, { email: null }],
  ['several fields', ['email', 'website'], {}, { email: null, website: null }],
  ['a field by its label', ['Second Mobile'], {}, { secondaryMobile: null }],
  ['a field by its label in other letters', ['second mobile'], {}, { secondaryMobile: null }],
  ['fields written with commas', ' email , Second Mobile,', {}, { email: null, secondaryMobile: null }],
  ['a field twice', ['email', 'Email'], {}, { email: null }],
  ['a part of an address', ['billingAddress__city'], {}, { billingAddress: { city: null } }],
  [
    'a part of an address, beside the others',
    ['City'],
    { billingAddress: { street: 'Marina Walk' } },
    { billingAddress: { street: 'Marina Walk', city: null } },
  ],
  ['a custom field', ['cf_budget'], {}, { cf_budget: null }],
  ['a custom field with a blank behind it', ['cf_budget '], {}, { cf_budget: null }],
  ['a custom field with two underscores', ['cf_net__worth'], {}, { cf_net__worth: null }],
  [
    'a field beside others that are filled in',
    ['email'],
    { name: 'Jane', tags: ['VIP'], cf_size: 5 },
    { name: 'Jane', tags: ['VIP'], cf_size: 5, email: null },
  ],
  ['nothing', [], { name: 'Jane' }, { name: 'Jane' }],
  ['nothing, as the input is not there', undefined, { name: 'Jane' }, { name: 'Jane' }],
  ['nothing, as the input is null', null, { name: 'Jane' }, { name: 'Jane' }],
  ['nothing, as the input is blank', ' ', { name: 'Jane' }, { name: 'Jane' }],
  ['nothing, as every choice is blank', ['', ' '], {}, {}],
])('the body of an update that clears %s', (_, chosen, body, expected) => {
  expect(cleared(chosen, body)).toStrictEqual(expected);
});

test('what Heffl takes together is cleared together', () => {
  const together = ['email', 'website'];
  expect(cleared(['website'], { name: 'Jane' }, together)).toStrictEqual({
    name: 'Jane',
    email: null,
    website: null,
  });
  expect(cleared(['Second Mobile'], {}, together)).toStrictEqual({ secondaryMobile: null });
});

test('what is cleared together may not be filled in by half', async () => {
  expect(
    await failureOf(() => cleared(['website'], { email: 'jane@example.com' }, ['email', 'website'])),
  ).toEqual({ name: 'HaltedError', message: errorTexts.fillAndClear({ label: 'Email' }) });
});

test('what is filled in stays as it is, custom fields with objects and two underscores, too', () => {
  const body = {
    name: 'Jane',
    billingAddress: { city: 'Dubai' },
    lineItems: [{ name: 'Visit' }],
    cf_net__worth: 5,
    cf_address: { city: 'Dubai' },
  };
  expect(cleared(['email'], body)).toStrictEqual({ ...body, email: null });
});

test.each<[string, unknown, JsonObject, string]>([
  [
    'is filled in as well',
    ['email'],
    { email: 'a@b.c' },
    '"Email" is both filled in and chosen under Fields to Clear. Keep one of the two.',
  ],
  [
    'is filled in as part of an address',
    ['City'],
    { billingAddress: { city: 'Dubai' } },
    '"City" is both filled in and chosen under Fields to Clear. Keep one of the two.',
  ],
  [
    'is a custom one and filled in',
    ['cf_budget'],
    { cf_budget: 5 },
    '"cf_budget" is both filled in and chosen under Fields to Clear. Keep one of the two.',
  ],
  [
    'is filled in and has no label',
    ['website'],
    { website: 'x' },
    '"website" is both filled in and chosen under Fields to Clear. Keep one of the two.',
  ],
  [
    'cannot be cleared',
    ['name'],
    {},
    '"name" cannot be cleared. Choose from the list under Fields to Clear.',
  ],
  [
    'is of another kind',
    [{ key: 'email' }],
    {},
    '"[object Object]" cannot be cleared. Choose from the list under Fields to Clear.',
  ],
])('a field that %s is refused', async (_, chosen, body, message) => {
  expect(await failureOf(() => cleared(chosen, body))).toEqual({ name: 'HaltedError', message });
});

test('a long name that cannot be cleared is refused in a short sentence', async () => {
  const { message } = await failureOf(() => cleared(['name '.repeat(100)]));
  expect(message).toMatch(/^"(name )+.*…" cannot be cleared\./);
  expect(message.length).toBeLessThanOrEqual(250);
});

test('the form offers the fields by their labels', () => {
  expect(fieldsToClearInput(fields)).toMatchObject([
    {
      key: 'fields_to_clear',
      list: true,
      choices: {
        email: 'Email',
        secondaryMobile: 'Second Mobile',
        billingAddress__city: 'City',
        website: 'website',
      },
    },
  ]);
});

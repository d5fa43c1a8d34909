import examples from 'libphonenumber-js/examples.mobile.json';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import { phoneReader } from '../../src/forms/phone.js';
import fc from '../support/properties.js';

type Country = string | undefined;

test.each<[string, Country, readonly string[], string]>([
  ['mobile', 'AE', ['050 123 4567', '0501234567', '50 123 4567', '050 123 4567,'], '+971501234567'],
  ['international', 'AE', ['+971 50 123 4567', '  +971-50-123-4567 '], '+971501234567'],
  ['brackets', 'AE', ['+971 (0) 50-123-4567', '(+971) 50 123 4567'], '+971501234567'],
  ['another country', 'AE', ['+91 98765 43210', '0091 98765-43210'], '+919876543210'],
  // WhatsApp hands numbers over without their plus.
  ['without a plus', 'AE', ['919876543210', '91 98765-43210'], '+919876543210'],
  ['without a plus', 'IN', ['14155552671'], '+14155552671'],
  ['digits of other scripts', 'AE', ['٠٥٠ ١٢٣ ٤٥٦٧', '+٩٧١٥٠١٢٣٤٥٦٧', '۰۵۰۱۲۳۴۵۶۷'], '+971501234567'],
  ['marks', 'AE', ['\u202a+971 50 123 4567\u202c', '\u200e050 123 4567\u2069'], '+971501234567'],
  ['link', 'AE', ['tel:+971501234567', 'p:+971501234567', 'whatsapp:+971501234567'], '+971501234567'],
  ['sender', 'AE', ['971501234567@c.us', '971501234567@s.whatsapp.net'], '+971501234567'],
  ['cell of a sheet', 'AE', ["'+971501234567", '501234567.0', '9.71501234567E11'], '+971501234567'],
  ['country in small letters or with blanks', ' ae ', ['050 123 4567'], '+971501234567'],
  ['India', 'IN', ['98765 43210', '098765 43210', '+91-98765-43210'], '+919876543210'],
  ['India, as digits of Singapore', 'IN', ['6598765432'], '+916598765432'],
  ['China', 'CN', ['136 1234 5678'], '+8613612345678'],
  ['no country', undefined, ['+971 50 123 4567', '00 971 50 123 4567', '٠٠٩٧١٥٠١٢٣٤٥٦٧'], '+971501234567'],
])('%s (%s): reads %j', async (_, country, texts, expected) => {
  const { toE164 } = await phoneReader(country);
  expect(texts.map((text) => [text, toE164(text)])).toEqual(texts.map((text) => [text, expected]));
});

test.each<[string, Country, string]>([
  ['local number without a country', undefined, '050 123 4567'],
  ['local number with a country that there is not', 'XX', '050 123 4567'],
  ['too short', 'AE', '050 123'],
  ['of no country', 'AE', '+999 123 4567'],
  ['with an extension, which would get lost', 'AE', '+971 4 123 4567 ext. 12'],
  ['that the country does not have', 'AE', '04 123 4567'],
  ['ten digits of another country', 'IN', '3001234567'],
  ['digits of another country, without one of its own', undefined, '919876543210'],
  ['digits that are a number of two countries', 'CN', '13612345678'],
  ['digits that are a number of two countries', 'DE', '971501234567'],
  ['digits that a sheet cut off', 'AE', '9.71501E+11'],
  ['far too long', 'AE', `${' '.repeat(10)}050 123 4567${' .'.repeat(100_000)}`],
  ['words around a number', 'AE', 'call 050 123 4567 after six'],
])('%s: is no number', async (_, country, text) => {
  expect((await phoneReader(country)).toE164(text)).toBeUndefined();
});

test.each<[Country, readonly string[]]>([
  ['AE', ['050 123 4567', '+971501234567', '00971501234567', '٠٥٠١٢٣٤٥٦٧']],
  [undefined, ['050 123 4567', '50-123-4567', '٠٥٠١٢٣٤٥٦٧', '۰۵۰۱۲۳۴۵۶۷', '０５０１２３４５６７']],
  [undefined, ['00971501234567', '+971 50 123 4567']],
  [undefined, ['unknown', ' unknown ']],
])('compared in %s: %j are one', async (country, texts) => {
  const { comparable } = await phoneReader(country);
  expect(new Set(texts.map(comparable)).size).toBe(1);
});

test.each<[Country, readonly string[]]>([
  ['AE', ['050 123 4567', '050 123 4568', '+91 98765 43210']],
  ['IN', ['050 123 4567', '+971501234567']],
  [undefined, ['050 123 4567', '+971501234567', '4567']],
  [undefined, ['unknown', 'none', '', '-', '0']],
])('compared in %s: %j are different', async (country, texts) => {
  const { comparable } = await phoneReader(country);
  expect(new Set(texts.map(comparable)).size).toBe(texts.length);
});

/** 11 to 15 digits, as WhatsApp hands over the numbers of every country. */
const anyExample = fc.constantFrom(
  ...getCountries().flatMap((country) => getExampleNumber(country, examples) ?? []),
);

test('a number without its plus is never that of another country', async () => {
  await fc.assert(
    fc.asyncProperty(anyExample, fc.constantFrom(...getCountries()), async ({ number }, country) => {
      fc.pre(number.length >= 12);
      const read = (await phoneReader(country)).toE164(number.slice(1));
      expect([number, undefined]).toContain(read);
    }),
    { numRuns: 300 },
  );
});

const anyCountry = fc.constantFrom(undefined, 'AE', 'SA', 'IN', 'US', 'GB', 'XX', '');
const anyNumber = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.stringMatching(/^[0-9+ ()٠٥-]$/), maxLength: 16 }),
  fc.nat(9_999_999).map((digits) => `050${String(digits).padStart(7, '0')}`),
  fc.nat(9_999_999).map((digits) => `+97150${String(digits).padStart(7, '0')}`),
);

test('a number that was understood stays as it is, in any country', async () => {
  await fc.assert(
    fc.asyncProperty(anyCountry, anyCountry, anyNumber, async (country, other, text) => {
      const once = (await phoneReader(country)).toE164(text);
      fc.pre(once !== undefined);
      expect(once).toMatch(/^\+[1-9]\d{4,14}$/);
      expect((await phoneReader(other)).toE164(once)).toBe(once);
    }),
  );
});

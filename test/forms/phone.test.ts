import examples from 'libphonenumber-js/examples.mobile.json';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import { phoneReader } from '../../src/forms/phone.js';
import fc from '../support/properties.js';

describe('a number as people write it', () => {
  test.each([
    ['AE', '050 123 4567', '+971501234567'],
    ['AE', '0501234567', '+971501234567'],
    ['AE', '50 123 4567', '+971501234567'],
    ['AE', '+971 50 123 4567', '+971501234567'],
    ['AE', '+971 (0) 50-123-4567', '+971501234567'],
    ['AE', '00971 50 123 4567', '+971501234567'],
    ['AE', '971501234567', '+971501234567'],
    ['AE', '  +971-50-123-4567  ', '+971501234567'],
    ['AE', '04 234 5678', '+97142345678'],
    ['AE', '٠٥٠ ١٢٣ ٤٥٦٧', '+971501234567'],
    ['AE', '+٩٧١٥٠١٢٣٤٥٦٧', '+971501234567'],
    ['AE', '۰۵۰۱۲۳۴۵۶۷', '+971501234567'],
    ['AE', '\u202a+971 50 123 4567\u202c', '+971501234567'],
    ['AE', '\u200e050 123 4567\u2069', '+971501234567'],
    ['AE', 'tel:+971501234567', '+971501234567'],
    ['AE', 'p:+971501234567', '+971501234567'],
    ['AE', 'whatsapp:+971501234567', '+971501234567'],
    ['AE', "'+971501234567", '+971501234567'],
    ['AE', '(+971) 50 123 4567', '+971501234567'],
    ['AE', '050 123 4567,', '+971501234567'],
    ['AE', '(04) 234 5678', '+97142345678'],
    ['AE', '+91 98765 43210', '+919876543210'],
    ['ae', '050 123 4567', '+971501234567'],
    [' AE ', '050 123 4567', '+971501234567'],
    ['SA', '055 123 4567', '+966551234567'],
    ['QA', '3312 3456', '+97433123456'],
    ['KW', '9912 3456', '+96599123456'],
    ['BH', '3612 3456', '+97336123456'],
    ['OM', '9212 3456', '+96892123456'],
    ['IN', '98765 43210', '+919876543210'],
    ['IN', '098765 43210', '+919876543210'],
    ['IN', '+91-98765-43210', '+919876543210'],
    ['IN', '0091 98765 43210', '+919876543210'],
    ['AE', '971501234567@c.us', '+971501234567'],
    ['AE', '501234567.0', '+971501234567'],
    // WhatsApp hands numbers over without their plus.
    ['AE', '919876543210', '+919876543210'],
    ['AE', '91 98765-43210', '+919876543210'],
    ['IN', '14155552671', '+14155552671'],
    ['PK', '971501234567', '+971501234567'],
    ['IN', '6598765432', '+916598765432'],
    ['CN', '136 1234 5678', '+8613612345678'],
    [undefined, '+971 50 123 4567', '+971501234567'],
    [undefined, '00971 50 123 4567', '+971501234567'],
    [undefined, '00 971 50 123 4567', '+971501234567'],
    [undefined, '٠٠٩٧١٥٠١٢٣٤٥٦٧', '+971501234567'],
  ])('in %s: %s is %s', async (country, text, expected) => {
    expect((await phoneReader(country)).toE164(text)).toBe(expected);
  });
});

describe('what cannot be understood', () => {
  test.each([
    ['a local number without a country', undefined, '050 123 4567'],
    ['a local number with a country that there is not', 'XX', '050 123 4567'],
    ['a local number with a blank country', '  ', '050 123 4567'],
    ['a number that is too short', 'AE', '050 123'],
    ['a number that is too long', 'AE', '050 123 4567 8901 2345'],
    ['a number of no country', 'AE', '+999 123 4567'],
    ['a number with an extension, which would get lost', 'AE', '+971 4 123 4567 ext. 12'],
    ['a number that the country does not have', 'AE', '04 123 4567'],
    ['ten digits of another country', 'IN', '3001234567'],
    ['digits of another country, without one of its own', undefined, '919876543210'],
    ['digits that are a number of two countries', 'CN', '13612345678'],
    ['digits that are a number of two countries', 'DE', '971501234567'],
    ['a text that is far too long', 'AE', `${' '.repeat(10)}050 123 4567${' .'.repeat(100_000)}`],
    ['two numbers', 'AE', '050 123 4567 / 055 765 4321'],
    ['words around a number', 'AE', 'call 050 123 4567 after six'],
    ['words', 'AE', 'unknown'],
    ['blanks', 'AE', '   '],
    ['nothing', 'AE', ''],
    ['zeros', 'AE', '000000000'],
  ])('is left alone: %s', async (_, country, text) => {
    expect((await phoneReader(country)).toE164(text)).toBeUndefined();
  });
});

describe('two numbers are one', () => {
  test.each([
    ['AE', '050 123 4567', '+971501234567'],
    ['AE', '00971501234567', '0501234567'],
    ['AE', '٠٥٠١٢٣٤٥٦٧', '+971 50 123 4567'],
    [undefined, '050 123 4567', '0501234567'],
    [undefined, '050 123 4567', '50-123-4567'],
    [undefined, '٠٥٠١٢٣٤٥٦٧', '050 123 4567'],
    [undefined, '۰۵۰۱۲۳۴۵۶۷', '0501234567'],
    [undefined, '０５０１２３４５６７', '050 1234567'],
    [undefined, '00971501234567', '+971 50 123 4567'],
    [undefined, 'unknown', ' unknown '],
  ])('in %s: %s and %s', async (country, one, other) => {
    const { comparable } = await phoneReader(country);
    expect(comparable(one)).toBe(comparable(other));
  });
});

describe('two numbers are two', () => {
  test.each([
    ['AE', '050 123 4567', '050 123 4568'],
    ['AE', '050 123 4567', '+91 98765 43210'],
    ['IN', '050 123 4567', '+971501234567'],
    [undefined, '050 123 4567', '+971501234567'],
    [undefined, '4567', '050 123 4567'],
    [undefined, 'unknown', 'none'],
    [undefined, '', '-'],
    [undefined, 'unknown', '0'],
  ])('in %s: %s and %s', async (country, one, other) => {
    const { comparable } = await phoneReader(country);
    expect(comparable(one)).not.toBe(comparable(other));
  });
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
    { numRuns: 1000 },
  );
});

const anyCountry = fc.constantFrom(undefined, 'AE', 'SA', 'IN', 'US', 'GB', 'XX', '');
const anyNumber = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.stringMatching(/^[0-9+ ()٠٥-]$/), maxLength: 16 }),
  fc.nat(99_999_999).map((digits) => `+97150${String(digits).slice(0, 7).padStart(7, '0')}`),
  fc.nat(9_999_999).map((digits) => `050${String(digits).padStart(7, '0')}`),
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

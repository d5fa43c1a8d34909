import App from '../../index.js';
import { errorTexts } from '../../src/errors.js';
import { labelFrom } from '../../src/forms/custom-fields.js';
import { isEmpty, isUnfilled } from '../../src/forms/empty.js';
import { type Field, type Format, formats } from '../../src/forms/field.js';
import { textsIn } from '../../src/forms/multi-select.js';
import { numberIn } from '../../src/forms/numbers.js';
import { type PhoneReader, phoneReader } from '../../src/forms/phone.js';
import { readValue } from '../../src/forms/values.js';
import { customFieldKey } from '../../src/heffl/records.js';
import { lead } from '../../src/resources/leads/record.js';
import { openComparer } from '../../src/steps/comparisons.js';
import { openCore } from '../support/core.js';
import { failureOf, halted } from '../support/failure.js';
import { plainFieldsOf } from '../support/forms.js';
import fc from '../support/properties.js';

const core = openCore();
let phones: PhoneReader;
beforeAll(async () => {
  phones = await phoneReader('AE');
});

type Input = Omit<Field, 'key'>;

const read = (field: Input, value: unknown): unknown =>
  readValue({ z: core.z, phones }, { key: 'value', label: 'Value', ...field }, value);

/** Expects that an input of this format reads each value as the same. */
const expectAll = (format: Format, values: readonly unknown[], expected: unknown): void => {
  const results = values.map((value) => [value, read({ meta: { format } }, value)]);
  expect(results).toEqual(values.map((value) => [value, expected]));
};

/** Expects that an input of this format refuses each value, in these words behind it. */
const expectRefusals = async (format: Format, values: readonly unknown[], words: string): Promise<void> => {
  for (const value of values) {
    const shown = [value].flat().join('; ');
    expect(await failureOf(() => read({ meta: { format } }, value))).toEqual(
      halted(`"${shown}" in Value is ${words}`),
    );
  }
};

test.each([
  ['nothing', [undefined, null, '', ' \n\t', '\u200b\u00a0\ufe0f', 'null', ' undefined\u200b'], true],
  ['lists and objects of nothing', [[], ['', null, [' ']], {}, { a: '', b: { c: [] } }], true],
  ['something', [0, false, '0', 'Null', 'N/A', ['', 'x'], { a: '', b: 0 }], false],
])('empty, %s', (_, values, expected) => {
  expect(values.map((value) => [value, isEmpty(value)])).toEqual(values.map((value) => [value, expected]));
});

test('empty, placeholders: in every format, and not in a text', () => {
  const words = [...'N/A n/a #N/A NA n.a. NULL nil - -- —'.split(' '), ' None ', ['N/A', null]];
  for (const word of words) {
    expect(formats.filter((format) => !isUnfilled({ meta: { format } }, word))).toEqual([]);
    expect(isUnfilled({}, word)).toBe(false);
  }
});

test('empty, lists 20,000 deep', () => {
  const nest = (value: unknown) => Array.from({ length: 20_000 }).reduce<unknown>((inner) => [inner], value);
  expect([isEmpty(nest('')), isEmpty(nest('x'))]).toEqual([true, false]);
});

describe('number', () => {
  test.each<[string, readonly unknown[], number]>([
    ['digits', [2500, ' 2500 ', '+2500', '2500.', '02500', ['2500']], 2500],
    ['none', [0, '0'], 0],
    ['decimal point', ['1.234', 'KWD 1.234'], 1.234],
    ['less than one', ['.5', '0.50', 0.5], 0.5],
    ['number in the notation of programs', [1e-7], 1e-7],
    ['commas that could also part two values', ['250,100'], 250_100],
    ['groups of India', ['1,00,000', '1 00 000', '₹1,00,000', '१,००,०००'], 100_000],
    ['blanks and apostrophes', ['10 000', '10\u00a0000', '10\u202f000', '10’000', "CHF 10'000"], 10_000],
    ['decimal comma', ['2.500,50', '2\u202f500,50', '€2.500,50', '2 500,50 €'], 2500.5],
    ['groups by dots', ['1.234.567', '1.234.567,0'], 1_234_567],
    ['dirhams', ['AED 2,500', 'AED2,500.00', '2500 AED', '2,500 Dhs.', 'Dh 2500', 'AED: 2500'], 2500],
    ['dirhams in Arabic', ['د.إ 2,500', 'د.إ.\u200f 2,500.00', '٢٬٥٠٠ درهم'], 2500],
    ['rupees', ['₹2,500', 'Rs. 2,500', 'Rs.2500/-', 'Rs. 2,500/- only', 'INR 2500', '2500 rupees'], 2500],
    ['rupees in other scripts', ['₹ २५००', '२५०० रुपये', '۲۵۰۰ روپے'], 2500],
    ['riyals and rials', ['SAR 100', '100 ر.س', '﷼ 100', '\u20c1 100', 'QAR 100', 'OMR 100'], 100],
    ['dinars with three decimals', ['KWD 1,250.500', 'BHD 1250.500'], 1250.5],
    ['other currencies', ['$2,500.00 USD', 'US$ 2,500', 'US $2500', '£2500', '2500/-'], 2500],
    ['blanks everywhere', ['AED \u00a0 2,500  /- only'], 2500],
    ['below zero', ['-2,500', '\u22122500', '-AED 2,500', 'AED -2,500'], -2500],
    ['marks', ['\u200e2,500', '\ufeff2500\u200b', '\u202aAED\u00a02,500\u202c', "'2500"], 2500],
    ['digits of other scripts', ['٢٥٠٠', '२५००', '２，５００．００'], 2500],
    ['Arabic decimal point', ['۱٬۲۵۰٫۵'], 1250.5],
  ])('%s', (_, values, expected) => {
    expectAll('number', values, expected);
  });

  test.each<[string, readonly unknown[]]>([
    ['words', ['10k', '5 LAK', '2 lakh', '12 units', 'about 500', 'TBD', 'AED', true]],
    ['two numbers', ['5000-10000', '5000 - 10000', '5000 to 10000', '100; 200', '10\n000', ['1', '500']]],
    ['commas that group nothing, or two', ['2,50', '2,5', '0,500', '12,34', '1,2,3', '1,2345', ',500']],
    ['odd blanks', ['1 00', '10 000,500', '- 500']],
    ['the notation of programs', ['1.2.3', '.', '1e5', '0x10', 'Infinity', 'NaN', '10%', '(2,500)']],
    ['two signs', ['--5', '-AED -5']],
    ['more digits than a number keeps', ['9007199254740993', 1e21]],
  ])('%s: refused', async (_, values) => {
    const words =
      'not a number that can be read. Write it like 2500 or 2,500.50, with or without a currency.';
    await expectRefusals('number', values, words);
  });

  test('whole number', async () => {
    expectAll('wholeNumber', [1440, '1,440', '1440.0'], 1440);
    const words = 'not a whole number. Leave out what comes after the point, for example 30.';
    await expectRefusals('wholeNumber', ['30.5', 30.5], words);
  });

  const amount = fc.tuple(fc.nat(999_999_999), fc.nat(99));

  test('each accepted way to write it: reads as itself', () => {
    const around = fc.constantFrom('#', 'AED #', '₹#', 'Rs. #/-', '# Dhs.', '#€', 'US$#', '\u200e#\u00a0');
    fc.assert(
      fc.property(amount, around, fc.boolean(), ([whole, cents], text, isNegative) => {
        const [digits, part] = [String(whole), String(cents).padStart(2, '0')];
        const grouped = (mark: string) => digits.replace(/\B(?=(\d{3})+$)/g, mark);
        const lakhs = digits.replace(/\B(?=(\d{2})*\d{3}$)/g, ',');
        const ways = [digits, lakhs, ...[',', ' ', "'"].map(grouped)].map((way) => `${way}.${part}`);
        if (whole > 999) ways.push(`${grouped('.')},${part}`, `${grouped('\u202f')},${part}`);
        const number = Number(`${digits}.${part}`);
        const sign = isNegative && number > 0 ? '-' : '';
        const results = ways.map((way) => [way, numberIn(sign + text.replace('#', way))]);
        expect(results).toEqual(ways.map((way) => [way, sign ? -number : number]));
      }),
    );
  });

  test('two amounts, however they are joined: none', () => {
    const joint = fc.constantFrom(', ', ';', '; ', '-', ' - ', '/', '\n', ' or ', ' AED ', '..', ',,');
    fc.assert(
      fc.property(amount, joint, amount, (one, between, other) => {
        expect(numberIn(`${one.join('.')}${between}${other.join('.')}`)).toBeUndefined();
      }),
    );
  });

  test('any text that is read: keeps every digit', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9.,' ]{1,14}$/), (text) => {
        const number = numberIn(text);
        fc.pre(number !== undefined);
        const digitsIn = (written: string) => written.replace(/\D/g, '').replace(/^0+/, '');
        // Zeros behind the point are none of the number's own.
        expect(digitsIn(text).startsWith(digitsIn(String(number)))).toBe(true);
      }),
    );
  });
});

test.each<[boolean, readonly unknown[]]>([
  [true, [true, 1, 'yes', 'TRUE', 'y', 't', '1', 'on', '\u200bON ', 'ＹＥＳ', '✓', '✔\ufe0f', '✅']],
  [true, ['نعم', 'हाँ', 'हां', 'ہاں']],
  [false, [false, 0, 'No', 'false', 'N', 'f', '0', '0.0', 'off', 'Off\u00a0', '✗', '❌']],
  [false, ['لا', 'नहीं', 'نہیں']],
])('yes or no, %s: %j', (expected, values) => {
  expectAll('yesNo', values, expected);
});

test('yes or no, anything else: refused', async () => {
  const values = ['maybe', 'later', 'ok', '2', 'x', 'yes and no', 'yes please'];
  await expectRefusals('yesNo', values, 'neither yes nor no. Use yes or no.');
});

describe('day', () => {
  test.each([
    ['ISO', ['2026-05-01', '2026-05-01T00:00', '2026-05-01T04:00:00', '2026-05-01 14:30', '2026/5/1']],
    // Zapier's command line makes nine o'clock of a date alone.
    ['midnight or nine o’clock in a zone', ['2026-05-01 00:00:00 +0530', '2026-05-01T09:00+10:00']],
    // What another step gives as midnight UTC, in the zone of the user.
    ['midnight UTC', ['2026-05-01T00:00:00.000Z', '2026-04-30T19:00:00-05:00', '2026-05-01T04:00:00+0400']],
    ['moment: its day as written', ['2026-05-01T02:15:00+04:00', '2026-05-01T23:59:59.999-10:00']],
    ['moment of UTC', ['2026-05-01 10:00 UTC', '2026-05-01T10:00:00Z']],
    ['marks', ['\u200e2026-05-01\u00a0', "'2026-05-01"]],
    ['digits of other scripts', ['٢٠٢٦-٠٥-٠١', '२०२६-०५-०१', '２０２６／０５／０１']],
    ['day, month, year', ['1 May 2026', '1st May, 2026', '1st of May 2026', '01-May-26', "1 May '26"]],
    ['month, day, year', ['May 1, 2026', 'May-01-2026', 'Friday, May 1, 2026', 'May 1, 2026, 3:15 PM']],
    ['as mail writes it', ['Fri, 01 May 2026 23:00:00 -0500']],
    ['as JavaScript writes it', ['Fri May 01 2026 10:00:00 GMT+0400 (Gulf Standard Time)']],
  ])('%s', (_, values) => {
    expectAll('day', values, '2026-05-01T00:00:00.000Z');
    expectAll('plainDay', values, '2026-05-01');
  });

  test('numbers of which one is no month, or both are the same', () => {
    expectAll('plainDay', ['31/05/2026', '05/31/2026', '31/05/26'], '2026-05-31');
    expectAll('plainDay', ['05.05.2026'], '2026-05-05');
  });

  test.each([
    ['more than one day', ['05/06/2026', '05/06/26', '26-04-30']],
    ['not in the calendar', ['2026-02-29', '2026-04-31T10:00:00Z', '2026-13-01', '2026-00-10', '31/04/2026']],
    ['not on a clock', ['2026-04-30T25:00:00Z', '2026-04-30T15:61:00Z', '2026-04-30T', '1 May 2026 25:00']],
    ['another weekday', ['Sun 1 May 2026']],
    ['a part of a date, or a number', ['30/04', 'May 2026', '20260430', '1714489200', '45000']],
    ['words', ['soon', 'tomorrow', 'on 2026-04-30', '2026-04-30T15:00:00+04:00 sharp']],
  ])('%s: refused', async (_, values) => {
    const words =
      'not a date that can be read. Write it like 2026-04-30, or 2026-04-30T15:00:00+04:00 with a time.';
    for (const format of ['day', 'plainDay', 'moment'] as const) await expectRefusals(format, values, words);
  });

  test('midnight in any zone: keeps its day', () => {
    const anyDay = fc
      .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const anyOffset = fc
      .tuple(fc.constantFrom('+', '-'), fc.nat(14), fc.constantFrom('00', '30', '45'))
      .map(([sign, hours, minutes]) => `${sign}${String(hours).padStart(2, '0')}:${minutes}`);
    fc.assert(
      fc.property(anyDay, anyOffset, (day, offset) => {
        expectAll('plainDay', [day, `${day}T00:00:00${offset}`], day);
      }),
    );
  });
});

test.each([
  ['2026-04-30T15:00:00+04:00', ['2026-04-30T15:00:00+04:00', '2026-04-30 15:00:00+04:00']],
  ['2026-04-30T15:00+0400', ['2026-04-30T15:00+0400', '2026-04-30 15:00 +0400']],
  ['2026-04-30T15:00:00.000Z', ['2026-04-30T15:00:00.000Z']],
  ['2026-04-30T15:00:00Z', [' 2026-04-30T15:00:00Z ', '30 Apr 2026 3:00 PM UTC']],
  ['2026-04-30T15:00:00', ['2026-04-30T15:00:00', '30 Apr 2026 3:00 PM', '30/04/2026 15:00']],
  ['2026-04-30T00:05:00', ['30 Apr 2026 12:05 am']],
  ['2028-02-29T00:00:00.000Z', ['2028-02-29', '29 Feb 2028']],
])('moment %s: %j', (expected, values) => {
  expectAll('moment', values, expected);
});

test.each([
  ['jane@x.io', ['jane@x.io', ' jane@x.io.\n', 'jane@x.io,', '<jane@x.io>', '\u200bjane@x.io\ufeff']],
  ['jane@x.io', ['Jane <jane@x.io>', '"Smith, Jane" <jane@x.io>;', '"info@shop.io" <jane@x.io>']],
  ['jane@x.io', ['mailto:jane@x.io', 'mailto:jane@x.io?subject=Hello']],
  ['Jane@X.io', ['jane@x.io <Jane@X.io>']],
  ["o'brien@x.io", ["o'brien@x.io"]],
  // What is no address is left to Heffl.
  ['jane @x.io', ['jane @x.io']],
  ['"jane"@x.io', ['"jane"@x.io']],
])('email, %s: %j', (expected, values) => {
  expectAll('email', values, expected);
});

test.each<[unknown, shown?: string]>([
  ['jane@x.io, omar@x.io'],
  ['Jane <jane@x.io>, Omar <omar@x.io>'],
  [['jane@x.io', 'omar@x.io'], 'jane@x.io; omar@x.io'],
  [{ email: 'jane@x.io' }, '{"email":"jane@x.io"}'],
])('email, %j: refused', async (email, shown = String(email)) => {
  expect(await failureOf(() => read({ meta: { format: 'email' } }, email))).toEqual(
    halted(
      `"${shown}" in Value is more than one value. Map one of them, or take one out with a Formatter step (Text, Split Text).`,
    ),
  );
});

test('phone: in E.164, or as typed without marks; a record: refused', async () => {
  expectAll('phone', ['050 123 4567', 501234567], '+971501234567');
  expectAll('phone', ['ask\u200b Omar'], 'ask Omar');
  const failure = await failureOf(() => read({ meta: { format: 'phone' } }, { id: 1 }));
  expect(failure.message).toContain('"{"id":1}" in Value is more than one value.');
});

test.each<[string, unknown, unknown]>([
  ['blanks and lines', '  Jane\nSmith ', '  Jane\nSmith '],
  ['a number', 971501234567, '971501234567'],
  ['yes or no', true, 'true'],
  ['an object', { a: 1 }, { a: 1 }],
  ['marks', '\u200eJane\u00a0Smith\u200f', 'Jane Smith'],
  ['joiners of Persian letters', 'می\u200cخواهم', 'می\u200cخواهم'],
  ['joiners between Latin letters, and emoji', 'Ja\u200dne ❤\ufe0f 1\ufe0f⃣', 'Jane ❤\ufe0f 1\ufe0f⃣'],
  ['a flag, and half a letter', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 അവന\u0d4d\u200d', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 അവന\u0d4d\u200d'],
])('text, %s', (_, value, expected) => {
  expect(read({}, value)).toEqual(expected);
});

test('text, ID from a list: without marks and blanks', () => {
  expect(read({ dynamic: 'lead_list.id.label' }, '\u200b lds_x\u00a0')).toBe('lds_x');
});

test.each([
  ['its key', ['HIGH', 'high'], 'HIGH'],
  ['its words', ['In Progress', ' \u200bin progress', 'IN_PROGRESS'], 'IN_PROGRESS'],
  ['another dash', ['TO‑DO', 'To-do'], 'todo'],
  ['no choice', ['Urgent'], 'Urgent'],
])('text, choice by %s', (_, values, expected) => {
  const choices = { IN_PROGRESS: 'In Progress', HIGH: 'Very High', todo: 'To-do' };
  expect(values.map((value) => read({ choices }, value))).toEqual(values.map(() => expected));
  expect(read({ choices, list: true }, values)).toEqual(values.map(() => expected));
});

test.each<[string, Input, unknown, unknown]>([
  ['with blanks: loses them', {}, ['a', '', null, ' ', 'b, c'], ['a', 'b, c']],
  ['as text with commas', {}, ' a, b ,,c,\u00a0', ['a', 'b', 'c']],
  ['as JSON', {}, ' ["a, b",7]', ['a, b', '7']],
  ['as text that begins as JSON does', {}, '[a, b', ['[a', 'b']],
  ['as one thing', {}, 7, ['7']],
  ['of IDs, which have no commas', { dynamic: 'tag_list.id.label' }, ['a,b', ' c '], ['a', 'b', 'c']],
  ['of numbers', { meta: { format: 'number' } }, ['1', '2,500', 'N/A'], [1, 2500]],
  ['of phones', { meta: { format: 'phone' } }, '050 123 4567, x', ['+971501234567', 'x']],
  ['of nothing', {}, [], []],
])('list %s', (_, field, value, expected) => {
  expect(read({ ...field, list: true }, value)).toEqual(expected);
});

test('list with an item that cannot be read: refused by the item', async () => {
  const failure = await failureOf(() => read({ meta: { format: 'number' }, list: true }, ['1', 'two']));
  expect(failure.message).toMatch(/^"two" in Value is not a number/);
});

test('field without a label: refused by its key', async () => {
  const field: Field = { key: 'price', meta: { format: 'number' } };
  const { message } = await failureOf(() => readValue({ z: core.z, phones: undefined }, field, 'x'));
  expect(message).toMatch(/^"x" in price is not a number/);
});

test('forms: name every format, and have no type that Zapier reads by itself and drops what it cannot read', () => {
  const fields = Object.values(App.creates)
    .flatMap(plainFieldsOf)
    .flatMap((field) => [field, ...(field.children ?? [])]);
  // Only a custom field holds plain days.
  const used = new Set([...fields.flatMap(({ meta }) => meta?.format ?? []), 'plainDay']);
  expect([...used].sort()).toEqual([...formats].sort());
  const types = fields.map(({ type }) => type);
  expect(types).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(number|integer|boolean)$/)]));
});

test('20,000 characters: cost less than a hundred times what 1,000 cost', async () => {
  const comparer = await openComparer({ defaultCountry: 'AE' }, lead);
  const ways = ['email', 'mobile', 'name', 'number', 'website', 'id', 'cf_notes'];
  const inputs: Input[] = [
    {},
    { list: true },
    { choices: { HIGH: 'High' } },
    ...formats.map((format) => ({ meta: { format } })),
  ];
  const units = [...'9|,|.|1,|a@|\u200b|-|٥|2026-|x |@|<|/|{'.split('|'), ' ', '\n', "'"];
  const cost = (length: number): number => {
    const from = performance.now();
    for (const unit of units) {
      const text = `${unit.repeat(length / unit.length)}x`;
      for (const field of inputs) {
        try {
          read(field, text);
        } catch (error) {
          expect(error).toMatchObject({ name: 'HaltedError' });
        }
      }
      // Searches, with the text searched for and held; labels, keys and errors.
      const record = { id: 'ld_1', ...Object.fromEntries(ways.map((by) => [by, text])), name: text };
      comparer.columnsOf(record);
      for (const by of ways) {
        comparer.textsFor(by, text);
        comparer.matcher(by, text, 'contains')(record);
      }
      labelFrom(customFieldKey(text));
      textsIn(text);
      errorTexts.noSuchName({ label: text, value: text, names: text });
      errorTexts.refused({ purpose: 'x', reason: text });
    }
    return performance.now() - from;
  };
  cost(1_000);
  expect(cost(20_000)).toBeLessThan(100 * cost(1_000));
});

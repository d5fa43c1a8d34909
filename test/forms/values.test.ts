import type { ZObject } from 'zapier-platform-core';
import App from '../../index.js';
import { errorTexts } from '../../src/errors.js';
import { labelFrom } from '../../src/forms/custom-fields.js';
import { isEmpty, isUnfilled } from '../../src/forms/empty.js';
import { type Field, type Format, formats } from '../../src/forms/field.js';
import { textsIn } from '../../src/forms/multi-select.js';
import { phoneReader } from '../../src/forms/phone.js';
import { readValue } from '../../src/forms/values.js';
import { customFieldKey } from '../../src/heffl/records.js';
import { lead } from '../../src/resources/leads/record.js';
import { openComparer } from '../../src/steps/comparisons.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';
import { plainFieldsOf } from '../support/forms.js';
import fc from '../support/properties.js';

let z: ZObject;
beforeAll(async () => {
  z = await openZ();
});

const read = async (field: Omit<Field, 'key'>, value: unknown): Promise<unknown> =>
  readValue({ z, phones: await phoneReader('AE') }, { key: 'value', label: 'Value', ...field }, value);

const halted = (message: string) => ({ name: 'HaltedError', message });

describe('a field is empty', () => {
  test.each([
    [undefined, true],
    [null, true],
    ['', true],
    [' \n\t', true],
    [[], true],
    [['', null, [' ']], true],
    [{}, true],
    [{ a: '', b: { c: [] } }, true],
    [0, false],
    [false, false],
    ['0', false],
    [['', 'x'], false],
    [{ a: '', b: 0 }, false],
    ['null', true],
    [' undefined\u200b', true],
    ['Null', false],
    ['\u200b\u00a0\ufe0f', true],
    ['N/A', false],
  ])('%j: %s', (value, expected) => {
    expect(isEmpty(value)).toBe(expected);
  });

  test.each(['N/A', 'n/a', '#N/A', 'NA', 'n.a.', 'NULL', 'nil', '-', '--', '—', ' None ', ['N/A', null]])(
    'by %j if it holds no words',
    (value) => {
      const isUnfilledAs = (format: Format) => isUnfilled({ meta: { format } }, value);
      expect(formats.filter((format) => !isUnfilledAs(format))).toEqual([]);
      expect(isUnfilled({}, value)).toBe(false);
    },
  );

  test('however deep it is nested', () => {
    const nest = (value: unknown) =>
      Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], value);
    expect([isEmpty(nest('')), isEmpty(nest('x'))]).toEqual([true, false]);
  });
});

describe('a number', () => {
  test.each([
    [2500, 2500],
    [' 2500 ', 2500],
    ['2,500.50', 2500.5],
    ['5.', 5],
    [0, 0],
    [1e-7, 1e-7],
    [['2500'], 2500],
  ])('%p is %p', async (value, expected) => {
    expect(await read({ meta: { format: 'number' } }, value)).toBe(expected);
  });

  test.each([
    ['2,500', 2500],
    ['30.0', 30],
    [30, 30],
  ])('that is whole is read out of %p', async (value, expected) => {
    expect(await read({ meta: { format: 'wholeNumber' } }, value)).toBe(expected);
  });

  test.each(['30.5', 30.5])('that is to be whole is not read out of %p', async (value) => {
    expect(await failureOf(() => read({ meta: { format: 'wholeNumber' } }, value))).toEqual(
      halted('"30.5" in Value is not a whole number. Leave out what comes after the point, for example 30.'),
    );
  });

  test.each(['- 500', [12, 500], ['1', '500'], '1,2345', ',500', 1e21, '1 00', '--5', '.', true])(
    'is not read out of %p',
    async (value) => {
      expect(await failureOf(() => read({ meta: { format: 'number' } }, value))).toEqual(
        halted(
          `"${[value].flat().join('; ')}" in Value is not a number that can be read. Write it like 2500 or 2,500.50, with or without a currency.`,
        ),
      );
    },
  );

  test('that is larger than any is refused in a short sentence', async () => {
    const { message } = await failureOf(() => read({ meta: { format: 'number' } }, '9'.repeat(400)));
    expect(message).toMatch(/^"9+…" in Value is not a number/);
    expect(message.length).toBeLessThanOrEqual(250);
  });

  test('is the same with and without commas, as the West and as India writes it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom('en-US', 'en-IN'), async (number, locale) => {
        expect(await read({ meta: { format: 'number' } }, number.toLocaleString(locale))).toBe(number);
        expect(await read({ meta: { format: 'number' } }, String(number))).toBe(number);
      }),
    );
  });
});

describe('yes or no', () => {
  test.each([
    [true, true],
    [false, false],
    [1, true],
    [0, false],
  ])('%p is %p', async (value, expected) => {
    expect(await read({ meta: { format: 'yesNo' } }, value)).toBe(expected);
  });

  test.each(['yes please', 'ok'])('is not read out of %p', async (value) => {
    expect(await failureOf(() => read({ meta: { format: 'yesNo' } }, value))).toEqual(
      halted(`"${value}" in Value is neither yes nor no. Use yes or no.`),
    );
  });
});

describe('a moment', () => {
  test.each([
    ['2026-04-30T15:00:00+04:00', '2026-04-30T15:00:00+04:00'],
    ['2026-04-30T15:00:00.000Z', '2026-04-30T15:00:00.000Z'],
    ['2026-04-30T15:00+0400', '2026-04-30T15:00+0400'],
    ['2026-04-30 15:00:00+04:00', '2026-04-30T15:00:00+04:00'],
    ['2026-04-30 15:00 +04:00', '2026-04-30T15:00+04:00'],
    [' 2026-04-30T15:00:00Z ', '2026-04-30T15:00:00Z'],
    ['2026-04-30T00:00:00+04:00', '2026-04-30T00:00:00+04:00'],
    ['2026-04-30T15:00:00', '2026-04-30T15:00:00'],
    ['2026-04-30', '2026-04-30T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ])('%s goes out as %s', async (value, expected) => {
    expect(await read({ meta: { format: 'moment' } }, value)).toBe(expected);
  });

  test.each([
    'tomorrow',
    '05/06/2026',
    '31/04/2026',
    '20260430',
    '2026-02-29',
    '2026-02-31',
    '2026-04-31T10:00:00Z',
    '2026-13-01',
    '2026-00-10',
    '2026-04-30T25:00:00Z',
    '2026-04-30T15:61:00Z',
    '2026-04-30T',
    'on 2026-04-30',
    '2026-04-30T15:00:00+04:00 sharp',
    '1714489200',
  ])('is not read out of %p', async (value) => {
    for (const field of [{ meta: { format: 'moment' } }, { meta: { format: 'day' } }] as const)
      expect(await failureOf(() => read(field, value))).toEqual(
        halted(
          `"${value}" in Value is not a date that can be read. Write it like 2026-04-30, or 2026-04-30T15:00:00+04:00 with a time.`,
        ),
      );
  });
});

describe('a day', () => {
  const day = { type: 'datetime', meta: { format: 'day' } } as const;

  test.each([
    ['2026-04-30', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30T00:00:00+04:00', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30T00:00:00-10:00', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30T00:00:00Z', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30T00:00:00.000Z', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30T00:00', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30 00:00:00 +0530', '2026-04-30T00:00:00.000Z'],
    // Zapier's command line makes nine o'clock of a date alone.
    ['2026-04-30T09:00:00+10:00', '2026-04-30T00:00:00.000Z'],
    // What another step gives as midnight UTC, in the user's time zone.
    ['2026-04-29T19:00:00-05:00', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30T04:00:00+0400', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30T15:00:00+04:00', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30T02:15:00+04:00', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30T23:59:59.999-10:00', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30T04:00:00', '2026-04-30T00:00:00.000Z'],
  ])('%s goes out as %s', async (value, expected) => {
    expect(await read(day, value)).toBe(expected);
  });

  test('never shifts, whatever the time zone of its midnight', async () => {
    const anyDay = fc
      .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const anyOffset = fc
      .tuple(fc.constantFrom('+', '-'), fc.nat(14), fc.constantFrom('00', '30', '45'))
      .map(([sign, hours, minutes]) => `${sign}${String(hours).padStart(2, '0')}:${minutes}`);
    await fc.assert(
      fc.asyncProperty(anyDay, anyOffset, async (date, offset) => {
        expect(await read(day, `${date}T00:00:00${offset}`)).toBe(`${date}T00:00:00.000Z`);
        expect(await read(day, date)).toBe(`${date}T00:00:00.000Z`);
      }),
    );
  });
});

describe('text', () => {
  test.each<[string, Omit<Field, 'key'>, unknown, unknown]>([
    ['stays as it was written', {}, '  Jane\nSmith ', '  Jane\nSmith '],
    ['may be given as a number', {}, 971501234567, '971501234567'],
    ['may be given as yes or no', {}, true, 'true'],
    ['that is an object stays one', {}, { a: 1 }, { a: 1 }],
    [
      'that is an email loses its outer spaces',
      { meta: { format: 'email' } },
      ' Jane@Example.com\n',
      'Jane@Example.com',
    ],
    [
      'that is a phone number goes out in E.164',
      { meta: { format: 'phone' } },
      '050 123 4567',
      '+971501234567',
    ],
    [
      'that is a phone number may be given as a number',
      { meta: { format: 'phone' } },
      501234567,
      '+971501234567',
    ],
    ['that is no phone number goes out as typed', { meta: { format: 'phone' } }, 'ask Omar', 'ask Omar'],
  ])('%s', async (_, field, value, expected) => {
    expect(await read(field, value)).toEqual(expected);
  });

  test('phone number, and no country of the connection: needs one of its own', async () => {
    const field: Field = { key: 'mobile', meta: { format: 'phone' } };
    const reading = { z, phones: await phoneReader(undefined) };
    expect(readValue(reading, field, '050 123 4567')).toBe('050 123 4567');
    expect(readValue(reading, field, '+971 50 123 4567')).toBe('+971501234567');
  });
});

describe('a choice', () => {
  const choices = { IN_PROGRESS: 'In Progress', HIGH: 'High', call: 'Call' };

  test.each([
    ['HIGH', 'HIGH'],
    ['High', 'HIGH'],
    [' high ', 'HIGH'],
    ['in progress', 'IN_PROGRESS'],
    ['in_progress', 'IN_PROGRESS'],
    ['CALL', 'call'],
    ['Urgent', 'Urgent'],
    ['', ''],
  ])('%p is sent as %p', async (value, expected) => {
    expect(await read({ choices }, value)).toBe(expected);
  });

  test('may be one of several', async () => {
    expect(await read({ choices, list: true }, ['High', 'call', 'other'])).toEqual(['HIGH', 'call', 'other']);
  });
});

test('every format that a form names is one that values are read by', () => {
  const steps = Object.values(App.creates);
  const used = steps.flatMap(plainFieldsOf).flatMap(({ meta }) => meta?.format ?? []);
  expect(used.length).toBeGreaterThan(10);
  // Only a custom field holds plain days.
  expect([...new Set(used), 'plainDay'].sort()).toEqual([...formats].sort());
});

test('no number and no yes or no of a form is made by Zapier, which drops what it cannot read', () => {
  const fields = Object.values(App.creates)
    .flatMap(plainFieldsOf)
    .flatMap((field) => [field, ...(field.children ?? [])]);
  expect(fields.filter(({ type }) => type === 'number' || type === 'integer' || type === 'boolean')).toEqual(
    [],
  );
});

describe('a list', () => {
  test.each<[string, Omit<Field, 'key'>, unknown, unknown]>([
    ['stays one', {}, ['a', 'b'], ['a', 'b']],
    ['loses its blanks', {}, ['a', '', null, ' ', 'b'], ['a', 'b']],
    ['may be written with commas', {}, ' a, b ,,c ', ['a', 'b', 'c']],
    ['may be written as JSON', {}, ' ["a, b",7]', ['a, b', '7']],
    ['may begin as JSON does', {}, '[a, b', ['[a', 'b']],
    ['may be one thing', {}, 7, ['7']],
    ['keeps the comma inside of its items', {}, ['a, b'], ['a, b']],
    [
      'of IDs has none with a comma or a blank',
      { dynamic: 'tag_list.id.label' },
      ['a,b', ' c '],
      ['a', 'b', 'c'],
    ],
    ['of numbers has numbers', { meta: { format: 'number' } }, ['1', '2,500'], [1, 2500]],
    [
      'of phone numbers has them in E.164',
      { meta: { format: 'phone' } },
      '050 123 4567, +91 98765 43210',
      ['+971501234567', '+919876543210'],
    ],
    ['may be empty', {}, [], []],
  ])('%s', async (_, field, value, expected) => {
    expect(await read({ ...field, list: true }, value)).toEqual(expected);
  });

  test('with something in it that does not belong there is refused', async () => {
    expect(
      await failureOf(() => read({ meta: { format: 'number' }, list: true }, ['1', 'two'])),
    ).toMatchObject(
      halted(
        '"two" in Value is not a number that can be read. Write it like 2500 or 2,500.50, with or without a currency.',
      ),
    );
  });
});

test.each<Omit<Field, 'key'>>([
  { meta: { format: 'number' } },
  { meta: { format: 'yesNo' } },
  { meta: { format: 'day' } },
])('long text that cannot be read as %j: shown in part', async (field) => {
  const { message } = await failureOf(() => read(field, 'many words '.repeat(100)));
  expect(message).toMatch(/^"(many words )+.*…" in Value is /);
  expect(message.length).toBeLessThanOrEqual(250);
});

test('a field without a label is called by its key', async () => {
  const field: Field = { key: 'price', meta: { format: 'number' } };
  expect(await failureOf(() => readValue({ z, phones: undefined }, field, 'x'))).toMatchObject(
    halted(
      '"x" in price is not a number that can be read. Write it like 2500 or 2,500.50, with or without a currency.',
    ),
  );
});

test('40,000 characters cost less than a hundred times what 2,000 cost', async () => {
  const phones = await phoneReader('AE');
  const comparer = await openComparer({ defaultCountry: 'AE' }, lead);
  const ways = ['email', 'mobile', 'name', 'number', 'website', 'id', 'cf_notes'];
  const fields: Omit<Field, 'key'>[] = [
    {},
    { list: true },
    { choices: { HIGH: 'High' } },
    ...formats.map((format) => ({ meta: { format } })),
  ];
  const units = [
    '9',
    ' ',
    ',',
    '.',
    '1,',
    'a@',
    '\u200b',
    '-',
    '٥',
    '2026-',
    "'",
    'x ',
    '@',
    '<',
    '/',
    '\n',
    '{',
  ];
  const cost = (length: number): number => {
    const from = performance.now();
    for (const unit of units) {
      const text = `${unit.repeat(length / unit.length)}x`;
      for (const field of fields) {
        try {
          readValue({ z, phones }, { key: 'value', ...field }, text);
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
  cost(2_000);
  expect(cost(40_000)).toBeLessThan(100 * cost(2_000));
});

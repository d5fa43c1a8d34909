import { dayIn } from '../../src/forms/dates.js';
import { numberIn } from '../../src/forms/numbers.js';
import { convertedByZapier } from '../support/conversion.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import fc from '../support/properties.js';

const heffl = connectHeffl();

const ZONES = ['Asia/Dubai', 'Asia/Kolkata', 'America/Chicago', 'Pacific/Auckland'] as const;

/** The input as the app gets it: through Zapier's own conversion, by the form that the app gives. */
const converted = async (step: string, input: Input, zone: string): Promise<Input> =>
  convertedByZapier(input, (await heffl.form(step)).fields, zone);

/** What was sent to Heffl: the body of the write, which is the last request. */
const sent = async (step: string, input: Input, zone = 'Asia/Dubai'): Promise<unknown> => {
  const { requests } = await heffl.run(step, await converted(step, input, zone));
  return requests.findLast(({ method }) => method !== 'GET')?.body;
};

/** The error that refuses the input, before anything was sent. */
const refusal = async (step: string, input: Input): Promise<string> => {
  const { name, message, requests } = await heffl.fail(step, await converted(step, input, 'Asia/Dubai'));
  expect({ name, writes: requests.filter(({ method }) => method !== 'GET') }).toEqual({
    name: 'HaltedError',
    writes: [],
  });
  return message;
};

type Rows = readonly (readonly [mapped: string, expected: unknown])[];

/** A custom field for each row. A value of their kind on a recent record says what kind they are of. */
const sentAsCustomFields = async (rows: Rows, seen: unknown, zone: string): Promise<unknown> => {
  const fields = rows.map(([mapped], index) => [`cf_field_${index}`, mapped] as const);
  heffl.sandbox.create('leads', {
    name: 'Recent',
    ...Object.fromEntries(fields.map(([key]) => [key, seen])),
  });
  return sent('create_lead', { name: 'Jane', ...Object.fromEntries(fields) }, zone);
};

const asCustomFields = (rows: Rows): unknown => ({
  name: 'Jane',
  ...Object.fromEntries(
    rows.flatMap(([, expected], index) => (expected === undefined ? [] : [[`cf_field_${index}`, expected]])),
  ),
});

const numbers: Rows = [
  ['2500', 2500],
  ['2500.50', 2500.5],
  ['1.234', 1.234],
  ['007', 7],
  ['.5', 0.5],
  ['+5', 5],
  ['0', 0],
  // Grouped by commas, as India groups, by blanks of any kind, by apostrophes.
  ['2,500', 2500],
  ['250,100', 250_100],
  ['1,234,567.89', 1_234_567.89],
  ['1,00,000', 100_000],
  ['12,34,56,789', 123_456_789],
  ['10 000', 10_000],
  ['10\u00a0000', 10_000],
  ['10\u202f000,50', 10_000.5],
  ['1 00 000', 100_000],
  ["1'234'567.89", 1_234_567.89],
  ['10’000', 10_000],
  // A decimal comma, if only that can be meant.
  ['2.500,00', 2500],
  ['1.234.567,8', 1_234_567.8],
  ['1.234.567', 1_234_567],
  // With a currency.
  ['AED 2,500', 2500],
  ['AED2,500.00', 2500],
  ['2500 AED', 2500],
  ['2,500 Dhs.', 2500],
  ['Dh 50', 50],
  ['د.إ 2,500', 2500],
  ['د.إ.\u200f 2,500.00', 2500],
  ['٢٬٥٠٠ درهم', 2500],
  ['₹1,00,000', 100_000],
  ['Rs. 1,500', 1500],
  ['Rs.1500/-', 1500],
  ['Rs. 5,000/- only', 5000],
  ['2500/-', 2500],
  ['INR 2500', 2500],
  ['2500 rupees', 2500],
  ['$2,500.00 USD', 2500],
  ['US$ 2,500', 2500],
  ['€1.234,56', 1234.56],
  ['1 234,56 €', 1234.56],
  ['£99', 99],
  ['SAR 100', 100],
  ['100 ر.س', 100],
  ['﷼ 500', 500],
  ['QAR 100', 100],
  ['KWD 2.500', 2.5],
  ['BHD 1,250.500', 1250.5],
  ['OMR 75', 75],
  // Below zero.
  ['-2,500', -2500],
  ['\u22122500', -2500],
  ['-AED 2,500', -2500],
  ['AED -2,500', -2500],
  // With marks that nobody sees, in other digits, from a cell of a sheet.
  ['\u200e2,500', 2500],
  ['\ufeff2500\u200b', 2500],
  ['\u202aAED\u00a02,500\u202c', 2500],
  ["'2500", 2500],
  ['٢٥٠٠', 2500],
  ['۱٬۲۵۰٫۵', 1250.5],
  ['१,००,०००', 100_000],
  ['２，５００．５０', 2500.5],
  ['۲۵۰۰ روپے', 2500],
  ['₹ २५००', 2500],
  ['२५०० रुपये', 2500],
  ['AED: 500', 500],
  ['AED \u00a0 2,500  /- only', 2500],
  ["CHF 1'000", 1000],
  ['US $500', 500],
  ['\u20c1 500', 500],
];

const placeholders = [
  '',
  ' ',
  '\u200b',
  'null',
  'undefined',
  'N/A',
  'n/a',
  '#N/A',
  '-',
  '--',
  '—',
  'None',
  'NULL',
  'n.a.',
];
const nothing = placeholders.map((mapped) => [mapped, undefined] as const);

describe.each(ZONES)('for a user in %s', (zone) => {
  test('numbers of a custom field are sent as numbers', async () => {
    const rows = [...numbers, ...nothing];
    expect(await sentAsCustomFields(rows, 2000, zone)).toEqual(asCustomFields(rows));
  });

  test('numbers of the form are sent as numbers', async () => {
    const lineItems = numbers.map(([price]) => ({ name: 'Visit', quantity: 'N/A', price }));
    const input = {
      clientId: heffl.idOf('clients', 'Rohan Mehta'),
      date: 'today',
      dueDate: 'today',
      lineItems,
    };
    expect(await sent('create_invoice', input, zone)).toMatchObject({
      lineItems: numbers.map(([, price]) => ({ name: 'Visit', quantity: 1, price })),
    });
  });

  const days: readonly (readonly [string, string | undefined])[] = [
    ['2026-05-01', '2026-05-01'],
    ['2026-05-01T00:00:00.000Z', '2026-05-01'],
    ['2026-05-01T00:00:00+04:00', '2026-05-01'],
    ['2026-05-01T09:00:00+05:30', '2026-05-01'],
    ['2026-05-01T02:15:00+04:00', '2026-05-01'],
    ['2026-04-30T19:00:00-05:00', '2026-05-01'],
    ['2026-05-01T23:59:59-10:00', '2026-05-01'],
    ['2026-05-01 14:30', '2026-05-01'],
    ['\u200e2026-05-01\u00a0', '2026-05-01'],
    ['٢٠٢٦-٠٥-٠١', '2026-05-01'],
    ['2026/5/1', '2026-05-01'],
    ['1 May 2026', '2026-05-01'],
    ['1st May, 2026', '2026-05-01'],
    ['May 1, 2026', '2026-05-01'],
    ['01-May-2026', '2026-05-01'],
    ['May 1, 2026, 3:15 PM', '2026-05-01'],
    ['31/05/2026', '2026-05-31'],
    ['05/31/2026', '2026-05-31'],
    ['05.05.2026', '2026-05-05'],
    ["'2026-05-01", '2026-05-01'],
    ['２０２６／０５／０１', '2026-05-01'],
    ['01-May-26', '2026-05-01'],
    ["1 May '26", '2026-05-01'],
    ['1st of May 2026', '2026-05-01'],
    ['May-01-2026', '2026-05-01'],
    ['31/05/26', '2026-05-31'],
    ['Friday, May 1, 2026', '2026-05-01'],
    ['Fri, 01 May 2026 23:00:00 -0500', '2026-05-01'],
    ['Fri May 01 2026 10:00:00 GMT+0400 (Gulf Standard Time)', '2026-05-01'],
    ['2026-05-01 10:00 UTC', '2026-05-01'],
    ...nothing,
  ];

  test.each([
    ['2026-03-31', (day: string) => day],
    ['2026-03-31T00:00:00.000Z', (day: string) => `${day}T00:00:00.000Z`],
  ])('days of a custom field that holds %s are sent in that form', async (seen, form) => {
    const rows = days.map(([mapped, day]) => [mapped, day && form(day)] as const);
    expect(await sentAsCustomFields(rows, seen, zone)).toEqual(asCustomFields(rows));
  });

  const isWest = zone === 'America/Chicago';
  test.each([
    ['2026-04-30', '2026-04-30'],
    ['2026-04-30T00:00:00.000Z', '2026-04-30'],
    ['2026-04-30T00:00:00Z', '2026-04-30'],
    ['2026-04-30 00:00', '2026-04-30'],
    ['2026-04-30T23:59:00', '2026-04-30'],
    ['04/30/2026', '2026-04-30'],
    ['05/06/2026', '2026-05-06'],
    ['30 April 2026', '2026-04-30'],
    ['Apr 30, 2026 2:15 am', '2026-04-30'],
    // Zapier moves a moment into the user's zone. In Chicago it was still the day before.
    ['2026-04-30T02:15:00+04:00', isWest ? '2026-04-29' : '2026-04-30'],
    ['2026-04-30T06:30:00Z', '2026-04-30'],
  ])('the day %s of the form is sent as %s', async (mapped, day) => {
    const input = {
      clientId: heffl.idOf('clients', 'Rohan Mehta'),
      date: mapped,
      dueDate: mapped,
      lineItems: [{ name: 'Visit', price: '100' }],
    };
    const midnight = `${day}T00:00:00.000Z`;
    expect(await sent('create_invoice', input, zone)).toMatchObject({ date: midnight, dueDate: midnight });
  });

  test('a day survives, however Zapier hands it over', async () => {
    const { fields } = await heffl.form('create_invoice');
    const anyDay = fc
      .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(anyDay, fc.constantFrom('', 'T00:00:00.000Z', 'T00:00:00'), (day, time) => {
        const { date } = convertedByZapier({ date: `${day}${time}` }, fields, zone);
        expect(dayIn(String(date))).toBe(day);
      }),
    );
  });
});

test.each([
  '10k',
  '5 LAK',
  '2 lakh',
  '5000-10000',
  '5000 - 10000',
  '5000 to 10000',
  '100; 200',
  '10\n000',
  '2,50',
  '2,5',
  '0,500',
  '12,34',
  '1,2,3',
  '10 000,500',
  '1.2.3',
  '1e5',
  '0x10',
  'Infinity',
  'NaN',
  '10%',
  '(2,500)',
  '-AED -5',
  '12 units',
  'about 500',
  'TBD',
  'AED',
  '9007199254740993',
])('the number "%s" is refused, with what was mapped and an example', async (mapped) => {
  const message = (label: string) =>
    `"${mapped}" in ${label} is not a number that can be read. Write it like 2500 or 2,500.50, with or without a currency.`;
  expect(await refusal('create_lead', { name: 'Jane', value: mapped })).toBe(message('Value'));
  expect(await refusal('create_lead', { name: 'Jane', cf_budget: mapped })).toBe(message('Budget'));
});

test.each([
  ...['yes', 'TRUE', 'y', 't', '1', 'on', '\u200bON ', 'ＹＥＳ'].map((mapped) => [mapped, true] as const),
  ...['✓', '✔\ufe0f', '✅', 'نعم', 'हाँ', 'हां', 'ہاں'].map((mapped) => [mapped, true] as const),
  ...['No', 'false', 'N', 'f', '0', '0.0', 'off', 'Off\u00a0'].map((mapped) => [mapped, false] as const),
  ...['✗', '❌', 'لا', 'नहीं', 'نہیں'].map((mapped) => [mapped, false] as const),
  ...['', 'null', 'N/A'].map((mapped) => [mapped, undefined] as const),
])('yes or no: "%s" is %s', async (mapped, expected) => {
  const input = { name: 'Jane', cf_newsletter: mapped, title: 'x', showTime: mapped };
  const said = (key: string) => (expected === undefined ? {} : { [key]: expected });
  expect(await sent('create_lead', input)).toEqual({ name: 'Jane', title: 'x', ...said('cf_newsletter') });
  expect(await sent('create_task', { title: 'Call', showTime: mapped })).toEqual({
    title: 'Call',
    ...said('showTime'),
  });
});

test.each(['maybe', 'later', '2', 'x', 'yes and no'])('yes or no: "%s" is refused', async (mapped) => {
  const message = (label: string) => `"${mapped}" in ${label} is neither yes nor no. Use yes or no.`;
  expect(await refusal('create_lead', { name: 'Jane', cf_newsletter: mapped })).toBe(message('Newsletter'));
  expect(await refusal('create_task', { title: 'Call', showTime: mapped })).toBe(
    message('Show the Time of Day'),
  );
});

test.each<[unknown, shown?: string]>([
  ['jane@x.io, omar@x.io'],
  ['Jane <jane@x.io>, Omar <omar@x.io>'],
  [['jane@x.io', 'omar@x.io'], 'jane@x.io; omar@x.io'],
  [{ email: 'jane@x.io' }, '{"email":"jane@x.io"}'],
])('the email %j is refused, with what was mapped', async (email, shown = String(email)) => {
  expect(await refusal('create_lead', { name: 'Jane', email })).toBe(
    `"${shown}" in Email is more than one value. Map one of them, or take one out with a Formatter step (Text, Split Text).`,
  );
});

test.each([
  ...['05/06/2026', '05/06/26', '26-04-30', '31/04/2026', '2026-02-29', 'Sun 1 May 2026', '1 May 2026 25:00'],
  ...['soon', 'tomorrow', '20260501', '1714489200', '45000', '30/04', 'May 2026'],
])('a custom day: "%s" is refused, with what was mapped and an example', async (mapped) => {
  heffl.sandbox.create('leads', { name: 'Recent', cf_move_in: '2026-03-31' });
  expect(await refusal('create_lead', { name: 'Jane', cf_move_in: mapped })).toBe(
    `"${mapped}" in Move In is not a date that can be read. Write it like 2026-04-30, or 2026-04-30T15:00:00+04:00 with a time.`,
  );
});

const lead = (mapped: Input, expected: Input) =>
  ['create_lead', mapped, { name: 'Jane', ...expected }] as const;

test.each([
  lead({ email: 'jane@x.io' }, { email: 'jane@x.io' }),
  lead({ email: 'Jane <jane@x.io>' }, { email: 'jane@x.io' }),
  lead({ email: '"Smith, Jane" <jane@x.io>;' }, { email: 'jane@x.io' }),
  lead({ email: '<jane@x.io>' }, { email: 'jane@x.io' }),
  lead({ email: '"info@shop.io" <jane@x.io>' }, { email: 'jane@x.io' }),
  lead({ email: 'mailto:jane@x.io' }, { email: 'jane@x.io' }),
  lead({ email: 'mailto:jane@x.io?subject=Hello' }, { email: 'jane@x.io' }),
  lead({ email: 'jane@x.io,' }, { email: 'jane@x.io' }),
  lead({ email: ' jane@x.io. ' }, { email: 'jane@x.io' }),
  lead({ email: '\u200bjane@x.io\ufeff' }, { email: 'jane@x.io' }),
  lead({ email: 'jane@x.io <Jane@X.io>' }, { email: 'Jane@X.io' }),
  lead({ email: "o'brien@x.io" }, { email: "o'brien@x.io" }),
  lead({ email: 'jane @x.io' }, { email: 'jane @x.io' }),
  lead({ email: '"jane"@x.io' }, { email: '"jane"@x.io' }),
  lead({ email: 'none', mobile: 'N/A' }, {}),
  lead({ mobile: '050 123 4567' }, { mobile: '+971501234567' }),
  lead({ mobile: '919876543210' }, { mobile: '+919876543210' }),
  lead({ mobile: '14155552671' }, { mobile: '+14155552671' }),
  lead({ mobile: '9.71501234567E11' }, { mobile: '+971501234567' }),
  lead({ mobile: '9.71501E+11' }, { mobile: '9.71501E+11' }),
  lead({ mobile: '\u202a+971\u00a050\u00a0123\u00a04567\u202c' }, { mobile: '+971501234567' }),
  lead({ mobile: 'ask\u200b Omar' }, { mobile: 'ask Omar' }),
  lead({ title: 'null', website: 'undefined' }, {}),
  lead({ title: 'N/A', website: '-' }, { title: 'N/A', website: '-' }),
  lead({ name: '\u200eJane\u00a0Smith\u200f' }, { name: 'Jane Smith' }),
  lead({ name: 'Null' }, { name: 'Null' }),
  lead({ name: 'می\u200cخواهم' }, { name: 'می\u200cخواهم' }),
  lead({ name: 'Ja\u200dne ❤\ufe0f 1\ufe0f⃣' }, { name: 'Jane ❤\ufe0f 1\ufe0f⃣' }),
  lead({ name: '🏴󠁧󠁢󠁥󠁮󠁧󠁿 അവന\u0d4d\u200d' }, { name: '🏴󠁧󠁢󠁥󠁮󠁧󠁿 അവന\u0d4d\u200d' }),
  lead({ stageId: '\u200b lds_x\u00a0' }, { stageId: 'lds_x' }),
  lead({ cf_preferred_language: '\u200bArabic' }, { cf_preferred_language: 'Arabic' }),
  lead({ cf_preferred_language: '2,500' }, { cf_preferred_language: '2,500' }),
  lead({ cf_services: 'AC, Pest control, ,\u00a0' }, { cf_services: ['AC', 'Pest control'] }),
  lead({ cf_services: '["AC", "Pest control"]' }, { cf_services: ['AC', 'Pest control'] }),
  lead({ cf_visit_date: '1 May 2026 3:00 PM' }, { cf_visit_date: '2026-05-01T15:00:00' }),
  lead({ cf_visit_date: '2026-05-01T15:00:00+04:00' }, { cf_visit_date: '2026-05-01T15:00:00+04:00' }),
  lead({ custom_fields: { Budget: 'AED 2,500' } }, { cf_budget: 2500 }),
  lead(
    { custom_fields: { '\u200bcf_budget ': '2,500', Newsletter: 'off' } },
    { cf_budget: 2500, cf_newsletter: false },
  ),
  lead({ custom_fields: { Budget: 'N/A', Plate: 'N/A' } }, { cf_plate: 'N/A' }),
  [
    'create_task',
    { title: 'Call', priority: '\u200bhigh ', type: 'TO‑DO' },
    { title: 'Call', priority: 'HIGH', type: 'todo' },
  ],
  ['create_task', { title: 'Call', durationMinutes: '1,440' }, { title: 'Call', durationMinutes: 1440 }],
] as const)('%s with %j sends %j', async (step, mapped, expected) => {
  heffl.sandbox.create('leads', { name: 'Recent', cf_services: ['AC'] });
  // A stage that Heffl does not have is refused by it, after it was sent.
  const input = await converted(step, { name: 'Jane', ...mapped }, 'Asia/Dubai');
  await heffl.run(step, input).catch((error: unknown) => error);
  expect(heffl.sandbox.requests.findLast(({ method }) => method !== 'GET')?.body).toEqual(expected);
});

describe('line items', () => {
  const fill = (lineItems: unknown): Input => ({
    clientId: heffl.idOf('clients', 'Rohan Mehta'),
    date: '2026-04-30',
    dueDate: '2026-05-30',
    lineItems,
  });

  const two = [
    { name: 'A', quantity: 2, price: 250 },
    { name: 'B', quantity: 1, price: 100 },
  ];
  test.each([
    [
      'rows',
      [
        { name: 'A', quantity: '2', price: 'AED 250' },
        { name: 'B', price: '100' },
      ],
      two,
    ],
    ['JSON', '[{"name":"A","quantity":2,"price":250},{"name":"B","quantity":"N/A","price":"100"}]', two],
    ['one row as JSON', '{"name":"A","quantity":2,"price":"250"}', [two[0]]],
    ['a list of JSON', ['{"name":"A","quantity":2,"price":"250"}', '', '{"name":"B","price":100}'], two],
    ['words of the form', '[{"Item":"A","Quantity":2,"PRICE":250},null]', [two[0]]],
    [
      'a comma in a name',
      [{ name: 'Chair, wooden', price: '2,500' }],
      [{ name: 'Chair, wooden', quantity: 1, price: 2500 }],
    ],
    ['a free line', [{ name: 'A', price: '0' }], [{ name: 'A', quantity: 1, price: 0 }]],
  ])('%s', async (_, mapped, expected) => {
    expect(await sent('create_invoice', fill(mapped))).toMatchObject({ lineItems: expected });
  });

  const several = (line: number, value: string) =>
    `Line ${line} of Line Items has several values in one field ("${value}"). Map line items, which make a line of each value, or split the text with a Formatter step (Utilities, Text to Line-item).`;
  test.each([
    ['names and prices in one row', [{ name: 'A,B', price: '250,100' }], several(1, '250,100')],
    [
      'in the second row',
      [
        { name: 'A', price: '1' },
        { name: 'A,B,C', price: '1,00,000' },
      ],
      several(2, '1,00,000'),
    ],
    ['prices that can only be two', [{ name: 'Visit', price: '250.50,100' }], several(1, '250.50,100')],
    ['prices with a blank between them', [{ name: 'Visit', price: '250, 100' }], several(1, '250, 100')],
    ['prices on two lines', [{ name: 'Visit', price: '250\n100' }], several(1, '250\n100')],
    ['quantities and prices', [{ name: 'Visit', quantity: '1,200', price: '2,500' }], several(1, '1,200')],
    ['lists in one row', [{ name: ['A', 'B'], price: ['250', '100'] }], several(1, 'A,B')],
    [
      'a line without a price',
      [
        { name: 'A', price: '1' },
        { name: 'B', price: 'N/A' },
      ],
      'Line 2 of Line Items has no Price. Fill it in, with 0 if that is meant, or check the step that it comes from.',
    ],
    [
      'a text',
      'AC visit',
      '"AC visit" in Line Items is not a list of items. Map each column, such as the name and the price, from the line items of an earlier step.',
    ],
    [
      'JSON that is no list of rows',
      '[1, 2]',
      '"[1, 2]" in Line Items is not a list of items. Map each column, such as the name and the price, from the line items of an earlier step.',
    ],
  ])('%s: refused', async (_, mapped, message) => {
    expect(await refusal('create_invoice', fill(mapped))).toBe(message);
  });
});

test('an update with title "null" leaves the title alone', async () => {
  const id = heffl.idOf('leads', 'Priya Sharma');
  expect(await sent('update_lead', { id: ` ${id}\u200b`, title: 'null', value: '₹500' })).toEqual({
    value: 500,
  });
  expect(heffl.sandbox.records.get('leads', id)).toMatchObject({
    title: 'AC maintenance for three flats',
    value: 500,
  });
});

describe('what kind a custom field is of', () => {
  const create = async (input: Input) => {
    const { requests } = await heffl.run('create_lead', { name: 'Jane', ...input });
    return requests.map(({ method, body }) => (body === undefined ? method : [method, body]));
  };
  const written = ['POST', { name: 'Jane', cf_budget: 2500 }];

  test('is asked once a day, and by no write without custom fields', async () => {
    expect(await create({})).toEqual([['POST', { name: 'Jane' }]]);
    expect(await create({ cf_budget: '2,500' })).toEqual(['GET', written]);
    expect(await create({ custom_fields: { Budget: '2,500' } })).toEqual([written]);
    heffl.zapier.age(86_000);
    expect(await create({ cf_budget: '2,500' })).toEqual([written]);
    heffl.zapier.age(500);
    expect(await create({ cf_budget: '2,500' })).toEqual(['GET', written]);
  });

  test('is text if Heffl does not say', async () => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, body: { code: 'FORBIDDEN', message: 'No' } });
    expect(await create({ cf_budget: '2,500' })).toEqual([
      'GET',
      ['POST', { name: 'Jane', cf_budget: '2,500' }],
    ]);
  });

  test.each(['fails', 'forgets'] as const)('is asked each time if the cache %s', async (mood) => {
    heffl.zapier.mood = mood;
    expect(await create({ cf_budget: '2,500' })).toEqual(['GET', written]);
    expect(await create({ cf_budget: '2,500' })).toEqual(['GET', written]);
  });
});

describe('a number', () => {
  const grouped = (digits: string, mark: string) => digits.replace(/\B(?=(\d{3})+$)/g, mark);
  const lakhs = (digits: string, mark: string) =>
    digits.replace(
      /^(\d+)(\d{3})$/,
      (_, head: string, tail: string) => `${head.replace(/\B(?=(\d{2})+$)/g, mark)}${mark}${tail}`,
    );
  const currency = fc.constantFrom(
    ...[
      ['', ''],
      ['AED ', ''],
      ['₹', ''],
      ['Rs. ', '/-'],
      ['', ' Dhs.'],
      ['', '€'],
      ['US$', ''],
      ['\u200e', '\u00a0'],
    ],
  );

  test('written in each of the accepted ways reads as itself', () => {
    fc.assert(
      fc.property(
        fc.nat(999_999_999),
        fc.nat(99),
        currency,
        fc.boolean(),
        (whole, cents, [before, behind], isNegative) => {
          const part = String(cents).padStart(2, '0');
          const digits = String(whole);
          const number = Number(`${digits}.${part}`);
          const ways = [
            `${digits}.${part}`,
            ...[grouped(digits, ','), lakhs(digits, ','), grouped(digits, ' '), grouped(digits, "'")].map(
              (way) => `${way}.${part}`,
            ),
            ...(whole > 999
              ? [`${grouped(digits, '.')},${part}`, `${grouped(digits, '\u202f')},${part}`]
              : []),
          ];
          const sign = isNegative && number > 0 ? '-' : '';
          expect(ways.map((way) => numberIn(`${sign}${before ?? ''}${way}${behind ?? ''}`))).toEqual(
            ways.map(() => (sign ? -number : number)),
          );
        },
      ),
    );
  });

  test('is never read out of two, however they are joined', () => {
    const joint = fc.constantFrom(', ', ';', '; ', '-', ' - ', '/', '\n', ' or ', ' AED ', '..', ',,');
    const amount = fc.tuple(fc.nat(99_999), fc.nat(99)).map(([whole, cents]) => `${whole}.${cents}`);
    fc.assert(
      fc.property(amount, joint, amount, (one, between, other) => {
        expect(numberIn(`${one}${between}${other}`)).toBeUndefined();
      }),
    );
  });

  test('keeps every digit that was written', () => {
    const anything = fc.stringMatching(/^[0-9.,' ]{1,14}$/);
    fc.assert(
      fc.property(anything, (text) => {
        const number = numberIn(text);
        fc.pre(number !== undefined);
        // The decimal mark is the last of its kind, and a comma only behind a group.
        const digits = text.replace(/\D/g, '').replace(/^0+/, '');
        expect(digits.startsWith(String(number).replace('.', '').replace(/^0+/, ''))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

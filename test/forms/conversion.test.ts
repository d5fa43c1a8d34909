import { errorTexts } from '../../src/errors.js';
import { dayIn } from '../../src/forms/dates.js';
import { createInvoiceFields } from '../../src/resources/invoices/fields.js';
import { convertedByZapier } from '../support/conversion.js';
import { connectHeffl, type Input } from '../support/heffl.js';

const heffl = connectHeffl();

const ZONES = ['Asia/Dubai', 'Asia/Kolkata', 'America/Chicago', 'Pacific/Auckland'] as const;

/** What is sent to Heffl if Zapier has converted the input by the form, as it does before the app gets it. */
const sent = async (step: string, input: Input): Promise<unknown> => {
  const { fields } = await heffl.form(step);
  const { requests } = await heffl.run(step, convertedByZapier(input, fields, 'America/Chicago'));
  return requests.findLast(({ method }) => method !== 'GET')?.body;
};

const dayFor = (mapped: string, zone: string) => {
  const { date } = convertedByZapier({ date: mapped }, createInvoiceFields, zone);
  return dayIn(String(date));
};

test.each(ZONES)('day of a form, in %s: the day that was written', (zone) => {
  const days = [
    ...['2026-04-30T00:00:00Z', '2026-04-30T06:30:00Z', '2026-04-30 00:00', '2026-04-30T23:59:00'],
    ...['04/30/2026', '30 April 2026', 'Apr 30, 2026 2:15 am'],
  ];
  expect(days.map((day) => [day, dayFor(day, zone)])).toEqual(days.map((day) => [day, '2026-04-30']));
  expect(dayFor('05/06/2026', zone)).toBe('2026-05-06');
  // Zapier moves a moment into the user's zone. In Chicago it was still the day before.
  const before = zone === 'America/Chicago' ? '2026-04-29' : '2026-04-30';
  expect(dayFor('2026-04-30T02:15:00+04:00', zone)).toBe(before);
});

test('create_lead: custom fields are sent as what recent records hold', async () => {
  const seen = { cf_plain: '2026-03-31', cf_midnight: '2026-03-31T00:00:00.000Z', cf_services: ['AC'] };
  heffl.sandbox.create('leads', { name: 'Recent', ...seen, cf_rooms: 2, cf_vip: false, cf_price: 2.5 });
  const input = {
    name: '\u200eJane',
    email: 'Jane <jane@x.io>',
    mobile: 'N/A',
    title: 'N/A',
    website: 'null',
    value: '₹1,00,000',
    cf_budget: 'AED 2,500',
    cf_newsletter: 'off',
    cf_plain: '31/05/2026',
    cf_midnight: '2026-05-01T02:15:00+04:00',
    cf_visit_date: '1 May 2026 3:00 PM',
    cf_services: '["AC", "Pest control"]',
    cf_preferred_language: '\u200b2,500',
    custom_fields: { '\u200bcf_price ': '2.500,50', Vip: 'yes', Rooms: 'N/A', Plate: 'N/A' },
  };
  expect(await sent('create_lead', input)).toStrictEqual({
    name: 'Jane',
    email: 'jane@x.io',
    title: 'N/A',
    value: 100_000,
    cf_budget: 2500,
    cf_newsletter: false,
    cf_plain: '2026-05-31',
    cf_midnight: '2026-05-01T00:00:00.000Z',
    cf_visit_date: '2026-05-01T15:00:00',
    cf_services: ['AC', 'Pest control'],
    cf_preferred_language: '2,500',
    cf_price: 2500.5,
    cf_vip: true,
    cf_plate: 'N/A',
  });
});

test('create_invoice: line items as rows and as JSON', async () => {
  const row = { name: 'Chair, wooden', quantity: 'N/A', price: '2,500' };
  for (const lineItems of [[row], JSON.stringify([row])]) {
    const clientId = heffl.idOf('clients', 'Rohan Mehta');
    const input = { clientId, date: '2026-04-30', dueDate: '2026-05-30T00:00:00.000Z', lineItems };
    expect(await sent('create_invoice', input)).toEqual({
      clientId,
      date: '2026-04-30T00:00:00.000Z',
      dueDate: '2026-05-30T00:00:00.000Z',
      lineItems: [{ name: 'Chair, wooden', quantity: 1, price: 2500 }],
      status: 'DRAFT',
    });
  }
});

const create = async (input: Input) => {
  const { requests } = await heffl.run('create_lead', { name: 'Jane', ...input });
  return requests.map(({ method, body }) => (body === undefined ? method : [method, body]));
};
const asNumber = ['POST', { name: 'Jane', cf_budget: 2500 }];

test('kind of a custom field, cache works: asked for once a day, and by no write without custom fields', async () => {
  expect(await create({})).toEqual([['POST', { name: 'Jane' }]]);
  expect(await create({ cf_budget: '2,500' })).toEqual(['GET', asNumber]);
  heffl.zapier.age(86_000);
  expect(await create({ custom_fields: { Budget: '2,500' } })).toEqual([asNumber]);
  heffl.zapier.age(500);
  expect(await create({ cf_budget: '2,500' })).toEqual(['GET', asNumber]);
});

test.each(['fails', 'forgets'] as const)('cache %s: asked for each time', async (mood) => {
  heffl.zapier.mood = mood;
  for (const cf_budget of ['2500', '2,500']) expect(await create({ cf_budget })).toEqual(['GET', asNumber]);
});

test('kind of a custom field, a value that is of another kind: refused by its label', async () => {
  const { message } = await heffl.fail('create_lead', { name: 'Jane', cf_newsletter: 'maybe' });
  expect(message).toBe(errorTexts.notYesOrNo({ label: 'Newsletter', value: 'maybe' }));
});

test('kind of a custom field, 403: text', async () => {
  heffl.sandbox.faults.inject({ kind: 'status', status: 403, body: { code: 'FORBIDDEN', message: 'No' } });
  const asText = ['POST', { name: 'Jane', cf_budget: '2,500' }];
  expect(await create({ cf_budget: '2,500' })).toEqual(['GET', asText]);
});

import http from 'node:http';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { json, listen } from './http/listen.js';
import { type Readings, type Sandbox, startSandbox } from './index.js';
import { eventNames } from './webhooks/event-names.js';

// What the contract suite does not ask, and the tests of events and of pressure would not notice. IDs are the same in each run:
// the first record of a kind is kf12oj.

let sandbox: Sandbox;
let receiver: Awaited<ReturnType<typeof listen>>;
let received: { path: string; headers: Record<string, string>; body: string }[];
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  receiver = await listen(({ path, headers, text }) => {
    received.push({ path, headers, body: text });
    // Following the redirect would show: it leads to the address that answers 200.
    return path === '/moved' ? { status: 302, headers: { location: '/' } } : json({});
  });
});
beforeEach(async () => {
  received = [];
  await sandbox.reset();
});
afterAll(() => Promise.all([sandbox.close(), receiver.close()]));

/** Sends a request as a client of the API does. Text is sent as it is. */
const call = async (
  method: string,
  path: string,
  body?: unknown,
  { url, apiKey }: Pick<Sandbox, 'url' | 'apiKey'> = sandbox,
) => {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(url + path, {
    method,
    headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
    ...(sent !== undefined && { body: sent }),
  });
  return { status: answer.status, body: z.looseObject({}).parse(await answer.json()) };
};

const page = async (path: string) =>
  z
    .object({ items: z.array(z.looseObject({ id: z.string() })), nextCursor: z.string().nullable() })
    .parse((await call('GET', path)).body);

test('hang: says which request hangs, until the sandbox is closed', async () => {
  const { url, faults, close } = await startSandbox();
  const hung = new Promise((resolve) => {
    faults.inject({ kind: 'hang', onHang: resolve });
  });
  const hanging = expect(fetch(`${url}/leads`)).rejects.toThrow('fetch failed');
  expect(await hung).toMatchObject({ path: '/leads' });
  await close();
  await hanging;
});

test('rate limit: refuses what is above it until the minute is over, and does nothing; each key has its own', async () => {
  let now = Date.now();
  const limited = await startSandbox({ now: () => now, rateLimit: 1 });
  const { url, apiKey, records } = limited;
  const create = async (key = apiKey) =>
    (await call('POST', '/leads', { name: 'Jane' }, { url, apiKey: key })).status;
  const statuses = [await create(), await create('another key'), await create()];
  now += 59_999;
  statuses.push(await create());
  now += 1;
  statuses.push(await create());
  expect(statuses).toEqual([200, 401, 429, 429, 200]);
  expect(records.count('leads')).toBe(7);
  await limited.close();
});

test.each([
  ['GET', '/../leads', 404, 'Route not found'],
  ['GET', '/leads/..%2Fwebhooks', 404, 'Lead not found'],
  ['GET', '/leads/50%', 404, 'Lead not found'],
  ['DELETE', '/leads', 405, 'Method DELETE is not allowed here'],
  ['PUT', '/deals/dl_1', 405, 'Method PUT is not allowed here'],
])('%s %s: %i, "%s"', async (method, path, status, message) => {
  expect(await call(method, path)).toMatchObject({ status, body: { message } });
});

test.each<[path: string, body: unknown, message: string]>([
  ['/leads', '{"name":', 'Request body must be valid JSON'],
  ['/leads', ['Jane'], 'Request body must be a JSON object'],
  ['/leads', {}, 'name is required'],
  ['/leads', { name: '' }, 'name must not be empty'],
  ['/leads', { name: 'Jane', email: 'jane' }, 'Invalid email address format'],
  ['/leads', { name: 'Jane', value: '12' }, 'value must be of type number'],
  ['/leads', { name: 'Jane', stageId: 'lstg_none' }, 'stageId names no lead stage'],
  ['/clients', { type: 'shop', name: 'Jane' }, 'type must be one of company, contact'],
  ['/clients', { name: 'Acme', openingBalance: -1 }, 'openingBalance must be at least 0'],
  ['/tasks', { title: 'A', dueDate: '2026-01-01T10:00' }, 'dueDate must be an ISO 8601 date, or a time'],
  ['/tasks', { title: 'A', entity: 'leads', entityId: '1' }, 'entityId names no record of that entity'],
  ['/webhooks', { name: 'Hook', url: 'nowhere', events: ['lead.created'] }, 'url must be a valid url'],
])('POST %s %j: 400, "%s"', async (path, body, message) => {
  const answer = await call('POST', path, body);
  expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(message)]);
});

test('list: newest first, also of one millisecond; 20 without a limit; a limit of 0 is read as 1', async () => {
  const made = Array.from({ length: 20 }, (_, index) => sandbox.create('leads', { name: `Lead ${index}` }));
  const { items } = await page('/leads');
  expect(items.map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
  expect(new Set(made.map(({ createdAt }) => createdAt)).size).toBe(20);
  sandbox.readings.limitOutOfRange = 'clamp';
  expect((await page('/leads?limit=0')).items).toHaveLength(1);
});

test('cursor: goes on from its place, after an empty page and as records come and go; of another list: 400', async () => {
  const ids = sandbox.records.list('leads').map(({ id }) => id);
  sandbox.faults.inject({ kind: 'emptyPage' });
  const empty = await page('/leads?limit=2');
  const first = await page(`/leads?limit=2&cursor=${empty.nextCursor ?? ''}`);
  sandbox.create('leads', { name: 'Later' });
  for (const { id } of first.items) sandbox.delete('leads', id);
  const more = `limit=3&cursor=${first.nextCursor ?? ''}`;
  const rest = await page(`/leads?${more}`);
  const pages = [empty, first, rest].map(({ items }) => items.map(({ id }) => id).reverse());
  expect(pages).toEqual([[], ids.slice(3), ids.slice(0, 3)]);
  expect(rest.nextCursor).toBeNull();
  expect(await call('GET', `/clients?${more}`)).toMatchObject({ status: 400 });
});

test('update: keeps custom fields that were not sent, clears what is null, ignores what is unknown', async () => {
  const { body: before } = await call('GET', '/leads/ld_kf12oj');
  const { body } = await call('PATCH', '/leads/ld_kf12oj', { email: null, cf_budget: 1, unknown: true });
  const customFields = { ...z.looseObject({}).parse(before.customFields), cf_budget: 1 };
  expect(body).toEqual({ ...before, email: null, customFields });
});

test.each([
  ['created', 200, 'Trade fair'],
  ['ignored', 200, 'WhatsApp'],
  ['refused', 400, 'WhatsApp'],
] as const)('unknown source: %s', async (unknownSource, status, source) => {
  sandbox.readings.unknownSource = unknownSource;
  expect(await call('PATCH', '/leads/ld_kf12oj', { source: 'Trade fair' })).toMatchObject({ status });
  expect((await call('GET', '/leads/ld_kf12oj')).body).toMatchObject({ source });
});

const cents = [
  { quantity: 3, price: 0.1 },
  { quantity: 1, price: 1.005 },
  { quantity: 2, price: 50, discount: 10.5, discountType: 'fixed' },
];
const ten = [{ quantity: 1, price: 100, discount: 10, discountType: 'percentage', taxRateId: 'txr_kf12oj' }];
const product = { productId: 'prd_kf12oj' };
const named = { name: 'General pest control', productId: 1 };
const filled = { omittedAmounts: 'filled' } as const;

test.each<[Partial<Readings>, invoice: object, answer: object]>([
  [{}, { lineItems: cents }, { subTotal: 101.31, discountTotal: 10.5, taxTotal: 0, total: 90.81 }],
  [{}, { lineItems: cents }, { lineItems: [{ amount: 0.3 }, { amount: 1.01 }, { amount: 100 }] }],
  [{}, { lineItems: ten }, { subTotal: 100, discountTotal: 10, taxTotal: 4.5, total: 94.5 }],
  [{}, { lineItems: ten, isInclusiveTax: true }, { discountTotal: 10, taxTotal: 4.29, total: 90 }],
  [{}, { lineItems: [product] }, { lineItems: [{ ...named, quantity: 0, price: 0 }] }],
  [{}, { lineItems: [{ ...product, quantity: 2 }] }, { lineItems: [{ quantity: 2, price: 0 }], total: 0 }],
  [filled, { lineItems: [product] }, { lineItems: [{ quantity: 1, price: 350 }], total: 350 }],
  [filled, { lineItems: [{ ...product, quantity: 2 }] }, { total: 700 }],
  [{}, { lineItems: [{}, { productId: 'prd_1' }] }, { message: 'lineItems.1.productId names no product' }],
])('%j, invoice of %j: has %j', async (readings, invoice, answer) => {
  Object.assign(sandbox.readings, readings);
  const needed = { clientId: 'clt_kf12oj', date: '2026-01-01', dueDate: '2026-01-31' };
  expect((await call('POST', '/invoices', { ...needed, ...invoice })).body).toMatchObject(answer);
});

/** Registers a webhook, and returns its secret. */
const register = (events: readonly string[] = eventNames, url = receiver.origin): string =>
  String(sandbox.create('webhooks', { name: 'Zapier: test', url, events }).secret);

const UNSIGNED = 'WebhookVerificationError: Missing required headers';
const FOREIGN = 'WebhookVerificationError: No matching signature found';

/** Why the receiver would refuse each signature of a delivery; empty if it would not. */
const refusals = (webhook: Webhook, { headers, body }: (typeof received)[number]): string[] =>
  (headers['webhook-signature'] ?? '').split(' ').map((signature) => {
    try {
      webhook.verify(body, { ...headers, 'webhook-signature': signature });
      return '';
    } catch (error) {
      return String(error);
    }
  });

const decoded = (secret: string) => new Webhook(secret);
const raw = (secret: string) => new Webhook(secret, { format: 'raw' });
const text = (secret: string) => raw(secret.slice('whsec_'.length));

test.each<[Partial<Readings>, form: RegExp, webhookOf: (secret: string) => Webhook, expected: string[]]>([
  [{}, /^whsec_[\w+/]{43}=$/, decoded, ['']],
  [{ signingKey: 'text' }, /^whsec_/, text, ['']],
  [{ signingKey: 'whole' }, /^whsec_/, raw, ['']],
  [{ secretForm: 'plain' }, /^[\w+/]{43}=$/, raw, ['']],
  [{ extraSignature: 'wrongFirst' }, /^whsec_/, decoded, [FOREIGN, '']],
])('%j: signed with the key in a secret like %s', async (readings, form, webhookOf, expected) => {
  Object.assign(sandbox.readings, readings);
  const secret = register();
  expect(secret).toMatch(form);
  sandbox.create('leads', { name: 'Zoë' });
  await sandbox.settled();
  expect(received.map((delivery) => refusals(webhookOf(secret), delivery))).toEqual([expected]);
});

test('secret: in the answer to the registration alone', async () => {
  register();
  for (const path of ['/webhooks', '/webhooks/whk_kf12oj'])
    expect(JSON.stringify(await call('GET', path))).toMatch(/^(?!.*secret).*Zapier: test/);
});

test('unsigned, tampered, duplicate: befall one event each', async () => {
  const webhook = new Webhook(register());
  for (const kind of ['unsigned', 'tampered', 'duplicate'] as const) sandbox.faults.inject({ kind });
  for (const name of ['Ann', 'Bob', 'Cem', 'Dua']) sandbox.create('leads', { name });
  await sandbox.settled();
  const refused = received.flatMap((delivery) => refusals(webhook, delivery));
  expect(refused).toEqual([UNSIGNED, FOREIGN, '', '', '']);
  expect(received[3]).toEqual(received[2]);
});

test('sends nothing to where a redirect leads or to another machine, and goes on if nobody listens', async () => {
  const { origin } = receiver;
  const sent = jest.spyOn(http, 'request');
  const urls = [`${origin}/moved`, 'http://hooks.example.com', 'http://127.0.0.1:1', origin];
  for (const url of urls) register(['lead.created'], url);
  sandbox.create('leads', { name: 'Jane' });
  await sandbox.settled();
  expect(sent.mock.calls.map(([url]) => url)).toEqual([urls[0], urls[2], urls[3]]);
  expect(received.map(({ path }) => path)).toEqual(['/moved', '/']);
});

test('paid invoice: each of its events with an ID of its own, and with its totals', async () => {
  register();
  const { id } = sandbox.create('invoices', {
    ...{ clientId: 'clt_kf12oj', date: '2026-01-01', dueDate: '2026-01-31' },
    lineItems: [{ name: 'Visit', quantity: 1, price: 100 }],
  });
  sandbox.update('invoices', id, { status: 'PAID' });
  await sandbox.settled();
  const events = ['invoice.created', 'invoice.updated', 'invoice.statusChanged', 'invoice.paid'];
  expect(received.map(({ body }) => /"event":"(.*?)"/.exec(body)?.[1])).toEqual(events);
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(events.length);
  expect(received.at(-1)?.body).toMatch(/"total":100,"paidTotal":100,"pendingTotal":0/);
});

const createLead = () => sandbox.create('leads', { name: 'Jane', cf_budget: 1 });
const updateDeal = () => sandbox.update('deals', 'dl_kf12oj', { price: 1 });
const answerForm = () => sandbox.create('formResponses', { formId: 'frm_1', responses: [] });

test.each<[Partial<Readings>, body: RegExp, happen: () => unknown]>([
  [{}, /^{"event":"lead.created","timestamp":"[^"]*\.\d{3}Z","payload":{"id":"ld_/, createLead],
  [{}, /"email":null,.*"customFields":{"cf_budget":1}/, createLead],
  [{}, /"source":null,"stage":"New","stageId":1,"ownerId":1,"ownerName":"Aisha Rahman"/, createLead],
  [{ envelope: 'data' }, /^{"event":"lead.created","timestamp":"[^"]*","data":{"id":"ld_/, createLead],
  [{ envelope: 'bare' }, /^{"id":"ld_/, createLead],
  [{ timestamps: 's' }, /"timestamp":"[^".]*Z".*"createdAt":"[^".]*Z"/, createLead],
  [{ nullKeys: 'dropped' }, /^(?!.*"email")/, createLead],
  [{}, /^(?!.*"clientName").*"client":{"id":"clt_\w+","name":"Al Noor Properties LLC"/, updateDeal],
  [{}, /"stage":"Quotation Sent","stageId":3,"pipelineId":1,.*"leadName":"Fatima Al Mansouri"/, updateDeal],
  [{ dealClient: 'flat' }, /^(?!.*"client":).*"clientId":"clt_\w+","clientName":"Al Noor/, updateDeal],
  [{ hookIds: 'public' }, /"stageId":"dps_\w+","pipelineId":"dpl_\w+",.*"ownerId":"usr_/, updateDeal],
  [{}, /"payload":{"id":"frs_\w+","formId":"frm_1","responses":\[\]/, answerForm],
  [{ formResponseId: 'without' }, /"payload":{"formId":"frm_1"/, answerForm],
])('%j: the body is like %s', async (readings, body, happen) => {
  Object.assign(sandbox.readings, readings);
  register();
  happen();
  await sandbox.settled();
  expect(received[0]?.body).toMatch(body);
});

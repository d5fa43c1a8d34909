import { z } from 'zod';
import { type Readings, type Sandbox, startSandbox } from './index.js';

// What the contract suite does not ask, and the tests of events and of pressure would not notice. IDs are the same in each run:
// the first record of a kind is kf12oj.

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

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

test('close: cuts what hangs, and frees the port', async () => {
  const { url, faults, close } = await startSandbox();
  const hung = new Promise((resolve) => {
    faults.inject({ kind: 'hang', onHang: resolve });
  });
  const hanging = expect(fetch(`${url}/leads`)).rejects.toThrow('fetch failed');
  expect(await hung).toMatchObject({ path: '/leads' });
  await close();
  await hanging;
  const next = await startSandbox({ port: Number(new URL(url).port) });
  expect(next.url).toBe(url);
  await next.close();
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
const ten = { quantity: 1, price: 100, discount: 10, discountType: 'percentage', taxRateId: 'txr_kf12oj' };
const product = { productId: 'prd_kf12oj' };
const filled = { omittedAmounts: 'filled' } as const;

test.each<[Partial<Readings>, lineItems: object[], isInclusiveTax: boolean, answer: object]>([
  [{}, cents, false, { subTotal: 101.31, discountTotal: 10.5, taxTotal: 0, total: 90.81 }],
  [{}, cents, false, { lineItems: [{ amount: 0.3 }, { amount: 1.01 }, { amount: 100 }] }],
  [{}, [ten], false, { subTotal: 100, discountTotal: 10, taxTotal: 4.5, total: 94.5 }],
  [{}, [ten], true, { subTotal: 100, discountTotal: 10, taxTotal: 4.29, total: 90 }],
  [
    {},
    [product],
    false,
    { lineItems: [{ name: 'General pest control', productId: 1, quantity: 0, price: 0 }] },
  ],
  [{}, [{ ...product, quantity: 2 }], false, { lineItems: [{ quantity: 2, price: 0 }], total: 0 }],
  [filled, [product], false, { lineItems: [{ quantity: 1, price: 350 }], total: 350 }],
  [filled, [{ ...product, quantity: 2 }], false, { lineItems: [{ quantity: 2, price: 350 }], total: 700 }],
  [{}, [{}, { productId: 'prd_1' }], false, { message: 'lineItems.1.productId names no product' }],
])('%j, invoice of %j, tax inclusive: %s, has %j', async (readings, lineItems, isInclusiveTax, answer) => {
  Object.assign(sandbox.readings, readings);
  const dates = { date: '2026-01-01', dueDate: '2026-01-31' };
  const invoice = { clientId: 'clt_kf12oj', ...dates, lineItems, isInclusiveTax };
  expect((await call('POST', '/invoices', invoice)).body).toMatchObject(answer);
});

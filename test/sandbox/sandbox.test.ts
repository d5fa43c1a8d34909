import { z } from 'zod';
import { type CollectionName, type Sandbox, startSandbox } from './index.js';

const START = Date.UTC(2026, 0, 15, 10, 30, 0);

let now = START;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ now: () => now, rateLimit: 20 });
});
beforeEach(async () => {
  now = START;
  await sandbox.reset();
});
afterAll(() => sandbox.close());

/** Sends a request as a client of the API does. Text is sent as it is. */
const call = async (method: string, path: string, body?: unknown, key = sandbox.apiKey) => {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(sandbox.url + path, {
    method,
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    redirect: 'manual',
    ...(sent !== undefined && { body: sent }),
  });
  const { status, headers } = answer;
  const text = await answer.text();
  const isJson = /^{.*}$/.test(text);
  return { status, headers, text, body: isJson ? z.looseObject({}).parse(JSON.parse(text)) : {} };
};

const pageSchema = z.object({
  items: z.array(z.looseObject({ id: z.string() })),
  nextCursor: z.string().nullable(),
  hasMore: z.boolean(),
});
const page = async (path: string) => pageSchema.parse((await call('GET', path)).body);

const idOf = (collection: CollectionName, name: string): string => {
  const found = sandbox.records.list(collection).find((record) => record.name === name);
  if (!found) throw new Error(`No ${name} among the ${collection}`);
  return found.id;
};

test('without customers: only what they refer to', async () => {
  const other = await startSandbox({ seed: false });
  const counts = (['leads', 'clients', 'deals', 'pipelineStages'] as const).map((name) =>
    other.records.count(name),
  );
  await other.close();
  expect(counts).toEqual([0, 0, 0, 9]);
});

describe('request', () => {
  test('is kept as it came', async () => {
    await call('POST', '/leads?x=1&x=2', { name: '' });
    expect(sandbox.requests).toMatchObject([
      {
        ...{ method: 'POST', path: '/leads', query: { x: '1' }, body: { name: '' }, at: START },
        headers: { 'x-api-key': sandbox.apiKey },
      },
    ]);
  });

  test('with the key in Authorization: 401; outside of /api/v1: 404', async () => {
    const headers = { authorization: `Bearer ${sandbox.apiKey}` };
    expect((await fetch(`${sandbox.url}/leads`, { headers })).status).toBe(401);
    const outside = new URL('/leads', sandbox.url);
    expect((await fetch(outside, { headers: { 'x-api-key': sandbox.apiKey } })).status).toBe(404);
  });

  test.each([
    ['GET', '/contacts', 404, 'Route not found', null],
    ['GET', '/leads/..%2Fwebhooks', 404, 'Lead not found', null],
    ['DELETE', '/leads', 405, 'Method DELETE is not allowed here', 'GET, POST'],
    ['PUT', '/deals/dl_1', 405, 'Method PUT is not allowed here', 'GET, PATCH, DELETE'],
  ])('%s %s: %i, "%s"', async (method, path, status, message, allow) => {
    const answer = await call(method, path);
    expect(answer).toMatchObject({ status, body: { message } });
    expect(answer.headers.get('allow')).toBe(allow);
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
    [
      '/tasks',
      { title: 'Task', dueDate: '2026-01-01T10:00' },
      'dueDate must be an ISO 8601 date, or a time with its offset',
    ],
    ['/tasks', { title: 'Task', entity: 'leads', entityId: '1' }, 'entityId names no record of that entity'],
    ['/webhooks', { name: 'Hook', url: 'nowhere', events: ['lead.created'] }, 'url must be a valid url'],
  ])('POST %s %j: 400, "%s"', async (path, body, message) => {
    expect(await call('POST', path, body)).toMatchObject({ status: 400, body: { message } });
  });
});

describe('list', () => {
  test('goes on from its place, though records come and go', async () => {
    const ids = sandbox.records.list('leads').map(({ id }) => id);
    const first = await page('/leads?limit=2');
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(3).reverse());
    sandbox.create('leads', { name: 'Later' });
    for (const { id } of first.items) sandbox.delete('leads', id);
    const rest = await page(`/leads?limit=3&cursor=${first.nextCursor ?? ''}`);
    expect(rest).toMatchObject({ hasMore: false, nextCursor: null });
    expect(rest.items.map(({ id }) => id)).toEqual(ids.slice(0, 3).reverse());
  });

  test('cursor of another list: 400', async () => {
    const { nextCursor } = await page('/products?limit=1');
    expect(await call('GET', `/leads?cursor=${nextCursor ?? ''}`)).toMatchObject({ status: 400 });
  });

  test('newest first, also of one millisecond; 20 without a limit; a limit of 0 is read as 1', async () => {
    const made = Array.from({ length: 20 }, (_, index) => sandbox.create('leads', { name: `Lead ${index}` }));
    const { items } = await page('/leads');
    expect(items.map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
    expect(new Set(made.map(({ createdAt }) => createdAt)).size).toBe(20);
    sandbox.readings.limitOutOfRange = 'clamp';
    expect((await page('/leads?limit=0')).items).toHaveLength(1);
  });
});

test('rate limit: refuses what is above it until the minute is over, and does nothing; each key has its own', async () => {
  for (let count = 0; count < 19; count++) await call('GET', '/leads', undefined, 'other');
  expect((await call('GET', '/leads', undefined, 'other')).headers.get('ratelimit-remaining')).toBe('0');
  for (let count = 0; count < 19; count++) await call('GET', '/leads/none');
  now += 15_000;
  const { headers } = await call('GET', '/leads/none');
  expect(headers.get('ratelimit-reset')).toBe('45');
  expect(headers.get('date')).toBe('Thu, 15 Jan 2026 10:30:15 GMT');
  expect(await call('POST', '/leads', { name: 'Jane' })).toMatchObject({ status: 429 });
  expect(sandbox.records.count('leads')).toBe(5);
  now += 44_999;
  expect(await call('GET', '/leads')).toMatchObject({ status: 429 });
  now += 1;
  expect(await call('GET', '/leads')).toMatchObject({ status: 200 });
});

describe('change', () => {
  test('lead: keeps what was not sent, custom fields too, and clears what is null', async () => {
    const path = `/leads/${idOf('leads', 'Fatima Al Mansouri')}`;
    const change = { email: null, title: 'New title', cf_budget: 1, unknown: true };
    const { body } = await call('PATCH', path, change);
    expect(body).toMatchObject({ email: null, title: 'New title', mobile: '+971501234501' });
    expect(body).toMatchObject({ customFields: { cf_budget: 1, cf_preferred_language: 'Arabic' } });
    expect(body).not.toHaveProperty('unknown');
    expect((await call('GET', path)).body).toEqual(body);
  });

  test.each([
    ['created', 200, 'Trade fair'],
    ['ignored', 200, 'Instagram'],
    ['refused', 400, 'Instagram'],
  ] as const)('unknown source: %s', async (unknownSource, status, source) => {
    sandbox.readings.unknownSource = unknownSource;
    const path = `/leads/${idOf('leads', 'Jane Smith')}`;
    expect(await call('PATCH', path, { source: 'Trade fair' })).toMatchObject({ status });
    expect((await call('GET', path)).body).toMatchObject({ source });
  });
});

describe('invoice', () => {
  const created = async (lineItems: unknown[], more = {}) => {
    const clientId = idOf('clients', 'Al Noor Properties LLC');
    const dates = { date: '2026-01-01', dueDate: '2026-01-31' };
    return (await call('POST', '/invoices', { clientId, ...dates, lineItems, ...more })).body;
  };

  test('totals are exact to the cent', async () => {
    const body = await created([
      { name: 'Visit', quantity: 3, price: 0.1 },
      { name: 'Gel', quantity: 1, price: 1.005 },
      { name: 'Discounted', quantity: 2, price: 50, discount: 10.5, discountType: 'fixed' },
    ]);
    expect(body).toMatchObject({ subTotal: 101.31, discountTotal: 10.5, taxTotal: 0, total: 90.81 });
    expect(body).toMatchObject({ lineItems: [{ amount: 0.3 }, { amount: 1.01 }, { amount: 100 }] });
  });

  test.each([
    [false, { subTotal: 100, discountTotal: 10, taxTotal: 4.5, total: 94.5 }],
    [true, { subTotal: 100, discountTotal: 10, taxTotal: 4.29, total: 90 }],
  ])('with tax (inclusive: %s) and a discount of 10 %%', async (isInclusiveTax, totals) => {
    const item = { name: 'Visit', quantity: 1, price: 100, discount: 10, discountType: 'percentage' };
    const taxRateId = idOf('taxRates', 'UAE VAT');
    expect(await created([{ ...item, taxRateId }], { isInclusiveTax })).toMatchObject(totals);
  });

  test.each([
    ['zero', {}, { quantity: 0, price: 0 }, 0],
    ['zero', { quantity: 2 }, { quantity: 2, price: 0 }, 0],
    ['filled', {}, { quantity: 1, price: 149.5 }, 149.5],
    ['filled', { quantity: 2 }, { quantity: 2, price: 149.5 }, 299],
  ] as const)('product, omittedAmounts %s, %j: %j', async (reading, item, line, total) => {
    sandbox.readings.omittedAmounts = reading;
    const body = await created([{ productId: idOf('products', 'AC maintenance'), ...item }]);
    expect(body).toMatchObject({ total, lineItems: [{ name: 'AC maintenance', productId: 3, ...line }] });
  });

  test('unknown product: refused by its place', async () => {
    const body = await created([{ name: 'a' }, { productId: 'prd_none' }]);
    expect(body).toMatchObject({ message: 'lineItems.1.productId names no product' });
  });
});

describe('fault of an answer', () => {
  test('comes as often as told, to the requests that it matches', async () => {
    const match = { method: 'get', path: '/leads' };
    sandbox.faults.inject({ kind: 'status', status: 500, match, times: 2 });
    sandbox.faults.inject({ kind: 'status', status: 503, match: { path: /^\/leads\// }, times: Infinity });
    const paths = ['/clients', '/leads?limit=1', '/leads/x', '/leads', '/leads', '/leads/x'];
    const statuses: number[] = [];
    for (const path of paths) statuses.push((await call('GET', path)).status);
    expect(statuses).toEqual([200, 500, 503, 500, 200, 503]);
    expect(sandbox.faults.pending).toBe(1);
    sandbox.faults.clear();
    expect(await call('GET', '/leads/x')).toMatchObject({ status: 404 });
  });

  test.each([
    [{ kind: 'status', status: 500 }, 0],
    [{ kind: 'status', status: 500, before: false }, 1],
    [{ kind: 'cut' }, 0],
    [{ kind: 'cut', before: false }, 1],
    [{ kind: 'cutBody' }, 1],
    [{ kind: 'recordWithoutId' }, 1],
  ] as const)('%j: of a create that gives no record, %i is made', async (fault, made) => {
    sandbox.faults.inject(fault);
    const { body } = await call('POST', '/leads', { name: 'Jane' }).catch(() => ({ body: {} }));
    expect(body).not.toHaveProperty('id');
    expect(sandbox.records.count('leads') - 5).toBe(made);
  });

  test('slow: comes when it is let go; hang: never, and closing ends it', async () => {
    const gate: { open?: () => void } = {};
    const until = new Promise<void>((resolve) => (gate.open = resolve));
    sandbox.faults.inject({ kind: 'slow', until, match: { path: '/leads' } });
    const order: string[] = [];
    const slow = call('GET', '/leads').then(({ status }) => order.push(`slow ${status}`));
    await call('GET', '/clients').then(() => order.push('quick'));
    gate.open?.();
    await slow;
    expect(order).toEqual(['quick', 'slow 200']);

    const other = await startSandbox();
    const hung = new Promise((resolve) => {
      other.faults.inject({ kind: 'hang', onHang: resolve });
    });
    const hanging = expect(fetch(`${other.url}/leads`)).rejects.toThrow('fetch failed');
    expect(await hung).toMatchObject({ path: '/leads' });
    await other.close();
    await hanging;
  });

  test('repeatCursor: leads to itself; emptyPage: leads to the page whose place it took', async () => {
    const { nextCursor } = await page('/leads?limit=2');
    const path = `/leads?limit=2&cursor=${nextCursor ?? ''}`;
    sandbox.faults.inject({ kind: 'repeatCursor', times: 2 });
    for (let time = 1; time <= 2; time++)
      expect(await page(path)).toMatchObject({ nextCursor, hasMore: true });
    sandbox.faults.inject({ kind: 'emptyPage' });
    const empty = await page(path);
    expect(empty).toMatchObject({ items: [], hasMore: true });
    const next = await page(`/leads?limit=2&cursor=${empty.nextCursor ?? ''}`);
    expect(next.items).toEqual((await page(path)).items);
  });
});

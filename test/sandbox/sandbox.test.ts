import { type Caller, callerOf } from './caller.js';
import { type CollectionName, readingChoices, type Sandbox, startSandbox } from './index.js';

const START = Date.UTC(2026, 0, 15, 10, 30, 0);

let now: number;
let sandbox: Sandbox;
let caller: Caller;

beforeEach(async () => {
  now = START;
  sandbox = await startSandbox({ now: () => now });
  caller = callerOf(sandbox);
});
afterEach(() => sandbox.close());

const idOf = (collection: CollectionName, name: string): string => {
  const found = sandbox.records.list(collection).find((record) => record.name === name);
  if (!found) throw new Error(`No ${name} among the ${collection}`);
  return found.id;
};

const newDeal = () => ({
  title: 'Deep cleaning',
  pipelineId: idOf('pipelines', 'Sales Pipeline'),
  stageId: idOf('pipelineStages', 'New Enquiry'),
  clientId: idOf('clients', 'Blue Palm Hospitality'),
});

const newInvoice = (lineItems: unknown[], rest = {}) => ({
  clientId: idOf('clients', 'Al Noor Properties LLC'),
  date: '2026-01-01',
  dueDate: '2026-01-31',
  lineItems,
  ...rest,
});

test('A sandbox starts with the first choice of every reading', () => {
  expect(Object.fromEntries(readingChoices().map(([name, [first]]) => [name, first]))).toEqual(
    sandbox.readings,
  );
});

test('Every request is kept as it came', async () => {
  await caller.call('POST', '/leads?x=1', { body: { name: '' } });
  expect(sandbox.requests.at(-1)).toMatchObject({
    method: 'POST',
    path: '/leads',
    query: { x: '1' },
    headers: { 'x-api-key': sandbox.apiKey },
    body: { name: '' },
    at: START,
  });
});

test('Two sandboxes run side by side; a taken port is an error', async () => {
  const other = await startSandbox({ seed: false });
  const third = startSandbox({ port: Number(new URL(other.url).port) });
  await expect(third)
    .rejects.toThrow('EADDRINUSE')
    .finally(() => other.close());
  expect(other.url).not.toBe(sandbox.url);
  expect(other.records.count('leads') + other.records.count('clients') + other.records.count('deals')).toBe(
    0,
  );
  expect(other.records.count('pipelineStages')).toBe(9);
});

describe('A request', () => {
  test('without a key: 401, whatever its Authorization says', async () => {
    const headers = { authorization: `Bearer ${sandbox.apiKey}` };
    expect((await fetch(`${sandbox.url}/leads`, { headers })).status).toBe(401);
  });

  test.each([
    ['GET', '/contacts', 404, 'Route not found', null],
    ['GET', '/leads/..%2Fwebhooks', 404, 'Lead not found', null],
    ['DELETE', '/leads', 405, 'Method DELETE is not allowed here', 'GET, POST'],
    ['PUT', '/deals/dl_1', 405, 'Method PUT is not allowed here', 'GET, PATCH, DELETE'],
  ])('%s %s: %i, "%s"', async (method, path, status, message, allow) => {
    const answer = await caller.call(method, path);
    expect(answer).toMatchObject({ status, body: { message } });
    expect(answer.headers.get('allow')).toBe(allow);
  });

  test.each<[path: string, body: unknown, message: string]>([
    ['/leads', '{"name":', 'Request body must be valid JSON'],
    ['/leads', ['Jane'], 'Request body must be a JSON object'],
    ['/leads', {}, 'name is required'],
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
    expect(await caller.post(path, body)).toMatchObject({ status: 400, body: { message } });
  });
});

describe('A list', () => {
  test('goes on from its place, though records come and go', async () => {
    const ids = sandbox.records.list('leads').map(({ id }) => id);
    const first = await caller.page('/leads?limit=2');
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(3).reverse());
    sandbox.create('leads', { name: 'Later' });
    for (const { id } of first.items) sandbox.delete('leads', id);
    const rest = await caller.page(`/leads?limit=3&cursor=${first.nextCursor ?? ''}`);
    expect(rest).toMatchObject({ hasMore: false, nextCursor: null });
    expect(rest.items.map(({ id }) => id)).toEqual(ids.slice(0, 3).reverse());
  });

  test('refuses the cursor of another list', async () => {
    const { nextCursor } = await caller.page('/products?limit=1');
    expect(await caller.get(`/leads?cursor=${nextCursor ?? ''}`)).toMatchObject({ status: 400 });
  });

  test('has a limit of 20, which is read as clamped if that is the reading', async () => {
    for (let made = 0; made < 20; made += 1) sandbox.create('leads', { name: `Lead ${made}` });
    expect((await caller.page('/leads')).items).toHaveLength(20);
    sandbox.readings.limitOutOfRange = 'clamp';
    expect((await caller.page('/leads?limit=0')).items).toHaveLength(1);
    expect((await caller.page('/leads?limit=500')).items).toHaveLength(25);
  });

  test('is newest first, also of records of one millisecond', async () => {
    const made = [1, 2, 3].map((index) => sandbox.create('leads', { name: `Lead ${index}` }));
    expect(new Set(made.map(({ createdAt }) => createdAt)).size).toBe(3);
    expect((await caller.page('/leads?limit=3')).items).toMatchObject(
      made.map(({ id }) => ({ id })).reverse(),
    );
  });
});

describe('The rate limit', () => {
  beforeEach(async () => {
    await sandbox.close();
    sandbox = await startSandbox({ rateLimit: 2, now: () => now });
    caller = callerOf(sandbox);
  });

  test('refuses what is above it until the minute is over, and does nothing', async () => {
    expect((await caller.get('/leads')).headers.get('ratelimit-remaining')).toBe('1');
    now += 15_000;
    const { headers } = await caller.get('/leads/none');
    expect(headers.get('ratelimit-reset')).toBe('45');
    expect(headers.get('date')).toBe('Thu, 15 Jan 2026 10:30:15 GMT');
    const before = sandbox.records.count('leads');
    expect(await caller.post('/leads', { name: 'Jane' })).toMatchObject({ status: 429 });
    expect(sandbox.records.count('leads')).toBe(before);
    now += 44_999;
    expect(await caller.get('/leads')).toMatchObject({ status: 429 });
    now += 1;
    expect(await caller.get('/leads')).toMatchObject({ status: 200 });
  });

  test('counts for each key', async () => {
    for (let count = 0; count < 3; count += 1)
      await caller.call('GET', '/leads', { headers: { 'x-api-key': 'other' } });
    expect(await caller.get('/leads')).toMatchObject({ status: 200 });
  });
});

describe('A change', () => {
  test('of a lead: keeps what was not sent, custom fields too, and clears what is null', async () => {
    const path = `/leads/${idOf('leads', 'Fatima Al Mansouri')}`;
    const { body } = await caller.patch(path, {
      email: null,
      title: 'New title',
      cf_budget: 1,
      unknown: true,
    });
    expect(body).toMatchObject({ email: null, title: 'New title', mobile: '+971501234501' });
    expect(body).toMatchObject({ customFields: { cf_budget: 1, cf_preferred_language: 'Arabic' } });
    expect(body).not.toHaveProperty('unknown');
    expect((await caller.get(path)).body).toEqual(body);
  });

  test('of a deal: wins it in a won stage, sets a status by itself, and leaves its client', async () => {
    const { id, clientId } = sandbox.create('deals', newDeal());
    const won = await caller.patch(`/deals/${id}`, {
      stageId: idOf('pipelineStages', 'Won'),
      clientId: 'none',
    });
    expect(won.body).toMatchObject({ status: 'WON', clientId });
    expect((await caller.patch(`/deals/${id}`, { status: 'LOST' })).body).toMatchObject({ status: 'LOST' });
  });

  test('of the owner and the archive of a lead: taken from a person, and not from a request', async () => {
    const id = idOf('leads', 'Jane Smith');
    await caller.patch(`/leads/${id}`, { archived: true, ownerId: idOf('users', 'Vikram Nair') });
    expect(sandbox.records.get('leads', id)).toMatchObject({
      archived: false,
      ownerId: idOf('users', 'Aisha Rahman'),
    });
    sandbox.update('leads', id, { archived: true, ownerId: idOf('users', 'Vikram Nair') });
    expect(sandbox.records.get('leads', id)).toMatchObject({
      archived: true,
      ownerId: idOf('users', 'Vikram Nair'),
    });
  });

  test.each([
    ['created', 200, 'Trade fair'],
    ['ignored', 200, 'Instagram'],
    ['refused', 400, 'Instagram'],
  ] as const)('to a source that is not there: %s', async (unknownSource, status, source) => {
    sandbox.readings.unknownSource = unknownSource;
    const path = `/leads/${idOf('leads', 'Jane Smith')}`;
    expect(await caller.patch(path, { source: 'Trade fair' })).toMatchObject({ status });
    expect((await caller.get(path)).body).toMatchObject({ source });
  });
});

describe('An invoice', () => {
  test('has totals that are exact to the cent, without tax unless a rate is named', async () => {
    const { body } = await caller.post(
      '/invoices',
      newInvoice([
        { name: 'Visit', quantity: 3, price: 0.1 },
        { name: 'Gel', quantity: 1, price: 1.005 },
        { name: 'Discounted', quantity: 2, price: 50, discount: 10.5, discountType: 'fixed' },
      ]),
    );
    expect(body).toMatchObject({ subTotal: 101.31, discountTotal: 10.5, taxTotal: 0, total: 90.81 });
    expect(body).toMatchObject({ lineItems: [{ amount: 0.3 }, { amount: 1.01 }, { amount: 100 }] });
  });

  test.each([
    [false, { subTotal: 100, taxTotal: 5, total: 105 }],
    [true, { subTotal: 100, taxTotal: 4.76, total: 100 }],
  ])('counts a tax rate (inclusive: %s)', async (isInclusiveTax, totals) => {
    const item = { name: 'Visit', quantity: 1, price: 100, taxRateId: idOf('taxRates', 'UAE VAT') };
    expect((await caller.post('/invoices', newInvoice([item], { isInclusiveTax }))).body).toMatchObject(
      totals,
    );
  });

  test.each([
    ['zero', {}, { quantity: 0, price: 0 }, 0],
    ['zero', { quantity: 2 }, { quantity: 2, price: 0 }, 0],
    ['filled', {}, { quantity: 1, price: 149.5 }, 149.5],
    ['filled', { quantity: 2 }, { quantity: 2, price: 149.5 }, 299],
  ] as const)('of a product, omittedAmounts %s, %j: %j', async (reading, item, line, total) => {
    sandbox.readings.omittedAmounts = reading;
    const product = newInvoice([{ productId: idOf('products', 'AC maintenance'), ...item }]);
    expect((await caller.post('/invoices', product)).body).toMatchObject({
      total,
      lineItems: [{ name: 'AC maintenance', productId: 3, ...line }],
    });
  });

  test('refuses an unknown product by its place', async () => {
    expect(
      await caller.post('/invoices', newInvoice([{ name: 'a' }, { productId: 'prd_none' }])),
    ).toMatchObject({
      status: 400,
      body: { message: 'lineItems.1.productId names no product' },
    });
  });
});

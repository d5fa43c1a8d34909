import { callerOf } from './caller.js';
import { type Sandbox, startSandbox } from './index.js';

let sandbox: Sandbox;
let caller: ReturnType<typeof callerOf>;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  caller = callerOf(sandbox);
});
afterEach(() => sandbox.close());

const rawGet = () =>
  fetch(`${sandbox.url}/leads`, { headers: { 'x-api-key': sandbox.apiKey }, redirect: 'manual' });

test('a status comes once, with the body and headers asked for, and no more', async () => {
  const body = { code: 'INTERNAL_SERVER_ERROR', message: 'Oops' };
  sandbox.faults.inject({ kind: 'status', status: 503, body, headers: { 'retry-after': '7' } });
  const answer = await caller.get('/leads');
  expect(answer).toMatchObject({ status: 503, body });
  expect(answer.headers.get('retry-after')).toBe('7');
  expect(await caller.get('/leads')).toMatchObject({ status: 200 });
  expect(sandbox.faults.pending).toBe(0);
});

test('a fault befalls only the requests that it matches, as often as told', async () => {
  sandbox.faults.inject({ kind: 'status', status: 500, match: { method: 'get', path: '/leads' }, times: 2 });
  expect(await caller.get('/clients')).toMatchObject({ status: 200 });
  expect(await caller.get('/leads/stages')).toMatchObject({ status: 200 });
  expect(await caller.post('/leads', { name: 'Jane' })).toMatchObject({ status: 200 });
  expect(await caller.get('/leads?limit=1')).toMatchObject({ status: 500 });
  expect(await caller.get('/leads')).toMatchObject({ status: 500 });
  expect(await caller.get('/leads')).toMatchObject({ status: 200 });
});

test('a fault may match by pattern and stay until it is cleared', async () => {
  sandbox.faults.inject({ kind: 'status', status: 500, match: { path: /^\/leads\// }, times: Infinity });
  for (let count = 0; count < 3; count += 1)
    expect(await caller.get('/leads/x')).toMatchObject({ status: 500 });
  sandbox.faults.clear();
  expect(await caller.get('/leads/x')).toMatchObject({ status: 404 });
});

test.each([
  [true, 0],
  [false, 1],
])('with before: %s, a failing POST leaves %i records', async (before, made) => {
  const count = sandbox.records.count('leads');
  sandbox.faults.inject({ kind: 'status', status: 500, before });
  const answer = await caller.post('/leads', { name: 'Jane' });
  expect(answer).toMatchObject({ status: 500, body: undefined });
  expect(sandbox.records.count('leads') - count).toBe(made);
});

test('a cut connection gives no answer, though the record may be made', async () => {
  const count = sandbox.records.count('leads');
  sandbox.faults.inject({ kind: 'cut', before: false });
  await expect(caller.post('/leads', { name: 'Jane' })).rejects.toThrow('fetch failed');
  expect(sandbox.records.count('leads')).toBe(count + 1);
});

test('a hanging request gets no answer, and closing ends it', async () => {
  sandbox.faults.inject({ kind: 'hang' });
  const hanging = expect(caller.get('/leads')).rejects.toThrow('fetch failed');
  expect(await caller.get('/leads')).toMatchObject({ status: 200 });
  await sandbox.close();
  await hanging;
  sandbox = await startSandbox();
});

test('a body can break off', async () => {
  sandbox.faults.inject({ kind: 'cutBody' });
  const response = await rawGet();
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});

test('JSON can be incomplete', async () => {
  sandbox.faults.inject({ kind: 'badJson' });
  const response = await rawGet();
  expect(response.headers.get('content-type')).toContain('application/json');
  const text = await response.text();
  expect(text).toMatch(/^{"items":/);
  expect(() => void JSON.parse(text)).toThrow(SyntaxError);
});

test.each([undefined, 502])('a page in place of JSON, with status %s', async (status) => {
  sandbox.faults.inject({ kind: 'html', ...(status && { status }) });
  const response = await rawGet();
  expect(response.status).toBe(status ?? 200);
  expect(await response.text()).toContain('<html>');
});

test('a redirect', async () => {
  sandbox.faults.inject({ kind: 'redirect', location: 'http://127.0.0.1:1/elsewhere', status: 307 });
  const response = await rawGet();
  expect(response.status).toBe(307);
  expect(response.headers.get('location')).toBe('http://127.0.0.1:1/elsewhere');
});

test('a slow answer comes when it is let go', async () => {
  const gate: { open?: () => void } = {};
  const until = new Promise<void>((resolve) => (gate.open = resolve));
  sandbox.faults.inject({ kind: 'slow', until, match: { path: '/leads' } });
  const order: string[] = [];
  const slow = caller.get('/leads').then(({ status }) => order.push(`slow ${status}`));
  await caller.get('/clients').then(() => order.push('quick'));
  gate.open?.();
  await slow;
  expect(order).toEqual(['quick', 'slow 200']);
});

test('a cursor can repeat', async () => {
  sandbox.faults.inject({ kind: 'repeatCursor', times: Infinity });
  const { nextCursor } = await caller.page('/leads?limit=2');
  for (let count = 0; count < 3; count += 1) {
    const page = await caller.page(`/leads?limit=2&cursor=${nextCursor ?? ''}`);
    expect(page).toMatchObject({ nextCursor, hasMore: true });
  }
});

test('there can be more without a cursor', async () => {
  sandbox.faults.inject({ kind: 'hasMoreWithoutCursor' });
  expect(await caller.page('/leads')).toMatchObject({ nextCursor: null, hasMore: true });
});

test('an empty page in the middle leads to the page that it took the place of', async () => {
  const { nextCursor } = await caller.page('/leads?limit=2');
  const expected = await caller.page(`/leads?limit=2&cursor=${nextCursor ?? ''}`);
  sandbox.faults.inject({ kind: 'emptyPage' });
  const empty = await caller.page(`/leads?limit=2&cursor=${nextCursor ?? ''}`);
  expect(empty).toMatchObject({ items: [], hasMore: true });
  expect(empty.nextCursor).not.toBe(nextCursor);
  const next = await caller.page(`/leads?limit=2&cursor=${empty.nextCursor ?? ''}`);
  expect(next.items).toEqual(expected.items);
});

test('a list can be without a list', async () => {
  sandbox.faults.inject({ kind: 'listWithoutList' });
  expect((await caller.get('/leads')).body).toEqual({});
});

test('a record can be without an ID, alone and in a list', async () => {
  sandbox.faults.inject({ kind: 'recordWithoutId', times: 2 });
  const created = await caller.post('/leads', { name: 'Jane' });
  expect(created.body).toMatchObject({ name: 'Jane' });
  expect(created.body).not.toHaveProperty('id');
  const { body } = await caller.get('/leads');
  expect(body).toMatchObject({ items: [{ name: 'Jane' }, {}, {}, {}, {}, {}] });
  expect(JSON.stringify(body)).not.toContain('"id":');
});

import { callerOf } from './caller.js';
import { type Sandbox, startSandbox } from './index.js';

let sandbox: Sandbox;
let caller: ReturnType<typeof callerOf>;

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  caller = callerOf(sandbox);
});
afterAll(() => sandbox.close());

test('a request without a key is refused, whatever its Authorization says', async () => {
  const response = await fetch(`${sandbox.url}/leads`, {
    headers: { authorization: `Bearer ${sandbox.apiKey}` },
  });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: 'UNAUTHORIZED' });
});

test('an unknown key is refused', async () => {
  const answer = await caller.call('GET', '/leads', { headers: { 'x-api-key': 'heffl_user_other' } });
  expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED', message: 'Invalid API key' } });
});

test('an Authorization beside the key does no harm', async () => {
  expect(await caller.call('GET', '/leads', { headers: { authorization: 'Bearer x' } })).toMatchObject({
    status: 200,
  });
});

test.each(['/nothing', '/leads/1/2', '/contacts', '/users'])('%s is no route', async (path) => {
  expect(await caller.get(path)).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND', message: 'Route not found' },
  });
});

test.each([
  ['DELETE', '/leads', 'GET, POST'],
  ['PUT', '/deals/dl_1', 'GET, PATCH, DELETE'],
  ['GET', '/invoices', 'POST'],
  ['POST', '/leads/stages', 'GET'],
  ['PATCH', '/webhooks/whk_1', 'GET, DELETE'],
])('%s %s is not allowed', async (method, path, allowed) => {
  const answer = await caller.call(method, path);
  expect(answer).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } });
  expect(answer.headers.get('allow')).toBe(allowed);
});

test.each([
  ['Lead', '/leads/ld_none'],
  ['Lead', '/leads/..%2Fwebhooks'],
  ['Pipeline', '/pipelines/dpl_none'],
  ['Webhook', '/webhooks/whk_none'],
])('%s %s is not found', async (noun, path) => {
  expect(await caller.get(path)).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND', message: `${noun} not found` },
  });
});

test('a body that is no JSON is refused', async () => {
  const answer = await caller.call('POST', '/leads', { body: '{"name":' });
  expect(answer).toMatchObject({ status: 400, body: { message: 'Request body must be valid JSON' } });
});

test('a body that is no object is refused', async () => {
  expect(await caller.post('/leads', ['Jane'])).toMatchObject({
    status: 400,
    body: { message: 'Request body must be a JSON object' },
  });
});

test('a body of another type is refused', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await caller.call('POST', '/leads', { headers, body: 'name=Jane' })).toMatchObject({ status: 400 });
});

test.each([
  ['/leads', {}, 'name is required'],
  ['/leads', { name: '' }, 'name must not be empty'],
  ['/leads', { name: 'Jane', email: 'jane@' }, 'Invalid email address format'],
  ['/leads', { name: 'Jane', value: '12' }, 'value must be of type number'],
  ['/leads', { name: 'Jane', stageId: 'lstg_none' }, 'stageId names no lead stage'],
  ['/leads', { name: 'Jane', stageId: 1 }, 'stageId must be of type string'],
  ['/clients', { type: 'company' }, 'name is required for a company'],
  ['/clients', { type: 'contact', name: 'Jane' }, 'firstName is required for a contact'],
  ['/clients', { type: 'shop', name: 'Jane' }, 'type must be one of company, contact'],
  ['/clients', { name: 'Acme', openingBalance: -1 }, 'openingBalance must be at least 0'],
  ['/deals', { title: 'Deal' }, 'pipelineId is required'],
  [
    '/tasks',
    { title: 'Task', status: 'done' },
    'status must be one of OPEN, IN_PROGRESS, ON_HOLD, COMPLETED, CANCELLED',
  ],
  [
    '/tasks',
    { title: 'Task', dueDate: '2026-01-01T10:00' },
    'dueDate must be an ISO 8601 date, or a time with its offset',
  ],
  ['/tasks', { title: 'Task', entity: 'leads' }, 'entity and entityId must be sent together'],
  [
    '/tasks',
    { title: 'Task', entity: 'leads', entityId: 'ld_none' },
    'entityId names no record of that entity',
  ],
  [
    '/invoices',
    { clientId: 'x', date: '2026-01-01', dueDate: '2026-01-31', lineItems: [] },
    'lineItems must not be empty',
  ],
  ['/webhooks', { name: 'Hook', url: 'nowhere', events: ['lead.created'] }, 'url must be a valid url'],
  ['/webhooks', { name: 'Hook', url: 'http://127.0.0.1/', events: [] }, 'events must not be empty'],
])('POST %s %j says "%s"', async (path, body, message) => {
  expect(await caller.post(path, body)).toMatchObject({
    status: 400,
    body: { code: 'BAD_REQUEST', message },
  });
});

test('every request is kept as it came', async () => {
  await caller.call('POST', '/leads?x=1', { body: { name: '' } });
  expect(sandbox.requests.at(-1)).toMatchObject({
    method: 'POST',
    path: '/leads',
    query: { x: '1' },
    headers: { 'x-api-key': sandbox.apiKey },
    body: { name: '' },
  });
});

test('two sandboxes run side by side, and a taken port is an error', async () => {
  const other = await startSandbox();
  const third = startSandbox({ port: Number(new URL(other.url).port) });
  await expect(third)
    .rejects.toThrow('EADDRINUSE')
    .finally(() => other.close());
  expect(other.url).not.toBe(sandbox.url);
});

import { callerOf } from './caller.js';
import { type Readings, type Sandbox, startSandbox } from './index.js';

const START = Date.UTC(2026, 0, 15, 10, 30, 0);

let now: number;
let sandbox: Sandbox;
let caller: ReturnType<typeof callerOf>;

beforeEach(async () => {
  now = START;
  sandbox = await startSandbox({ rateLimit: 2, now: () => now });
  caller = callerOf(sandbox);
});
afterEach(() => sandbox.close());

const rateHeaders = ({ headers }: { headers: Headers }) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('ratelimit') || name === 'retry-after'));

test('every answer tells what is left of the minute, errors too', async () => {
  expect(rateHeaders(await caller.get('/leads'))).toEqual({
    'ratelimit-limit': '2',
    'ratelimit-remaining': '1',
    'ratelimit-reset': '60',
  });
  now += 15_000;
  expect(rateHeaders(await caller.get('/leads/none'))).toMatchObject({
    'ratelimit-remaining': '0',
    'ratelimit-reset': '45',
  });
});

test('the request above the limit is refused until the minute is over, and does nothing', async () => {
  await caller.get('/leads');
  await caller.get('/leads');
  const before = sandbox.records.count('leads');
  expect(await caller.post('/leads', { name: 'Jane' })).toMatchObject({
    status: 429,
    body: { code: 'TOO_MANY_REQUESTS' },
  });
  expect(sandbox.records.count('leads')).toBe(before);
  now += 59_999;
  expect(await caller.get('/leads')).toMatchObject({ status: 429 });
  now += 1;
  expect(await caller.get('/leads')).toMatchObject({ status: 200 });
});

test('each key has a minute of its own', async () => {
  for (let count = 0; count < 3; count += 1)
    await caller.call('GET', '/leads', { headers: { 'x-api-key': 'other' } });
  expect(await caller.get('/leads')).toMatchObject({ status: 200 });
});

test('answers are dated by the clock of the sandbox', async () => {
  expect((await caller.get('/leads')).headers.get('date')).toBe('Thu, 15 Jan 2026 10:30:00 GMT');
});

const counts = { 'ratelimit-limit': '2', 'ratelimit-remaining': '0' };

test.each<[Readings['rateLimitHint'], Record<string, string>]>([
  ['resetSeconds', { ...counts, 'ratelimit-reset': '30' }],
  ['resetEpoch', { ...counts, 'ratelimit-reset': (START / 1000 + 60).toString() }],
  ['retryAfterSeconds', { ...counts, 'retry-after': '30' }],
  ['retryAfterDate', { ...counts, 'retry-after': 'Thu, 15 Jan 2026 10:31:00 GMT' }],
  ['rateLimitItems', { ratelimit: '"default";r=0;t=30' }],
  ['rateLimitFields', { ratelimit: 'limit=2, remaining=0, reset=30' }],
  ['none', {}],
])('the wait can be told as %s', async (hint, headers) => {
  sandbox.readings.rateLimitHint = hint;
  await caller.get('/leads');
  await caller.get('/leads');
  now += 30_000;
  const refused = await caller.get('/leads');
  expect(refused.status).toBe(429);
  expect(rateHeaders(refused)).toEqual(headers);
});

test('without a limit, nothing is counted', async () => {
  const free = await startSandbox({ rateLimit: false });
  const answers = await Promise.all(Array.from({ length: 70 }, () => callerOf(free).get('/leads?limit=1')));
  await free.close();
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(answers.map(rateHeaders)).toContainEqual({});
});

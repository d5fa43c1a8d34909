import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { type Sandbox, startSandbox } from '../sandbox/index.js';
import { startZapier, type ZapierStandIn } from '../support/zapier.js';

/** More pages than Heffl's limit allows in a minute. `bench.test.ts` searches 10,000. */
const LEADS = 6_200;

let now: number;
let sandbox: Sandbox;
let zapier: ZapierStandIn;

beforeAll(async () => {
  now = Date.parse('2026-11-23T08:00:00Z');
  sandbox = await startSandbox({ now: () => now, seed: false });
  for (let index = 0; index < LEADS; index++) {
    sandbox.create('leads', { name: `Lead ${index}`, email: `lead${index}@example.com` });
  }
});

beforeEach(async () => {
  zapier = await startZapier();
  process.env.HEFFL_BASE_URL = sandbox.url;
  jest.spyOn(clock, 'now').mockImplementation(() => now);
  jest.spyOn(clock, 'sleep').mockImplementation((ms) => {
    now += ms;
    return Promise.resolve();
  });
  sandbox.requests.length = 0;
  now += 60_000;
});

afterEach(async () => {
  sandbox.faults.clear();
  jest.restoreAllMocks();
  await zapier.close();
});

afterAll(() => sandbox.close());

const throttling = z.object({ message: z.string(), delay: z.number() });
const found = z.array(z.looseObject({ name: z.string() }));

type Outcome = {
  readonly leads?: readonly { readonly name: string }[];
  readonly delay?: number;
  readonly message?: string;
};

/** One run of the search, as Zapier starts it. */
const run = async (inputData: Readonly<Record<string, string>>): Promise<Outcome> => {
  try {
    const bundle = { authData: { api_key: sandbox.apiKey }, inputData };
    return { leads: found.parse(await zapier.run('searches.find_lead.operation.perform', bundle)) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name !== 'ThrottledError') return { message: error.message };
    return throttling.parse(JSON.parse(error.message));
  }
};

/** Runs the search again and again, each time after the delay that it asked for, as Zapier does. */
const runToTheEnd = async (inputData: Readonly<Record<string, string>>) => {
  const pauses: Outcome[] = [];
  for (;;) {
    const outcome = await run(inputData);
    if (outcome.delay === undefined) return { ...outcome, pauses };
    pauses.push(outcome);
    now += outcome.delay * 1000;
    zapier.age(outcome.delay);
  }
};

/** Lets a run be interrupted after so many pages: Heffl is too busy for the next one. */
const busyAfter = (pages: number): void => {
  sandbox.faults.inject({ kind: 'slow', until: Promise.resolve(), times: pages });
  sandbox.faults.inject({ kind: 'status', status: 429, headers: { 'retry-after': '30' } });
};

const cursorsAsked = (): (string | undefined)[] => sandbox.requests.map(({ query }) => query.cursor);

test('thousands of leads are walked within the rate limit, every page asked for once', async () => {
  const { leads, pauses } = await runToTheEnd({ search_by: 'email', search_value: 'nobody@example.com' });

  expect(leads).toEqual([]);
  expect(new Set(cursorsAsked()).size).toBe(LEADS / 100);
  // The newest once more, in case someone was added in these minutes.
  expect(sandbox.requests).toHaveLength(LEADS / 100 + 1);
  expect(cursorsAsked().at(-1)).toBeUndefined();
  expect(pauses.map(({ message }) => message)).toEqual([
    expect.stringContaining('4000 leads searched so far'),
  ]);
  for (const { delay } of pauses) expect(delay).toBeGreaterThanOrEqual(60);
  for (const { delay } of pauses) expect(delay).toBeLessThanOrEqual(90);
});

test('the oldest of thousands of leads is found, and its place is forgotten', async () => {
  const { leads } = await runToTheEnd({ search_by: 'email', search_value: ' LEAD0@example.com' });

  expect(leads).toEqual([expect.objectContaining({ name: 'Lead 0' })]);
  expect([...zapier.cached().keys()].filter((key) => key.startsWith('walk:'))).toEqual([]);
});

test('a match of the second question is kept over the pauses, and counts when the first has none', async () => {
  const { leads, pauses } = await runToTheEnd({
    search_by: 'email',
    search_value: 'nobody@example.com',
    or_search_by: 'name',
    or_search_value: `lead ${LEADS - 1}`,
  });

  expect(pauses).toHaveLength(1);
  expect(leads).toEqual([expect.objectContaining({ name: `Lead ${LEADS - 1}` })]);
});

test('a match of the first question wins, though one of the second is newer', async () => {
  const { leads } = await runToTheEnd({
    search_by: 'email',
    search_value: `lead${LEADS - 200}@example.com`,
    or_search_by: 'name',
    or_search_value: `Lead ${LEADS - 1}`,
  });

  expect(leads).toEqual([expect.objectContaining({ name: `Lead ${LEADS - 200}` })]);
});

test('where Heffl is busy midway, the search goes on from there', async () => {
  const question = { search_by: 'email', search_value: 'nobody@example.com' };
  busyAfter(9);

  const first = await run(question);
  expect(first.message).toContain('900 leads searched so far');
  expect(first.delay).toBeGreaterThanOrEqual(30);
  now += 60_000;
  busyAfter(1);
  await run(question);

  const [ninth, refused, tenth] = cursorsAsked().slice(8, 11);
  expect(refused).toBe(tenth);
  expect(tenth).not.toBe(ninth);
});

test('what was made after a search failed is found when it is run again, even at once', async () => {
  sandbox.faults.inject({ kind: 'slow', until: Promise.resolve(), times: 3 });
  sandbox.faults.inject({ kind: 'html', status: 200 });
  const question = { search_by: 'email', search_value: 'fatima@example.com' };
  expect((await run(question)).message).toContain('not JSON');
  sandbox.create('leads', { name: 'Fatima Hassan', email: 'fatima@example.com' });

  const { leads } = await runToTheEnd(question);
  expect(leads).toEqual([expect.objectContaining({ name: 'Fatima Hassan' })]);
});

test('where Heffl fails midway, the search goes on from there when it is run again', async () => {
  const question = { search_by: 'email', search_value: 'nobody@example.com' };
  sandbox.faults.inject({ kind: 'slow', until: Promise.resolve(), times: 3 });
  sandbox.faults.inject({ kind: 'status', status: 500, times: 5 });

  expect((await run(question)).message).toContain('problem of its own');
  busyAfter(2);
  await run(question);

  const asked = cursorsAsked();
  expect(asked[8]).toBe(asked[7]);
  expect(asked.filter((cursor) => cursor === undefined)).toHaveLength(1);
});

test('a place that was kept for too long starts over', async () => {
  const question = { search_by: 'email', search_value: 'nobody@example.com' };
  busyAfter(3);
  await run(question);
  now += 20 * 60_000;
  busyAfter(3);
  await run(question);

  expect(cursorsAsked().filter((cursor) => cursor === undefined)).toHaveLength(2);
});

test('a cursor that Heffl no longer accepts starts over', async () => {
  const question = { search_by: 'email', search_value: 'nobody@example.com' };
  busyAfter(3);
  await run(question);
  now += 60_000;
  sandbox.faults.inject({
    kind: 'status',
    status: 400,
    body: { code: 'BAD_REQUEST', message: 'Invalid cursor' },
  });
  busyAfter(2);

  expect((await run(question)).message).toContain('200 leads searched so far');
  const [refused, again] = cursorsAsked().slice(4, 6);
  expect(refused).toBeDefined();
  expect(again).toBeUndefined();
});

test('another question of the same connection does not go on from the first one', async () => {
  busyAfter(3);
  await run({ search_by: 'email', search_value: 'nobody@example.com' });
  now += 60_000;
  busyAfter(3);
  await run({ search_by: 'email', search_value: 'somebody@example.com' });

  expect(cursorsAsked().filter((cursor) => cursor === undefined)).toHaveLength(2);
});

test('what was made while the search went on is found, at the price of one request', async () => {
  const question = { search_by: 'email', search_value: 'jane@example.com' };
  const pages = Math.ceil(sandbox.records.count('leads') / 100);
  const first = await run(question);
  expect(first.message).toContain('4000 leads searched so far');
  now += 60_000;
  sandbox.create('leads', { name: 'Jane Smith', email: 'jane@example.com' });

  const { leads } = await runToTheEnd(question);
  expect(leads).toEqual([expect.objectContaining({ name: 'Jane Smith' })]);
  expect(sandbox.requests).toHaveLength(pages + 1);
  expect(cursorsAsked().at(-1)).toBeUndefined();
});

test('without a cache the search goes on as far as it can, and never says "not found"', async () => {
  zapier.mood = 'fails';

  const outcome = await run({ search_by: 'email', search_value: 'nobody@example.com' });

  expect(outcome.leads).toBeUndefined();
  expect(outcome.message).toContain('60 requests a minute');
  expect(sandbox.requests).toHaveLength(61);
});

test.each(['repeatCursor', 'emptyPage'] as const)('%s never makes the search go in circles', async (kind) => {
  sandbox.faults.inject({ kind, times: kind === 'repeatCursor' ? Infinity : 1 });
  busyAfter(3);

  const outcome = await run({ search_by: 'email', search_value: 'nobody@example.com' });

  expect(outcome.message).toContain(kind === 'repeatCursor' ? 'goes in circles' : 'searched so far');
  expect(sandbox.requests.length).toBeLessThanOrEqual(5);
});

test('a list that ends without a cursor has ended, whatever it says', async () => {
  sandbox.faults.inject({ kind: 'hasMoreWithoutCursor' });

  expect(await run({ search_by: 'email', search_value: 'nobody@example.com' })).toEqual({ leads: [] });
});

import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { type Sandbox, startSandbox } from '../sandbox/index.js';
import { startZapier, type ZapierStandIn } from '../support/zapier.js';

const LEADS = 10_000;

let now = Date.parse('2026-11-23T08:00:00Z');
let sandbox: Sandbox;
let zapier: ZapierStandIn;

const mobileOf = (index: number): string => `+97150${1_000_000 + index}`;
const lead = (index: number) => ({
  name: `Lead ${index}`,
  email: `lead${index}@example.com`,
  mobile: mobileOf(index),
  cf_plate: `DXB ${index}`,
});

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => now, seed: false });
  zapier = await startZapier();
  process.env.HEFFL_BASE_URL = sandbox.url;
  for (let index = 0; index < LEADS; index++) sandbox.create('leads', lead(index));
});

beforeEach(() => {
  jest.spyOn(clock, 'now').mockImplementation(() => now);
  jest.spyOn(clock, 'sleep').mockImplementation((ms) => {
    now += ms;
    return Promise.resolve();
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(async () => {
  await sandbox.close();
  await zapier.close();
});

const delayIn = (error: unknown): number => {
  if (!(error instanceof Error) || error.name !== 'ThrottledError') throw error;
  return z.object({ delay: z.number() }).parse(JSON.parse(error.message)).delay;
};

const run = async (key: string, inputData: Readonly<Record<string, unknown>>): Promise<unknown> => {
  const group = key.startsWith('find') ? 'searches' : 'creates';
  const bundle = { authData: { api_key: sandbox.apiKey, default_country: 'AE' }, inputData };
  for (;;) {
    try {
      return await zapier.run(`${group}.${key}.operation.perform`, bundle);
    } catch (error) {
      const delay = delayIn(error);
      now += delay * 1000;
      zapier.age(delay);
    }
  }
};

const find = async (by: string, value: string, more = {}) =>
  z
    .array(z.looseObject({ id: z.string(), name: z.string() }))
    .parse(await run('find_lead', { search_by: by, search_value: value, ...more }))
    .map(({ name }) => name);

/** What the searches find, and how many requests they make. */
const costOf = async (searches: readonly (readonly [by: string, value: string])[]) => {
  const before = sandbox.requests.length;
  const found: string[][] = [];
  for (const [by, value] of searches) {
    now += 100;
    found.push(await find(by, value));
  }
  return { found, requests: sandbox.requests.length - before };
};

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

jest.setTimeout(180_000);
test('budget', async () => {
  let t = performance.now();
  const first = await costOf([['email', 'nobody@example.com']]);
  console.log('first', first, performance.now() - t, 'calls', zapier.cacheCalls.length);
  t = performance.now();
  console.log([...zapier.cached()].map(([k, v]) => [k.slice(0, 20), k.slice(-8), JSON.stringify(v).length]));
  const misses = await costOf(
    numbers(10).flatMap(
      (i) =>
        [
          ['email', `no${i}@x.com`],
          ['mobile', `05099${10000 + i}`],
          ['name', `No ${i}`],
        ] as [string, string][],
    ),
  );
  console.log('misses', misses.requests, misses.found.flat(), performance.now() - t);
  t = performance.now();
  const hits = await costOf(
    numbers(40).map((i) => ['email', `LEAD${i * 250}@example.com`] as [string, string]),
  );
  console.log('hits', hits.requests, hits.found.flat().length, performance.now() - t);
  t = performance.now();
  for (let i = 0; i < 250; i++) sandbox.create('leads', { name: `New ${i}`, email: `new${i}@example.com` });
  console.log(
    await costOf([
      ['email', 'new0@example.com'],
      ['email', 'new249@example.com'],
      ['cf_plate', 'dxb 3'],
      ['email', 'nono@x.com'],
    ]),
  );
  const id = sandbox.records.list('leads')[5]?.id ?? '';
  await run('update_lead', { id, email: 'changed@example.com' });
  console.log(
    await costOf([
      ['email', 'changed@example.com'],
      ['email', 'lead5@example.com'],
    ]),
  );
  console.log('ms', performance.now() - t, zapier.cacheCalls.filter(([m]) => m === 'zcache_set').length);
});

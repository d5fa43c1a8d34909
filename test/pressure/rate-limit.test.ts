import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { readingsSchema, type Sandbox, startSandbox } from '../sandbox/index.js';
import { startZapier, type ZapierStandIn } from '../support/zapier.js';

let now: number;
let sandbox: Sandbox;
let zapier: ZapierStandIn;

beforeAll(async () => {
  now = Date.parse('2026-11-23T08:00:00Z');
  sandbox = await startSandbox({ now: () => now });
  zapier = await startZapier();
});

beforeEach(() => {
  process.env.HEFFL_BASE_URL = sandbox.url;
  jest.spyOn(clock, 'sleep').mockImplementation((ms) => {
    now += ms;
    return Promise.resolve();
  });
  now += 3_600_000;
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(async () => {
  await zapier.close();
  await sandbox.close();
});

const poll = () =>
  zapier.run('triggers.new_lead.operation.perform', { authData: { api_key: sandbox.apiKey } });

const useUp = async (): Promise<void> => {
  for (let request = 0; request < 60; request++) {
    await fetch(`${sandbox.url}/tags`, { headers: { 'x-api-key': sandbox.apiKey } });
  }
};

const delayOf = async (outcome: Promise<unknown>): Promise<number> => {
  const error = await outcome.catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error('It was not throttled.');
  expect(error.name).toBe('ThrottledError');
  return z.object({ delay: z.number() }).parse(JSON.parse(error.message)).delay;
};

const hints = readingsSchema.shape.rateLimitHint.unwrap().options.filter((hint) => hint !== 'none');

test.each(hints)('waits as long as Heffl says, by %s, and up to 30 seconds more', async (hint) => {
  sandbox.readings.rateLimitHint = hint;
  await useUp();
  now += 20_000;

  jest.spyOn(Math, 'random').mockReturnValue(0);
  expect(await delayOf(poll())).toBe(40);
  jest.spyOn(Math, 'random').mockReturnValue(1);
  expect(await delayOf(poll())).toBe(70);
});

test('waits a minute where Heffl does not say', async () => {
  sandbox.readings.rateLimitHint = 'none';
  jest.spyOn(Math, 'random').mockReturnValue(0);
  await useUp();

  expect(await delayOf(poll())).toBe(60);
});

test.each(hints)('sits out a wait of three seconds, told by %s, and goes on', async (hint) => {
  sandbox.readings.rateLimitHint = hint;
  await useUp();
  now += 57_000;

  await expect(poll()).resolves.toHaveLength(5);
  expect(clock.sleep).toHaveBeenCalledTimes(1);
});

test('all actions and searches share one limit for the connection, with room left for polls', async () => {
  const { default: App } = await import('../../index.js');
  const throttles = [...Object.values(App.creates), ...Object.values(App.searches)].map(
    ({ operation }) => operation.throttle,
  );

  expect(new Set(throttles.map((throttle) => JSON.stringify(throttle)))).toEqual(
    new Set([JSON.stringify({ window: 60, limit: 45, key: 'heffl-api', scope: ['auth'] })]),
  );
});

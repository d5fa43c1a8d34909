import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { PAGE_SIZE, REQUESTS_PER_MINUTE } from '../../src/heffl/facts.js';
import { startSandbox } from '../../test/sandbox/index.js';
import { startZapier } from '../../test/support/zapier.js';
import { row, type Table } from './table.js';

const LEADS = 10_000;
const MINUTE_MS = 60_000;
const SOUGHT = 'lead0@example.com';

const found = z.tuple([z.object({ email: z.literal(SOUGHT) })]);
const throttling = z.object({ delay: z.number() });

/**
 * Finds the oldest of 10,000 leads within Heffl's rate limit, as Zapier would: it runs a throttled run again after the
 * delay. The delays pass on a clock of our own.
 */
export const longSearch = async (): Promise<Table> => {
  const start = Date.now();
  let passed = 0;
  const now = (): number => start + passed;
  const sleep = (ms: number): Promise<void> => {
    passed += ms;
    return Promise.resolve();
  };
  const realClock = { ...clock };
  const sandbox = await startSandbox({ now, seed: false });
  const zapier = await startZapier();
  Object.assign(clock, { now, sleep });
  process.env.HEFFL_BASE_URL = sandbox.url;
  const bundle = {
    authData: { api_key: sandbox.apiKey },
    inputData: { search_by: 'email', search_value: SOUGHT },
  };
  /** The seconds after which Zapier should run the search again; `undefined` if it has found the lead. */
  const run = (): Promise<number | undefined> =>
    zapier.run('searches.find_lead.operation.perform', bundle).then((leads) => {
      found.parse(leads);
      return undefined;
    }, delayOf);
  try {
    for (let index = 0; index < LEADS; index++) {
      sandbox.create('leads', { name: `Lead ${index}`, email: `lead${index}@example.com` });
    }
    const seconds: number[] = [];
    for (let delay: number | undefined = 0; delay !== undefined;) {
      passed += delay * 1000;
      zapier.age(delay);
      const since = performance.now();
      delay = await run();
      seconds.push((performance.now() - since) / 1000);
    }
    const requests = sandbox.requests.length;
    const pages = new Set(sandbox.requests.map(({ query }) => query.cursor)).size;
    const busiest = mostInAMinute(sandbox.requests.map(({ at }) => at));
    const longest = Math.max(...seconds);
    return {
      title: `The oldest of ${LEADS.toLocaleString('en')} leads, found by its email`,
      columns: ['', 'Measured', 'Target'],
      rows: [
        row(['Requests', `${requests}`, `${LEADS / PAGE_SIZE}`], requests === LEADS / PAGE_SIZE),
        row(['Pages asked for twice', `${requests - pages}`, '0'], requests === pages),
        row(
          ['Most requests in a minute', `${busiest}`, `≤ ${REQUESTS_PER_MINUTE}`],
          busiest <= REQUESTS_PER_MINUTE,
        ),
        row(['Longest run', `${longest.toFixed(1)} s`, '< 30 s'], longest < 30),
        row(['Runs', `${seconds.length}`, '']),
        row(['From first to last', `${(passed / MINUTE_MS).toFixed(1)} min`, '']),
      ],
    };
  } finally {
    Object.assign(clock, realClock);
    await sandbox.close();
    await zapier.close();
  }
};

const delayOf = (error: unknown): number => {
  if (!(error instanceof Error) || error.name !== 'ThrottledError') throw error;
  return throttling.parse(JSON.parse(error.message)).delay;
};

const mostInAMinute = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + MINUTE_MS).length));

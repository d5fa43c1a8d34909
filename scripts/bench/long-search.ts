import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { PAGE_SIZE, REQUESTS_PER_MINUTE } from '../../src/heffl/facts.js';
import { startSandbox } from '../../test/sandbox/index.js';
import { failureIn } from '../../test/support/failure.js';
import { startZapier } from '../../test/support/zapier.js';
import { row, type Table } from './table.js';

const LEADS = 10_000;
const MINUTE_MS = 60_000;
const SEARCHES = 100;

/**
 * Finds the oldest of 10,000 leads within Heffl's rate limit, as Zapier would: it runs a throttled run again after the
 * delay. The delays pass on a clock of our own. After that, it searches for 100 leads that are not there, and for 100
 * that are.
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
  const seconds: number[] = [];

  /** Runs a search to its end. */
  const search = async (email: string, isThere: boolean): Promise<void> => {
    const inputData = { search_by: 'email', search_value: email };
    const bundle = { authData: { api_key: sandbox.apiKey }, inputData };
    const found = z.array(z.object({ email: z.literal(email) })).length(isThere ? 1 : 0);
    for (let delay: number | undefined = 0; delay !== undefined;) {
      passed += delay * 1000;
      zapier.age(delay);
      const since = performance.now();
      delay = await zapier
        .run('searches.find_lead.operation.perform', bundle)
        .then((leads) => void found.parse(leads), delayOf);
      seconds.push((performance.now() - since) / 1000);
    }
  };
  /** Searches for one lead after the other. Returns how many requests that took. */
  const searchAll = async (emailOf: (index: number) => string, isThere: boolean): Promise<number> => {
    const before = sandbox.requests.length;
    for (let index = 0; index < SEARCHES; index++) {
      passed += MINUTE_MS / (REQUESTS_PER_MINUTE / 2);
      await search(emailOf(index), isThere);
    }
    return sandbox.requests.length - before;
  };

  try {
    const emailOf = (index: number): string => `lead${index}@example.com`;
    for (let index = 0; index < LEADS; index++)
      sandbox.create('leads', { name: `Lead ${index}`, email: emailOf(index) });
    await search(emailOf(0), true);
    const [requests, runs, minutes] = [sandbox.requests.length, seconds.length, passed / MINUTE_MS];
    const misses = await searchAll((index) => `nobody${index}@example.com`, false);
    const hits = await searchAll((index) => emailOf(index * SEARCHES), true);
    const times = sandbox.requests.map(({ at }) => at);
    const inMinute = times.map((from) => times.filter((at) => at >= from && at < from + MINUTE_MS).length);
    const [busiest, longest] = [Math.max(...inMinute), Math.max(...seconds)];
    const pages = LEADS / PAGE_SIZE;
    const limited = (name: string, value: number, most: number, unit = '') =>
      row([name, `${value}${unit}`, `≤ ${most}`], value <= most);
    return {
      title: `The oldest of ${LEADS.toLocaleString('en')} leads, found by its email`,
      columns: ['', 'Measured', 'Target'],
      rows: [
        // The newest page once more, for what was made meanwhile.
        limited('Requests', requests, pages + 1),
        limited('Most requests in a minute', busiest, REQUESTS_PER_MINUTE),
        row(['Longest run', `${longest.toFixed(1)} s`, '< 30 s'], longest < 30),
        row(['Runs, from first to last', `${runs} in ${minutes.toFixed(1)} min`, '']),
        limited(`Then ${SEARCHES} misses`, misses, SEARCHES, ' requests'),
        limited(`${SEARCHES} hits, all over the list`, hits, 2 * SEARCHES, ' requests'),
      ],
    };
  } finally {
    Object.assign(clock, realClock);
    await Promise.all([sandbox.close(), zapier.close()]);
  }
};

/** The seconds after which Zapier runs a throttled search again. Throws any other error. */
const delayOf = (error: unknown): number => {
  const { delay } = failureIn(error);
  if (delay === undefined) throw error;
  return delay;
};

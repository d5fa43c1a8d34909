import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { PAGE_SIZE, REQUESTS_PER_MINUTE } from '../../src/heffl/facts.js';
import { startSandbox } from '../../test/sandbox/index.js';
import { startZapier } from '../../test/support/zapier.js';
import { row, type Table } from './table.js';

const LEADS = 10_000;
const MINUTE_MS = 60_000;
const SEARCHES = 100;

const throttling = z.object({ delay: z.number() });

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
  /** Runs a search to its end, and returns how many requests it took. */
  const search = async (email: string, isThere: boolean): Promise<number> => {
    const before = sandbox.requests.length;
    const inputData = { search_by: 'email', search_value: email };
    for (let delay: number | undefined = 0; delay !== undefined;) {
      passed += delay * 1000;
      zapier.age(delay);
      const since = performance.now();
      const bundle = { authData: { api_key: sandbox.apiKey }, inputData };
      delay = await zapier.run('searches.find_lead.operation.perform', bundle).then((leads) => {
        z.array(z.object({ email: z.literal(email) }))
          .length(isThere ? 1 : 0)
          .parse(leads);
        return undefined;
      }, delayOf);
      seconds.push((performance.now() - since) / 1000);
    }
    return sandbox.requests.length - before;
  };
  const searchAll = async (emails: readonly string[], isThere: boolean): Promise<number> => {
    let requests = 0;
    for (const email of emails) {
      passed += MINUTE_MS / (REQUESTS_PER_MINUTE / 2);
      requests += await search(email, isThere);
    }
    return requests;
  };
  try {
    for (let index = 0; index < LEADS; index++) {
      sandbox.create('leads', { name: `Lead ${index}`, email: `lead${index}@example.com` });
    }
    const requests = await search('lead0@example.com', true);
    const runs = seconds.length;
    const minutes = (passed / MINUTE_MS).toFixed(1);
    const numbers = Array.from({ length: SEARCHES }, (_, index) => index);
    const misses = await searchAll(
      numbers.map((index) => `nobody${index}@example.com`),
      false,
    );
    const hits = await searchAll(
      numbers.map((index) => `lead${index * SEARCHES}@example.com`),
      true,
    );
    const busiest = mostInAMinute(sandbox.requests.map(({ at }) => at));
    // The newest page once more, for what was made meanwhile.
    const most = LEADS / PAGE_SIZE + 1;
    const longest = Math.max(...seconds);
    return {
      title: `The oldest of ${LEADS.toLocaleString('en')} leads, found by its email`,
      columns: ['', 'Measured', 'Target'],
      rows: [
        row(['Requests', `${requests}`, `≤ ${most}`], requests <= most),
        row(
          ['Most requests in a minute', `${busiest}`, `≤ ${REQUESTS_PER_MINUTE}`],
          busiest <= REQUESTS_PER_MINUTE,
        ),
        row(['Longest run', `${longest.toFixed(1)} s`, '< 30 s'], longest < 30),
        row(['Runs, from first to last', `${runs} in ${minutes} min`, '']),
        row([`Then ${SEARCHES} misses`, `${misses} requests`, `≤ ${SEARCHES}`], misses <= SEARCHES),
        row(['The same without the memory', `${SEARCHES * (LEADS / PAGE_SIZE)} requests`, '']),
        row(
          [`${SEARCHES} hits, all over the list`, `${hits} requests`, `≤ ${2 * SEARCHES}`],
          hits <= 2 * SEARCHES,
        ),
        // A walk ends at its match: half of the list on average.
        row(['The same without the memory', `${(SEARCHES * (LEADS / PAGE_SIZE)) / 2} requests`, '']),
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

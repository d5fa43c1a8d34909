import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { PAGE_SIZE } from '../../src/heffl/facts.js';
import { startSandbox } from '../../test/sandbox/index.js';
import { startZapier } from '../../test/support/zapier.js';
import type { Report } from './report.js';

const LEADS = 10_000;

const throttling = z.object({ delay: z.number() });

/**
 * Finds the oldest of 10,000 leads at Heffl's limit of 60 requests a minute, as Zapier would: a run that asks for a
 * pause is started again after it. The pauses pass on a clock of our own.
 */
export const longSearch = async (): Promise<Report> => {
  const start = Date.now();
  let passed = 0;
  const now = (): number => start + passed;
  const { now: realNow, sleep: realSleep } = clock;
  const sandbox = await startSandbox({ now, seed: false });
  const zapier = await startZapier();
  Object.assign(clock, {
    now,
    sleep: (ms: number) => {
      passed += ms;
      return Promise.resolve();
    },
  });
  process.env.HEFFL_BASE_URL = sandbox.url;
  try {
    for (let index = 0; index < LEADS; index++) {
      sandbox.create('leads', { name: `Lead ${index}`, email: `lead${index}@example.com` });
    }
    const bundle = {
      authData: { api_key: sandbox.apiKey },
      inputData: { search_by: 'email', search_value: 'lead0@example.com' },
    };
    let [runs, longest, found] = [0, 0, 0];
    let isOver = false;
    while (!isOver) {
      const since = performance.now();
      runs++;
      const delay = await zapier.run('searches.find_lead.operation.perform', bundle).then((results) => {
        found = z.array(z.object({ email: z.literal('lead0@example.com') })).parse(results).length;
        return undefined;
      }, delayIn);
      longest = Math.max(longest, performance.now() - since);
      isOver = delay === undefined;
      passed += (delay ?? 0) * 1000;
      zapier.age(delay ?? 0);
    }
    const asked = sandbox.requests.map(({ query }) => query.cursor ?? 'the first page');
    const again = asked.length - new Set(asked).size;
    const fullest = mostInAMinute(sandbox.requests.map(({ at }) => at));
    const least = LEADS / PAGE_SIZE;
    return {
      title: `The oldest of ${LEADS.toLocaleString('en')} leads, found by its email`,
      columns: ['', 'Measured', 'Target'],
      rows: [
        { cells: ['Leads found', String(found), '1'], isMet: found === 1 },
        { cells: ['Requests', String(asked.length), String(least)], isMet: asked.length === least },
        { cells: ['Pages asked for again', String(again), '0'], isMet: again === 0 },
        { cells: ['Requests in the fullest minute', String(fullest), '≤ 60'], isMet: fullest <= 60 },
        { cells: ['Longest run', `${(longest / 1000).toFixed(1)} s`, '< 30 s'], isMet: longest < 30_000 },
        { cells: ['Runs, and minutes from first to last', `${runs}, ${(passed / 60_000).toFixed(1)}`, ''] },
      ],
    };
  } finally {
    Object.assign(clock, { now: realNow, sleep: realSleep });
    await sandbox.close();
    await zapier.close();
  }
};

/** The seconds after which Zapier should run the step again. */
const delayIn = (error: unknown): number => {
  if (!(error instanceof Error) || error.name !== 'ThrottledError') throw error;
  return throttling.parse(JSON.parse(error.message)).delay;
};

const mostInAMinute = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));

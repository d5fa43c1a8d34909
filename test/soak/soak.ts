import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { type RequestFault, type Sandbox, startSandbox } from '../sandbox/index.js';
import { startZapier, type ZapierStandIn } from '../support/zapier.js';
import { type Random, seededRandom } from './random.js';

export type SoakOptions = {
  readonly operations: number;
  /** The same seed gives the same operations and faults. */
  readonly seed: number;
  /** Called after each operation with how many are done. */
  readonly onProgress?: (done: number) => void;
};

/** What became of the operations, and of the records that they were about. */
export type SoakReport = {
  readonly operations: number;
  readonly faults: number;
  /** Operations that ended with an error: they are told, and so nothing is lost by them. */
  readonly errors: number;
  /** Errors that said the record may exist. */
  readonly unsure: number;
  /** Records in Heffl at the end. */
  readonly records: number;
  /** Records that were reported as made, and are not there. */
  readonly lost: readonly string[];
  /** Records that are there more often than they were reported or may exist. */
  readonly doubled: readonly string[];
  /** Records that are there although nothing was reported, or although they were reported as deleted. */
  readonly invented: readonly string[];
  /** Records that do not hold what the last successful update reported. */
  readonly outdated: readonly string[];
};

/** What the integration said of a record, by the record's name, which no other has. */
type Claim = {
  readonly name: string;
  id?: string;
  state: 'made' | 'unsure' | 'refused' | 'deleted' | 'maybe deleted';
  /** Titles that the record may have: one where the last update was reported, more where an update failed. */
  titles: (string | null)[];
};

const record = z.looseObject({ id: z.string() });
const records = z.array(record);

/**
 * Thousands of mixed operations through the real core against a sandbox that fails at random, before and after it does
 * what it is asked. Waits are counted, not waited for. At the end the sandbox is compared with what was reported.
 */
export const soak = async ({ operations, seed, onProgress }: SoakOptions): Promise<SoakReport> => {
  const random = seededRandom(seed);
  const sandbox = await startSandbox({ rateLimit: false, seed: false });
  const zapier = await startZapier();
  const { sleep } = clock;
  clock.sleep = () => Promise.resolve();
  process.env.HEFFL_BASE_URL = sandbox.url;
  try {
    const claims: Claim[] = [];
    const count = { faults: 0, errors: 0 };
    for (let done = 0; done < operations; done++) {
      count.faults += misbehave(sandbox, random);
      const worked = await operate(sandbox, zapier, claims, random, `Lead ${seed}-${done}`);
      if (!worked) count.errors++;
      sandbox.faults.clear();
      onProgress?.(done + 1);
    }
    return { operations, ...count, ...compare(sandbox, claims) };
  } finally {
    clock.sleep = sleep;
    delete process.env.HEFFL_BASE_URL;
    await zapier.close();
    await sandbox.close();
  }
};

/** All but a hanging Heffl and a body cut off midway: Zapier's client notices those by its timeout alone, in real time. */
const FAULTS: readonly RequestFault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 500, before: false },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503, before: false },
  { kind: 'status', status: 504, before: false },
  { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  { kind: 'status', status: 429, headers: { 'retry-after': '30' } },
  { kind: 'cut' },
  { kind: 'cut', before: false },
  { kind: 'badJson', before: false },
  { kind: 'html', before: false },
  { kind: 'html' },
];

/** Injects none, one or several faults; how many. */
const misbehave = (sandbox: Sandbox, random: Random): number => {
  if (random.below(3) > 0) return 0;
  const fault = random.oneOf(FAULTS);
  const times = 1 + random.below(3);
  sandbox.faults.inject({ ...fault, times });
  return times;
};

/** One operation of one of the kinds; whether it ended without an error. */
const operate = async (
  sandbox: Sandbox,
  zapier: ZapierStandIn,
  claims: Claim[],
  random: Random,
  name: string,
): Promise<boolean> => {
  const run = (method: string, inputData: Readonly<Record<string, unknown>>): Promise<unknown> =>
    zapier.run(`${method}.operation.perform`, { authData: { api_key: sandbox.apiKey }, inputData });
  const made = claims.filter(({ state }) => state === 'made');
  const claim = made.length > 0 ? random.oneOf(made) : undefined;
  const kind = claim
    ? random.oneOf(['create', 'create', 'create', 'update', 'find', 'poll', 'delete'] as const)
    : 'create';

  if (kind === 'create' || !claim) {
    const created: Claim = { name, state: 'refused', titles: [null] };
    claims.push(created);
    return settle(
      async () => {
        created.id = record.parse(await run('creates.create_lead', { name })).id;
        created.state = 'made';
      },
      (message) => {
        if (message.includes('may exist')) created.state = 'unsure';
      },
    );
  }
  if (kind === 'update') {
    const title = `Title of ${name}`;
    return settle(
      async () => {
        await run('creates.update_lead', { id: claim.id, title });
        claim.titles = [title];
      },
      () => claim.titles.push(title),
    );
  }
  if (kind === 'delete') {
    return settle(
      async () => {
        await run('creates.delete_lead', { id: claim.id });
        claim.state = 'deleted';
      },
      () => {
        claim.state = 'maybe deleted';
      },
    );
  }
  if (kind === 'find') {
    return settle(async () => {
      const [found] = records.parse(
        await run('searches.find_lead', { search_by: 'name', search_value: claim.name }),
      );
      if (found?.id !== claim.id)
        throw new WrongAnswer(`${claim.name} was not found, but ${found?.id ?? 'nothing'}.`);
    });
  }
  return settle(async () => {
    const polled = records.parse(await run('triggers.new_lead', {}));
    if (polled.length === 0) throw new WrongAnswer('A poll gave nothing, though there are leads.');
  });
};

/** A success that says something untrue: the one thing that a soak must not shrug off. */
class WrongAnswer extends Error {}

const settle = async (
  action: () => Promise<void>,
  onError: (message: string) => void = () => undefined,
): Promise<boolean> => {
  try {
    await action();
    return true;
  } catch (error) {
    if (error instanceof WrongAnswer || !(error instanceof Error)) throw error;
    onError(error.message);
    return false;
  }
};

const compare = (sandbox: Sandbox, claims: readonly Claim[]) => {
  const stored = sandbox.records.list('leads');
  const timesOf = (name: string): number => stored.filter((lead) => lead.name === name).length;
  const named = (wanted: (claim: Claim, times: number) => boolean): string[] =>
    claims.filter((claim) => wanted(claim, timesOf(claim.name))).map(({ name }) => name);
  return {
    records: stored.length,
    unsure: claims.filter(({ state }) => state === 'unsure').length,
    lost: named(({ state }, times) => state === 'made' && times === 0),
    doubled: named((_, times) => times > 1),
    invented: named(({ state }, times) => (state === 'refused' || state === 'deleted') && times > 0),
    outdated: stored
      .filter(({ id, title }) => {
        const claim = claims.find((one) => one.id === id);
        return claim !== undefined && !claim.titles.some((one) => one === (title ?? null));
      })
      .map(({ id }) => id),
  };
};

import fc from 'fast-check';
import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { type RequestFault, type Sandbox, startSandbox } from '../sandbox/index.js';
import { startZapier } from '../support/zapier.js';

export type SoakOptions = {
  /** About how many. */
  readonly operations: number;
  /** The same seed gives the same operations and faults. */
  readonly seed: number;
  /** Called after each operation with how many are done. */
  readonly onProgress?: (done: number) => void;
};

/** All but a hang and a body cut off: the core notices those by its timeout, in real time. */
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

const PER_ACCOUNT = 60;

const operation = fc.record({
  kind: fc.constantFrom('create', 'create', 'create', 'update', 'find', 'poll', 'delete'),
  /** Of the records that exist. */
  which: fc.nat(PER_ACCOUNT),
  /** None in two of three. */
  fault: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, fc.constantFrom(...FAULTS)),
  times: fc.integer({ min: 1, max: 3 }),
});
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

/** What the integration reported of a record. */
type Claim = {
  readonly name: string;
  id?: string;
  state: 'made' | 'unsure' | 'refused' | 'deleted' | 'maybe deleted';
  /** Titles that the record may have: one after an update, more after an update that failed. */
  titles: (string | null)[];
};

const record = z.looseObject({ id: z.string() });
const records = z.array(record);

/**
 * Mixed operations through the real core, against a sandbox that fails at random, before or after it does what it is asked. No wait
 * takes time. After each account of up to 60 operations, the sandbox is compared with what the integration reported.
 *
 * @throws Error with the shortest operations that go wrong
 */
export const soak = async ({ operations, seed, onProgress }: SoakOptions) => {
  const sandbox = await startSandbox({ rateLimit: false, seed: false });
  const zapier = await startZapier();
  const { sleep } = clock;
  clock.sleep = () => Promise.resolve();
  process.env.HEFFL_BASE_URL = sandbox.url;
  const run: Run = (key, inputData) =>
    zapier.run(`${key}.operation.perform`, { authData: { api_key: sandbox.apiKey }, inputData });
  const count = { operations: 0, faults: 0, errors: 0, unsure: 0, records: 0 };
  const account = fc.asyncProperty(
    fc.noBias(fc.array(operation, { maxLength: PER_ACCOUNT, size: 'max' })),
    async (planned) => {
      await sandbox.reset();
      zapier.reset();
      const claims: Claim[] = [];
      for (const one of planned) {
        if (one.fault) sandbox.faults.inject({ ...one.fault, times: one.times });
        count.faults += one.fault ? one.times : 0;
        const error = await carryOut(stepFor(one, claims, run));
        sandbox.faults.clear();
        if (error !== undefined) count.errors++;
        if (error?.includes('may exist')) count.unsure++;
        count.operations++;
        onProgress?.(count.operations);
      }
      count.records += sandbox.records.count('leads');
      const wrong = differences(sandbox, claims);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    },
  );
  try {
    await fc.assert(account, { seed, numRuns: Math.ceil((2 * operations) / PER_ACCOUNT) });
    return count;
  } finally {
    clock.sleep = sleep;
    delete process.env.HEFFL_BASE_URL;
    await zapier.close();
    await sandbox.close();
  }
};

type Run = (key: string, inputData: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** An operation, and what the integration claims by its success or its error. */
type Step = {
  readonly run: () => Promise<unknown>;
  /** @throws Error if the output is wrong */
  readonly onDone: (output: unknown) => void;
  readonly onError?: (message: string) => void;
};

const stepFor = ({ kind, which }: Operation, claims: Claim[], run: Run): Step => {
  const made = claims.filter(({ state }) => state === 'made');
  const claim = made[which % made.length];
  if (kind === 'create' || !claim) {
    const created: Claim = { name: `Lead ${claims.length}`, state: 'refused', titles: [null] };
    claims.push(created);
    return {
      run: () => run('creates.create_lead', { name: created.name }),
      onDone: (output) => Object.assign(created, { id: record.parse(output).id, state: 'made' }),
      onError: (message) => {
        if (message.includes('may exist')) created.state = 'unsure';
      },
    };
  }
  const { id, name } = claim;
  const title = `Title ${claim.titles.length} of ${name}`;
  switch (kind) {
    case 'update':
      return {
        run: () => run('creates.update_lead', { id, title }),
        onDone: () => {
          claim.titles = [title];
        },
        onError: () => claim.titles.push(title),
      };
    case 'delete':
      return {
        run: () => run('creates.delete_lead', { id }),
        onDone: () => {
          claim.state = 'deleted';
        },
        onError: () => {
          claim.state = 'maybe deleted';
        },
      };
    case 'find':
      return {
        run: () => run('searches.find_lead', { search_by: 'name', search_value: name }),
        onDone: (output) => {
          const [found] = records.parse(output);
          if (found?.id !== id) throw new Error(`${name} was not found, but ${found?.id ?? 'nothing'}`);
        },
      };
    case 'poll':
      return {
        run: () => run('triggers.new_lead', {}),
        onDone: (output) => {
          if (records.parse(output).length === 0)
            throw new Error('A poll gave nothing, though there are leads');
        },
      };
  }
};

/** The message of the step's error, if it fails. */
const carryOut = async ({ run, onDone, onError }: Step): Promise<string | undefined> => {
  const outcome = await run().then(
    (output) => ({ output }),
    (error: unknown) => ({ error: z.instanceof(Error).parse(error).message }),
  );
  if ('error' in outcome) onError?.(outcome.error);
  else onDone(outcome.output);
  return 'error' in outcome ? outcome.error : undefined;
};

/** Where Heffl does not hold what the integration reported. */
const differences = (sandbox: Sandbox, claims: readonly Claim[]): string[] => {
  const leads = sandbox.records.list('leads');
  return claims.flatMap(({ name, state, titles }) => {
    const found = leads.filter((lead) => lead.name === name);
    if (found.length > 1) return `${name} was made ${found.length} times`;
    if (state === 'made' && found.length === 0) return `${name} was reported as made, and is not there`;
    if ((state === 'refused' || state === 'deleted') && found.length > 0)
      return `${name} is ${state}, and is there`;
    const outdated = found.filter(({ title }) => !titles.some((one) => one === (title ?? null)));
    return outdated.map(({ title }) => `${name} has the title ${String(title)}, not ${titles.join(' or ')}`);
  });
};

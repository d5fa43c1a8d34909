import { z } from 'zod';
import App from '../../index.js';
import { clock } from '../../src/heffl/clock.js';
import { type RequestFault, type Sandbox, startSandbox } from '../sandbox/index.js';
import { type Failure, failureIn } from '../support/failure.js';
import { type CacheMood, startZapier, type ZapierStandIn } from '../support/zapier.js';
import { type Random, seededRandom } from './random.js';

export type SoakOptions = {
  readonly operations: number;
  /** The same seed gives the same operations and faults. */
  readonly seed: number;
  /** Operations of a hundred that meet one fault or several. */
  readonly faultPercent?: number;
  /** Called after each operation with how many are done. */
  readonly onProgress?: (done: number) => void;
};

/** What became of the operations, and of the records that they were about. */
export type SoakReport = {
  readonly operations: number;
  /** Faults that were injected. */
  readonly faults: number;
  /** Runs that Zapier, or a user, repeated. */
  readonly replays: number;
  /** Errors that said that a write may have been done. */
  readonly unsure: number;
  /** Records in Heffl at the end. */
  readonly records: number;
  /** Writes that were reported as done, and are not there. */
  readonly lost: readonly string[];
  /** Records that are there more than once. */
  readonly doubled: readonly string[];
  /** What a step said, and was not so. */
  readonly untrue: readonly string[];
};

/** A lead of a name that no other has, and what the integration said of it. */
type Lead = {
  readonly name: string;
  id?: string;
  state: 'made' | 'unsure' | 'refused' | 'deleted' | 'maybe deleted';
  /** Titles that it may have: one after an update that was reported, more after one that may have been done. */
  titles: (string | null)[];
};

/**
 * Mixed operations through the real core against a sandbox that fails at random, before and after it does what it is asked, and a cache
 * that refuses and forgets. Waits take no time. At the end the sandbox is compared with what was reported.
 *
 * Zapier repeats what it repeats by itself: throttled and errored runs. A halted run is repeated as well, half of the time, if the cache
 * worked: its mark is all that keeps a POST from being done twice.
 */
export const soak = async (options: SoakOptions): Promise<SoakReport> => {
  const sandbox = await startSandbox({ rateLimit: false, seed: false });
  const zapier = await startZapier();
  const { sleep } = clock;
  clock.sleep = () => Promise.resolve();
  process.env.HEFFL_BASE_URL = sandbox.url;
  try {
    const run = new Soak(sandbox, zapier, seededRandom(options.seed), options.faultPercent ?? 15);
    for (let done = 0; done < options.operations; done++) {
      await run.operate(`${options.seed}-${done}`);
      options.onProgress?.(done + 1);
    }
    return { operations: options.operations, ...run.report() };
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
  { kind: 'status', status: 204, before: false },
  { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  { kind: 'status', status: 429, headers: { 'retry-after': '30' } },
  { kind: 'cut' },
  { kind: 'cut', before: false },
  { kind: 'badJson', before: false },
  { kind: 'html', before: false },
  { kind: 'html' },
];

const KINDS = [
  'create',
  'create',
  'create',
  'update',
  'update',
  'find',
  'poll',
  'delete',
  'delete',
  'pair',
] as const;
const BAD_MOODS: readonly CacheMood[] = ['refuses', 'full', 'forgets'];
/** Autoreplay repeats a run up to five times. A fault meets the first ones. */
const MOST_REPLAYS = 5;

const record = z.looseObject({ id: z.string() });
const records = z.array(record);

/** The people of the pairs, each in two spellings. */
const PEOPLE = ['ann', 'bob', 'cem', 'dua', 'eve', 'fay'].map((name) => [
  `${name}@example.com`,
  `${name.toUpperCase()}@Example.com`,
]);

/** How a run ended, its replays included. */
type End = { readonly output: unknown } | { readonly failure: Failure };

class Soak {
  readonly #leads: Lead[] = [];
  /** The emails for which a create-or-update was reported. */
  readonly #people = new Set<string>();
  readonly #untrue: string[] = [];
  readonly #count = { faults: 0, replays: 0, unsure: 0 };

  constructor(
    private readonly sandbox: Sandbox,
    private readonly zapier: ZapierStandIn,
    private readonly random: Random,
    private readonly faultPercent: number,
  ) {}

  async operate(name: string): Promise<void> {
    this.zapier.mood = this.random.below(10) === 0 ? this.random.oneOf(BAD_MOODS) : 'works';
    const made = this.#leads.filter(({ state }) => state === 'made');
    const kind = made.length > 0 ? this.random.oneOf(KINDS) : 'create';
    if (kind === 'create') return this.#create({ name: `Lead ${name}`, state: 'refused', titles: [null] });
    if (kind === 'pair') return this.#pair(this.random.oneOf(PEOPLE));
    const lead = this.random.oneOf(made);
    switch (kind) {
      case 'update':
        return this.#update(lead, `Title ${name}`);
      case 'delete':
        return this.#delete(lead);
      case 'find':
        return this.#find(lead);
      case 'poll':
        return this.#poll();
    }
  }

  async #create(lead: Lead): Promise<void> {
    this.#leads.push(lead);
    const end = await this.#run('creates.create_lead', { name: lead.name });
    if ('output' in end) {
      lead.id = record.parse(end.output).id;
      lead.state = 'made';
    } else if (mayBeDone(end.failure)) lead.state = 'unsure';
  }

  async #update(lead: Lead, title: string): Promise<void> {
    const end = await this.#run('creates.update_lead', { id: lead.id, title });
    if ('output' in end) {
      lead.titles = [title];
      if (record.parse(end.output).title !== title) this.#untrue.push(`${title}: another one was given`);
    } else if (mayBeDone(end.failure)) lead.titles.push(title);
  }

  async #delete(lead: Lead): Promise<void> {
    const end = await this.#run('creates.delete_lead', { id: lead.id });
    if ('output' in end) lead.state = 'deleted';
    else if (mayBeDone(end.failure)) lead.state = 'maybe deleted';
  }

  async #find(lead: Lead): Promise<void> {
    const [by, value] = this.random.oneOf([
      ['id', lead.id],
      ['name', lead.name],
    ] as const);
    const end = await this.#run('searches.find_lead', { search_by: by, search_value: value });
    if ('output' in end && records.parse(end.output)[0]?.id !== lead.id)
      this.#untrue.push(`${lead.name}: not found by its ${by}`);
  }

  async #poll(): Promise<void> {
    const end = await this.#run('triggers.new_lead', {});
    if ('output' in end && records.parse(end.output).length === 0) this.#untrue.push('a poll gave nothing');
  }

  /** Two runs for one person. Zapier runs those with the same lock one after the other. */
  async #pair(spellings: readonly string[]): Promise<void> {
    const isCacheUp = this.zapier.mood === 'works';
    const emails = [0, 1].map(() => (isCacheUp ? this.random.oneOf(spellings) : (spellings[0] ?? '')));
    const runFor = async (email: string): Promise<void> => {
      const end = await this.#run('creates.create_or_update_client', {
        type: 'company',
        name: 'Noor LLC',
        search_by: 'email',
        email,
      });
      if ('output' in end) this.#people.add(email.toLowerCase());
    };
    const [first = '', second = ''] = emails;
    if (lockFor(first) !== lockFor(second)) await Promise.all([runFor(first), runFor(second)]);
    else {
      await runFor(first);
      await runFor(second);
    }
  }

  /** Runs a step, and repeats it as Zapier does. */
  async #run(method: string, inputData: Readonly<Record<string, unknown>>): Promise<End> {
    for (let replays = 0; ; replays++) {
      if (replays < 2) this.#misbehave();
      const end = await this.#runOnce(method, inputData);
      this.sandbox.faults.clear();
      if ('output' in end || replays === MOST_REPLAYS || !this.#isRepeated(end.failure)) return end;
      this.#count.replays++;
      // Long enough for every wait, too short for the mark of a write.
      this.zapier.age(60);
    }
  }

  async #runOnce(method: string, inputData: Readonly<Record<string, unknown>>): Promise<End> {
    const { mood } = this.zapier;
    try {
      const bundle = { authData: { api_key: this.sandbox.apiKey }, inputData };
      return { output: await this.zapier.run(`${method}.operation.perform`, bundle) };
    } catch (error) {
      const failure = failureIn(error);
      if (mayBeDone(failure)) this.#count.unsure++;
      if (failure.message.includes('goes on from there') && (mood === 'refuses' || mood === 'full'))
        this.#untrue.push(`${method} goes on from a place that was not kept`);
      if (failure.message.includes('not found') && mood === 'works')
        this.#untrue.push(`${method}: ${failure.message}`);
      return { failure };
    }
  }

  #isRepeated({ name }: Failure): boolean {
    if (name !== 'HaltedError') return true;
    return this.zapier.mood === 'works' && this.random.below(2) === 0;
  }

  /** Injects none, one or several faults. */
  #misbehave(): void {
    if (this.random.below(100) >= this.faultPercent) return;
    const times = 1 + this.random.below(6);
    this.#count.faults += times;
    for (let fault = 0; fault < times; fault++) this.sandbox.faults.inject(this.random.oneOf(FAULTS));
  }

  report(): Omit<SoakReport, 'operations'> {
    const leads = this.sandbox.records.list('leads');
    const clients = this.sandbox.records.list('clients');
    const byName = new Map<unknown, number>();
    for (const { name } of leads) byName.set(name, (byName.get(name) ?? 0) + 1);
    const named = (wanted: (lead: Lead, times: number) => boolean): string[] =>
      this.#leads.filter((lead) => wanted(lead, byName.get(lead.name) ?? 0)).map(({ name }) => name);
    const timesOf = (email: string): number =>
      clients.filter((client) => String(client.email).toLowerCase() === email).length;
    const titleOf = new Map(leads.map(({ id, title }) => [id, title ?? null]));
    return {
      ...this.#count,
      records: leads.length + clients.length,
      lost: [
        ...named(({ state }, times) => state === 'made' && times === 0),
        ...[...this.#people].filter((email) => timesOf(email) === 0),
        ...named(
          ({ id, titles }) =>
            id !== undefined && titleOf.has(id) && !titles.some((title) => title === titleOf.get(id)),
        ),
      ],
      doubled: [
        ...named((_, times) => times > 1),
        ...PEOPLE.flatMap(([email = '']) => (timesOf(email) > 1 ? [email] : [])),
      ],
      untrue: [
        ...this.#untrue,
        ...named(({ state }, times) => state === 'refused' && times > 0).map((name) => `${name} was made`),
        ...named(({ state }, times) => state === 'deleted' && times > 0).map((name) => `${name} is there`),
      ],
    };
  }
}

const mayBeDone = ({ message }: Failure): boolean => /may exist|may have done it/.test(message);

/** The lock of a run, as Zapier fills it in. */
const lockFor = (email: string): string | undefined =>
  App.creates.create_or_update_client?.operation.lock?.key
    .replace('{{bundle.inputData.search_value}}', '')
    .replace('{{bundle.inputData.email}}', email);

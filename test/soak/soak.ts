import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { build } from 'esbuild';
import { z } from 'zod';
import App from '../../index.js';
import { type RequestFault, type Sandbox, startSandbox } from '../sandbox/index.js';
import { failureSchema } from '../support/failure.js';
import { startZapier, type ZapierStandIn } from '../support/zapier.js';

type SoakOptions = {
  readonly operations: number;
  /** The same seed gives the same operations and faults. Which request meets a fault is up to the processes. */
  readonly seed: number;
  /** Operations of a hundred that meet one fault or several. */
  readonly faultPercent?: number;
  /** Processes that run at the same time. */
  readonly processes?: number;
  /** Called after each operation with how many are done. */
  readonly onProgress?: (done: number) => void;
};

/**
 * Mixed operations through the real core, in several processes, against one sandbox that fails at random, before and after it does
 * what it is asked, and one cache that refuses, loses and answers late. Some processes are killed within a write. Waits take no time.
 * At the end the sandbox is compared with what was reported.
 *
 * Zapier repeats what it repeats by itself: throttled, errored and killed runs. A halted run is repeated as well, half of the time, if
 * the cache kept its mark, which is all that keeps a POST from being done twice. For the same reason no process is killed if it does not.
 */
export const soak = async (options: SoakOptions) => {
  await buildWorker();
  const time = { ahead: 0 };
  const sandbox = await startSandbox({ rateLimit: false, seed: false, now: () => Date.now() + time.ahead });
  const zapier = await startZapier();
  process.env.HEFFL_BASE_URL = sandbox.url;
  const run = new Soak(sandbox, zapier, time, options);
  try {
    await Promise.all(run.lanes.map((lane) => lane.work()));
    return run.report();
  } finally {
    for (const lane of run.lanes) lane.close();
    delete process.env.HEFFL_BASE_URL;
    await zapier.close();
    await sandbox.close();
  }
};

/** Chance that comes out the same for the same seed. */
const randomOf = (seed: number) => {
  let drawn = 0;
  /** A whole number from 0 up to, and without, the limit. */
  const below = (limit: number): number =>
    createHash('md5').update(`${seed} ${drawn++}`).digest().readUInt32BE() % limit;
  const oneOf = <Item>(items: readonly [Item, ...Item[]]): Item => items[below(items.length)] ?? items[0];
  return { below, oneOf };
};

type Random = ReturnType<typeof randomOf>;

const FAULTS: readonly [RequestFault, ...RequestFault[]] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 500, before: false },
  { kind: 'status', status: 503, before: false },
  { kind: 'status', status: 204, before: false },
  { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  { kind: 'status', status: 429, headers: { 'retry-after': '30' } },
  { kind: 'cut' },
  { kind: 'cut', before: false },
  { kind: 'cutBody' },
  { kind: 'badJson', before: false },
  { kind: 'html', before: false },
  { kind: 'html' },
];

const WRITES = ['POST', 'PATCH', 'DELETE'];
const MOODS = ['lags', 'refuses', 'full', 'forgets'] as const;
/** Autoreplay repeats a run up to five times. The faults of an operation meet the first ones. */
const MOST_REPLAYS = 5;
const ROUND_SECONDS = 60;

const record = z.looseObject({ id: z.string() });
const records = z.array(record);

/** The people of Create or Update. */
const PEOPLE = ['ann@x.example', 'bob@x.example', 'cem@x.example', 'dua@x.example', 'eve@x.example'] as const;

/** What the processes share. They make one attempt each at a time. Between two rounds a minute passes. */
class Soak {
  readonly lanes: readonly Lane[];
  /** The emails for which a create-or-update was reported. */
  readonly people = new Set<string>();
  readonly untrue: string[] = [];
  readonly count = { operations: 0, faults: 0, killed: 0, replays: 0, unsure: 0 };
  readonly #random: Random;
  readonly #locks = new Set<string>();
  #begun = 0;
  /** Attempts that met a fault while the cache was good. */
  #faulty = 0;
  #waiting: (() => void)[] = [];

  constructor(
    readonly sandbox: Sandbox,
    readonly zapier: ZapierStandIn,
    readonly time: { ahead: number },
    readonly options: SoakOptions,
  ) {
    const { seed, processes = 3 } = options;
    this.#random = randomOf(seed);
    this.lanes = Array.from({ length: processes }, (_, lane) => new Lane(this, randomOf(seed + lane)));
  }

  /** The name of the next operation, or `undefined` if there is none. */
  next(): string | undefined {
    const { seed, operations } = this.options;
    return this.#begun < operations ? `${seed}-${this.#begun++}-` : undefined;
  }

  /** Whether the cache keeps what it says that it keeps, and in time. */
  get isCacheGood(): boolean {
    return this.zapier.mood === 'works' || this.zapier.mood === 'lags';
  }

  /** Notes what the integration said, if it is not so. */
  check(isTrue: boolean, words: string): void {
    if (!isTrue) this.untrue.push(words);
  }

  /** Waits for the next round, and for the lock. */
  async turn(lockIn?: () => string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.beginIfAllWait();
    });
    const lock = lockIn?.();
    if (lock !== undefined && this.#locks.has(lock)) return this.turn(lockIn);
    if (lock !== undefined) this.#locks.add(lock);
  }

  beginIfAllWait(): void {
    if (this.#waiting.length < this.lanes.filter(({ isWorking }) => isWorking).length) return;
    const { sandbox, zapier } = this;
    sandbox.faults.clear();
    sandbox.requests.length = 0;
    zapier.age(ROUND_SECONDS);
    this.time.ahead += ROUND_SECONDS * 1000;
    zapier.mood = this.#random.below(10) === 0 ? this.#random.oneOf(MOODS) : 'works';
    this.#locks.clear();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /**
   * Injects none, one or several faults. The first time, and each eighth after it, the next write kills its process, before or after
   * it is done.
   */
  misbehave(random: Random): void {
    if (random.below(100) >= (this.options.faultPercent ?? 15)) return;
    const { faults } = this.sandbox;
    if (this.isCacheGood && this.#faulty++ % 8 === 0) {
      for (const method of WRITES) {
        const onHang = (request: object): void => {
          this.lanes.find(({ marker }) => JSON.stringify(request).includes(marker))?.kill();
          this.count.killed++;
        };
        faults.inject({ kind: 'hang', before: random.below(2) === 0, match: { method }, onHang });
      }
    }
    const times = 1 + random.below(6);
    this.count.faults += times;
    for (let fault = 0; fault < times; fault++) faults.inject(random.oneOf(FAULTS));
  }

  /** What became of the operations: `lost` were reported as done, and `untrue` was said. */
  report() {
    const { records } = this.sandbox;
    const leads = records.list('leads');
    const emails = records.list('clients').map(({ email }) => String(email).toLowerCase());
    const lost: string[] = [];
    const doubled: string[] = [];
    const untrue = [...this.untrue];
    for (const { name, state, titles } of this.lanes.flatMap((lane) => lane.leads)) {
      const found = leads.filter((lead) => lead.name === name);
      if (state === 'made' && found.length === 0) lost.push(name);
      if (found.some(({ title }) => !titles.includes(title ?? null))) lost.push(`a title of ${name}`);
      if (found.length > 1) doubled.push(name);
      if (state === 'refused' && found.length > 0) untrue.push(`${name} was made`);
      if (state === 'deleted' && found.length > 0) untrue.push(`${name} is there`);
    }
    for (const email of PEOPLE) {
      const times = emails.filter((one) => one === email).length;
      if (this.people.has(email) && times === 0) lost.push(email);
      if (times > 1) doubled.push(email);
    }
    return { ...this.count, records: leads.length + emails.length, lost, doubled, untrue };
  }
}

/** A lead of a name that no other has, and what the integration said of it. */
type Lead = {
  readonly name: string;
  id?: string;
  state: 'made' | 'unsure' | 'refused' | 'deleted' | 'maybe deleted';
  /** Titles that it may have: one after an update that was reported, more after one that may have been done. */
  titles: unknown[];
};

/** What a process says of an attempt. */
const attemptSchema = z.object({ output: z.unknown().optional(), failure: failureSchema.optional() });

/** How a run ended, its replays included. `mayBeDone`: an attempt said so, or said nothing. */
type End = { readonly output?: unknown; readonly mayBeDone: boolean; readonly wasThrottled: boolean };

/** A process, and the operations that it carries out one after the other, on leads of its own. */
class Lane {
  readonly leads: Lead[] = [];
  isWorking = true;
  /** What the writes of the operation hold, and no others. */
  marker = '';
  #process = startProcess();

  constructor(
    private readonly soak: Soak,
    private readonly random: Random,
  ) {}

  async work(): Promise<void> {
    const { soak } = this;
    for (let name = soak.next(); name !== undefined; name = soak.next()) {
      this.marker = name;
      await this.#operate(name);
      soak.count.operations++;
      soak.options.onProgress?.(soak.count.operations);
    }
    this.isWorking = false;
    soak.beginIfAllWait();
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  close(): void {
    this.#process.removeAllListeners('exit');
    this.kill();
  }

  #operate(name: string): Promise<void> {
    const made = this.leads.filter(({ state }) => state === 'made');
    const create = () => this.#create(`Lead ${name}`);
    const lead = made[this.random.below(made.length || 1)];
    if (!lead) return create();
    const change = () => this.#update(lead, `Title ${name}`);
    const remove = () => this.#delete(lead);
    const person = () => this.#person(this.random.oneOf(PEOPLE), name);
    const others = [() => this.#find(lead), () => this.#poll(), person];
    return this.random.oneOf([create, create, change, change, remove, remove, ...others])();
  }

  async #create(name: string): Promise<void> {
    const lead: Lead = { name, state: 'refused', titles: [null] };
    this.leads.push(lead);
    const { output, mayBeDone } = await this.#run('creates.create_lead', { name });
    if (output !== undefined) Object.assign(lead, { id: record.parse(output).id, state: 'made' });
    else if (mayBeDone) lead.state = 'unsure';
  }

  async #update(lead: Lead, title: string): Promise<void> {
    const { output, ...end } = await this.#run('creates.update_lead', { id: lead.id, title });
    if (output !== undefined) lead.titles = [title];
    else if (end.mayBeDone || end.wasThrottled) lead.titles.push(title);
    if (output !== undefined)
      this.soak.check(record.parse(output).title === title, `${title}: another one was given`);
  }

  async #delete(lead: Lead): Promise<void> {
    this.marker = lead.id ?? '';
    const { output, ...end } = await this.#run('creates.delete_lead', { id: lead.id });
    if (output !== undefined) lead.state = 'deleted';
    else if (end.mayBeDone || end.wasThrottled) lead.state = 'maybe deleted';
  }

  async #find(lead: Lead): Promise<void> {
    const by = this.random.oneOf(['id', 'name'] as const);
    const { output } = await this.#run('searches.find_lead', { search_by: by, search_value: lead[by] });
    if (output !== undefined)
      this.soak.check(records.parse(output)[0]?.id === lead.id, `${lead.name}: not found by its ${by}`);
  }

  async #poll(): Promise<void> {
    const { output } = await this.#run('triggers.new_lead', {});
    if (output !== undefined) this.soak.check(records.parse(output).length > 0, 'a poll gave nothing');
  }

  /** Several processes do this for one person, in two spellings. Zapier runs those with the same lock one after the other. */
  async #person(plain: string, name: string): Promise<void> {
    const email = this.random.oneOf([plain, plain.toUpperCase()]);
    const input = { type: 'company', name: `Noor ${name}`, search_by: 'email', email };
    // Without the cache, the lock is all that keeps two runs from making one client each.
    const lock = () => (this.soak.isCacheGood ? lockFor(email) : plain);
    const { output } = await this.#run('creates.create_or_update_client', input, lock);
    if (output === undefined) return;
    this.soak.people.add(plain);
    this.soak.check(String(record.parse(output).email).toLowerCase() === plain, `${email}: another one`);
  }

  /** Runs a step, and repeats it as Zapier does. */
  async #run(method: string, inputData: object, lock?: () => string): Promise<End> {
    const { soak, random } = this;
    const end = { mayBeDone: false, wasThrottled: false };
    // Without its mark in the cache, a repeated delete cannot know that it was done.
    let wasCacheGood = true;
    for (let replays = 0; ; replays++) {
      await soak.turn(lock);
      if (replays < 2) soak.misbehave(random);
      const attempt = await this.#attempt(method, inputData);
      if (attempt?.output !== undefined) return { ...end, output: attempt.output };
      wasCacheGood &&= soak.isCacheGood;
      const { name, message = '' } = { ...attempt?.failure };
      const isUnsure = /may exist|may have done it/.test(message);
      if (isUnsure) soak.count.unsure++;
      end.mayBeDone ||= !attempt || isUnsure;
      end.wasThrottled ||= name === 'ThrottledError';
      if (message.includes('goes on from there') && ['refuses', 'full'].includes(soak.zapier.mood))
        soak.untrue.push(`${method} goes on from a place that was not kept`);
      if (message.includes('not found') && wasCacheGood) soak.untrue.push(`${method}: ${message}`);
      const isRepeated = name !== 'HaltedError' || (soak.isCacheGood && random.below(2) === 0);
      if (replays === MOST_REPLAYS || !isRepeated) return end;
      soak.count.replays++;
    }
  }

  /** Nothing if the process was killed. */
  async #attempt(method: string, inputData: object) {
    const { sandbox, zapier, time } = this.soak;
    const answer = await new Promise<unknown>((resolve) => {
      this.#process.once('message', resolve).once('exit', resolve);
      const bundle = { authData: { api_key: sandbox.apiKey }, inputData };
      this.#process.send({ method: `${method}.operation.perform`, bundle, zapier: zapier.url, ...time });
    });
    this.#process.removeAllListeners();
    const { data } = attemptSchema.safeParse(answer);
    if (!data) this.#process = startProcess();
    return data;
  }
}

const WORKER = 'node_modules/.cache/soak/worker.mjs';

/** Bundles the worker: each process that is killed is replaced, and starts in half of the time. */
const buildWorker = () =>
  build({
    entryPoints: ['test/soak/worker.ts'],
    outfile: WORKER,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });

const startProcess = (): ChildProcess =>
  fork(WORKER, { execArgv: [], env: { ...process.env, NODE_ENV: 'test' } });

/** The lock of a run, as Zapier fills it in. */
const lockFor = (email: string): string =>
  `${App.creates.create_or_update_client?.operation.lock?.key}`
    .replace('{{bundle.inputData.search_value}}', '')
    .replace('{{bundle.inputData.email}}', email);

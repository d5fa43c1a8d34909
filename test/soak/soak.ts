import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { z } from 'zod';
import App from '../../index.js';
import { type ReceivedRequest, type RequestFault, type Sandbox, startSandbox } from '../sandbox/index.js';
import type { Failure } from '../support/failure.js';
import { type CacheMood, startZapier, type ZapierStandIn } from '../support/zapier.js';
import { type Random, seededRandom } from './random.js';

export type SoakOptions = {
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

/** What became of the operations, and of the records that they were about. */
export type SoakReport = {
  readonly operations: number;
  /** Faults that were injected. */
  readonly faults: number;
  /** Processes that were killed while Heffl had their request. */
  readonly killed: number;
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

/**
 * Mixed operations through the real core, in several processes, against one sandbox that fails at random, before and after it does
 * what it is asked, and one cache that refuses, loses, crawls and answers late. Some processes are killed within a write. Waits take no
 * time. At the end the sandbox is compared with what was reported.
 *
 * Zapier repeats what it repeats by itself: throttled, errored and killed runs. A halted run is repeated as well, half of the time, if
 * the cache kept its mark, which is all that keeps a POST from being done twice. For the same reason no process is killed if it does not.
 */
export const soak = async (options: SoakOptions): Promise<SoakReport> => {
  buildWorker();
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
  { kind: 'cutBody' },
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
  'person',
  'person',
] as const;
const BAD_MOODS: readonly CacheMood[] = ['refuses', 'full', 'forgets'];
/** As rare as its waits are long. */
const moodIn = (random: Random): CacheMood => {
  if (random.below(300) === 0) return 'crawls';
  if (random.below(10) > 0) return 'works';
  return random.below(3) === 0 ? 'lags' : random.oneOf(BAD_MOODS);
};
/** Autoreplay repeats a run up to five times. The faults of an operation meet the first ones. */
const MOST_REPLAYS = 5;
const ROUND_SECONDS = 60;

const record = z.looseObject({ id: z.string() });
const records = z.array(record);

/** The people of Create or Update, each in two spellings. */
const PEOPLE = ['ann', 'bob', 'cem', 'dua', 'eve', 'fay'].map((name) => [
  `${name}@example.com`,
  `${name.toUpperCase()}@Example.com`,
]);

/** What the processes share. They make one attempt each at a time. Between two rounds a minute passes. */
class Soak {
  readonly lanes: readonly Lane[];
  readonly random: Random;
  /** The emails for which a create-or-update was reported. */
  readonly people = new Set<string>();
  readonly untrue: string[] = [];
  readonly count = { faults: 0, killed: 0, replays: 0, unsure: 0 };
  readonly #locks = new Set<string>();
  #done = 0;
  #begun = 0;
  #waiting: (() => void)[] = [];

  constructor(
    readonly sandbox: Sandbox,
    readonly zapier: ZapierStandIn,
    readonly time: { ahead: number },
    private readonly options: SoakOptions,
  ) {
    const { seed, processes = 3 } = options;
    this.random = seededRandom(seed);
    this.lanes = Array.from({ length: processes }, (_, lane) => new Lane(this, seededRandom(seed + lane)));
  }

  /** The name of the next operation, or `undefined` if there is none. */
  next(): string | undefined {
    const { seed, operations } = this.options;
    return this.#begun < operations ? `${seed}-${this.#begun++}-` : undefined;
  }

  finish(): void {
    this.#done++;
    this.options.onProgress?.(this.#done);
  }

  /** Whether the cache keeps what it says that it keeps, and in time. */
  get isCacheGood(): boolean {
    return this.zapier.mood === 'works' || this.zapier.mood === 'lags';
  }

  /** Waits for the next round, and for the lock. */
  async turn(lockIn: () => string | undefined): Promise<void> {
    for (;;) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        this.beginIfAllWait();
      });
      const lock = lockIn();
      if (lock === undefined || !this.#locks.has(lock)) {
        if (lock !== undefined) this.#locks.add(lock);
        return;
      }
    }
  }

  beginIfAllWait(): void {
    if (this.#waiting.length < this.lanes.filter(({ isWorking }) => isWorking).length) return;
    const { sandbox, zapier, random } = this;
    sandbox.faults.clear();
    sandbox.requests.length = 0;
    // Long enough for every wait, too short for the mark of a write.
    zapier.age(ROUND_SECONDS);
    this.time.ahead += ROUND_SECONDS * 1000;
    zapier.mood = moodIn(random);
    this.#locks.clear();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Injects none, one or several faults. */
  misbehave(random: Random): void {
    if (random.below(100) >= (this.options.faultPercent ?? 15)) return;
    const times = 1 + random.below(6);
    this.count.faults += times;
    for (let fault = 0; fault < times; fault++) this.sandbox.faults.inject(random.oneOf(FAULTS));
    if (this.isCacheGood && random.below(2) === 0) this.#prepareToKill(random);
  }

  /** Kills the process that sends the next write, before or after it is done. */
  #prepareToKill(random: Random): void {
    const onHang = (request: ReceivedRequest): void => {
      const what = JSON.stringify([request.path, request.body]);
      this.lanes.find(({ marker }) => what.includes(marker))?.kill();
      this.count.killed++;
    };
    const match = { method: random.oneOf(['POST', 'PATCH', 'DELETE']) };
    this.sandbox.faults.inject({ kind: 'hang', before: random.below(2) === 0, match, onHang });
  }

  report(): SoakReport {
    const leads = this.sandbox.records.list('leads');
    const clients = this.sandbox.records.list('clients');
    const byName = new Map<unknown, number>();
    for (const { name } of leads) byName.set(name, (byName.get(name) ?? 0) + 1);
    const ours = this.lanes.flatMap((lane) => lane.leads);
    const named = (wanted: (lead: Lead, times: number) => boolean): string[] =>
      ours.filter((lead) => wanted(lead, byName.get(lead.name) ?? 0)).map(({ name }) => name);
    const timesOf = (email: string): number =>
      clients.filter((client) => String(client.email).toLowerCase() === email).length;
    const titleOf = new Map(leads.map(({ id, title }) => [id, title ?? null]));
    return {
      operations: this.#done,
      ...this.count,
      records: leads.length + clients.length,
      lost: [
        ...named(({ state }, times) => state === 'made' && times === 0),
        ...[...this.people].filter((email) => timesOf(email) === 0),
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
        ...this.untrue,
        ...named(({ state }, times) => state === 'refused' && times > 0).map((name) => `${name} was made`),
        ...named(({ state }, times) => state === 'deleted' && times > 0).map((name) => `${name} is there`),
      ],
    };
  }
}

/** A lead of a name that no other has, and what the integration said of it. */
type Lead = {
  readonly name: string;
  id?: string;
  state: 'made' | 'unsure' | 'refused' | 'deleted' | 'maybe deleted';
  /** Titles that it may have: one after an update that was reported, more after one that may have been done. */
  titles: (string | null)[];
};

/** How an attempt ended. A process that was killed says nothing. */
type Attempt = { readonly output: unknown } | { readonly failure: Failure } | undefined;

/** How a run ended, its replays included. `mayBeDone`: an attempt said so, or said nothing. */
type End = { readonly output?: unknown; readonly mayBeDone: boolean; readonly wasThrottled: boolean };

type Step = {
  readonly method: string;
  readonly inputData: Readonly<Record<string, unknown>>;
  readonly lock?: () => string;
};

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
    for (let name = this.soak.next(); name !== undefined; name = this.soak.next()) {
      await this.#operate(name);
      this.soak.finish();
    }
    this.isWorking = false;
    this.soak.beginIfAllWait();
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  close(): void {
    this.#process.removeAllListeners('exit');
    this.kill();
  }

  async #operate(name: string): Promise<void> {
    const made = this.leads.filter(({ state }) => state === 'made');
    const kind = made.length > 0 ? this.random.oneOf(KINDS) : 'create';
    this.marker = name;
    if (kind === 'create') return this.#create({ name: `Lead ${name}`, state: 'refused', titles: [null] });
    if (kind === 'person') return this.#person(this.random.oneOf(PEOPLE), name);
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
    this.leads.push(lead);
    const { output, mayBeDone } = await this.#run({
      method: 'creates.create_lead',
      inputData: { name: lead.name },
    });
    if (output !== undefined) {
      lead.id = record.parse(output).id;
      lead.state = 'made';
    } else if (mayBeDone) lead.state = 'unsure';
  }

  async #update(lead: Lead, title: string): Promise<void> {
    const end = await this.#run({ method: 'creates.update_lead', inputData: { id: lead.id, title } });
    if (end.output !== undefined) {
      lead.titles = [title];
      if (record.parse(end.output).title !== title) this.#untrue(`${title}: another one was given`);
    } else if (end.mayBeDone || end.wasThrottled) lead.titles.push(title);
  }

  async #delete(lead: Lead): Promise<void> {
    this.marker = lead.id ?? '';
    const end = await this.#run({ method: 'creates.delete_lead', inputData: { id: lead.id } });
    if (end.output !== undefined) lead.state = 'deleted';
    else if (end.mayBeDone || end.wasThrottled) lead.state = 'maybe deleted';
  }

  async #find(lead: Lead): Promise<void> {
    const [by, value] = this.random.oneOf([
      ['id', lead.id],
      ['name', lead.name],
    ] as const);
    const inputData = { search_by: by, search_value: value };
    const { output } = await this.#run({ method: 'searches.find_lead', inputData });
    if (output !== undefined && records.parse(output)[0]?.id !== lead.id)
      this.#untrue(`${lead.name}: not found by its ${by}`);
  }

  async #poll(): Promise<void> {
    const { output } = await this.#run({ method: 'triggers.new_lead', inputData: {} });
    if (output !== undefined && records.parse(output).length === 0) this.#untrue('a poll gave nothing');
  }

  /** Several processes do this for one person. Zapier runs those with the same lock one after the other. */
  async #person(spellings: readonly string[], name: string): Promise<void> {
    const [plain = ''] = spellings;
    const email = this.random.oneOf(spellings);
    const { output } = await this.#run({
      method: 'creates.create_or_update_client',
      inputData: { type: 'company', name: `Noor ${name}`, search_by: 'email', email },
      // Without the cache, the lock is all that keeps two runs from making one client each.
      lock: () => (this.soak.isCacheGood ? lockFor(email) : plain),
    });
    if (output === undefined) return;
    this.soak.people.add(plain);
    if (String(record.parse(output).email).toLowerCase() !== plain) this.#untrue(`${email}: another one`);
  }

  /** Runs a step, and repeats it as Zapier does. */
  async #run(step: Step): Promise<End> {
    const { count } = this.soak;
    const end = { mayBeDone: false, wasThrottled: false };
    let wasCacheGood = true;
    for (let replays = 0; ; replays++) {
      // A cache that cannot be read knows of no earlier attempt, so that a replay could make the record twice.
      do await this.soak.turn(() => step.lock?.());
      while (end.mayBeDone && this.soak.zapier.mood === 'crawls');
      if (replays < 2) this.soak.misbehave(this.random);
      const attempt = await this.#attempt(step);
      if (attempt && 'output' in attempt) return { ...end, output: attempt.output };
      end.mayBeDone ||= !attempt || mayBeDone(attempt.failure);
      end.wasThrottled ||= attempt?.failure.name === 'ThrottledError';
      wasCacheGood &&= this.soak.isCacheGood;
      if (attempt) this.#judge(step, attempt.failure, wasCacheGood);
      if (replays === MOST_REPLAYS || !this.#isRepeated(attempt?.failure)) return end;
      count.replays++;
    }
  }

  async #attempt({ method, inputData }: Step): Promise<Attempt> {
    const { sandbox, zapier, time } = this.soak;
    const answer = await new Promise<unknown>((resolve) => {
      this.#process.once('message', resolve).once('exit', resolve);
      const bundle = { authData: { api_key: sandbox.apiKey }, inputData };
      this.#process.send({ method: `${method}.operation.perform`, bundle, zapier: zapier.url, ...time });
    });
    this.#process.removeAllListeners();
    if (isAnswer(answer)) return answer;
    this.#process = startProcess();
    return undefined;
  }

  /** @param wasCacheGood in all attempts: without its mark, a repeated delete cannot know that it was done */
  #judge({ method }: Step, failure: Failure, wasCacheGood: boolean): void {
    const { zapier, count } = this.soak;
    if (mayBeDone(failure)) count.unsure++;
    if (failure.message.includes('goes on from there') && ['refuses', 'full'].includes(zapier.mood))
      this.#untrue(`${method} goes on from a place that was not kept`);
    if (failure.message.includes('not found') && wasCacheGood) this.#untrue(`${method}: ${failure.message}`);
  }

  #isRepeated(failure: Failure | undefined): boolean {
    if (failure?.name !== 'HaltedError') return true;
    return this.soak.isCacheGood && this.random.below(2) === 0;
  }

  #untrue(what: string): void {
    this.soak.untrue.push(what);
  }
}

const WORKER = 'node_modules/.cache/soak/worker.mjs';

/** Bundles the worker: each process that is killed is replaced, and starts in half of the time. */
const buildWorker = (): void => {
  const options = ['--bundle', '--packages=external', '--platform=node', '--format=esm', '--log-level=error'];
  execFileSync('node_modules/.bin/esbuild', ['test/soak/worker.ts', ...options, `--outfile=${WORKER}`]);
};

const startProcess = (): ChildProcess =>
  fork(WORKER, { execArgv: [], env: { ...process.env, NODE_ENV: 'test' } });

const isAnswer = (value: unknown): value is NonNullable<Attempt> =>
  typeof value === 'object' && value !== null && ('output' in value || 'failure' in value);

const mayBeDone = ({ message }: Failure): boolean => /may exist|may have done it/.test(message);

/** The lock of a run, as Zapier fills it in. */
const lockFor = (email: string): string =>
  `${App.creates.create_or_update_client?.operation.lock?.key}`
    .replace('{{bundle.inputData.search_value}}', '')
    .replace('{{bundle.inputData.email}}', email);

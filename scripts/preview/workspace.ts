import { createAppHandler } from 'zapier-platform-core';
import { z } from 'zod';
import App from '../../index.js';
import { type CollectionName, type Fields, type Sandbox, startSandbox } from '../../test/sandbox/index.js';
import { type Failure, failureOf } from '../../test/support/failure.js';
import { type Arrival, type HookAddress, startHookAddress } from '../../test/support/hook-address.js';
import { startZapier, type ZapierStandIn } from '../../test/support/zapier.js';
import { converted, isBlank } from './conversion.js';

const choiceList = z.record(z.string(), z.string());

const plainField = z.looseObject({
  key: z.string(),
  label: z.string().optional(),
  type: z.string().optional(),
  helpText: z.string().optional(),
  required: z.boolean().optional(),
  default: z.string().optional(),
  placeholder: z.string().optional(),
  list: z.boolean().optional(),
  dict: z.boolean().optional(),
  group: z.string().optional(),
  altersDynamicFields: z.boolean().optional(),
  dynamic: z.string().optional(),
  search: z.string().optional(),
  dependsOn: z.array(z.string()).optional(),
  choices: z.union([choiceList, z.array(z.string())]).optional(),
});
const field = plainField.extend({ children: z.array(plainField).optional() });
const output = z.looseObject({ key: z.string(), label: z.string().optional() });
const group = z.object({ key: z.string(), label: z.string() });
const choice = z.object({ id: z.string(), name: z.string(), label: z.string() });
const row = z.record(z.string(), z.unknown());

const step = z.object({
  key: z.string(),
  noun: z.string(),
  display: z.object({ label: z.string(), description: z.string(), hidden: z.boolean().default(false) }),
  operation: z.object({
    type: z.string().optional(),
    inputFieldGroups: z.array(group).default([]),
    sample: row.default({}),
  }),
});
const pair = step.pick({ key: true, display: true }).extend({ search: z.string(), create: z.string() });
const steps = <Step extends z.ZodType>(of: Step) => z.record(z.string(), of);
const definition = z.object({
  triggers: steps(step),
  creates: steps(step),
  searches: steps(step),
  searchOrCreates: steps(pair),
});

export type Family = 'triggers' | 'creates' | 'searches' | 'searchOrCreates';
export type Field = z.output<typeof field>;
export type Input = Readonly<Record<string, unknown>>;

/** A step of the chooser. */
export type Entry = {
  readonly family: Family;
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly isInstant: boolean;
  readonly isHidden: boolean;
};

/** A form as Zapier draws it. Find-or-create shows two of them. */
export type Section = {
  readonly title: string;
  readonly groups: readonly z.output<typeof group>[];
  readonly fields: readonly Field[];
};

/** A request of a run with its answer. The status is absent if the connection ended without an answer. */
export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number | undefined;
  readonly answer: string;
};

export type Result = {
  /** Labels of required inputs without a value: Zapier does not run the step. */
  readonly missing: readonly string[];
  /** What the app gets after Zapier's conversion. */
  readonly input: Input;
  readonly outputs: readonly { readonly key: string; readonly label: string }[];
  readonly records: readonly Input[];
  readonly error: Failure | undefined;
  readonly requests: readonly Exchange[];
  /** Which part of a find-or-create returned the record. */
  readonly by: 'find' | 'create' | undefined;
};

/** A delivery to the Zap that is switched on, and what its trigger returned for it. */
export type Told = {
  readonly event: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly records: readonly Input[];
  readonly error: Failure | undefined;
};

export type Fault = 'none' | '429' | '503' | 'slow' | 'cut';

const SLOW_MS = 4_000;
const MINUTE_MS = 60_000;
/** The country of phone numbers without a country code, as a firm in Dubai chooses it. */
const DEFAULT_COUNTRY = 'AE';
/** How often a fault strikes: for as long as its switch is on. */
const ALWAYS = Number.MAX_SAFE_INTEGER;

/** The real app in Zapier's own core, in front of an embedded Heffl, for one person who tries it out. */
export class Workspace {
  #fault: Fault = 'none';
  #exchanges: Exchange[] = [];
  #zap: { readonly key: string; readonly input: Input; readonly bundle: Input } | undefined;
  #lastArrival: Arrival | undefined;

  private constructor(
    private readonly sandbox: Sandbox,
    private readonly zapier: ZapierStandIn,
    private readonly hooks: HookAddress,
    private readonly app: z.output<typeof definition>,
  ) {}

  static async open(): Promise<Workspace> {
    const { results } = await createAppHandler(App)({ command: 'definition' });
    const exchanges: Exchange[] = [];
    const sandbox = await startSandbox({
      onAnswer: ({ request, status, answer = '' }) => {
        const { method, path, query, body } = request;
        exchanges.push({ method, path, query, body: jsonText(body), status, answer });
      },
    });
    process.env.HEFFL_BASE_URL = sandbox.url;
    const workspace = new Workspace(
      sandbox,
      await startZapier(),
      await startHookAddress(),
      definition.parse(results),
    );
    workspace.#exchanges = exchanges;
    return workspace;
  }

  /** Every step, in the order of Zapier's editor. */
  catalog(): Entry[] {
    const { triggers, creates, searches, searchOrCreates } = this.app;
    const entries = (family: Family, all: Readonly<Record<string, z.output<typeof step | typeof pair>>>) =>
      Object.values(all).map((one): Entry => {
        const { label, description, hidden } = one.display;
        const isInstant = 'operation' in one && one.operation.type === 'hook';
        return { family, key: one.key, label, description, isInstant, isHidden: hidden };
      });
    return [
      ...entries('triggers', triggers),
      ...entries('creates', creates),
      ...entries('searches', searches),
      ...entries('searchOrCreates', searchOrCreates),
    ];
  }

  async form(family: Family, key: string, input: Input): Promise<Section[]> {
    if (family !== 'searchOrCreates') return [await this.#section(family, key, input)];
    const { search, create } = this.#pair(key);
    return [await this.#section('searches', search, input), await this.#section('creates', create, input)];
  }

  /** One page of a dropdown, from 0. */
  async choices(list: string, page: number, input: Input): Promise<z.output<typeof choice>[]> {
    const bundle = { inputData: input, meta: { page, isFillingDynamicDropdown: true } };
    return z.array(choice).parse(await this.#call(`triggers.${list}.operation.perform`, bundle));
  }

  /** Runs a step once, as a Zap does. An instant trigger returns its examples. */
  async run(family: Family, key: string, input: Input, timeZone: string): Promise<Result> {
    const sections = await this.form(family, key, input);
    const fields = sections.flatMap((section) => section.fields);
    const given = converted(input, fields, timeZone);
    const missing = fields
      .filter((one) => one.required && isBlank(given[one.key]))
      .map((one) => one.label ?? one.key);
    const nothing = {
      missing,
      input: given,
      outputs: [],
      records: [],
      error: undefined,
      requests: [],
      by: undefined,
    };
    if (missing.length > 0) return nothing;

    const before = this.#exchanges.length;
    this.#strike();
    const parts = this.#parts(family, key);
    let by: Result['by'];
    let records: Input[] = [];
    const error = await errorOf(async () => {
      for (const part of parts) {
        if (records.length > 0) break;
        if (family === 'searchOrCreates') by = part.startsWith('searches') ? 'find' : 'create';
        const isHook = this.app.triggers[key]?.operation.type === 'hook' && family === 'triggers';
        const method = `${part}.operation.${isHook ? 'performList' : 'perform'}`;
        const result = await this.#call(method, { inputData: given, meta: { isLoadingSample: isHook } });
        records = z.array(row).parse(Array.isArray(result) ? result : [result]);
      }
    });
    this.sandbox.faults.clear();
    const [named = ''] = parts;
    return {
      ...nothing,
      outputs: await this.#outputs(named, given),
      records,
      error,
      requests: this.#exchanges.slice(before),
      by,
    };
  }

  /** Requests of the last minute, of the 60 that Heffl allows. */
  used(): number {
    const since = Date.now() - MINUTE_MS;
    return this.sandbox.requests.filter(({ at }) => at > since).length;
  }

  setFault(fault: Fault): void {
    this.#fault = fault;
  }

  /** Switches a Zap with an instant trigger on, and the one before off. Returns the outputs of the trigger. */
  async switchOn(key: string, input: Input): Promise<Pick<Result, 'outputs' | 'error'>> {
    await this.switchOff();
    const targetUrl = this.hooks.newUrl();
    const bundle = { inputData: converted(input, [], 'UTC'), targetUrl };
    const error = await errorOf(async () => {
      const subscribeData = row.parse(await this.#call(`triggers.${key}.operation.performSubscribe`, bundle));
      this.#zap = { key, input, bundle: { ...bundle, subscribeData } };
    });
    return { error, outputs: await this.#outputs(`triggers.${key}`, input) };
  }

  async switchOff(): Promise<void> {
    if (!this.#zap) return;
    const { key, bundle } = this.#zap;
    this.#zap = undefined;
    await this.#call(`triggers.${key}.operation.performUnsubscribe`, bundle);
  }

  /** What came to the Zap since this was last asked. */
  async told(): Promise<Told[]> {
    if (!this.#zap) return [];
    await this.sandbox.settled();
    const arrivals = this.hooks.take(String(this.#zap.bundle.targetUrl));
    const all: Told[] = [];
    for (const arrival of arrivals) all.push(await this.#receive(arrival));
    return all;
  }

  /** Sends the last delivery to the trigger once more: as it was, or with another body under its signature. */
  async repeat(isForged: boolean): Promise<Told[]> {
    if (!this.#lastArrival) return [];
    const { rawRequest, ...arrival } = this.#lastArrival;
    const content = isForged ? rawRequest.content.replace('}', ',"forged":true}') : rawRequest.content;
    return [await this.#receive({ ...arrival, rawRequest: { ...rawRequest, content } })];
  }

  /** Heffl's side: what is stored, newest first. */
  records(collection: CollectionName): Fields[] {
    return [...this.sandbox.records.list(collection)];
  }

  change(collection: CollectionName, id: string | undefined, fields: Fields | undefined): void {
    if (id === undefined) this.sandbox.create(collection, fields ?? {});
    else if (fields === undefined) this.sandbox.delete(collection, id);
    else this.sandbox.update(collection, id, fields);
  }

  async close(): Promise<void> {
    await Promise.all([this.sandbox.close(), this.zapier.close(), this.hooks.close()]);
  }

  async #receive(arrival: Arrival): Promise<Told> {
    if (!this.#zap) throw new Error('No Zap is switched on.');
    this.#lastArrival = arrival;
    const { key, bundle } = this.#zap;
    let records: Input[] = [];
    const error = await errorOf(async () => {
      const result = await this.#call(`triggers.${key}.operation.perform`, { ...bundle, ...arrival });
      records = z.array(row).parse(result);
    });
    const { headers, content } = arrival.rawRequest;
    const event = z.object({ event: z.string() }).catch({ event: '' }).parse(arrival.cleanedRequest).event;
    return { event, headers, body: content, records, error };
  }

  async #section(family: Exclude<Family, 'searchOrCreates'>, key: string, input: Input): Promise<Section> {
    const found = this.app[family][key];
    if (!found) throw new Error(`There is no step "${key}".`);
    const fields = z
      .array(field)
      .parse(await this.#call(`${family}.${key}.operation.inputFields`, { inputData: input }));
    return { title: found.display.label, groups: found.operation.inputFieldGroups, fields };
  }

  async #outputs(part: string, input: Input): Promise<Result['outputs']> {
    const fields = z
      .array(output)
      .parse(await this.#call(`${part}.operation.outputFields`, { inputData: input }));
    return fields.map(({ key, label = key }) => ({ key, label }));
  }

  #pair(key: string): z.output<typeof pair> {
    const found = this.app.searchOrCreates[key];
    if (!found) throw new Error(`There is no step "${key}".`);
    return found;
  }

  #parts(family: Family, key: string): string[] {
    if (family !== 'searchOrCreates') return [`${family}.${key}`];
    const { search, create } = this.#pair(key);
    return [`searches.${search}`, `creates.${create}`];
  }

  #strike(): void {
    this.sandbox.faults.clear();
    const times = ALWAYS;
    if (this.#fault === '429') {
      const body = { code: 'TOO_MANY_REQUESTS', message: 'Rate limit exceeded' };
      this.sandbox.faults.inject({
        kind: 'status',
        status: 429,
        headers: { 'retry-after': '30' },
        body,
        times,
      });
    }
    if (this.#fault === '503') this.sandbox.faults.inject({ kind: 'html', status: 503, times });
    if (this.#fault === 'cut') this.sandbox.faults.inject({ kind: 'cut', times });
    if (this.#fault === 'slow') {
      const until = new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      this.sandbox.faults.inject({ kind: 'slow', until, times });
    }
  }

  #call(method: string, bundle: object): Promise<unknown> {
    const authData = { api_key: this.sandbox.apiKey, default_country: DEFAULT_COUNTRY };
    return this.zapier.run(method, { ...bundle, authData });
  }
}

/** The error of an action, as a user of Zapier sees it. `undefined` if there was none. */
const errorOf = async (action: () => Promise<void>): Promise<Failure | undefined> => {
  const outcome = { isDone: false };
  const failure = await failureOf(async () => {
    await action();
    outcome.isDone = true;
    throw new Error('There was no error.');
  });
  if (outcome.isDone) return undefined;
  const [message = ''] = failure.message.split('\nWhat happened:');
  return { ...failure, message };
};

const jsonText = (body: unknown): string => (body === undefined ? '' : JSON.stringify(body, undefined, 2));

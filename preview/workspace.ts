import { createAppHandler } from 'zapier-platform-core';
import { z } from 'zod';
import App from '../index.js';
import { definition, form } from '../test/publishing/published-app.js';
import { type RequestFault, startSandbox } from '../test/sandbox/index.js';
import { convertedByZapier } from '../test/support/conversion.js';
import { type Failure, failureIn } from '../test/support/failure.js';
import { type Arrival, startHookAddress } from '../test/support/hook-address.js';
import { type RunBundle, startZapier } from '../test/support/zapier.js';

const families = ['triggers', 'creates', 'searches', 'searchOrCreates'] as const;
const collections = [
  ...(['leads', 'clients', 'deals', 'tasks', 'invoices', 'quotations'] as const),
  ...(['formResponses', 'leadStages', 'pipelineStages'] as const),
];
const row = z.record(z.string(), z.unknown());
const rows = z.union([z.array(row), row.transform((one) => [one])]);
const choices = z.array(z.object({ id: z.string(), name: z.string(), label: z.string() }));

/** A step with its filled-in form. */
export const filledSchema = z.object({ family: z.enum(families), key: z.string(), input: row });
/** A run of a step, in the time zone of the user, and what goes wrong in Heffl meanwhile. */
export const runSchema = filledSchema.extend({
  timeZone: z.string(),
  fault: z.enum(['none', 'busy', 'down', 'slow', 'cut']),
});
/** One page of a dropdown, from 0. */
export const pageSchema = z.object({ list: z.string(), page: z.int(), input: row });
/** What a person does in Heffl: creates without an ID, deletes without fields. */
export const changeSchema = z.object({
  collection: z.enum(collections),
  id: z.string().optional(),
  fields: row.optional(),
});

export type Filled = z.output<typeof filledSchema>;
type Run = z.output<typeof runSchema>;
export type Fault = Run['fault'];
export type Change = z.output<typeof changeSchema>;

export type Workspace = Awaited<ReturnType<typeof openWorkspace>>;
/** A step of the chooser. */
export type Entry = Workspace['catalog'][number];
/** A form as Zapier draws it. Find-or-create shows two of them. */
export type Section = Awaited<ReturnType<Workspace['sections']>>[number];
export type Result = Awaited<ReturnType<Workspace['run']>>;
/** A delivery to the Zap that is switched on, and what its trigger returned for it. */
export type Told = Awaited<ReturnType<Workspace['change']>>[number];
/** What a step returned, or its error as a user of Zapier sees it. */
export type Outcome = {
  readonly outputs: readonly { readonly key: string; readonly label: string }[];
  readonly records: readonly Filled['input'][];
  readonly error?: Failure | undefined;
};

/** A step or a find-or-create of the definition. */
type Listed = {
  readonly display: {
    readonly label: string;
    readonly description: string;
    readonly hidden?: boolean | undefined;
  };
  readonly operation?: { readonly type?: string | undefined };
};

const MINUTE_MS = 60_000;
const SLOW_MS = 4_000;
/** The country of phone numbers without a country code, as a firm in Dubai chooses it. */
const DEFAULT_COUNTRY = 'AE';

const busy = { code: 'TOO_MANY_REQUESTS', message: 'Rate limit exceeded' };
const faults: Record<Fault, () => RequestFault | undefined> = {
  none: () => undefined,
  busy: () => ({ kind: 'status', status: 429, headers: { 'retry-after': '30' }, body: busy }),
  down: () => ({ kind: 'html', status: 503 }),
  slow: () => ({ kind: 'slow', until: new Promise((resolve) => setTimeout(resolve, SLOW_MS)) }),
  cut: () => ({ kind: 'cut' }),
};

/** Whether an input is empty, and so not handed to the app. */
const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.values(value).every(isBlank));

/** The real app in Zapier's own core, in front of an embedded Heffl, for one person who tries it out. */
export const openWorkspace = async () => {
  const app = definition.parse((await createAppHandler(App)({ command: 'definition' })).results);
  /** The requests to Heffl. The status is absent if the connection ended without an answer. */
  const exchanges: { request: string; body: string; status: number | undefined; answer: string }[] = [];
  const sandbox = await startSandbox({
    onAnswer: ({ request: { method, path, query, body }, status, answer = '' }) => {
      const search = new URLSearchParams(query).toString();
      const request = `${method} ${path}${search === '' ? '' : `?${search}`}`;
      exchanges.push({ request, body: body === undefined ? '' : JSON.stringify(body), status, answer });
    },
  });
  process.env.HEFFL_BASE_URL = sandbox.url;
  const zapier = await startZapier();
  const hooks = await startHookAddress();
  /** The Zap that is switched on. */
  let zap: { readonly path: string; readonly bundle: RunBundle } | undefined;
  let lastArrival: Arrival | undefined;

  const call = (method: string, bundle: RunBundle): Promise<unknown> =>
    zapier.run(method, {
      ...bundle,
      authData: { api_key: sandbox.apiKey, default_country: DEFAULT_COUNTRY },
    });

  /** The steps that run one after the other: a find-or-create is two. */
  const partsOf = ({ family, key }: Omit<Filled, 'input'>) => {
    const { search = key, create = key } = app.searchOrCreates[key] ?? {};
    const pair = [['searches', search] as const, ['creates', create] as const];
    return (family === 'searchOrCreates' ? pair : [[family, key] as const]).map(([of, name]) => {
      const step = app[of][name];
      if (!step) throw new Error(`There is no step "${name}".`);
      return { ...step, path: `${of}.${name}.operation` };
    });
  };

  const sections = (filled: Filled) =>
    Promise.all(
      partsOf(filled).map(async ({ display, operation, path }) => ({
        title: display.label,
        groups: operation.inputFieldGroups,
        fields: form.parse(await call(`${path}.inputFields`, { inputData: filled.input })),
      })),
    );

  /** The fields of the form, and what the app gets of its values: as Zapier converts them, and no empty ones. */
  const converted = async ({ timeZone, ...filled }: Omit<Run, 'fault'>) => {
    const fields = (await sections(filled)).flatMap((section) => section.fields);
    const input = Object.fromEntries(Object.entries(filled.input).filter(([, value]) => !isBlank(value)));
    return { fields, inputData: convertedByZapier(input, fields, timeZone) };
  };

  /** What the action returns, with the labels of the step at `path`. */
  const outcomeOf = async (
    path: string,
    inputData: Filled['input'],
    action: () => Promise<unknown>,
  ): Promise<Outcome> => {
    const fields = form.parse(await call(`${path}.outputFields`, { inputData }));
    const outputs = fields.map(({ key, label = key }) => ({ key, label }));
    try {
      return { outputs, records: rows.parse(await action()) };
    } catch (error) {
      return { outputs, records: [], error: failureIn(error) };
    }
  };

  /** Hands a delivery to the Zap that is switched on. */
  const receive = async ({ path, bundle }: NonNullable<typeof zap>, arrival: Arrival) => {
    const outcome = await outcomeOf(path, bundle.inputData ?? {}, () =>
      call(`${path}.perform`, { ...bundle, ...arrival }),
    );
    const { headers, content } = arrival.rawRequest;
    const { event } = z.object({ event: z.string() }).catch({ event: '' }).parse(arrival.cleanedRequest);
    return { ...outcome, event, headers, body: content };
  };

  const switchOff = async () => {
    const last = zap;
    zap = undefined;
    if (last) await call(`${last.path}.performUnsubscribe`, last.bundle);
  };

  return {
    /** Every step, in the order of Zapier's editor. */
    catalog: families.flatMap((family) =>
      Object.entries<Listed>(app[family]).map(([key, { display, operation }]) => ({
        family,
        key,
        label: display.label,
        description: display.description,
        isInstant: operation?.type === 'hook',
        isHidden: display.hidden ?? false,
      })),
    ),

    sections,

    choices: async ({ list, page, input }: z.output<typeof pageSchema>) => {
      const bundle = { inputData: input, meta: { page, isFillingDynamicDropdown: true } };
      return choices.parse(await call(`triggers.${list}.operation.perform`, bundle));
    },

    /** Runs a step once, as a Zap does. An instant trigger returns its examples. */
    run: async ({ fault, ...filled }: Run) => {
      const { fields, inputData } = await converted(filled);
      /** Labels of required inputs without a value: Zapier does not run the step. */
      const missing = fields
        .filter(({ key, required }) => required && isBlank(inputData[key]))
        .map(({ key, label = key }) => label);
      const before = exchanges.length;
      const runPart = ({ path, operation }: ReturnType<typeof partsOf>[number]) => {
        const isHook = operation.type === 'hook';
        return outcomeOf(path, inputData, () => {
          const next = faults[fault]();
          if (next) sandbox.faults.inject({ ...next, times: Infinity });
          const meta = { isLoadingSample: isHook };
          return call(`${path}.${isHook ? 'performList' : 'perform'}`, { inputData, meta });
        }).finally(() => {
          sandbox.faults.clear();
        });
      };
      const [first, second] = missing.length > 0 ? [] : partsOf(filled);
      let outcome: Outcome = { outputs: [], records: [] };
      if (first) outcome = await runPart(first);
      /** Whether a find-or-create had to create. */
      const created = second && outcome.records.length === 0 && !outcome.error;
      if (second && created) outcome = { ...(await runPart(second)), outputs: outcome.outputs };
      const since = Date.now() - MINUTE_MS;
      const used = sandbox.requests.filter(({ at }) => at > since).length;
      return { ...outcome, missing, input: inputData, requests: exchanges.slice(before), used, created };
    },

    /** Switches a Zap with an instant trigger on, and the one before off. */
    switchOn: async (filled: Omit<Run, 'fault'>) => {
      await switchOff();
      const { inputData } = await converted(filled);
      const bundle = { inputData, targetUrl: hooks.newUrl() };
      const path = `triggers.${filled.key}.operation`;
      const subscribeData = row.parse(await call(`${path}.performSubscribe`, bundle));
      zap = { path, bundle: { ...bundle, subscribeData } };
    },

    switchOff,

    /** Sends the last delivery to the trigger once more: as it was, or changed below its signature. */
    repeat: async (isForged: boolean) => {
      if (!zap || !lastArrival) return [];
      const { rawRequest, ...arrival } = lastArrival;
      const content = isForged ? rawRequest.content.replace('{', '{"forged":true,') : rawRequest.content;
      return [await receive(zap, { ...arrival, rawRequest: { ...rawRequest, content } })];
    },

    /** Heffl's side: what is stored, oldest first. */
    stored: () => Object.fromEntries(collections.map((name) => [name, [...sandbox.records.list(name)]])),

    /** Changes something in Heffl. Returns what came to the Zap. */
    change: async ({ collection, id, fields }: Change) => {
      if (id === undefined) sandbox.create(collection, fields ?? {});
      else if (fields === undefined) sandbox.delete(collection, id);
      else sandbox.update(collection, id, fields);
      await sandbox.settled();
      const told = [];
      for (const arrival of zap ? hooks.take(zap.bundle.targetUrl ?? '') : []) {
        lastArrival = arrival;
        if (zap) told.push(await receive(zap, arrival));
      }
      return told;
    },

    close: () => Promise.all([sandbox.close(), zapier.close(), hooks.close()]),
  };
};

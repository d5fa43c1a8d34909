import { createAppHandler } from 'zapier-platform-core';
import { z } from 'zod';
import App from '../index.js';
import { definition, type Field, form } from '../test/publishing/published-app.js';
import { type CollectionName, type Fields, type RequestFault, startSandbox } from '../test/sandbox/index.js';
import { type Failure, failureIn } from '../test/support/failure.js';
import { type Arrival, startHookAddress } from '../test/support/hook-address.js';
import { type RunBundle, startZapier } from '../test/support/zapier.js';
import { converted, isBlank } from './conversion.js';

export type Family = 'triggers' | 'creates' | 'searches' | 'searchOrCreates';
export type Input = Readonly<Record<string, unknown>>;
/** A step with its filled-in form. */
export type Filled = { readonly family: Family; readonly key: string; readonly input: Input };

/** A step of the chooser. */
export type Entry = Pick<Filled, 'family' | 'key'> & {
  readonly label: string;
  readonly description: string;
  readonly isInstant: boolean;
  readonly isHidden: boolean;
};

/** A form as Zapier draws it. Find-or-create shows two of them. */
export type Section = {
  readonly title: string;
  readonly groups: readonly { readonly key: string; readonly label: string }[];
  readonly fields: readonly Field[];
};

/** A request with its answer. The status is absent if the connection ended without an answer. */
type Exchange = {
  readonly request: string;
  readonly body: string;
  readonly status: number | undefined;
  readonly answer: string;
};

/** What a run returned, or its error as a user of Zapier sees it. */
export type Outcome = {
  readonly outputs: readonly { readonly key: string; readonly label: string }[];
  readonly records: readonly Input[];
  readonly error: Failure | undefined;
};

export type Result = Outcome & {
  /** Labels of required inputs without a value: Zapier does not run the step. */
  readonly missing: readonly string[];
  /** What the app gets after Zapier's conversion. */
  readonly input: Input;
  readonly requests: readonly Exchange[];
  /** Requests of the last minute. */
  readonly used: number;
  /** Whether a find-or-create had to create. */
  readonly created: boolean | undefined;
};

/** A delivery to the Zap that is switched on, and what its trigger returned for it. */
export type Told = Outcome & {
  readonly event: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A step or a find-or-create of the definition. */
type Listed = {
  readonly display: Pick<Entry, 'label' | 'description'> & { readonly hidden?: boolean | undefined };
  readonly operation?: { readonly type?: string | undefined };
};

const MINUTE_MS = 60_000;
const SLOW_MS = 4_000;
/** The country of phone numbers without a country code, as a firm in Dubai chooses it. */
const DEFAULT_COUNTRY = 'AE';

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SLOW_MS));
const busy = { code: 'TOO_MANY_REQUESTS', message: 'Rate limit exceeded' };

/** What may go wrong in each request of a run. */
const faults = {
  none: () => undefined,
  busy: () => ({ kind: 'status', status: 429, headers: { 'retry-after': '30' }, body: busy }),
  down: () => ({ kind: 'html', status: 503 }),
  slow: () => ({ kind: 'slow', until: later() }),
  cut: () => ({ kind: 'cut' }),
} as const satisfies Record<string, () => RequestFault | undefined>;
export type Fault = keyof typeof faults;

const choices = z.array(z.object({ id: z.string(), name: z.string(), label: z.string() }));
const row = z.record(z.string(), z.unknown());
const rows = z.union([z.array(row), row.transform((one) => [one])]);

export type Workspace = Awaited<ReturnType<typeof openWorkspace>>;

/** The real app in Zapier's own core, in front of an embedded Heffl, for one person who tries it out. */
export const openWorkspace = async () => {
  const { results } = await createAppHandler(App)({ command: 'definition' });
  const app = definition.parse(results);
  const exchanges: Exchange[] = [];
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
  let fault: Fault = 'none';
  let zap: { readonly key: string; readonly bundle: RunBundle } | undefined;
  let lastArrival: Arrival | undefined;

  const call = (method: string, bundle: RunBundle): Promise<unknown> =>
    zapier.run(method, {
      ...bundle,
      authData: { api_key: sandbox.apiKey, default_country: DEFAULT_COUNTRY },
    });

  /** The steps that run one after the other: a find-or-create is two. */
  const partsOf = ({ family, key }: Pick<Filled, 'family' | 'key'>) => {
    const pair = app.searchOrCreates[key];
    const named =
      family === 'searchOrCreates'
        ? ([
            ['searches', pair?.search ?? key],
            ['creates', pair?.create ?? key],
          ] as const)
        : ([[family, key]] as const);
    return named.map(([of, name]) => {
      const step = app[of][name];
      if (!step) throw new Error(`There is no step "${name}".`);
      return { step, path: `${of}.${name}.operation` };
    });
  };

  const sectionsOf = (filled: Filled): Promise<Section[]> =>
    Promise.all(
      partsOf(filled).map(async ({ step: { display, operation }, path }) => ({
        title: display.label,
        groups: operation.inputFieldGroups,
        fields: form.parse(await call(`${path}.inputFields`, { inputData: filled.input })),
      })),
    );

  const bundleOf = async (filled: Filled, timeZone: string) => {
    const fields = (await sectionsOf(filled)).flatMap((section) => section.fields);
    return { fields, inputData: converted(filled.input, fields, timeZone) };
  };

  /** What the action returns, with the labels of the step at `path`. */
  const outcomeOf = async (
    path: string,
    inputData: Input,
    action: () => Promise<unknown>,
  ): Promise<Outcome> => {
    const outputs = form
      .parse(await call(`${path}.outputFields`, { inputData }))
      .map(({ key, label = key }) => ({ key, label }));
    try {
      return { outputs, records: rows.parse(await action()), error: undefined };
    } catch (error) {
      const failure = failureIn(error);
      const [message = ''] = failure.message.split('\nWhat happened:');
      return { outputs, records: [], error: { ...failure, message } };
    }
  };

  const receive = async (arrival: Arrival): Promise<Told[]> => {
    if (!zap) return [];
    lastArrival = arrival;
    const { key, bundle } = zap;
    const path = `triggers.${key}.operation`;
    const outcome = await outcomeOf(path, bundle.inputData ?? {}, () =>
      call(`${path}.perform`, { ...bundle, ...arrival }),
    );
    const { headers, content } = arrival.rawRequest;
    const { event } = z.object({ event: z.string() }).catch({ event: '' }).parse(arrival.cleanedRequest);
    return [{ ...outcome, event, headers, body: content }];
  };

  const switchOff = async (): Promise<void> => {
    const last = zap;
    zap = undefined;
    if (last) await call(`triggers.${last.key}.operation.performUnsubscribe`, last.bundle);
  };

  return {
    /** Every step, in the order of Zapier's editor. */
    catalog: (): Entry[] =>
      (['triggers', 'creates', 'searches', 'searchOrCreates'] as const).flatMap((family) => {
        const all: Readonly<Record<string, Listed>> = app[family];
        return Object.entries(all).map(([key, { display, operation }]) => ({
          family,
          key,
          label: display.label,
          description: display.description,
          isInstant: operation?.type === 'hook',
          isHidden: display.hidden ?? false,
        }));
      }),

    sections: sectionsOf,

    /** One page of a dropdown, from 0. */
    choices: async (list: string, page: number, inputData: Input) => {
      const bundle = { inputData, meta: { page, isFillingDynamicDropdown: true } };
      return choices.parse(await call(`triggers.${list}.operation.perform`, bundle));
    },

    /** Runs a step once, as a Zap does. An instant trigger returns its examples. */
    run: async (filled: Filled, timeZone: string): Promise<Result> => {
      const { fields, inputData } = await bundleOf(filled, timeZone);
      const missing = fields
        .filter(({ key, required }) => required && isBlank(inputData[key]))
        .map(({ key, label = key }) => label);
      const before = exchanges.length;
      const [first, second] = missing.length > 0 ? [] : partsOf(filled);
      const runPart = async ({ step, path }: NonNullable<typeof first>): Promise<Outcome> => {
        const isHook = step.operation.type === 'hook';
        const meta = { isLoadingSample: isHook };
        return outcomeOf(path, inputData, async () => {
          const next = faults[fault]();
          if (next) sandbox.faults.inject({ ...next, times: Infinity });
          return call(`${path}.${isHook ? 'performList' : 'perform'}`, { inputData, meta });
        }).finally(() => {
          sandbox.faults.clear();
        });
      };
      let outcome: Outcome = { outputs: [], records: [], error: undefined };
      if (first) outcome = await runPart(first);
      const isFound = outcome.records.length > 0 || outcome.error !== undefined;
      if (second && !isFound) outcome = { ...(await runPart(second)), outputs: outcome.outputs };
      const since = Date.now() - MINUTE_MS;
      const used = sandbox.requests.filter(({ at }) => at > since).length;
      const created = second && !isFound;
      return { ...outcome, missing, input: inputData, requests: exchanges.slice(before), used, created };
    },

    setFault: (name: Fault): void => {
      fault = name;
    },

    /** Switches a Zap with an instant trigger on, and the one before off. */
    switchOn: async (filled: Filled, timeZone: string): Promise<Outcome> => {
      await switchOff();
      const { inputData } = await bundleOf(filled, timeZone);
      const bundle = { inputData, targetUrl: hooks.newUrl() };
      const path = `triggers.${filled.key}.operation`;
      return outcomeOf(path, inputData, async () => {
        const subscribeData = row.parse(await call(`${path}.performSubscribe`, bundle));
        zap = { key: filled.key, bundle: { ...bundle, subscribeData } };
        return [];
      });
    },

    switchOff,

    /** Sends the last delivery to the trigger once more: as it was, or changed below its signature. */
    repeat: (isForged: boolean): Promise<Told[]> | Told[] => {
      if (!lastArrival) return [];
      const { rawRequest, ...arrival } = lastArrival;
      const content = isForged ? rawRequest.content.replace('{', '{"forged":true,') : rawRequest.content;
      return receive({ ...arrival, rawRequest: { ...rawRequest, content } });
    },

    /** Heffl's side: what is stored, oldest first. */
    records: (collection: CollectionName): Fields[] => [...sandbox.records.list(collection)],

    /** Does what a person does in Heffl: creates without an ID, deletes without fields. Returns what came to the Zap. */
    change: async (collection: CollectionName, id?: string, fields?: Fields): Promise<Told[]> => {
      if (id === undefined) sandbox.create(collection, fields ?? {});
      else if (fields === undefined) sandbox.delete(collection, id);
      else sandbox.update(collection, id, fields);
      await sandbox.settled();
      const arrivals = zap ? hooks.take(zap.bundle.targetUrl ?? '') : [];
      const told: Told[] = [];
      for (const arrival of arrivals) told.push(...(await receive(arrival)));
      return told;
    },

    close: async (): Promise<void> => {
      await Promise.all([sandbox.close(), zapier.close(), hooks.close()]);
    },
  };
};

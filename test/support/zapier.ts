import { createHash } from 'node:crypto';
import { createAppHandler, type LambdaEvent } from 'zapier-platform-core';
import { z } from 'zod';
import App from '../../index.js';
import { type HttpAnswer, type HttpRequest, json, listen } from '../sandbox/http/listen.js';

/** What Zapier would send along with a run; `inputData` is what the user filled in. */
export type RunBundle = {
  readonly authData?: Readonly<Record<string, string>>;
  readonly inputData?: Readonly<Record<string, unknown>>;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly targetUrl?: string;
  readonly subscribeData?: Readonly<Record<string, unknown>>;
  readonly cleanedRequest?: unknown;
  readonly rawRequest?: { readonly headers?: Readonly<Record<string, string>>; readonly content?: string };
};

/**
 * How Zapier's memory, its cache and the cursor, behaves:
 * - `works`: as it should
 * - `fails`: answers nothing but errors
 * - `forgets`: says that it keeps, and does not
 * - `overwrites`: sets what should be set only if it is new
 * - `refuses`: keeps nothing new, and answers `null`, as when it throttles
 * - `full`: keeps nothing new, and answers `false`, as over the quota of the app
 * - `lags`: answers the first read after a write as before the write
 */
export type CacheMood = 'works' | 'fails' | 'forgets' | 'overwrites' | 'refuses' | 'full' | 'lags';

export type ZapierStandIn = {
  /** Where its services are. */
  readonly url: string;
  /** Runs a method of the app, such as `creates.create_lead.operation.perform`, as Zapier's Lambda does. */
  readonly run: (method: string, bundle?: RunBundle) => Promise<unknown>;
  /** What the cache holds now, by key, over all connections. */
  readonly cached: () => ReadonlyMap<string, unknown>;
  /** Every call to the cache service, oldest first: `["zcache_get", "choices:…"]`. */
  readonly cacheCalls: readonly (readonly [method: string, key: string])[];
  /** The last lines that the core logged, as Zapier's log service got them. */
  readonly logs: readonly string[];
  mood: CacheMood;
  /** Moves the clock of the cache forward by so many seconds. */
  readonly age: (seconds: number) => void;
  /** Changes the values of the cache whose keys match, or deletes those that become `undefined`. */
  readonly edit: (pattern: RegExp, change: (value: unknown) => unknown) => void;
  /** Puts back how it started. Its address stays. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
};

const call = z.object({ id: z.unknown(), method: z.string(), params: z.array(z.unknown()) });
const string = z.string();
const scopes = z.array(string).nullish();
type Entry = { readonly value: string; readonly expires: number };

const LOGS_KEPT = 500;

/** Everything that the stand-in holds. A reset replaces the whole. */
class Memory {
  readonly entries = new Map<string, Entry>();
  readonly cacheCalls: [string, string][] = [];
  /** What was there before the last write, until it is read. */
  readonly lagging = new Map<string, { readonly before: Entry | undefined }>();
  readonly logs: string[] = [];
  cursor: string | null = null;
  agedSeconds = 0;
  mood: CacheMood = 'works';

  now(): number {
    return Date.now() / 1000 + this.agedSeconds;
  }

  kept(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    return entry && entry.expires > this.now() ? entry : undefined;
  }
}

/**
 * Zapier around the integration: the real core runs it, and a service on loopback stands in for Zapier's own, with the
 * cache (`z.cache`: lifetimes and scopes included), the cursor of dropdowns (`z.cursor`) and the log.
 */
export const startZapier = async (app: object = App): Promise<ZapierStandIn> => {
  let memory = new Memory();

  const answer = (connection: string, method: string, params: readonly unknown[]): unknown => {
    const { entries, cacheCalls, mood } = memory;
    if (method.startsWith('zcache_')) cacheCalls.push([method, string.parse(params[0])]);
    if (mood === 'fails') throw new Error('It is down.');
    if (method === 'get_cursor') return memory.cursor;
    if (method === 'set_cursor') {
      memory.cursor = string.parse(params[0]);
      return null;
    }
    const key = string.parse(params[0]);
    const scope = scopes.parse(method === 'zcache_set' ? params[3] : params[1]) ?? [];
    const scopedKey = scope.includes('auth') ? `${connection} ${key}` : key;
    const before = memory.kept(scopedKey);
    if (method === 'zcache_get') {
      const lagging = memory.lagging.get(scopedKey);
      memory.lagging.delete(scopedKey);
      return (mood === 'lags' && lagging ? lagging.before : before)?.value ?? null;
    }
    memory.lagging.set(scopedKey, { before });
    if (method === 'zcache_delete') return entries.delete(scopedKey);
    if (mood === 'refuses') return null;
    if (mood === 'full') return false;
    const lifetime = z.int().nullish().parse(params[2]) ?? Infinity;
    const onlyIfNew = z.boolean().nullish().parse(params[4]) ?? false;
    if (onlyIfNew && mood !== 'overwrites' && before) return false;
    const entry = { value: string.parse(params[1]), expires: memory.now() + lifetime };
    if (mood !== 'forgets') entries.set(scopedKey, entry);
    return true;
  };

  const serve = ({ path, query, headers, text }: HttpRequest): HttpAnswer => {
    if (path === '/log') return json({});
    const { id, method, params } = call.parse(JSON.parse(text));
    try {
      return json({ id, result: answer(query.connection ?? headers['x-token'] ?? '', method, params) });
    } catch (error) {
      return json({ id, error: String(error) });
    }
  };
  const { origin: url, close } = await listen(serve);

  return {
    url,
    get mood() {
      return memory.mood;
    },
    set mood(mood) {
      memory.mood = mood;
    },
    get cacheCalls() {
      return memory.cacheCalls;
    },
    get logs() {
      return memory.logs;
    },
    cached: () => new Map([...memory.entries].map(([key, { value }]) => [unscoped(key), JSON.parse(value)])),
    age: (seconds) => {
      memory.agedSeconds += seconds;
      for (const [key, { expires }] of memory.entries)
        if (expires <= memory.now()) memory.entries.delete(key);
    },
    edit: (pattern, change) => {
      for (const [key, { value, expires }] of memory.entries) {
        if (!pattern.test(unscoped(key))) continue;
        const changed = change(JSON.parse(value));
        if (changed === undefined) memory.entries.delete(key);
        else memory.entries.set(key, { value: JSON.stringify(changed), expires });
      }
    },
    reset: () => {
      memory = new Memory();
    },
    run: (method, bundle = {}) => {
      const { logs } = memory;
      return runIn(url, app, method, bundle, (message, data) => {
        logs.push(JSON.stringify({ message, data }));
        logs.splice(0, logs.length - LOGS_KEPT);
      });
    },
    close,
  };
};

/**
 * Runs a method of the app with Zapier's services at an address.
 *
 * Without a token, the core sends no log: that costs each run a request. So the connection, which Zapier names by its token, is
 * part of the address.
 */
export const runIn = async (
  url: string,
  app: object,
  method: string,
  bundle: RunBundle,
  customLogger?: LambdaEvent['customLogger'],
): Promise<unknown> => {
  process.env.ZAPIER_DEPLOY_KEY = 'in place of a token';
  const { results } = await createAppHandler(withStepOf(method, app))({
    command: 'execute',
    method,
    bundle: { authData: {}, inputData: {}, ...bundle },
    rpc_base: `${url}/rpc?connection=${connectionOf(bundle)}`,
    ...(customLogger && { customLogger }),
  });
  return results;
};

/** A key of the cache without the connection that it is scoped to. */
const unscoped = (key: string): string => key.split(' ').at(-1) ?? key;

/** Zapier names a connection by a token of its own. */
const connectionOf = ({ authData }: RunBundle): string =>
  createHash('sha256')
    .update(authData?.api_key ?? '')
    .digest('hex');

const steps = z.record(z.string(), z.unknown()).default({});
const definition = z.looseObject({
  triggers: steps,
  creates: steps,
  searches: steps,
  searchOrCreates: steps,
});

/** The app with no step but the method's own: the core copies all of its app several times in each run. */
const withStepOf = (method: string, app: object): object => {
  const [, key = ''] = method.split('.');
  const only = (all: Record<string, unknown>) => (key in all ? { [key]: all[key] } : {});
  const { triggers, creates, searches, ...rest } = definition.parse(app);
  return {
    ...rest,
    triggers: only(triggers),
    creates: only(creates),
    searches: only(searches),
    searchOrCreates: {},
  };
};

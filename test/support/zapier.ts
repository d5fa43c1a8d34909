import { createHash } from 'node:crypto';
import { createAppHandler, type LambdaEvent } from 'zapier-platform-core';
import { z } from 'zod';
import App from '../../index.js';
import { type HttpAnswer, type HttpRequest, json, listen } from '../sandbox/http/listen.js';
import { services } from './zapier-services.cjs';

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
type CacheMood = 'works' | 'fails' | 'forgets' | 'overwrites' | 'refuses' | 'full' | 'lags';

const call = z.object({ id: z.unknown(), method: z.string(), params: z.array(z.unknown()) });
type Entry = { readonly value: string; readonly expires: number };

const LOGS_KEPT = 500;

/** Zapier's cache and cursor, and its log. */
class Memory {
  readonly entries = new Map<string, Entry>();
  readonly cacheCalls: (readonly [method: string, key: string])[] = [];
  readonly logs: string[] = [];
  mood: CacheMood = 'works';
  agedSeconds = 0;
  #cursor: unknown = null;
  /** What was there before the last write, until it is read. */
  readonly #lagging = new Map<string, Entry | undefined>();

  /** Seconds since 1970. */
  get now(): number {
    return Date.now() / 1000 + this.agedSeconds;
  }

  #kept(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    return entry && entry.expires > this.now ? entry : undefined;
  }

  /** Carries out a call of the core for a connection. */
  answer(connection: string, method: string, [first, ...rest]: readonly unknown[]): unknown {
    const { entries, mood } = this;
    if (method.startsWith('zcache_')) this.cacheCalls.push([method, String(first)]);
    if (mood === 'fails') throw new Error('It is down.');
    if (method === 'get_cursor') return this.#cursor;
    if (method === 'set_cursor') {
      this.#cursor = first;
      return null;
    }
    const [value, seconds, setScope, onlyIfNew] = rest;
    const scope = method === 'zcache_set' ? setScope : value;
    const key = [scope].flat().includes('auth') ? `${connection} ${String(first)}` : String(first);
    const before = this.#kept(key);
    if (method === 'zcache_get') {
      const seen = mood === 'lags' && this.#lagging.has(key) ? this.#lagging.get(key) : before;
      this.#lagging.delete(key);
      return seen?.value ?? null;
    }
    this.#lagging.set(key, before);
    if (method === 'zcache_delete') return entries.delete(key);
    if (mood === 'refuses') return null;
    if (mood === 'full') return false;
    if (onlyIfNew === true && mood !== 'overwrites' && before) return false;
    const expires = this.now + (typeof seconds === 'number' ? seconds : Infinity);
    if (mood !== 'forgets') entries.set(key, { value: String(value), expires });
    return true;
  }
}

export type ZapierStandIn = Awaited<ReturnType<typeof startZapier>>;

/**
 * Zapier around the integration: the real core runs it, and a service on loopback stands in for Zapier's own, with the
 * cache (`z.cache`: lifetimes and scopes included) and the cursor of dropdowns (`z.cursor`).
 */
export const startZapier = async () => {
  let memory = new Memory();
  const serve = ({ path, query, headers, text }: Omit<HttpRequest, 'method'>): HttpAnswer => {
    if (path === '/log') return json({});
    const { id, method, params } = call.parse(JSON.parse(text));
    const connection = query.connection ?? headers['x-token'] ?? '';
    try {
      return json({ id, result: memory.answer(connection, method, params) });
    } catch (error) {
      return json({ id, error: String(error) });
    }
  };
  const { origin: url, close } = await listen(serve);
  services.set(url, serve);

  return {
    /** Where its services are. */
    url,
    get mood() {
      return memory.mood;
    },
    set mood(mood: CacheMood) {
      memory.mood = mood;
    },
    /** Every call to the cache service, oldest first: `["zcache_get", "choices:…"]`. */
    get cacheCalls() {
      return memory.cacheCalls;
    },
    /** The last lines that the core logged. */
    get logs() {
      return memory.logs;
    },
    /** What the cache holds now, by key, over all connections. */
    cached: (): ReadonlyMap<string, unknown> =>
      new Map([...memory.entries].map(([key, { value }]) => [unscoped(key), JSON.parse(value)])),
    /** Moves the clock of the cache forward by so many seconds. */
    age: (seconds: number): void => {
      memory.agedSeconds += seconds;
      for (const [key, { expires }] of memory.entries) if (expires <= memory.now) memory.entries.delete(key);
    },
    /** Changes the values of the cache whose keys match, or deletes those that become `undefined`. */
    edit: (pattern: RegExp, change: (value: unknown) => unknown): void => {
      for (const [key, { value, expires }] of memory.entries) {
        if (!pattern.test(unscoped(key))) continue;
        const changed = change(JSON.parse(value));
        if (changed === undefined) memory.entries.delete(key);
        else memory.entries.set(key, { value: JSON.stringify(changed), expires });
      }
    },
    /** Puts back how it started. Its address stays. */
    reset: (): void => {
      memory = new Memory();
    },
    /** Runs a method of the app, such as `creates.create_lead.operation.perform`, as Zapier's Lambda does. */
    run: (method: string, bundle: RunBundle = {}): Promise<unknown> => {
      const { logs } = memory;
      return runIn(url, method, bundle, (message, data) => {
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
  method: string,
  bundle: RunBundle,
  customLogger?: LambdaEvent['customLogger'],
): Promise<unknown> => {
  process.env.ZAPIER_DEPLOY_KEY = 'in place of a token';
  const connection = createHash('sha256')
    .update(bundle.authData?.api_key ?? '')
    .digest('hex');
  const { results } = await createAppHandler(withStepOf(method))({
    command: 'execute',
    method,
    bundle: { authData: {}, inputData: {}, ...bundle },
    rpc_base: `${url}/rpc?connection=${connection}`,
    ...(customLogger && { customLogger }),
  });
  return results;
};

/** A key of the cache without the connection that it is scoped to. */
const unscoped = (key: string): string => key.split(' ').at(-1) ?? key;

/** The app with no step but the method's own: the core copies all of its app several times in each run. */
const withStepOf = (method: string): object => {
  const [, key = ''] = method.split('.');
  const only = (steps: Readonly<Record<string, unknown>>) => (key in steps ? { [key]: steps[key] } : {});
  const { triggers, creates, searches, ...rest } = App;
  const own = { triggers: only(triggers), creates: only(creates), searches: only(searches) };
  return { ...rest, ...own, searchOrCreates: {} };
};

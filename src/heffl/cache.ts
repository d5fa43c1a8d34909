import { randomUUID } from 'node:crypto';
import type { ZObject } from 'zapier-platform-core';

/** A slow cache costs more than it saves. Zapier's own client has no timeout. */
const PATIENCE_MS = 2_000;

/** `z.cache` with its scopes, which Zapier's types leave out of reading. */
type ZapierCache = {
  get(key: string, scope?: string[]): Promise<unknown>;
  set(key: string, value: unknown, ttl?: number, scope?: string[], nx?: boolean): Promise<unknown>;
  delete(key: string, scope?: string[]): Promise<unknown>;
};

export type Cache = {
  /** The value kept under the key, or `undefined`. */
  readonly get: (key: string) => Promise<unknown>;
  /** Keeps the value for so many seconds; whether that worked. */
  readonly set: (key: string, value: unknown, seconds: number) => Promise<boolean>;
  /**
   * Takes the key for so many seconds. `false` only where another run has it, even one that took it at the same moment;
   * a cache that cannot tell leaves it to everyone.
   */
  readonly claim: (key: string, seconds: number) => Promise<boolean>;
  readonly forget: (key: string) => Promise<void>;
  /** Whether everything that was asked of it in this run was done. */
  readonly isUp: () => boolean;
};

/**
 * Zapier's cache for this connection. It may be empty, expired, slow or down at any time, so that nothing may depend on
 * it: a failing cache reads as empty, and its errors are not the user's business.
 */
export const openCache = (z: ZObject): Cache => {
  const cache: ZapierCache = z.cache;
  const scope = ['auth'];
  let isUp = true;
  let hangs = false;
  const ask = async <T>(action: () => Promise<T>): Promise<{ readonly value: T } | undefined> => {
    // One that has not answered once would be waited for each time.
    const answer = hangs ? 'late' : await attempt(action);
    hangs = answer === 'late';
    const inTime = answer === 'late' ? undefined : answer;
    isUp &&= inTime !== undefined;
    return inTime;
  };
  return {
    get: async (key) => (await ask(() => cache.get(key, scope)))?.value ?? undefined,
    set: async (key, value, seconds) =>
      // Zapier refuses `undefined` inside of a value, which JSON leaves out.
      (await ask(() => cache.set(key, JSON.parse(JSON.stringify(value)), seconds, scope))) !== undefined,
    claim: async (key, seconds) => {
      const claimant = randomUUID();
      const answer = await ask(() => cache.set(key, claimant, seconds, scope, true));
      if (answer?.value !== false) return true;
      // Zapier's client repeats a call whose answer got lost, so that the key may have been taken by this very run.
      const holder = (await ask(() => cache.get(key, scope)))?.value ?? claimant;
      return holder === claimant;
    },
    forget: async (key) => {
      await ask(() => cache.delete(key, scope));
    },
    isUp: () => isUp,
  };
};

/** What a form or a dropdown shows is looked at several times in a row, and what is new in Heffl should show soon after. */
const LOOKED_UP_SECONDS = 300;

/** The value from the cache, or else loaded, and kept for five minutes. A cache that is down is not waited for twice. */
export const lookedUp = async <T>(
  cache: Cache,
  key: string,
  isValid: (value: unknown) => value is T,
  load: () => Promise<T>,
): Promise<T> => {
  const kept = await cache.get(key);
  if (isValid(kept)) return kept;
  const value = await load();
  if (cache.isUp()) await cache.set(key, value, LOOKED_UP_SECONDS);
  return value;
};

/** The result, wrapped; `undefined` where there was an error, and `late` where there was nothing in time. */
const attempt = async <T>(action: () => Promise<T>): Promise<{ readonly value: T } | 'late' | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => {
      resolve('late');
    }, PATIENCE_MS);
  });
  try {
    return await Promise.race([action().then((value) => ({ value })), tooLate]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
};

import { randomUUID } from 'node:crypto';
import type { ZObject } from 'zapier-platform-core';
import { clock } from './clock.js';
import { timeLeftIn } from './deadline.js';

/** Timeout of one cache call, which Zapier's client lacks: a slow cache costs more than it saves. */
const TIMEOUT_MS = 2_000;
/** Time beyond the budget of a run: a run that is out of time can still keep what the next one needs. */
const CLOSING_MS = 2_000;

/** A read may be older than the last write by this much. */
export const LAG_MS = 300;

/** `z.cache` with the scopes that Zapier's types omit from reads. */
type ZapierCache = {
  get(key: string, scope?: string[]): Promise<unknown>;
  set(key: string, value: unknown, ttl?: number, scope?: string[], nx?: boolean): Promise<unknown>;
  delete(key: string, scope?: string[]): Promise<unknown>;
};

export type Cache = {
  /** The value under the key, or `undefined`. */
  readonly get: (key: string) => Promise<unknown>;
  /** Sets the value for so many seconds. True only if Zapier says that it is kept. */
  readonly set: (key: string, value: unknown, seconds: number) => Promise<boolean>;
  /** Set if absent (NX). False only if another run holds the key; true if the cache fails or refuses. */
  readonly claim: (key: string, seconds: number) => Promise<boolean>;
  /**
   * Set if absent (NX), with a value that only this run has. Returns the value that the key holds: `own` if the cache fails or refuses.
   */
  readonly holder: (key: string, own: string, seconds: number) => Promise<unknown>;
  /**
   * Returns whether the key is gone. Zapier answers `null` if it throttles the call.
   *
   * @param isHeld whether `holder` set the key: then the cache is called even after a timeout
   */
  readonly delete: (key: string, isHeld?: boolean) => Promise<boolean>;
  /** Whether every call of this run was answered, and every value kept. */
  readonly isUp: () => boolean;
};

/**
 * Zapier's cache for this connection. It may be empty, expired, slow or down at any time. A failing cache reads as empty, and its
 * errors do not reach the user.
 *
 * `zcache_set` answers `true` if the value is kept, `false` if the key is taken or the quota of the app is used up, and `null` if
 * Zapier throttles it. Source: zapier-platform, pull request 921.
 *
 * @param timeLeft milliseconds left for the calls of this run
 */
export const openCache = (z: ZObject, timeLeft = timeLeftIn(z)): Cache => {
  const cache: ZapierCache = z.cache;
  const scope = ['auth'];
  let isUp = true;
  let hangs = false;
  const ask = async <T>(action: () => Promise<T>): Promise<{ readonly value: T } | undefined> => {
    // A cache that timed out once is not called again in this run.
    const answer = hangs ? 'late' : await inTime(action, Math.min(TIMEOUT_MS, timeLeft() + CLOSING_MS));
    hangs = answer === 'late';
    isUp &&= isInTime(answer);
    return isInTime(answer) ? answer : undefined;
  };
  const read = async (key: string): Promise<unknown> =>
    (await ask(() => cache.get(key, scope)))?.value ?? undefined;
  const holder = async (key: string, own: string, seconds: number): Promise<unknown> => {
    const answer = await ask(() => cache.set(key, own, seconds, scope, true));
    if (answer?.value === true) return own;
    // Zapier's client repeats a call whose answer was lost, so that this very run may hold the key. Or the cache refuses.
    const found = await read(key);
    if (found !== undefined || answer?.value !== false) return found ?? own;
    // The key is taken, or the quota is used up. A read right after a write may be older than it.
    await clock.sleep(LAG_MS);
    return (await read(key)) ?? own;
  };
  return {
    get: read,
    set: async (key, value, seconds) => {
      // Zapier refuses `undefined` inside of a value, which JSON leaves out.
      const answer = await ask(() => cache.set(key, JSON.parse(JSON.stringify(value)), seconds, scope));
      const isKept = answer?.value === true;
      isUp &&= isKept;
      return isKept;
    },
    claim: async (key, seconds) => {
      const own = randomUUID();
      return (await holder(key, own, seconds)) === own;
    },
    holder,
    delete: async (key, isHeld = false) => {
      // The call that timed out may have set the key that this run held.
      if (isHeld) hangs = false;
      return typeof (await ask(() => cache.delete(key, scope)))?.value === 'boolean';
    },
    isUp: () => isUp,
  };
};

/** Five minutes: forms and dropdowns are opened several times in a row, and must show soon what is new in Heffl. */
const CACHED_SECONDS = 300;

/** The value under the key, or else the loaded one, which is kept for five minutes. */
export const cached = async <T>(
  cache: Cache,
  key: string,
  isValid: (value: unknown) => value is T,
  load: () => Promise<T>,
): Promise<T> => {
  const kept = await cache.get(key);
  if (isValid(kept)) return kept;
  const value = await load();
  // A run waits for a failing cache only once.
  if (cache.isUp()) await cache.set(key, value, CACHED_SECONDS);
  return value;
};

type InTime<T> = { readonly value: T };
type Failed = { readonly error: unknown };

/** Calls one of Zapier's services, which have no timeout. Returns the result, the error, or `late` after `timeoutMs`. */
export const inTime = async <T>(
  action: () => Promise<T>,
  timeoutMs = TIMEOUT_MS,
): Promise<InTime<T> | Failed | 'late'> => {
  if (timeoutMs <= 0) return 'late';
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => {
      resolve('late');
    }, timeoutMs);
  });
  try {
    return await Promise.race([action().then((value) => ({ value })), tooLate]);
  } catch (error) {
    return { error };
  } finally {
    clearTimeout(timer);
  }
};

export const isInTime = <T>(answer: InTime<T> | Failed | 'late'): answer is InTime<T> =>
  typeof answer === 'object' && 'value' in answer;

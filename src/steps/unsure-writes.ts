import { createHash } from 'node:crypto';
import type { Cache } from '../heffl/cache.js';
import { clock } from '../heffl/clock.js';
import { isUnsure } from '../heffl/refusals.js';

/** 24 hours: Autoreplay repeats a step within hours, a user on the same day. */
const MARK_SECONDS = 86_400;

/** The note in the cache that a write may have been done, so that a replay of the step looks before it writes. */
export type Mark = {
  /** The time at which the write was sent first, in milliseconds since 1970. `undefined` if it is not marked. */
  readonly since: () => Promise<number | undefined>;
  readonly clear: () => Promise<void>;
  /**
   * Runs the write, and sets the mark if it ends with an error after which it may have been done.
   *
   * The mark is set after the write, and not before. Before, each write would cost two more calls of the cache, whose quota all
   * users of the app share, and one whose removal fails would swallow the next submission of the same data. A run ends before Zapier
   * would stop it, so that only a process that crashes within the write leaves no mark.
   */
  readonly during: <Result>(write: () => Promise<Result>) => Promise<Result>;
};

/**
 * The mark of a write of this connection.
 *
 * @param what the same for each run of the same step with the same data. A digest of it is the key.
 */
export const markOf = (cache: Cache, what: readonly unknown[]): Mark => {
  const key = `unsure:${createHash('sha256').update(JSON.stringify(what)).digest('hex')}`;
  const since = async (): Promise<number | undefined> => {
    const kept = await cache.get(key);
    return typeof kept === 'number' ? kept : undefined;
  };
  return {
    since,
    clear: () => cache.delete(key),
    during: async (write) => {
      const sentAt = clock.now();
      try {
        return await write();
      } catch (error) {
        // The first attempt may be the one that was done.
        if (isUnsure(error)) await cache.set(key, (await since()) ?? sentAt, MARK_SECONDS);
        throw error;
      }
    },
  };
};

import type { Cache } from '../heffl/cache.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';

const DAY_SECONDS = 24 * 60 * 60;
/** Heffl's retries of a delivery come within days. */
const DELIVERY_KEPT_SECONDS = 7 * DAY_SECONDS;
/** Counted from the last delivery of a record: a deal is still edited weeks after it was won. */
const RECORD_KEPT_SECONDS = 30 * DAY_SECONDS;
/** Longer than two deliveries of one change can overlap. */
const OVERLAP_SECONDS = 60;

/** What one subscription (one Zap's webhook) has seen. Best effort: it stands in Zapier's cache, which may lose it. */
export type Memory = {
  /** Whether this delivery came before; from now on it has. */
  readonly hasSeen: (delivery: string) => Promise<boolean>;
  /**
   * How a delivery compares with the newest one of the same record; remembers `state`, unless it is outdated.
   *
   * @param at ISO 8601; without it, a delivery counts as the newest
   */
  readonly compare: (record: string, state: string, at: string | null) => Promise<Comparison>;
};

/** `outdated`: a later state has been seen already. */
export type Comparison = 'first' | 'changed' | 'same' | 'outdated';

export const memoryOf = (cache: Cache, subscription: string): Memory => ({
  hasSeen: async (delivery) => {
    const key = `delivery:${subscription}:${delivery}`;
    // The claim tells two runs at one moment apart, and the look before it needs no cache that knows how to claim.
    return (await cache.get(key)) !== undefined || !(await cache.claim(key, DELIVERY_KEPT_SECONDS));
  },
  compare: async (record, state, at) => {
    const key = `record:${subscription}:${record}`;
    const kept = await cache.get(key);
    const before = isObject(kept) ? readState(kept) : undefined;
    if (before && before.at > timeOf(at)) return 'outdated';
    if (before?.state === state) {
      await cache.set(key, { ...before, at }, RECORD_KEPT_SECONDS);
      return 'same';
    }
    const changes = (before?.changes ?? 0) + 1;
    // Of two deliveries that tell of one change at the same moment, one makes it and the other finds it made.
    const isMine = await cache.claim(`${key}:${changes}:${state}`, OVERLAP_SECONDS);
    await cache.set(key, { state, at, changes }, RECORD_KEPT_SECONDS);
    if (!isMine) return 'same';
    return before ? 'changed' : 'first';
  },
});

/** `changes` counts them, so that a state that comes back is told from the first time. */
const readState = ({ state, at, changes }: JsonObject) => ({
  state,
  at: timeOf(textOf(at)),
  changes: Number(changes),
});

const timeOf = (at: string | null | undefined): number => Date.parse(at ?? '');

import type { Cache } from '../heffl/cache.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';

const DAY_SECONDS = 24 * 60 * 60;
/** Heffl retries a delivery within days. */
const DELIVERY_SECONDS = 7 * DAY_SECONDS;
/** Counted from the last event of a record: a deal is still edited weeks after it was won. */
const STATE_SECONDS = 30 * DAY_SECONDS;
/** Longer than two deliveries of one change can overlap. */
const OVERLAP_SECONDS = 60;

/** What one subscription (the webhook of one Zap) has received. Best effort: Zapier's cache may lose it. */
export type Subscription = {
  /** Whether the delivery was received before. Marks it as received. */
  readonly isRepeated: (deliveryKey: string) => Promise<boolean>;
  /**
   * Compares a record's state with the newest one known, and keeps it unless it is outdated.
   *
   * @param at ISO 8601. Without it, the state counts as the newest
   */
  readonly compare: (record: string, state: string, at: string | null) => Promise<Comparison>;
};

/** `outdated`: a later state is known already. */
export type Comparison = 'first' | 'changed' | 'same' | 'outdated';

/** Whether the record is in another state than the one known before. */
export const isNewState = (comparison: Comparison): boolean =>
  comparison === 'first' || comparison === 'changed';

export const subscriptionOf = (cache: Cache, id: string): Subscription => ({
  isRepeated: async (deliveryKey) => {
    const key = `delivery:${id}:${deliveryKey}`;
    // The claim separates two runs at one moment. The read works with a cache that ignores set-if-absent, too.
    return (await cache.get(key)) !== undefined || !(await cache.claim(key, DELIVERY_SECONDS));
  },
  compare: async (record, state, at) => {
    const key = `record:${id}:${record}`;
    const kept = await cache.get(key);
    const before = isObject(kept) ? readState(kept) : undefined;
    if (before && before.at > timeOf(at)) return 'outdated';
    if (before?.state === state) {
      await cache.set(key, { ...before, at }, STATE_SECONDS);
      return 'same';
    }
    const changes = (before?.changes ?? 0) + 1;
    // Of two runs with one change at the same moment, one gets the claim. The other sees the same state.
    const isFirst = await cache.claim(`${key}:${changes}:${state}`, OVERLAP_SECONDS);
    await cache.set(key, { state, at, changes }, STATE_SECONDS);
    if (!isFirst) return 'same';
    return before ? 'changed' : 'first';
  },
});

/** `changes` counts the states, so that a state that comes back differs from its first time. */
const readState = ({ state, at, changes }: JsonObject) => ({
  state,
  at: timeOf(textOf(at)),
  changes: Number(changes),
});

const timeOf = (at: string | null | undefined): number => Date.parse(at ?? '');

import type { Cache } from '../heffl/cache.js';
import { clock } from '../heffl/clock.js';
import type { HefflEvent } from '../heffl/deliveries.js';
import { isObject, textOf } from '../heffl/json.js';
import { keepLong } from './long-lived.js';
import { stateAtStart } from './states-at-start.js';
import type { Before, Tracking } from './tracking.js';

/** Heffl retries a delivery within days. An event that is older by more has a wrong time. */
const DELIVERY_SECONDS = 7 * 24 * 60 * 60;
/** Longer than two deliveries of one change can overlap. */
const OVERLAP_SECONDS = 60;
/** A run takes this claim right before it returns: if it dies, the next one need not wait longer. */
const CLAIM_SECONDS = 5;
const LOOK_AGAIN_MS = 250;
const MOST_LOOKS = (CLAIM_SECONDS * 1000) / LOOK_AGAIN_MS;

/** What one subscription (the webhook of one Zap) has received, and passed on to Zapier. Best effort: the cache may lose it. */
type Subscription = {
  /** Whether the delivery was passed on to Zapier before. */
  readonly wasPassedOn: (delivery: string) => Promise<boolean>;
  /**
   * Compares an event with what is known of its record.
   *
   * @param delivery the key of the delivery. A delivery whose run died is compared as at its first time
   */
  readonly compare: (tracking: Tracking, event: HefflEvent, delivery: string) => Promise<Change>;
};

type Change = {
  readonly isNews: boolean;
  /** Keeps the new state of an event that is not passed on. */
  readonly note: () => Promise<void>;
  /** Keeps the new state, and notes the event as passed on. False if another run has passed it on. Call it last. */
  readonly passOn: () => Promise<boolean>;
};

/** Nothing new, and nothing to keep. */
const NO_CHANGE: Change = {
  isNews: false,
  note: () => Promise.resolve(),
  passOn: () => Promise.resolve(false),
};

export const subscriptionOf = (cache: Cache, id: string): Subscription => ({
  wasPassedOn: async (delivery) => (await cache.get(passedKey(id, delivery))) === true,
  compare: async (tracking, event, delivery) => {
    const key = `record:${id}:${tracking.slotOf(event)}`;
    const kept = await cache.get(key);
    const found = isEntry(kept) ? kept : undefined;
    const last = found?.by === delivery ? found.before : found?.now;
    const at = tracking.isOrdered ? momentOf(event) : undefined;
    if (isOutdated(at, last?.at)) return NO_CHANGE;

    const before: Before = last
      ? { from: 'event', state: last.state }
      : await stateBefore(cache, id, tracking, event);
    const state = tracking.stateAfter(event, before);
    if (state === undefined) return NO_CHANGE;
    const isNews = tracking.isNews(event, before, state);
    // `changes` counts the states, so that a state that comes back differs from its first time.
    const changes = (last?.changes ?? 0) + (last?.state === state ? 0 : 1);
    const entry: Entry = { now: { state, changes, at }, by: delivery, ...(last && { before: last }) };
    const isKnown = before.from === 'start' && before.state === state && !isNews;

    const keep = () =>
      tracking.seconds === undefined ? keepLong(cache, key, entry) : cache.set(key, entry, tracking.seconds);
    return {
      isNews,
      note: async () => {
        if (!isKnown) await keep();
      },
      passOn: async () => {
        // Two deliveries may report one change: the move of a deal comes in two events.
        const change = passedKey(id, `${key}:${changes}:${state}`);
        if (!(await claim(cache, change, { delivery, passed: passedKey(id, delivery) }))) return false;
        await Promise.all([keep(), cache.set(change, { by: delivery }, OVERLAP_SECONDS)]);
        // Last: a run that dies before this is repeated, and passes the event on again.
        await cache.set(passedKey(id, delivery), true, DELIVERY_SECONDS);
        return true;
      },
    };
  },
});

const stateBefore = (cache: Cache, id: string, tracking: Tracking, event: HefflEvent): Promise<Before> =>
  tracking.start ? stateAtStart(cache, id, event.id) : Promise.resolve({ from: 'nothing', isNewer: false });

const passedKey = (id: string, what: string): string => `told:${id}:${what}`;

/**
 * Whether this run may pass a change on. Of two runs at one moment, the second waits until the first has passed it on, or is dead. If the
 * cache fails, every run may.
 *
 * @param own the key of the delivery, and the key under which it is noted as passed on
 */
const claim = async (
  cache: Cache,
  change: string,
  own: { readonly delivery: string; readonly passed: string },
): Promise<boolean> => {
  const patience = clock.now() + CLAIM_SECONDS * 1000;
  // Calls of a slow cache take time as well.
  for (let looks = 0; looks <= MOST_LOOKS && clock.now() <= patience; looks++) {
    const [passed, other] = await Promise.all([cache.get(own.passed), cache.get(change)]);
    if (passed === true || (isObject(other) && other.by !== own.delivery)) return false;
    if (await cache.claim(`${change}:claim`, CLAIM_SECONDS)) return true;
    await clock.sleep(LOOK_AGAIN_MS);
  }
  return true;
};

type State = {
  readonly state: string;
  readonly changes: number;
  /** When the last event with this state occurred, in milliseconds since 1970. Absent if unknown. */
  readonly at?: number | undefined;
};

/** The states of a record after and before its last event. */
type Entry = { readonly now: State; readonly before?: State; readonly by: string };

const isEntry = (value: unknown): value is Entry =>
  isObject(value) && isState(value.now) && (value.before === undefined || isState(value.before));

const isState = (value: unknown): value is State =>
  isObject(value) && typeof value.state === 'string' && typeof value.changes === 'number';

/** When an event occurred, in milliseconds since 1970. A time in the future is wrong, and counts as unknown. */
const momentOf = ({ occurredAt }: HefflEvent): number | undefined => {
  const at = Date.parse(textOf(occurredAt) ?? '');
  return at <= clock.now() ? at : undefined;
};

const isOutdated = (at: number | undefined, last: number | undefined): boolean =>
  at !== undefined && last !== undefined && at < last && last - at < DELIVERY_SECONDS * 1000;

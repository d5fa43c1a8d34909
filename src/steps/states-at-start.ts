import type { Cache } from '../heffl/cache.js';
import { PAGE_SIZE } from '../heffl/facts.js';
import { isObject, type JsonObject } from '../heffl/json.js';
import { fetchPage, pagesFrom } from '../heffl/pages.js';
import { lower } from '../kinds.js';
import type { Run } from '../run.js';
import { recordsIn } from './answers.js';
import { withLinks } from './links.js';
import { keepLong } from './long-lived.js';
import { type Before, shortHash, type Start } from './tracking.js';

/** The states of the newest records when a Zap was switched on. */
type StatesAtStart = {
  /** By a short hash of the record's ID: 20 to 35 bytes a record, so that 1,000 of them fit one entry of Zapier's cache. */
  readonly states: JsonObject;
  /** Whether there were no other records. */
  readonly areAll: boolean;
};

const MOST_PAGES = 10;
/** The reading of states stops when this much of the run's time is left: Zapier gives 30 s to switch on a Zap. */
const TIME_KEPT_MS = 15_000;

const cacheKey = (subscription: string): string => `start:${subscription}`;

/** Reads and keeps the states of the newest 1,000 records: at most ten requests. A failure is logged, and keeps what was read. */
export const noteStates = async (
  run: Run,
  subscription: string,
  { kind, stateOf, fields }: Start,
): Promise<void> => {
  const { z, heffl, cache } = run;
  const hasTime = (): boolean => heffl.timeLeft() > TIME_KEPT_MS;
  if (!hasTime()) return;
  const request = { endpoint: kind.endpoint, noun: lower(kind), isOptional: true };
  const states = new Map<string, string>();
  let areAll = false;
  try {
    for await (const page of pagesFrom((cursor) => fetchPage(z, heffl, { ...request, cursor }), MOST_PAGES)) {
      const records = recordsIn(kind, page);
      for (const record of await withLinks(run, kind, 'event', records, fields))
        states.set(shortHash(record.id), stateOf(record));
      areAll = page.next === undefined && page.items.length < PAGE_SIZE;
      if (!hasTime()) break;
    }
  } catch (error) {
    z.console.log('The first events cannot be compared with how things stood:', error);
  }
  if (states.size === 0 && !areAll) return;
  await keepLong(cache, cacheKey(subscription), { states: Object.fromEntries(states), areAll });
};

/** What was known of a record at switching on. */
export const stateAtStart = async (cache: Cache, subscription: string, id: string): Promise<Before> => {
  const kept = await cache.get(cacheKey(subscription));
  if (!areStates(kept)) return { from: 'nothing', isNewer: false };
  const state = kept.states[shortHash(id)];
  return typeof state === 'string' ? { from: 'start', state } : { from: 'nothing', isNewer: kept.areAll };
};

const areStates = (value: unknown): value is StatesAtStart => isObject(value) && isObject(value.states);

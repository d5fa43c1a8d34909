import { type Cache, LAG_MS } from './cache.js';
import { clock } from './clock.js';
import { isList, isObject, isText, textOf } from './json.js';
import { isSegment, type Segment } from './list-memory.js';

/** A match that an earlier run found. Only its ID is kept: the record may have changed since, and a cache is no place for names. */
export type KeptMatch = {
  readonly id: string;
  /** The number of the question that it matched. */
  readonly question: number;
  readonly pass: number;
  readonly archived: boolean;
};

/** How far a walk through a list has come: what is kept between runs. */
export type Place = {
  readonly cursor: string | undefined;
  /** The number of records read in this pass. */
  readonly seen: number;
  /** The number of pages read in all passes and runs, and of those without a record since the last one with some. */
  readonly pages: number;
  readonly emptyPages: number;
  readonly restarts: number;
  /** A cursor that was met before (Brent's algorithm): meeting it again is a circle. */
  readonly checkpoint: string | undefined;
  /** 0 for the pass through the whole list. Each pass after it reads what was created during the one before. */
  readonly pass: number;
  /** When the walk and this pass began, in milliseconds since 1970. */
  readonly began: number;
  readonly passBegan: number;
  /** The IDs of the first page of this pass. */
  readonly newest: readonly string[];
  /** The pass ends at a record with one of these IDs: those of the pass before, or of the memory. */
  readonly until: readonly string[];
  /** When the newest record was created. */
  readonly newestAt: string | undefined;
  /** The rows that earlier runs read. `undefined` if the walk leaves no memory. */
  readonly segments: readonly { readonly pass: number; readonly segment: Segment }[] | undefined;
  /** The matches of earlier runs, if they cannot be found in the segments. */
  readonly matches: readonly KeptMatch[];
};

/** Seconds that a place is kept. An older cursor may have expired. */
const PLACE_SECONDS = 15 * 60;

export const startPlace = (place: Partial<Place> = {}): Place => {
  const now = clock.now();
  return {
    cursor: undefined,
    seen: 0,
    pages: 0,
    emptyPages: 0,
    restarts: 0,
    checkpoint: undefined,
    pass: 0,
    began: now,
    passBegan: now,
    newest: [],
    until: [],
    newestAt: undefined,
    segments: [],
    matches: [],
    ...place,
  };
};

/** The place at which the next pass begins: at the newest record, and up to the records that this pass began with. */
export const nextPass = (place: Place): Place => ({
  ...place,
  cursor: undefined,
  checkpoint: undefined,
  seen: 0,
  pass: place.pass + 1,
  passBegan: clock.now(),
  until: place.newest,
  newest: [],
});

/** Keeps a place. Returns whether it is there: a cache may lose what it says that it keeps. */
export const keepPlace = async (cache: Cache, key: string, place: Place): Promise<boolean> => {
  if (!(await cache.set(key, { ...place, at: clock.now() }, PLACE_SECONDS))) return false;
  const isThere = async (): Promise<boolean> => (await placeIn(cache, key))?.cursor === place.cursor;
  if (await isThere()) return true;
  await clock.sleep(LAG_MS);
  return isThere();
};

/** The kept place, or `undefined` if there is none, or none that is young enough. */
export const placeIn = async (cache: Cache, key: string): Promise<Place | undefined> => {
  const kept = await cache.get(key);
  if (!isObject(kept)) return undefined;
  const { cursor, checkpoint, newestAt, at, segments, matches, newest, until } = kept;
  const { seen, pages, emptyPages, restarts, pass, began } = kept;
  const isYoung = typeof at === 'number' && clock.now() - at < PLACE_SECONDS * 1000;
  const numbers = { seen, pages, emptyPages, restarts, pass, began };
  if (!isYoung || !areNumbers(numbers) || !isList(newest, isText) || !isList(until, isText)) return undefined;
  if (textOf(cursor) === undefined && numbers.pass === 0) return undefined;
  return {
    ...numbers,
    cursor: textOf(cursor),
    checkpoint: textOf(checkpoint),
    newest,
    until,
    newestAt: textOf(newestAt),
    segments: isList(segments, isPassSegment) ? segments : undefined,
    matches: isList(matches, isKeptMatch) ? matches : [],
    // 0: this pass began too long ago to be the last. A pass that has read nothing begins now.
    passBegan: numbers.seen === 0 ? clock.now() : 0,
  };
};

type PassSegment = NonNullable<Place['segments']>[number];

const isPassSegment = (value: unknown): value is PassSegment =>
  isObject(value) && typeof value.pass === 'number' && isSegment(value.segment);

const isKeptMatch = (value: unknown): value is KeptMatch =>
  isObject(value) &&
  isText(value.id) &&
  typeof value.question === 'number' &&
  typeof value.pass === 'number' &&
  typeof value.archived === 'boolean';

const areNumbers = <Key extends string>(values: Record<Key, unknown>): values is Record<Key, number> =>
  Object.values(values).every((value) => typeof value === 'number');

import { createHash } from 'node:crypto';
import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../error-texts.js';
import type { Endpoint } from './api.js';
import type { Cache } from './cache.js';
import { throttled, type Heffl } from './client.js';
import { clock } from './clock.js';
import { isObject, textOf } from './json.js';
import { fetchPage, isListed, tryPage, type ListedRecord, type PageRequest } from './pages.js';

/** Whether a listed record is the one that is looked for. */
export type Match = (record: ListedRecord) => boolean;

export type Walk = {
  readonly z: ZObject;
  readonly heffl: Heffl;
  readonly cache: Cache;
  readonly endpoint: Endpoint;
  readonly noun: string;
  /** Tells this search from others of the same connection. */
  readonly question: string;
  /** Ends the walk. */
  readonly first: Match;
  /** Counts where the whole walk finds no `first`. */
  readonly second?: Match | undefined;
};

/** Pages in one run: most of Heffl's 60 requests a minute, with the rest left to the other steps of the key. */
const PAGES_PER_RUN = 40;
/** Time that a run needs for one more page, and for keeping its place. */
const RESERVE_MS = 6_000;
const NEXT_MINUTE_MS = 60_000;
/** Where nobody waits, as on a command line, whoever comes at once is the one who was told to wait. */
const AT_ONCE_MS = 1_000;
/** A cursor older than this may not be what it was. */
const PLACE_KEPT_SECONDS = 15 * 60;
/** No account is this large: a list that goes on longer goes in circles. */
const MOST_RECORDS = 1_000_000;
/** What Heffl may answer to a cursor that it no longer knows. */
const NO_SUCH_CURSOR = [400, 404, 410, 422];

/**
 * Looks through a whole list, newest first, each page requested once.
 *
 * Where the list is too long for one run, its place is kept in the cache, and Zapier runs the step again after a while:
 * the walk goes on from there. The answer is "none" only when every record has been seen that was there at its start.
 *
 * @throws ThrottledError that says how far it got; z.errors.Error where the list goes in circles, or where it is too long
 *   for one run and there is no cache. Whatever stops the walk, its place is kept.
 */
export const walk = async (search: Walk): Promise<ListedRecord | undefined> => {
  const { z, heffl, cache, endpoint, noun, first, second } = search;
  const placeKey = `walk:${createHash('sha256').update(search.question).digest('hex')}`;
  let place = await placeIn(cache, placeKey);
  let mayStartOver = place.cursor !== undefined;
  const cursors = new Set(place.cursor === undefined ? [] : [place.cursor]);
  const keepPlace = (pauseMs = 0): Promise<boolean> =>
    cache.set(placeKey, { ...place, at: clock.now(), pauseMs }, PLACE_KEPT_SECONDS);

  // Who comes in the middle of the pause is not who was told to wait, but asks the same a little later: a second form of
  // the same person, say, whose lead has been made meanwhile.
  const waited = clock.now() - place.at;
  if (waited > AT_ONCE_MS && waited < place.pauseMs) {
    const { items } = await fetchPage(z, heffl, { endpoint, noun });
    const made = items.find(first);
    if (made) return made;
    place = { ...place, best: (second && items.find(second)) ?? place.best };
  }

  for (let pages = 0; ; pages++) {
    const isTired = pages > 0 && heffl.timeLeft() < RESERVE_MS;
    if (isTired || pages === PAGES_PER_RUN) {
      if (await keepPlace(NEXT_MINUTE_MS)) throw throttled(z, NEXT_MINUTE_MS, progress(noun, place.seen));
      if (isTired) throw new z.errors.Error(errorTexts.tooManyToSearch(noun, place.seen), 'TooManyToSearch');
    }

    const request: PageRequest = {
      endpoint,
      noun,
      cursor: place.cursor,
      // Only a working cache will have kept the place.
      ...(cache.isUp() && { busyText: progress(noun, place.seen) }),
    };
    let page;
    try {
      page = await tryPage(z, heffl, request, mayStartOver ? NO_SUCH_CURSOR : []);
    } catch (error) {
      if (place.cursor !== undefined) await keepPlace();
      throw error;
    }
    if (!page) {
      mayStartOver = false;
      place = START;
      cursors.clear();
      continue;
    }

    const found = page.items.find(first);
    const isOver = page.next === undefined;
    place = {
      ...place,
      cursor: page.next,
      seen: place.seen + page.items.length,
      best: place.best ?? (second && page.items.find(second)),
    };
    if (found || isOver) {
      await cache.forget(placeKey);
      return found ?? place.best;
    }
    const next = page.next;
    if (next === undefined || cursors.has(next) || place.seen > MOST_RECORDS) {
      await cache.forget(placeKey);
      throw new z.errors.Error(
        errorTexts.unexpected(`list all ${noun}s`, 'its list goes in circles'),
        'UnexpectedAnswer',
      );
    }
    cursors.add(next);
  }
};

type Place = {
  readonly cursor: string | undefined;
  /** Records looked at so far. */
  readonly seen: number;
  /** The newest match of the second choice. */
  readonly best: ListedRecord | undefined;
  /** When the place was kept, in milliseconds since 1970, and for how many of them Zapier was told to wait. */
  readonly at: number;
  readonly pauseMs: number;
};

const START: Place = { cursor: undefined, seen: 0, best: undefined, at: 0, pauseMs: 0 };

const placeIn = async (cache: Cache, key: string): Promise<Place> => {
  const kept = await cache.get(key);
  if (!isObject(kept)) return START;
  const { cursor, seen, best, at, pauseMs } = kept;
  if (typeof at !== 'number' || clock.now() - at >= PLACE_KEPT_SECONDS * 1000) return START;
  if (textOf(cursor) === undefined || typeof seen !== 'number') return START;
  return {
    cursor: textOf(cursor),
    seen,
    best: isListed(best) ? best : undefined,
    at,
    pauseMs: Number(pauseMs),
  };
};

const progress =
  (noun: string, seen: number) =>
  (seconds: number): string =>
    errorTexts.stillSearching(noun, seen, seconds);

import { createHash } from 'node:crypto';
import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import type { Cache } from './cache.js';
import { type Heffl, throttled } from './client.js';
import { clock } from './clock.js';
import { type Endpoint, noSuch } from './facts.js';
import { isObject, textOf } from './json.js';
import { fetchPage, isListed, type ListedRecord, type PageRequest, tryPage } from './pages.js';

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
/** One request may take half of the time that is left, so that a page as slow as the slowest needs twice its time. */
const reserveFor = (slowestMs: number): number => Math.max(RESERVE_MS, 2 * slowestMs + 1_000);
const NEXT_MINUTE_MS = 60_000;
/** A walk that took longer may have missed what was made meanwhile. */
const A_MOMENT_MS = 10_000;
/** A look at what was made meanwhile ends here, should the newest record of then be gone. */
const LATE_PAGES = 5;
/** A cursor older than this may not be what it was. */
const PLACE_KEPT_SECONDS = 15 * 60;
/** No account is this large: a list that goes on longer goes in circles. */
const MOST_RECORDS = 1_000_000;

/**
 * Looks through a whole list, newest first, each page requested once.
 *
 * Where the list is too long for one run, its place is kept in the cache, and Zapier runs the step again after a while:
 * the walk goes on from there. The answer is "none" only when every record has been seen, those included that were made
 * while it went on: they cost one more request, the only page that is requested again. (Where that one fails, the last
 * page is as well.)
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
  const keep = (kept: Place): Promise<boolean> =>
    cache.set(placeKey, { ...kept, at: clock.now() }, PLACE_KEPT_SECONDS);
  const orKeep = async <T>(kept: Place, action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      // Nobody knows when this is tried again: what is made until then is looked for at the end, as after a long walk.
      if (kept.cursor !== undefined) await keep({ ...kept, began: 0 });
      throw error;
    }
  };

  let slowestMs = 0;

  for (let pages = 0; ; pages++) {
    const isTired = pages > 0 && heffl.timeLeft() < reserveFor(slowestMs);
    if (isTired || pages === PAGES_PER_RUN) {
      if (await keep(place)) throw throttled(z, NEXT_MINUTE_MS, progress(noun, place.seen));
      if (isTired) throw new z.errors.Error(errorTexts.tooManyToSearch(noun, place.seen), 'TooManyToSearch');
    }

    const request: PageRequest = {
      endpoint,
      noun,
      cursor: place.cursor,
      // Only a working cache will have kept the place.
      ...(cache.isUp() && place.seen > 0 && { busyText: progress(noun, place.seen) }),
    };
    const asked = clock.now();
    const here = place;
    const page = await orKeep(here, () => tryPage(z, heffl, request, mayStartOver ? noSuch.cursor : []));
    slowestMs = Math.max(slowestMs, clock.now() - asked);
    if (!page) {
      mayStartOver = false;
      place = start();
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
      newest: place.seen === 0 ? textOf(page.items[0]?.id) : place.newest,
    };
    if (found || isOver) {
      const tookLong = clock.now() - place.began > A_MOMENT_MS;
      const { newest } = place;
      // Where this look fails, the last page is the one to go on from.
      const late = found || !tookLong ? {} : await orKeep(here, () => madeSince(search, newest));
      await cache.forget(placeKey);
      return found ?? late.first ?? late.second ?? place.best;
    }
    const next = page.next;
    if (cursors.has(next) || place.seen > MOST_RECORDS) {
      await cache.forget(placeKey);
      throw new z.errors.Error(
        errorTexts.unexpected(`list all ${noun}s`, 'its list goes in circles'),
        'UnexpectedAnswer',
      );
    }
    cursors.add(next);
  }
};

type Matches = { readonly first?: ListedRecord | undefined; readonly second?: ListedRecord | undefined };

/** The newest matches among the records that were made since `newest` was the newest. */
const madeSince = async (
  { z, heffl, endpoint, noun, first, second }: Walk,
  newest: string | undefined,
): Promise<Matches> => {
  let best: ListedRecord | undefined;
  let cursor: string | undefined;
  for (let pages = 0; pages < LATE_PAGES; pages++) {
    const page = await fetchPage(z, heffl, { endpoint, noun, cursor });
    const found = page.items.find(first);
    best ??= second && page.items.find(second);
    if (found || page.next === undefined || page.items.some(({ id }) => String(id) === newest))
      return { first: found, second: best };
    cursor = page.next;
  }
  return { second: best };
};

type Place = {
  readonly cursor: string | undefined;
  /** Records looked at so far. */
  readonly seen: number;
  /** The newest match of the second choice. */
  readonly best: ListedRecord | undefined;
  /** When the walk began, in milliseconds since 1970, and the newest record then. */
  readonly began: number;
  readonly newest: string | undefined;
};

const start = (): Place => ({
  cursor: undefined,
  seen: 0,
  best: undefined,
  began: clock.now(),
  newest: undefined,
});

const placeIn = async (cache: Cache, key: string): Promise<Place> => {
  const kept = await cache.get(key);
  if (!isObject(kept)) return start();
  const { cursor, seen, best, at, began, newest } = kept;
  if (typeof at !== 'number' || clock.now() - at >= PLACE_KEPT_SECONDS * 1000) return start();
  if (textOf(cursor) === undefined || typeof seen !== 'number') return start();
  return {
    cursor: textOf(cursor),
    seen,
    best: isListed(best) ? best : undefined,
    began: Number(began),
    newest: textOf(newest),
  };
};

const progress =
  (noun: string, seen: number) =>
  (seconds: number): string =>
    errorTexts.stillSearching(noun, seen, seconds);

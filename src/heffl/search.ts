import { createHash } from 'node:crypto';
import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import type { Cache } from './cache.js';
import { type Heffl, throttled } from './client.js';
import { clock } from './clock.js';
import { type Endpoint, noSuch } from './facts.js';
import { isObject, textOf } from './json.js';
import { fetchPage, isListed, type ListedRecord, type Page, type PageRequest, tryPage } from './pages.js';

/** Whether a listed record is the one searched for. */
export type Match = (record: ListedRecord) => boolean;

export type Search = {
  readonly z: ZObject;
  readonly heffl: Heffl;
  readonly cache: Cache;
  readonly endpoint: Endpoint;
  readonly noun: string;
  /** The same for each run of one search, and for no other search of the connection. */
  readonly question: string;
  /** Ends the search. */
  readonly first: Match;
  /** Counts only if no record of the list matches `first`. */
  readonly second?: Match | undefined;
};

/** Pages of one run: most of Heffl's 60 requests a minute. The rest is left to the other steps of the key. */
const PAGES_PER_RUN = 40;
/** Time of a run that one more page needs, and keeping the place. */
const RESERVE_MS = 6_000;
/** A request may take half of the time left, so that a page as slow as the slowest needs twice its time. */
const reserveAfter = (slowestMs: number): number => Math.max(RESERVE_MS, 2 * slowestMs + 1_000);
const NEXT_MINUTE_MS = 60_000;
/** Records may have been created during a search that took longer. */
const LONG_SEARCH_MS = 10_000;
/** Pages of new records that are read after a long search, if the record that was the newest is gone. */
const LATE_PAGES = 5;
/** Seconds that a place is kept. An older cursor may have expired. */
const PLACE_SECONDS = 15 * 60;
/** No account is this large: a longer list repeats itself. */
const MOST_RECORDS = 1_000_000;

/** How far a search has come: what is kept between runs. */
type Place = {
  readonly cursor: string | undefined;
  /** The number of records read. */
  readonly seen: number;
  /** The newest match of `second`. */
  readonly best: ListedRecord | undefined;
  /** The time at which the search began, in milliseconds since 1970, and the ID of the newest record then. */
  readonly began: number;
  readonly newest: string | undefined;
};

const startPlace = (): Place => ({
  cursor: undefined,
  seen: 0,
  best: undefined,
  began: clock.now(),
  newest: undefined,
});

/**
 * Searches a whole list, newest first, each page requested once. API v1 has no search.
 *
 * If the list is too long for one run, the place is kept in the cache, and Zapier runs the step again after a minute. `undefined`
 * means that every record was read, including those created meanwhile: a search that took longer than 10 s requests the newest page
 * once more.
 *
 * @throws ThrottledError that says how far the search came; z.errors.Error if the list repeats itself, or if it is too long for one
 *   run and the cache fails. The place is kept after any error.
 */
export const searchList = async (search: Search): Promise<ListedRecord | undefined> => {
  const { cache, first, second } = search;
  const placeKey = `walk:${createHash('sha256').update(search.question).digest('hex')}`;
  const list = new ListReader(search, placeKey, await placeIn(cache, placeKey));
  const found = await list.read();
  const late = found || !list.tookLong() ? {} : await list.readLate(first, second);
  await cache.delete(placeKey);
  return found ?? late.first ?? late.second ?? list.best;
};

type Matches = { readonly first?: ListedRecord | undefined; readonly second?: ListedRecord | undefined };

class ListReader {
  /** The place from which the page read last began. */
  #here: Place;
  #slowestMs = 0;
  readonly #cursors = new Set<string>();

  constructor(
    private readonly search: Search,
    private readonly placeKey: string,
    private place: Place,
  ) {
    this.#here = place;
    if (place.cursor !== undefined) this.#cursors.add(place.cursor);
  }

  get best(): ListedRecord | undefined {
    return this.place.best;
  }

  tookLong(): boolean {
    return clock.now() - this.place.began > LONG_SEARCH_MS;
  }

  /** Phase one: reads pages until the first match or the end of the list. */
  async read(): Promise<ListedRecord | undefined> {
    // A kept cursor may have expired: the list is then read from its start, once.
    let mayStartOver = this.place.cursor !== undefined;
    for (let pages = 0; ; pages++) {
      if (pages > 0) await this.#pauseIfSpent(pages);
      const page = await this.#nextPage(mayStartOver ? noSuch.cursor : []);
      if (!page) {
        mayStartOver = false;
        this.place = startPlace();
        this.#cursors.clear();
        continue;
      }
      const found = page.items.find(this.search.first);
      this.#advance(page);
      if (found || page.next === undefined) return found;
      await this.#checkProgress(page.next);
    }
  }

  /** Phase two: reads the records that were created since the search began, newest first. */
  async readLate(first: Match, second: Match | undefined): Promise<Matches> {
    const { z, heffl, endpoint, noun } = this.search;
    let best: ListedRecord | undefined;
    let cursor: string | undefined;
    for (let pages = 0; pages < LATE_PAGES; pages++) {
      // If this fails, the next run reads the last page of the list again.
      const page = await this.#keepingPlace(this.#here, () =>
        fetchPage(z, heffl, { endpoint, noun, cursor }),
      );
      const found = page.items.find(first);
      best ??= second && page.items.find(second);
      const isKnown = page.items.some(({ id }) => String(id) === this.place.newest);
      if (found || page.next === undefined || isKnown) return { first: found, second: best };
      cursor = page.next;
    }
    return { second: best };
  }

  /** Ends the run if its requests or its time are spent, so that Zapier runs the step again. */
  async #pauseIfSpent(pages: number): Promise<void> {
    const { z, heffl, noun } = this.search;
    const { seen } = this.place;
    const isOutOfTime = heffl.timeLeft() < reserveAfter(this.#slowestMs);
    if (!isOutOfTime && pages !== PAGES_PER_RUN) return;
    if (await this.#keep(this.place)) throw throttled(z, NEXT_MINUTE_MS, progress(noun, seen));
    if (isOutOfTime) throw new z.errors.Error(errorTexts.tooManyToSearch({ noun, seen }), 'TooManyToSearch');
  }

  async #nextPage(accepts: readonly number[]): Promise<Page | undefined> {
    const { z, heffl, cache, endpoint, noun } = this.search;
    const { cursor, seen } = this.place;
    const request: PageRequest = {
      endpoint,
      noun,
      cursor,
      // Only a working cache will have kept the place.
      ...(cache.isUp() && seen > 0 && { busyText: progress(noun, seen) }),
    };
    this.#here = this.place;
    const started = clock.now();
    const page = await this.#keepingPlace(this.#here, () => tryPage(z, heffl, request, accepts));
    this.#slowestMs = Math.max(this.#slowestMs, clock.now() - started);
    return page;
  }

  #advance({ items, next }: Page): void {
    const { second } = this.search;
    const { seen, best, began, newest } = this.place;
    this.place = {
      began,
      cursor: next,
      seen: seen + items.length,
      best: best ?? (second && items.find(second)),
      newest: seen === 0 ? textOf(items[0]?.id) : newest,
    };
  }

  async #checkProgress(next: string): Promise<void> {
    const { z, cache, noun } = this.search;
    if (this.#cursors.has(next) || this.place.seen > MOST_RECORDS) {
      await cache.delete(this.placeKey);
      const reason = 'its list goes in circles';
      throw new z.errors.Error(
        errorTexts.unexpected({ purpose: `list all ${noun}s`, reason }),
        'UnexpectedAnswer',
      );
    }
    this.#cursors.add(next);
  }

  async #keepingPlace<T>(place: Place, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      // Nobody knows when the step runs again. `began: 0` makes the next run count as a long search.
      if (place.cursor !== undefined) await this.#keep({ ...place, began: 0 });
      throw error;
    }
  }

  #keep(place: Place): Promise<boolean> {
    return this.search.cache.set(this.placeKey, { ...place, at: clock.now() }, PLACE_SECONDS);
  }
}

const placeIn = async (cache: Cache, key: string): Promise<Place> => {
  const kept = await cache.get(key);
  if (!isObject(kept)) return startPlace();
  const { cursor, seen, best, at, began, newest } = kept;
  if (typeof at !== 'number' || clock.now() - at >= PLACE_SECONDS * 1000) return startPlace();
  if (textOf(cursor) === undefined || typeof seen !== 'number') return startPlace();
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
    errorTexts.stillSearching({ noun, seen, seconds });

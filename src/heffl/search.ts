import { errorTexts } from '../errors.js';
import { clock } from './clock.js';
import { noSuch, PAGE_SIZE } from './facts.js';
import { MEMORY_MS, type Remembered } from './list-memory.js';
import { collectMatches, matchesSoFar, newestFirst } from './matches.js';
import { fetchPage, type Page, type PageRequest, tryPage } from './pages.js';
import { keepPlace, type Place, placeIn, startPlace } from './place.js';
import { asksTheMemory, isShared, type Search } from './question.js';
import type { HefflRecord } from './records.js';
import { Turn, TURN_MS } from './turn.js';
import { Walk } from './walk.js';

/** Pages of one run, and of one minute: most of Heffl's 60 requests. The rest is left to the other steps of the key. */
const PAGES_PER_RUN = 45;
const PAGE_EVERY_MS = 60_000 / PAGES_PER_RUN;
/** Time of a run that one more page needs, and keeping the place. */
const RESERVE_MS = 6_000;
/** A request may take half of the time left, so that a page as slow as the slowest needs twice its time. */
const reserveAfter = (slowestMs: number): number => Math.max(RESERVE_MS, 2 * slowestMs + 1_000);
const LEAST_PAUSE_SECONDS = 5;
const MOST_JITTER_SECONDS = 5;
/** The waits for a run that walks through the list, before this one gives up: a walk through a small list takes seconds. */
const WAITS_MS = [1_000, 2_000, 4_000];
/** Pages after which the place of a search that found something is kept: the next search goes on from there. */
const WORTH_KEEPING = 10;
/** New records that the memory takes in. Fewer cost nothing: they are on the page that each search reads. */
const WORTH_ADDING = PAGE_SIZE / 2;
const MOST_RESTARTS = 1;

/**
 * Searches a list, newest first, active records before archived ones. API v1 has no search: the list is walked, each page requested
 * once, and remembered. After that a search reads the newest records, and asks the memory for the others.
 *
 * `[]` means that every record was seen, including those created meanwhile: a pass that took longer than 10 s is followed by one over
 * what is new. If the list is too long for one run, the place is kept in the cache, and Zapier runs the step again after a minute.
 * Searches for whole values share one place, because the rows that the walk leaves answer all of them. One of them walks at a time.
 *
 * @throws ThrottledError that says how far the search came; z.errors.Error if the list repeats itself or stops without its end, or if
 *   it is too long for one run and the cache keeps nothing. The place is kept after any error.
 */
export const searchList = async (search: Search): Promise<HefflRecord[]> => {
  const turn = new Turn(search.cache, `turn:${search.endpoint.paths[0]}`);
  try {
    return await new ListSearch(search, turn).run();
  } finally {
    await turn.end();
  }
};

/** One run of a search. It has two phases: it walks through the list, or what is new in it, and then collects the matches. */
class ListSearch {
  #walk: Walk;
  /** The place of the page that was read last. */
  #here: Place;
  /** The memory, if it is used: for all records but the newest. */
  #base: Remembered | undefined;
  /** The keys of the places in the cache from which a later run would go on. */
  readonly #kept = new Set<string>();
  readonly #ownKey: string;
  readonly #sharedKey: string;
  readonly #began = clock.now();
  #pages = 0;
  #slowestMs = 0;

  constructor(
    private readonly search: Search,
    private readonly turn: Turn,
  ) {
    this.#here = startPlace();
    this.#walk = new Walk(search, this.#here);
    this.#ownKey = `walk:${search.name}`;
    this.#sharedKey = `walk:${search.endpoint.paths[0]}`;
  }

  async run(): Promise<HefflRecord[]> {
    await this.#start();
    for (;;) {
      const isWhole = await this.#readPasses();
      if (isWhole) await this.#remember();
      const matches = await this.#keepingPlace(this.#here, () =>
        collectMatches(this.search, this.#walk, this.#base),
      );
      if (matches) {
        await this.#end(isWhole);
        return matches;
      }
      // A record is no longer as it is remembered, or a piece is gone: walk the list.
      if (this.#base) {
        await this.#distrustMemory();
        await this.#start();
      } else {
        // The rows of this very walk are gone: the next one does without.
        this.#startOver({ segments: undefined });
      }
    }
  }

  /**
   * Begins with the memory, or at the kept place, or at the start of the list.
   *
   * @throws ThrottledError if another run walks through the list for longer than this one can wait
   */
  async #start(): Promise<void> {
    const { search, turn } = this;
    const { cache, memory, heffl, name } = search;
    for (const wait of [...WAITS_MS, undefined]) {
      this.#base = asksTheMemory(search) ? await memory.open(name) : undefined;
      this.#startOver();
      if (this.#base || (await this.#takeUp(this.#ownKey))) return;
      const takenFor = isShared(search) ? await turn.takenFor() : undefined;
      if (takenFor === undefined) break;
      const isWorthWaiting =
        wait !== undefined && takenFor <= TURN_MS && heffl.timeLeft() > reserveAfter(wait);
      if (!isWorthWaiting) {
        const { seen = PAGE_SIZE } = (await placeIn(cache, this.#sharedKey)) ?? {};
        throw this.#paused(takenFor / 1000, seen);
      }
      await clock.sleep(wait);
    }
    if (isShared(search)) await this.#takeUp(this.#sharedKey);
  }

  /** Begins at the newest record. */
  #startOver(place: Partial<Place> = {}): void {
    this.#walk = new Walk(this.search, startPlace({ until: this.#base?.known ?? [], ...place }));
  }

  /** Goes on from the place that is kept under the key. Returns whether there is one. */
  async #takeUp(key: string): Promise<boolean> {
    const place = await placeIn(this.search.cache, key);
    const isFresh = key === this.#ownKey || (place && clock.now() - place.began < MEMORY_MS);
    if (!place || !isFresh) return false;
    this.#walk = new Walk(this.search, place);
    this.#kept.add(key);
    return true;
  }

  /** Notes that the memory is out of date for this search: its next runs walk as well. Other searches may still use it. */
  async #distrustMemory(): Promise<void> {
    const { memory, name } = this.search;
    if (this.#base) await memory.distrust(this.#base, name);
    this.#base = undefined;
  }

  // The first phase.

  /** Reads pages until there are enough matches, or all records were seen. Returns whether all were. */
  async #readPasses(): Promise<boolean> {
    for (;;) {
      if (this.#pages > 0) await this.#pauseIfSpent();
      if (this.#needsTurn() && !(await this.turn.take())) {
        await this.#start();
        continue;
      }
      const page = await this.#nextPage();
      const walk = this.#walk;
      if (!page) {
        this.#startOver({ restarts: walk.place.restarts + 1 });
        continue;
      }
      if (this.#isFirstOfMemory(page)) await this.search.memory.watch(walk.place.began);
      const isAtKnown = walk.take(page);
      const isAtEnd = page.next === undefined;
      const isPassOver = isAtKnown || isAtEnd;
      const isWhole = isPassOver && walk.isPassShort();
      // At the end of the list, one more request completes the memory.
      const mayStop = !isPassOver || page.isCutOff || !walk.canBeRemembered();
      if (mayStop && walk.isEnough()) return false;
      if (isAtEnd && !isAtKnown && walk.isCutShort(page)) {
        throw this.#broken('its list stops before its end');
      }
      if (isWhole) return true;
      if (isPassOver) walk.beginNextPass();
      else await this.#goOn(page);
    }
  }

  /** Whether this run needs the turn. A search that goes on from a place of its own leaves nothing for others: it does not. */
  #needsTurn(): boolean {
    const isFirst = this.#walk.place.pages === 0;
    return !this.#base && !isFirst && isShared(this.search) && !this.#kept.has(this.#ownKey);
  }

  /** Whether a walk begins that makes a memory. A list of one page needs none. */
  #isFirstOfMemory({ next }: Page): boolean {
    const isFirst = this.#walk.place.pages === 0;
    return !this.#base && isFirst && next !== undefined && this.#walk.canBeRemembered();
  }

  /** The page at the place. `undefined` if Heffl does not know its cursor any more, which may happen once. */
  async #nextPage(): Promise<Page | undefined> {
    const { z, heffl, endpoint, noun } = this.search;
    const { cursor, restarts, seen } = this.#walk.place;
    const mayStartOver = cursor !== undefined && restarts < MOST_RESTARTS;
    const isGoneOnWith = seen > 0 && !this.#base;
    const request: PageRequest = {
      endpoint,
      noun,
      cursor,
      ...(isGoneOnWith && { busyText: progress(noun, seen) }),
    };
    this.#here = this.#walk.place;
    const started = clock.now();
    const page = await this.#keepingPlace(this.#here, () =>
      mayStartOver ? tryPage(z, heffl, request, noSuch.cursor) : fetchPage(z, heffl, request),
    );
    this.#pages++;
    this.#slowestMs = Math.max(this.#slowestMs, clock.now() - started);
    return page;
  }

  /** @throws z.errors.Error if the list repeats itself */
  async #goOn(page: Page): Promise<void> {
    if (this.#walk.isInCircle(page)) {
      await this.#dropPlaces([...this.#kept]);
      throw this.#broken('its list goes in circles');
    }
    this.#walk.noteCheckpoint(page);
  }

  /**
   * Ends the run if its requests or its time are spent.
   *
   * @throws ThrottledError, after which Zapier runs the step again; z.errors.Error if the place cannot be kept
   */
  async #pauseIfSpent(): Promise<void> {
    const { heffl } = this.search;
    const isOutOfTime = heffl.timeLeft() < reserveAfter(this.#slowestMs);
    if (!isOutOfTime && this.#pages % PAGES_PER_RUN !== 0) return;
    await this.#leaveMemory();
    if (await this.#keep(this.#walk.place)) {
      const restMs = this.#pages * PAGE_EVERY_MS - (clock.now() - this.#began);
      await this.turn.rest(restMs);
      throw this.#paused(restMs / 1000, this.#walk.place.seen);
    }
    if (isOutOfTime) throw this.#tooMany();
  }

  /** Turns a search for what is new, which is more than one run can read, into a walk through the whole list. */
  async #leaveMemory(): Promise<void> {
    if (!this.#base) return;
    await this.#distrustMemory();
    if (this.#walk.place.pass === 0) this.#walk.goPastKnown();
    else this.#startOver();
  }

  // What is left for later runs and other searches.

  /** Leaves what a complete walk has read as the memory of the list, or adds what is new to it. */
  async #remember(): Promise<void> {
    const walk = this.#walk;
    const { began, newest, pages } = walk.place;
    const base = this.#base;
    const isWorthIt = base ? walk.rowCount >= WORTH_ADDING : pages > 1;
    const segments = isWorthIt && walk.canBeRemembered() ? await walk.keepRows() : undefined;
    if (!segments) return;
    await this.search.memory.keep({
      began: base?.began ?? began,
      known: newest,
      segments: [...newestFirst(segments).map(({ segment }) => segment), ...(base?.segments ?? [])],
    });
  }

  /** Keeps a place for a later run. Returns whether that worked. */
  async #keep(place: Place): Promise<boolean> {
    const { search } = this;
    if (place.cursor === undefined && place.pass === 0) return false;
    const segments = this.#walk.canBeRemembered() ? await this.#walk.keepRows() : undefined;
    if (segments && isShared(search)) {
      this.#kept.add(this.#sharedKey);
      const other = await placeIn(search.cache, this.#sharedKey);
      // Another search has come further: the next run goes on from there.
      if (other && other.pages >= place.pages && clock.now() - other.began < MEMORY_MS) return true;
      return keepPlace(search.cache, this.#sharedKey, { ...place, segments });
    }
    const matches = await matchesSoFar(search, this.#walk);
    // A match is given only if it can be read again.
    if (!matches || (matches.length > 0 && !search.get)) return false;
    this.#kept.add(this.#ownKey);
    return keepPlace(search.cache, this.#ownKey, { ...place, segments, matches });
  }

  /** Runs the action. If it fails, keeps the place, so that a later run goes on from there. */
  async #keepingPlace<T>(place: Place, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      const isBusy = error instanceof Error && error.name === 'ThrottledError';
      const isKept = !this.#base && (await this.#keep(place));
      // Without its place, the walk would start anew and be throttled each time.
      if (isBusy && !isKept && !this.#base && place.pages > 0) throw this.#tooMany();
      throw error;
    }
  }

  /** Keeps or deletes the places, now that the search has ended. */
  async #end(isWhole: boolean): Promise<void> {
    if (!isWhole && !this.#base && isShared(this.search) && this.#pages >= WORTH_KEEPING) {
      await this.#keep(this.#walk.place);
      return;
    }
    await this.#dropPlaces([...this.#kept].filter((key) => isWhole || key === this.#ownKey));
  }

  async #dropPlaces(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.search.cache.delete(key);
  }

  // Errors.

  #paused(seconds: number, seen: number): Error {
    const { z, noun } = this.search;
    const jitter = Math.ceil(Math.random() * MOST_JITTER_SECONDS);
    const delay = Math.max(LEAST_PAUSE_SECONDS, Math.ceil(seconds)) + jitter;
    return new z.errors.ThrottledError(progress(noun, seen)(delay), delay);
  }

  #broken(reason: string): Error {
    const { z, noun } = this.search;
    const text = errorTexts.unexpected({ purpose: `list all ${noun}s`, reason });
    return new z.errors.Error(text, 'UnexpectedAnswer');
  }

  #tooMany(): Error {
    const { z, noun } = this.search;
    const { seen } = this.#walk.place;
    return new z.errors.Error(errorTexts.tooManyToSearch({ noun, seen }), 'TooManyToSearch');
  }
}

const progress =
  (noun: string, seen: number) =>
  (seconds: number): string =>
    errorTexts.stillSearching({ noun, seen, seconds });

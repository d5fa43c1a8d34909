import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import type { Cache } from './cache.js';
import type { Heffl } from './client.js';
import { clock } from './clock.js';
import { type Endpoint, noSuch, PAGE_SIZE } from './facts.js';
import { textOf } from './json.js';
import {
  type Columns,
  type ListMemory,
  MEMORY_MS,
  MOST_REMEMBERED,
  type Remembered,
  type Row,
} from './list-memory.js';
import { fetchPage, type ListedRecord, type Page, type PageRequest, tryPage } from './pages.js';
import { keepPlace, type KeptMatch, nextPass, type Place, placeIn, startPlace } from './place.js';
import type { HefflRecord } from './records.js';
import { Turn, TURN_MS } from './turn.js';

/** What is searched for. */
export type Question = {
  readonly matches: (record: HefflRecord) => boolean;
  /** The column of the memory and the texts to look for in it, if the question is about a whole value. */
  readonly asked?: { readonly column: string; readonly texts: readonly string[] } | undefined;
};

export type Search = {
  readonly z: ZObject;
  readonly heffl: Heffl;
  readonly cache: Cache;
  readonly memory: ListMemory;
  readonly endpoint: Endpoint;
  readonly noun: string;
  /** The same for each run of one search, and for no other search of the connection. Holds no value in the clear. */
  readonly name: string;
  /** The second counts only if no record of the list matches the first. */
  readonly questions: readonly Question[];
  /** Records that do not pass do not count. */
  readonly passes?: ((record: HefflRecord) => boolean) | undefined;
  /** The most records that are wanted. */
  readonly howMany: number;
  readonly read: (item: ListedRecord) => HefflRecord;
  /** What a record can be found by. */
  readonly columnsOf: (record: HefflRecord) => Columns;
  /** Reads a record by its ID: one request. Absent if API v1 cannot: such a list is not remembered. */
  readonly get?: ((id: string) => Promise<HefflRecord | undefined>) | undefined;
};

/** Pages of one run, and of one minute: most of Heffl's 60 requests. The rest is left to the other steps of the key. */
const PAGES_PER_RUN = 45;
const PAGE_EVERY_MS = 60_000 / PAGES_PER_RUN;
/** Records that one search reads by their IDs. */
const MOST_READ = 40;
/** Matches of earlier runs that are kept. Some may have changed since. */
const MOST_KEPT = 200;
/** Time of a run that one more page needs, and keeping the place. */
const RESERVE_MS = 6_000;
/** A request may take half of the time left, so that a page as slow as the slowest needs twice its time. */
const reserveAfter = (slowestMs: number): number => Math.max(RESERVE_MS, 2 * slowestMs + 1_000);
const LEAST_PAUSE_SECONDS = 5;
const MOST_JITTER_SECONDS = 5;
/** The waits for a run that walks through the list, before this one gives up: a walk through a small list takes seconds. */
const WAITS_MS = [1_000, 2_000, 4_000];
/** Records may have been created during a pass that took longer. */
const LONG_PASS_MS = 10_000;
/** A walk that is older when it pauses leaves no memory: it would end too soon to be of use. */
const OLD_WALK_MS = MEMORY_MS - 90_000;
/** Pages after which the place of a search that found something is kept: the next search goes on from there. */
const WORTH_KEEPING = 10;
/** New records that the memory takes in. Fewer cost nothing: they are on the page that each search reads. */
const WORTH_ADDING = PAGE_SIZE / 2;
/** No account is this large: a longer list repeats itself. */
const MOST_RECORDS = 1_000_000;
const MOST_EMPTY_PAGES = 20;
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
export const searchList = (search: Search): Promise<HefflRecord[]> => new ListSearch(search).run();

type Found = { readonly question: number; readonly pass: number; readonly record: HefflRecord };
type Candidate = { readonly id: string; readonly pass: number; readonly record?: HefflRecord };

class ListSearch {
  #place: Place;
  /** The place from which the page read last began. */
  #here: Place;
  /** The memory that answers for all records but the newest. */
  #base: Remembered | undefined;
  /** What this run read, for the memory. */
  #rows: { readonly pass: number; readonly row: Row }[] = [];
  #found: Found[] = [];
  /** Whether this run read records that it left out of the rows. */
  #isIncomplete = false;
  /** The IDs of what this run read. It goes before what was kept. */
  readonly #seen = new Set<string>();
  readonly #turn: Turn;
  readonly #began = clock.now();
  #pages = 0;
  #slowestMs = 0;
  #isNewestFirst = true;
  /** The keys of the places that a later run would take up. */
  readonly #kept = new Set<string>();

  constructor(private readonly search: Search) {
    this.#place = startPlace();
    this.#here = this.#place;
    this.#turn = new Turn(search.cache, `turn:${search.endpoint.paths[0]}`);
  }

  async run(): Promise<HefflRecord[]> {
    try {
      return await this.#search();
    } finally {
      await this.#turn.end();
    }
  }

  async #search(): Promise<HefflRecord[]> {
    await this.#start();
    for (;;) {
      const isWhole = await this.#readPasses();
      if (isWhole) await this.#remember();
      const found = await this.#keepingPlace(this.#here, () => this.#collect());
      if (found) {
        await this.#end(isWhole);
        return found;
      }
      // A record is no longer as it is remembered, or a piece is gone: the list is walked.
      if (this.#base) {
        await this.#distrustMemory();
        await this.#start();
      } else {
        this.#startOver(0);
        // The rows of this very walk are gone: the next one does without.
        this.#place = { ...this.#place, segments: undefined };
      }
    }
  }

  /**
   * Begins with the memory, or at the kept place, or at the start of the list.
   *
   * @throws ThrottledError if another run walks through the list for longer than this one can wait
   */
  async #start(): Promise<void> {
    const { cache, memory, heffl, name } = this.search;
    for (const wait of [...WAITS_MS, undefined]) {
      this.#base = this.#asksTheMemory() ? await memory.open(name) : undefined;
      this.#startOver(0);
      if (this.#base || (await this.#takeUp(this.#ownKey))) return;
      const takenFor = this.#isShared() ? await this.#turn.takenFor() : undefined;
      if (takenFor === undefined) break;
      const isWorthWaiting =
        wait !== undefined && takenFor <= TURN_MS && heffl.timeLeft() > reserveAfter(wait);
      if (!isWorthWaiting) {
        const { seen = PAGE_SIZE } = (await placeIn(cache, this.#sharedKey)) ?? {};
        throw this.#paused(takenFor / 1000, seen);
      }
      await clock.sleep(wait);
    }
    if (this.#isShared()) await this.#takeUp(this.#sharedKey);
  }

  /** Goes on from the place that is kept under the key. Returns whether there is one. */
  async #takeUp(key: string): Promise<boolean> {
    const place = await placeIn(this.search.cache, key);
    const isFresh = key === this.#ownKey || (place && clock.now() - place.began < MEMORY_MS);
    if (!place || !isFresh) return false;
    this.#place = place;
    this.#kept.add(key);
    return true;
  }

  /** The runs that go on with this search walk, too, and do not begin with the memory again. Other searches may still use it. */
  async #distrustMemory(): Promise<void> {
    const { memory, name } = this.search;
    if (this.#base) await memory.distrust(this.#base, name);
    this.#base = undefined;
  }

  #asksTheMemory(): boolean {
    return this.search.get !== undefined && this.search.questions.every(({ asked }) => asked);
  }

  /** Whether the rows of the list tell the matches, so that other searches can go on from the same place. */
  #isShared(): boolean {
    return this.#asksTheMemory() && !this.search.passes;
  }

  get #ownKey(): string {
    return `walk:${this.search.name}`;
  }

  get #sharedKey(): string {
    return `walk:${this.search.endpoint.paths[0]}`;
  }

  #startOver(restarts: number): void {
    this.#place = startPlace({ restarts, until: this.#base?.known ?? [] });
    this.#rows = [];
    this.#found = [];
    this.#isIncomplete = false;
    this.#seen.clear();
  }

  /** Reads pages until there are enough matches, or all records were seen. Returns whether all were. */
  async #readPasses(): Promise<boolean> {
    for (;;) {
      if (this.#pages > 0) await this.#pauseIfSpent();
      if (this.#needsTurn() && !(await this.#turn.take())) {
        await this.#start();
        continue;
      }
      const page = await this.#nextPage();
      if (!page) {
        this.#startOver(this.#place.restarts + 1);
        continue;
      }
      const isAtKnown = await this.#take(page);
      const isAtEnd = page.next === undefined;
      const isPassOver = isAtKnown || isAtEnd;
      const isWhole = isPassOver && clock.now() - this.#place.passBegan <= LONG_PASS_MS;
      // At the end of the list, one more request completes the memory.
      const mayStop = !isPassOver || page.isCutOff || !this.#canBeRemembered();
      if (mayStop && this.#isEnough()) return false;
      if (isAtEnd && !isAtKnown) this.#checkEnd(page);
      if (isWhole) return true;
      if (isPassOver) this.#place = nextPass(this.#place);
      else await this.#checkProgress(page);
    }
  }

  /** A search that goes on from a place of its own leaves nothing for others. */
  #needsTurn(): boolean {
    return !this.#base && this.#place.pages > 0 && this.#isShared() && !this.#kept.has(this.#ownKey);
  }

  #isEnough(): boolean {
    const active = this.#found.filter(({ question, record }) => question === 0 && !isArchived(record));
    const kept = this.#place.matches.filter(({ question, archived }) => question === 0 && !archived);
    return active.length + kept.length >= this.search.howMany;
  }

  /** Ends the run if its requests or its time are spent, so that Zapier runs the step again. */
  async #pauseIfSpent(): Promise<void> {
    const { heffl } = this.search;
    const isOutOfTime = heffl.timeLeft() < reserveAfter(this.#slowestMs);
    if (!isOutOfTime && this.#pages % PAGES_PER_RUN !== 0) return;
    await this.#leaveMemory();
    if (await this.#keep(this.#place)) {
      const restMs = this.#pages * PAGE_EVERY_MS - (clock.now() - this.#began);
      await this.#turn.rest(restMs);
      throw this.#paused(restMs / 1000, this.#place.seen);
    }
    if (isOutOfTime) throw this.#tooMany();
  }

  #paused(seconds: number, seen: number): Error {
    const { z, noun } = this.search;
    const jitter = Math.ceil(Math.random() * MOST_JITTER_SECONDS);
    const delay = Math.max(LEAST_PAUSE_SECONDS, Math.ceil(seconds)) + jitter;
    return new z.errors.ThrottledError(progress(noun, seen)(delay), delay);
  }

  /** What is new is more than one run can read: this becomes a walk through the whole list. */
  async #leaveMemory(): Promise<void> {
    if (!this.#base) return;
    await this.#distrustMemory();
    if (this.#place.pass === 0) this.#place = { ...this.#place, until: [] };
    else this.#startOver(0);
  }

  /** The page at the place. `undefined` if Heffl does not know its cursor any more, which may happen once. */
  async #nextPage(): Promise<Page | undefined> {
    const { z, heffl, endpoint, noun } = this.search;
    const { cursor, restarts, seen } = this.#place;
    const mayStartOver = cursor !== undefined && restarts < MOST_RESTARTS;
    const isGoneOnWith = seen > 0 && !this.#base;
    const request: PageRequest = {
      endpoint,
      noun,
      cursor,
      ...(isGoneOnWith && { busyText: progress(noun, seen) }),
    };
    this.#here = this.#place;
    const started = clock.now();
    const page = await this.#keepingPlace(this.#here, () =>
      mayStartOver ? tryPage(z, heffl, request, noSuch.cursor) : fetchPage(z, heffl, request),
    );
    this.#pages++;
    this.#slowestMs = Math.max(this.#slowestMs, clock.now() - started);
    return page;
  }

  /** Takes in the records of a page. Returns whether one of them was known before this pass. */
  async #take(page: Page): Promise<boolean> {
    const { memory, questions, passes, read, columnsOf } = this.search;
    const { pages, until, pass, began } = this.#place;
    const { items, next } = page;
    // A walk that leaves out one page makes no memory, whatever its later passes read.
    this.#isIncomplete ||= !this.#canBeRemembered();
    const isRemembered = !this.#isIncomplete && (next !== undefined || pages > 0);
    if (isRemembered && pages === 0 && !this.#base) await memory.watch(began);
    const known = items.findIndex(({ id }) => until.includes(String(id)));
    for (const [index, item] of items.entries()) {
      const record = read(item);
      const isNew = known === -1 || index < known;
      if (isNew && isRemembered) this.#rows.push({ pass, row: memory.rowOf(record.id, columnsOf(record)) });
      const question = questions.findIndex((one) => one.matches(record));
      if (question !== -1 && passes?.(record) !== false && !this.#hasFound(record)) {
        this.#found.push({ question, pass, record });
      }
      this.#seen.add(record.id);
    }
    this.#isNewestFirst &&= isNotNewer(
      items.at(-1),
      pages === 0 ? items[0]?.createdAt : this.#place.newestAt,
    );
    this.#advance(page);
    return known !== -1;
  }

  #hasFound({ id }: HefflRecord): boolean {
    return this.#found.some(({ record }) => record.id === id);
  }

  #advance({ items, next }: Page): void {
    const place = this.#place;
    const isFirst = place.seen === 0;
    const pages = place.pages + 1;
    this.#place = {
      ...place,
      cursor: next,
      seen: place.seen + items.length,
      pages,
      emptyPages: items.length === 0 ? place.emptyPages + 1 : 0,
      newest: isFirst ? items.map(({ id }) => String(id)) : place.newest,
      newestAt: pages === 1 ? textOf(items[0]?.createdAt) : place.newestAt,
    };
  }

  /** @throws z.errors.Error if the list says that there is more, but not where */
  #checkEnd({ isCutOff, total = 0 }: Page): void {
    const { seen, pages, pass } = this.#place;
    // Records that were created or deleted meanwhile make a small difference.
    const lacking = pass === 0 ? total - seen : 0;
    if (isCutOff || lacking >= (pages === 1 ? 1 : PAGE_SIZE)) {
      throw this.#broken('its list stops before its end');
    }
  }

  /** @throws z.errors.Error if the list repeats itself */
  async #checkProgress({ items, next }: Page): Promise<void> {
    const { checkpoint, pages, seen, emptyPages, newest } = this.#place;
    const isFirst = seen === items.length;
    const isCircle =
      next === checkpoint ||
      (!isFirst && items.some(({ id }) => String(id) === newest[0])) ||
      emptyPages > MOST_EMPTY_PAGES ||
      seen > MOST_RECORDS;
    if (isCircle) {
      for (const key of this.#kept) await this.search.cache.delete(key);
      throw this.#broken('its list goes in circles');
    }
    const isPowerOfTwo = (pages & (pages - 1)) === 0;
    if (isPowerOfTwo) this.#place = { ...this.#place, checkpoint: next };
  }

  #broken(reason: string): Error {
    const { z, noun } = this.search;
    const text = errorTexts.unexpected({ purpose: `list all ${noun}s`, reason });
    return new z.errors.Error(text, 'UnexpectedAnswer');
  }

  #tooMany(): Error {
    const { z, noun } = this.search;
    const { seen } = this.#place;
    return new z.errors.Error(errorTexts.tooManyToSearch({ noun, seen }), 'TooManyToSearch');
  }

  /** Whether the rows of this walk make a memory. */
  #canBeRemembered(): boolean {
    const { segments, seen, began } = this.#place;
    return (
      this.search.get !== undefined &&
      segments !== undefined &&
      !this.#isIncomplete &&
      this.#isNewestFirst &&
      seen < MOST_REMEMBERED &&
      clock.now() - began < OLD_WALK_MS
    );
  }

  /** Leaves what a complete walk has read as the memory of the list, or adds what is new to it. */
  async #remember(): Promise<void> {
    const { memory } = this.search;
    const { began, newest, pages } = this.#place;
    const base = this.#base;
    if (!this.#canBeRemembered() || (base ? this.#rows.length < WORTH_ADDING : pages === 1)) return;
    const segments = await this.#segments();
    if (!segments) return;
    await memory.keep({
      began: base?.began ?? began,
      known: newest,
      segments: [...newestFirst(segments).map(({ segment }) => segment), ...(base?.segments ?? [])],
    });
  }

  /** The rows of all runs, in the cache. `undefined` if it refused one. */
  async #segments(): Promise<Place['segments']> {
    const { memory } = this.search;
    const kept = [...(this.#place.segments ?? [])];
    for (const pass of new Set(this.#rows.map((one) => one.pass))) {
      const rows = this.#rows.filter((one) => one.pass === pass).map(({ row }) => row);
      const segment = await memory.keepRows(rows);
      if (!segment) return undefined;
      kept.push({ pass, segment });
    }
    return kept;
  }

  /** Keeps a place for a later run. Returns whether that worked. */
  async #keep(place: Place): Promise<boolean> {
    const { cache } = this.search;
    if (place.cursor === undefined && place.pass === 0) return false;
    const segments = this.#canBeRemembered() ? await this.#segments() : undefined;
    if (segments && this.#isShared()) {
      this.#kept.add(this.#sharedKey);
      const other = await placeIn(cache, this.#sharedKey);
      // Another search has come further: the next run goes on from there.
      if (other && other.pages >= place.pages && clock.now() - other.began < MEMORY_MS) return true;
      return keepPlace(cache, this.#sharedKey, { ...place, segments });
    }
    const earlier = this.#isShared() ? await this.#matchesInSegments() : [];
    if (!earlier) return false;
    const matches = [...place.matches, ...earlier, ...this.#found.map(keptMatch)];
    // A match is given only if it can be read again.
    if (matches.length > 0 && !this.search.get) return false;
    this.#kept.add(this.#ownKey);
    return keepPlace(cache, this.#ownKey, { ...place, segments, matches: mostKept(matches) });
  }

  /** The matches in the rows of earlier runs. `undefined` if a piece of them is gone. */
  async #matchesInSegments(): Promise<KeptMatch[] | undefined> {
    const matches: KeptMatch[] = [];
    for (const [question, { asked }] of this.search.questions.entries()) {
      for (const { pass, segment } of this.#place.segments ?? []) {
        const ids = asked && (await this.search.memory.find([segment], asked.column, asked.texts));
        if (!ids) return undefined;
        matches.push(...ids.map((id) => ({ id, question, pass, archived: false })));
      }
    }
    return matches;
  }

  async #keepingPlace<T>(place: Place, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      const isBusy = error instanceof Error && error.name === 'ThrottledError';
      const isKept = !this.#base && (await this.#keep(place));
      // A walk that starts anew each time would be throttled for ever.
      if (isBusy && !isKept && !this.#base && place.pages > 0) throw this.#tooMany();
      throw error;
    }
  }

  /** The records to give. `undefined` if the memory is out of date. */
  async #collect(): Promise<HefflRecord[] | undefined> {
    for (const [index, question] of this.search.questions.entries()) {
      const results = await this.#resultsOf(index, question);
      if (results?.length !== 0) return results;
    }
    return [];
  }

  async #resultsOf(index: number, question: Question): Promise<HefflRecord[] | undefined> {
    const { howMany, passes, get } = this.search;
    const found = this.#found.filter((one) => one.question === index);
    const kept = await this.#keptCandidates(index, question);
    if (!kept) return undefined;
    const candidates: Candidate[] = newestFirst([
      ...kept.filter(({ id }) => !this.#seen.has(id)),
      ...found.map(({ pass, record }) => ({ id: record.id, pass, record })),
    ]);
    const unread = candidates.filter(({ record }) => !record).length;
    if (this.#base && (passes ? unread : Math.min(unread, howMany)) > pagesOf(this.#base)) return undefined;
    const [active, archived]: [HefflRecord[], HefflRecord[]] = [[], []];
    let reads = 0;
    for (const { id, record } of candidates) {
      if (active.length === howMany) break;
      if (!record && ++reads > MOST_READ) {
        // Those that are left may pass the filter.
        if (this.#base && passes && active.length + archived.length < howMany) return undefined;
        break;
      }
      const current = record ?? (await get?.(id));
      if (!current || !question.matches(current)) {
        if (this.#base && !this.#base.changes.some((change) => change.id === id)) return undefined;
        continue;
      }
      if (passes?.(current) === false) continue;
      (isArchived(current) ? archived : active).push(current);
    }
    return [...active, ...archived].slice(0, howMany);
  }

  /** The records that earlier runs or the memory know to match, by their IDs. */
  async #keptCandidates(index: number, { asked }: Question): Promise<Candidate[] | undefined> {
    const { memory } = this.search;
    const { began, matches, segments = [] } = this.#place;
    const isInSegments = this.#base !== undefined || (this.#isShared() && segments.length > 0);
    if (!asked || !isInSegments) return matches.filter(({ question }) => question === index);
    const { column, texts } = asked;
    const changes = this.#base?.changes ?? (await memory.changesSince(began)) ?? [];
    const remembered = this.#base
      ? [{ pass: OLDER, ids: await memory.find(this.#base.segments, column, texts) }]
      : await Promise.all(
          segments.map(async ({ pass, segment }) => ({
            pass,
            ids: await memory.find([segment], column, texts),
          })),
        );
    const changed = { pass: OLDER - 1, ids: memory.changedTo(changes, column, texts) };
    const candidates = new Map<string, Candidate>();
    for (const { pass, ids } of newestFirst([...remembered, changed])) {
      if (!ids) return undefined;
      for (const id of ids) if (!candidates.has(id)) candidates.set(id, { id, pass });
    }
    return [...candidates.values()];
  }

  /** Keeps or deletes the places, now that the search has ended. */
  async #end(isWhole: boolean): Promise<void> {
    if (!isWhole && !this.#base && this.#isShared() && this.#pages >= WORTH_KEEPING) {
      await this.#keep(this.#place);
      return;
    }
    for (const key of this.#kept) {
      if (isWhole || key === this.#ownKey) await this.search.cache.delete(key);
    }
  }
}

/** The pass of what the memory knows: all of it is older than what a search reads. */
const OLDER = -1;

/** The requests of a walk through the list instead. */
const pagesOf = ({ segments }: Remembered): number =>
  1 + segments.reduce((sum, { count }) => sum + count, 0) / PAGE_SIZE;

const isArchived = ({ archived }: HefflRecord): boolean => archived === true;

const newestFirst = <One extends { readonly pass: number }>(parts: readonly One[]): One[] =>
  [...parts].sort((one, other) => other.pass - one.pass);

const keptMatch = ({ question, pass, record }: Found): KeptMatch => ({
  id: record.id,
  question,
  pass,
  archived: isArchived(record),
});

/** Matches of the first question before those of the second, because only they end a search. */
const mostKept = (matches: readonly KeptMatch[]): KeptMatch[] =>
  [
    ...new Map(
      [...matches].sort((one, other) => one.question - other.question).map((match) => [match.id, match]),
    ).values(),
  ].slice(0, MOST_KEPT);

/** Whether a record was not created after the time. True if either is unknown. */
const isNotNewer = (record: ListedRecord | undefined, time: unknown): boolean =>
  !(Date.parse(textOf(record?.createdAt) ?? '') > Date.parse(textOf(time) ?? ''));

const progress =
  (noun: string, seen: number) =>
  (seconds: number): string =>
    errorTexts.stillSearching({ noun, seen, seconds });

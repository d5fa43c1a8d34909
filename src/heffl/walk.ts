import { clock } from './clock.js';
import { PAGE_SIZE } from './facts.js';
import { textOf } from './json.js';
import { MEMORY_MS, MOST_REMEMBERED, type Row } from './list-memory.js';
import type { ListedRecord, Page } from './pages.js';
import { nextPass, type Place } from './place.js';
import { isArchived, type Search } from './question.js';
import type { HefflRecord } from './records.js';

/** A record that was read and matches. */
export type Found = { readonly question: number; readonly pass: number; readonly record: HefflRecord };

/** A walk that is older when it pauses leaves no memory: it would end too soon to be of use. */
const OLD_WALK_MS = MEMORY_MS - 90_000;
/** Records may have been created during a pass that took longer. */
const LONG_PASS_MS = 10_000;
/** No account is this large: a longer list repeats itself. */
const MOST_RECORDS = 1_000_000;
const MOST_EMPTY_PAGES = 20;

/** A walk through a list, newest records first: its place, and what this run has read. It makes no request. */
export class Walk {
  /** For the memory. */
  readonly #rows: { readonly pass: number; readonly row: Row }[] = [];
  readonly #found: Found[] = [];
  readonly #seen = new Set<string>();
  /** Whether this run read records that it left out of the rows. */
  #isIncomplete = false;
  #isNewestFirst = true;

  constructor(
    private readonly search: Search,
    private current: Place,
  ) {}

  get place(): Place {
    return this.current;
  }

  get found(): readonly Found[] {
    return this.#found;
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  /** Whether this run read the record: then what was kept of it is older. */
  hasSeen(id: string): boolean {
    return this.#seen.has(id);
  }

  /** Takes in the records of the page at the place. Returns whether one of them was known before this pass. */
  take(page: Page): boolean {
    const { memory, questions, passes, read, columnsOf } = this.search;
    const { pages, until, pass } = this.current;
    const { items, next } = page;
    // A walk whose rows lack one page makes no memory, whatever its later passes read.
    this.#isIncomplete ||= !this.canBeRemembered();
    const isRemembered = !this.#isIncomplete && (next !== undefined || pages > 0);
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
      pages === 0 ? items[0]?.createdAt : this.current.newestAt,
    );
    this.#advance(page);
    return known !== -1;
  }

  /** Begins the next pass: over the records that were created during this one. */
  beginNextPass(): void {
    this.current = nextPass(this.current);
  }

  /** Goes on to the end of the list, past the records that the memory knows. */
  goPastKnown(): void {
    this.current = { ...this.current, until: [] };
  }

  /** Notes the cursor after a power of two of pages (Brent's algorithm): meeting it again is a circle. */
  noteCheckpoint({ next }: Page): void {
    const { pages } = this.current;
    const isPowerOfTwo = (pages & (pages - 1)) === 0;
    if (isPowerOfTwo) this.current = { ...this.current, checkpoint: next };
  }

  /** Whether as many matches were found as are wanted. Only active records that match the first question count. */
  isEnough(): boolean {
    const found = this.#found.filter(({ question, record }) => question === 0 && !isArchived(record));
    const kept = this.current.matches.filter(({ question, archived }) => question === 0 && !archived);
    return found.length + kept.length >= this.search.howMany;
  }

  /** Whether the pass was too short for records to be created during it. */
  isPassShort(): boolean {
    return clock.now() - this.current.passBegan <= LONG_PASS_MS;
  }

  /** Whether the list, of which the last page was taken in, says that there is more, but not where. */
  isCutShort({ isCutOff, total = 0 }: Page): boolean {
    const { seen, pages, pass } = this.current;
    // Records that were created or deleted meanwhile make a small difference.
    const lacking = pass === 0 ? total - seen : 0;
    return isCutOff || lacking >= (pages === 1 ? 1 : PAGE_SIZE);
  }

  /** Whether the list repeats itself, now that the page was taken in. */
  isInCircle({ items, next }: Page): boolean {
    const { checkpoint, seen, emptyPages, newest } = this.current;
    const isFirst = seen === items.length;
    return (
      next === checkpoint ||
      (!isFirst && items.some(({ id }) => String(id) === newest[0])) ||
      emptyPages > MOST_EMPTY_PAGES ||
      seen > MOST_RECORDS
    );
  }

  /** Whether the rows of this walk make a memory. */
  canBeRemembered(): boolean {
    const { segments, seen, began } = this.current;
    return (
      this.search.get !== undefined &&
      segments !== undefined &&
      !this.#isIncomplete &&
      this.#isNewestFirst &&
      seen < MOST_REMEMBERED &&
      clock.now() - began < OLD_WALK_MS
    );
  }

  /** Keeps the rows in the cache. Returns the segments of all runs, or `undefined` if the cache refused one. */
  async keepRows(): Promise<Place['segments']> {
    const { memory } = this.search;
    const kept = [...(this.current.segments ?? [])];
    for (const pass of new Set(this.#rows.map((one) => one.pass))) {
      const rows = this.#rows.filter((one) => one.pass === pass).map(({ row }) => row);
      const segment = await memory.keepRows(rows);
      if (!segment) return undefined;
      kept.push({ pass, segment });
    }
    return kept;
  }

  #hasFound({ id }: HefflRecord): boolean {
    return this.#found.some(({ record }) => record.id === id);
  }

  #advance({ items, next }: Page): void {
    const place = this.current;
    const isFirst = place.seen === 0;
    const pages = place.pages + 1;
    this.current = {
      ...place,
      cursor: next,
      seen: place.seen + items.length,
      pages,
      emptyPages: items.length === 0 ? place.emptyPages + 1 : 0,
      newest: isFirst ? items.map(({ id }) => String(id)) : place.newest,
      newestAt: pages === 1 ? textOf(items[0]?.createdAt) : place.newestAt,
    };
  }
}

/** Whether a record was not created after the time. True if either is unknown. */
const isNotNewer = (record: ListedRecord | undefined, time: unknown): boolean =>
  !(Date.parse(textOf(record?.createdAt) ?? '') > Date.parse(textOf(time) ?? ''));

import { randomUUID } from 'node:crypto';
import type { Cache } from './cache.js';
import { clock } from './clock.js';
import { isList, isObject, isText } from './json.js';
import type { KeyedHash } from './keyed-hash.js';

/**
 * The memory of a list: for each record its ID and short keyed hashes of the values that it can be found by, in Zapier's cache.
 *
 * Why "not found" is true: a search reads the newest records itself, down to the first one that the memory knows, and looks for the
 * others in the memory. It can miss only a record that was changed in Heffl after the walk that filled the memory began: steps of this
 * integration note their changes. The memory expires 15 minutes after that walk began, so a change is missed no longer than that.
 *
 * The head names the segments. A segment holds the records of one run: columns of hashes, one for each thing to search by, and blocks
 * of IDs. It is cut into pieces, each an entry of its own. Every entry is sealed with a keyed hash of its key and its content: one that
 * is missing, cut or foreign makes the memory useless, and never wrong.
 */

/** The comparable texts of a record, by what it can be searched by: `email`, `cf_budget`. */
export type Columns = ReadonlyMap<string, readonly string[]>;

/** What is remembered of a record: its ID, and by the hash of each column the hashes of its values, one after the other. */
export type Row = { readonly id: string; readonly hashes: ReadonlyMap<string, string> };

export type Segment = {
  readonly name: string;
  readonly count: number;
  /** By the hash of a column: where its text begins and ends in the text of all columns. */
  readonly columns: Readonly<Record<string, readonly [start: number, end: number]>>;
  /** The number of the first row of each block of IDs. */
  readonly blocks: readonly number[];
};

/** A change by a step of this integration: the hashes of what the record can be found by now. */
type Change = { readonly id: string; readonly at: number; readonly hashes: readonly string[] };

type Changes = { readonly since: number; readonly rows: readonly Change[] };

type Head = {
  /** When the walk began, in milliseconds since 1970. */
  readonly began: number;
  /** The IDs of the newest records that are remembered. */
  readonly known: readonly string[];
  /** Newest records first. */
  readonly segments: readonly Segment[];
  /** The names of searches that found the memory out of date. They walk. */
  readonly distrustedBy?: readonly string[];
};

export type Remembered = Head & { readonly changes: readonly Change[] };

/** Counted from the moment at which the walk began. Docs and texts name it. */
export const MEMORY_MS = 15 * 60_000;
/** A larger list is walked each time. */
export const MOST_REMEMBERED = 50_000;

const SECONDS = MEMORY_MS / 1000;
/** The changes may be 15 minutes old when a walk begins, whose memory lives 15 minutes more. */
const CHANGES_SECONDS = 2 * SECONDS;
/** Zapier's limit of an entry is 64 kB. */
const MOST_BYTES = 64_000;
const PIECE_LENGTH = 60_000;
/** 30 bits: of 10,000 records, one in 100,000 searches meets a wrong hash, and reads one record for nothing. */
const HASH_LENGTH = 5;
const SEAL_LENGTH = 10;
const MOST_DISTRUSTING = 100;
const LOCK_SECONDS = 10;
const LOCK_ATTEMPTS = 30;
const LOCK_PAUSE_MS = 150;

export class ListMemory {
  readonly #name: string;
  readonly #columnHashes = new Map<string, string>();

  /** @param list the path of the list, and whatever else makes the same value hash differently */
  constructor(
    private readonly cache: Cache,
    private readonly hash: KeyedHash,
    list: string,
  ) {
    this.#name = `memory:${hash(list)}`;
  }

  /** The memory as it is now, or `undefined` if there is none that the search can use. */
  async open(search: string): Promise<Remembered | undefined> {
    const [head, changes, forgotten] = await Promise.all([
      this.#get('head'),
      this.#changes(),
      this.#get('forgotten'),
    ]);
    if (!isHead(head) || !changes) return undefined;
    const { began } = head;
    const isUsable =
      clock.now() - began < MEMORY_MS &&
      head.distrustedBy?.includes(search) !== true &&
      changes.since <= began &&
      (typeof forgotten !== 'number' || forgotten < began);
    return isUsable ? { ...head, changes: changes.rows } : undefined;
  }

  /** What is remembered of a record. */
  rowOf(id: string, columns: Columns): Row {
    const hashes = [...columns].map(([column, texts]): [string, string] => [
      this.#columnHash(column),
      texts.map((text) => this.#valueHash(column, text)).join(''),
    ]);
    return { id, hashes: new Map(hashes.filter(([, joined]) => joined !== '')) };
  }

  /** Keeps rows for the next runs. `undefined` if the cache refused a piece. */
  async keepRows(rows: readonly Row[]): Promise<Segment | undefined> {
    const name = randomUUID();
    let text = '';
    const columns: Record<string, readonly [number, number]> = {};
    for (const column of new Set(rows.flatMap(({ hashes }) => [...hashes.keys()]))) {
      const start = text.length;
      text += rows.map(({ hashes }) => hashes.get(column) ?? '').join();
      columns[column] = [start, text.length];
    }
    const blocks = blocksOf(rows.map(({ id }) => id));
    const pieces: readonly (readonly [string, unknown])[] = [
      ...slices(text).map((piece, index) => [`text${index}`, piece] as const),
      ...blocks.map(({ ids }, index) => [`ids${index}`, ids] as const),
    ];
    const kept = await Promise.all(pieces.map(([piece, content]) => this.#set(`${name}:${piece}`, content)));
    return kept.every(Boolean)
      ? { name, count: rows.length, columns, blocks: blocks.map(({ first }) => first) }
      : undefined;
  }

  /** Keeps the head, which makes a memory of the segments. */
  async keep({ began, known, segments }: Head): Promise<void> {
    await this.#set('head', { began, known, segments });
  }

  /** Notes that a search found the memory out of date. */
  async distrust({ began }: Head, search: string): Promise<void> {
    const head = await this.#get('head');
    if (!isHead(head) || head.began !== began) return;
    const distrustedBy = [...(head.distrustedBy ?? []), search].slice(-MOST_DISTRUSTING);
    await this.#set('head', { ...head, distrustedBy });
  }

  /** The IDs of the records of which one of the texts is remembered, newest first. `undefined` if a piece is missing. */
  async find(
    segments: readonly Segment[],
    column: string,
    texts: readonly string[],
  ): Promise<string[] | undefined> {
    const hashes = texts.map((text) => this.#valueHash(column, text));
    const found = await Promise.all(
      segments.map((segment) => this.#findIn(segment, this.#columnHash(column), hashes)),
    );
    return found.every((ids) => ids !== undefined) ? [...new Set(found.flat())] : undefined;
  }

  /** The IDs of changed records that now have one of the texts. */
  changedTo(changes: readonly Change[], column: string, texts: readonly string[]): string[] {
    const hashes = texts.map((text) => this.#changeHash(column, text));
    return changes.filter((change) => change.hashes.some((one) => hashes.includes(one))).map(({ id }) => id);
  }

  /** The changes since a walk began. `undefined` if not all of them are known. */
  async changesSince(began: number): Promise<readonly Change[] | undefined> {
    const changes = await this.#changes();
    return changes && changes.since <= began ? changes.rows : undefined;
  }

  /** Makes steps note their changes from now on, because a walk began. */
  async watch(began: number): Promise<void> {
    const changes = await this.#changes();
    if (changes && began - changes.since < MEMORY_MS) return;
    await this.#set('changes', { since: began, rows: [] }, CHANGES_SECONDS);
  }

  /**
   * Notes that a step of this integration changed or deleted a record. Does nothing if no walk began lately. If the change cannot be
   * noted, the memory is given up: the next search walks.
   *
   * @param values loads what the record now has: nothing if it was deleted
   */
  async note(id: string, values: () => Promise<readonly Columns[]>): Promise<void> {
    if (!(await this.#changes())) return;
    const hashes = (await values()).flatMap((columns) =>
      [...columns].flatMap(([column, texts]) => texts.map((text) => this.#changeHash(column, text))),
    );
    for (let attempt = 1; !(await this.cache.claim(this.#key('lock'), LOCK_SECONDS)); attempt++) {
      if (attempt === LOCK_ATTEMPTS) return this.#forget();
      await clock.sleep(LOCK_PAUSE_MS);
    }
    const at = clock.now();
    const changes = (await this.#changes()) ?? { since: at, rows: [] };
    const row: Change = { id, at, hashes: [...new Set(hashes)] };
    const recent = changes.rows.filter((other) => at - other.at < CHANGES_SECONDS * 1000);
    const isNoted =
      (await this.#set('changes', { ...changes, rows: [...recent, row] }, CHANGES_SECONDS)) ||
      // Too many changes for one entry: the memory of walks that began until now becomes useless.
      (await this.#set('changes', { since: at, rows: [row] }, CHANGES_SECONDS));
    if (!isNoted) await this.#forget();
    await this.cache.delete(this.#key('lock'));
  }

  /** Gives the memory up, because records may have changed in unknown ways. Does nothing if no walk began lately. */
  async forget(): Promise<void> {
    if (await this.#changes()) await this.#forget();
  }

  /** Makes every walk that began until now useless as a memory. */
  async #forget(): Promise<void> {
    await this.#set('forgotten', clock.now());
  }

  async #changes(): Promise<Changes | undefined> {
    const kept = await this.#get('changes');
    return isChanges(kept) ? kept : undefined;
  }

  async #findIn(
    { name, count, columns, blocks }: Segment,
    column: string,
    hashes: readonly string[],
  ): Promise<string[] | undefined> {
    const range = columns[column];
    // No record of the segment has a value there.
    if (!range) return [];
    const [start, end] = range;
    const first = Math.floor(start / PIECE_LENGTH);
    const last = Math.floor(Math.max(start, end - 1) / PIECE_LENGTH);
    const pieces = await Promise.all(
      numbersFrom(first, last).map((index) => this.#get(`${name}:text${index}`)),
    );
    if (!pieces.every((piece) => typeof piece === 'string')) return undefined;
    const offset = first * PIECE_LENGTH;
    const cells = pieces
      .join('')
      .slice(start - offset, end - offset)
      .split(',');
    if (cells.length !== count) return undefined;
    const rows = cells.flatMap((cell, row) =>
      hashesIn(cell).some((one) => hashes.includes(one)) ? [row] : [],
    );
    return this.#idsOf(name, blocks, rows);
  }

  async #idsOf(
    name: string,
    blocks: readonly number[],
    rows: readonly number[],
  ): Promise<string[] | undefined> {
    const blockOf = (row: number): number => blocks.findLastIndex((first) => first <= row);
    const needed = [...new Set(rows.map(blockOf))];
    const loaded = new Map(
      await Promise.all(
        needed.map(async (block) => [block, await this.#get(`${name}:ids${block}`)] as const),
      ),
    );
    const ids = rows.map((row) => {
      const block = loaded.get(blockOf(row));
      const id: unknown = Array.isArray(block) ? block[row - (blocks[blockOf(row)] ?? 0)] : undefined;
      return id;
    });
    return ids.every((id) => typeof id === 'string') ? ids : undefined;
  }

  async #get(part: string): Promise<unknown> {
    const kept = await this.cache.get(this.#key(part));
    return isObject(kept) && kept.seal === this.#seal(part, kept.content) ? kept.content : undefined;
  }

  async #set(part: string, content: unknown, seconds = SECONDS): Promise<boolean> {
    const value = { seal: this.#seal(part, content), content };
    if (Buffer.byteLength(JSON.stringify(value)) > MOST_BYTES) return false;
    return this.cache.set(this.#key(part), value, seconds);
  }

  #seal(part: string, content: unknown): string {
    return this.hash(`${this.#key(part)} ${JSON.stringify(content)}`).slice(0, SEAL_LENGTH);
  }

  #key(part: string): string {
    return `${this.#name}:${part}`;
  }

  #columnHash(column: string): string {
    const known = this.#columnHashes.get(column) ?? this.hash(`column ${column}`).slice(0, HASH_LENGTH);
    this.#columnHashes.set(column, known);
    return known;
  }

  #valueHash(column: string, text: string): string {
    return this.hash(`${column} ${text}`).slice(0, HASH_LENGTH);
  }

  #changeHash(column: string, text: string): string {
    return `${this.#columnHash(column)}${this.#valueHash(column, text)}`;
  }
}

const numbersFrom = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

const slices = (text: string): string[] =>
  numbersFrom(0, Math.ceil(text.length / PIECE_LENGTH) - 1).map((index) =>
    text.slice(index * PIECE_LENGTH, (index + 1) * PIECE_LENGTH),
  );

const hashesIn = (cell: string): string[] =>
  numbersFrom(0, cell.length / HASH_LENGTH - 1).map((index) =>
    cell.slice(index * HASH_LENGTH, (index + 1) * HASH_LENGTH),
  );

/** IDs in blocks that each fit into a piece. `first` is the number of the first row of a block. */
const blocksOf = (ids: readonly string[]): { readonly first: number; readonly ids: string[] }[] => {
  const blocks: { readonly first: number; readonly ids: string[] }[] = [];
  let length = PIECE_LENGTH;
  for (const [row, id] of ids.entries()) {
    // An ID takes its bytes, two quotes and a comma.
    const more = Buffer.byteLength(id) + 3;
    const block = blocks.at(-1);
    if (!block || length + more > PIECE_LENGTH) {
      blocks.push({ first: row, ids: [id] });
      length = more;
    } else {
      block.ids.push(id);
      length += more;
    }
  }
  return blocks;
};

export const isSegment = (value: unknown): value is Segment =>
  isObject(value) &&
  isText(value.name) &&
  typeof value.count === 'number' &&
  isObject(value.columns) &&
  Array.isArray(value.blocks);

const isHead = (value: unknown): value is Head =>
  isObject(value) &&
  typeof value.began === 'number' &&
  isList(value.known, isText) &&
  isList(value.segments, isSegment) &&
  (value.distrustedBy === undefined || isList(value.distrustedBy, isText));

const isChange = (value: unknown): value is Change =>
  isObject(value) && isText(value.id) && typeof value.at === 'number' && isList(value.hashes, isText);

const isChanges = (value: unknown): value is Changes =>
  isObject(value) && typeof value.since === 'number' && isList(value.rows, isChange);

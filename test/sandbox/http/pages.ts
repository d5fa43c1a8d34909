import { randomBytes } from 'node:crypto';
import { ApiError } from '../api-error.js';
import type { RequestFault } from '../faults.js';
import { without } from '../fields.js';
import { listedOf } from '../presentation.js';
import type { Readings } from '../readings.js';
import type { Records, StoredRecord } from '../records.js';
import { type CollectionName, resources } from '../resources/index.js';

type Query = Record<string, string>;

const MOST = 100;
const USUAL = 20;

const limitIn = ({ limit }: Query, { limitOutOfRange, listShape }: Readings): number => {
  // A bare array has no room for a cursor, so it holds everything.
  if (listShape === 'array') return Infinity;
  const asked = limit === undefined ? USUAL : Number(limit);
  if (Number.isInteger(asked) && asked >= 1 && asked <= MOST) return asked;
  if (limitOutOfRange === 'refuse') throw new ApiError(400, `limit must be a number between 1 and ${MOST}`);
  return Number.isNaN(asked) ? USUAL : Math.min(Math.max(Math.trunc(asked), 1), MOST);
};

/** Whether a record passes the filters of a request, in the reading that has them. */
const filterIn = (query: Query, { listFilters }: Readings): ((record: StoredRecord) => boolean) => {
  const asked = ['search', 'email'].find((name) => query[name] !== undefined);
  if (asked === undefined || listFilters === 'ignored') return () => true;
  if (listFilters === 'refused') throw new ApiError(400, `Unknown query parameter: ${asked}`);
  return ({ name, title, email }) => {
    const text = [name, title, email].join(' ').toLowerCase();
    return email === (query.email ?? email) && text.includes(query.search?.toLowerCase() ?? '');
  };
};

/**
 * Lists collections page by page. A cursor stands for a place between two records, so that a record that comes or goes
 * meanwhile moves nobody to another page.
 */
export class Pages {
  readonly #cursors = new Map<string, { collection: CollectionName; place: number }>();

  constructor(
    readonly records: Records,
    readonly pageSize: number,
  ) {}

  /** The body of the answer to a request for a list. */
  answer(collection: CollectionName, query: Query, fault?: RequestFault['kind']): unknown {
    const { records } = this;
    const { readings } = records;
    const limit = fault === 'emptyPage' ? 0 : Math.min(limitIn(query, readings), this.pageSize);
    const place = this.#place(collection, query);
    const all = records.list(collection).filter(filterIn(query, readings));
    const rest = resources[collection].inOrder
      ? all.filter(({ serial }) => serial > place)
      : all.filter(({ serial }) => serial < place).reverse();
    const shown = rest.slice(0, limit);
    const listed = shown.map((record) => listedOf(record, records));
    const items = fault === 'recordWithoutId' ? listed.map((item) => without(item, ['id'])) : listed;
    if (readings.listShape === 'array') return items;

    const hasMore = rest.length > shown.length;
    const nextCursor = hasMore ? this.#issue(collection, shown.at(-1)?.serial ?? place) : null;
    const page = { [readings.listShape]: items, nextCursor, hasMore };
    if (fault === 'repeatCursor') return { ...page, hasMore: true, nextCursor: query.cursor ?? nextCursor };
    if (fault === 'hasMoreWithoutCursor') return { ...page, hasMore: true, nextCursor: null };
    return page;
  }

  #issue(collection: CollectionName, place: number): string {
    const cursor = randomBytes(12).toString('base64url');
    this.#cursors.set(cursor, { collection, place });
    return cursor;
  }

  /** Records are in their place by serial number. */
  #place(collection: CollectionName, { cursor }: Query): number {
    if (cursor === undefined) return resources[collection].inOrder ? 0 : Infinity;
    const issued = this.#cursors.get(cursor);
    if (issued?.collection !== collection) throw new ApiError(400, 'Invalid cursor');
    return issued.place;
  }
}

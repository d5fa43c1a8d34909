import { ApiError } from '../api-error.js';
import type { ContentFault } from '../faults.js';
import type { Fields } from '../fields.js';
import { listedOf } from '../presentation.js';
import type { Readings } from '../readings.js';
import type { Records, StoredRecord } from '../records.js';
import { resources } from '../resources/index.js';
import type { CollectionName } from '../resources/names.js';
import type { Cursors } from './cursors.js';

type Query = Record<string, string>;
type Page = { items: Fields[]; nextCursor: string | null; hasMore: boolean };

const MOST = 100;
const USUAL = 20;

const limitIn = ({ limit }: Query, { limitOutOfRange }: Readings): number => {
  const asked = limit === undefined ? USUAL : Number(limit);
  if (Number.isInteger(asked) && asked >= 1 && asked <= MOST) return asked;
  if (limitOutOfRange === 'refuse') throw new ApiError(400, `limit must be a number between 1 and ${MOST}`);
  return Number.isNaN(asked) ? USUAL : Math.min(Math.max(Math.trunc(asked), 1), MOST);
};

const FILTERS = ['search', 'email'];

/** Whether a record passes the filters of a request, in the reading that has them. */
const filterIn = (query: Query, { listFilters }: Readings): ((record: StoredRecord) => boolean) => {
  const asked = FILTERS.find((name) => query[name] !== undefined);
  if (asked === undefined || listFilters === 'ignored') return () => true;
  if (listFilters === 'refused') throw new ApiError(400, `Unknown query parameter: ${asked}`);
  const { search = '', email } = query;
  return (record) =>
    (email === undefined || record.email === email) &&
    [record.name, record.title, record.email].some(
      (text) => typeof text === 'string' && text.toLowerCase().includes(search.toLowerCase()),
    );
};

/** Lists collections page by page. */
export class Pages {
  constructor(
    readonly records: Records,
    readonly cursors: Cursors,
    readonly pageSize: number,
  ) {}

  /** The body of the answer to a request for a list. */
  answer(collection: CollectionName, query: Query, fault: ContentFault['kind'] | undefined): unknown {
    const { items, ...more } = this.#flawed(collection, query, fault);
    if (fault === 'listWithoutList') return {};
    switch (this.records.readings.listShape) {
      case 'items':
        return { items, ...more };
      case 'data':
        return { data: items, ...more };
      case 'array':
        return items;
    }
  }

  #flawed(collection: CollectionName, query: Query, fault: ContentFault['kind'] | undefined): Page {
    const page = this.#page(collection, query);
    switch (fault) {
      case 'repeatCursor':
        return { ...page, hasMore: true, nextCursor: query.cursor ?? page.nextCursor };
      case 'hasMoreWithoutCursor':
        return { ...page, hasMore: true, nextCursor: null };
      case 'emptyPage': {
        const nextCursor = this.cursors.issue(collection, this.#place(collection, query));
        return { items: [], hasMore: true, nextCursor };
      }
      case 'recordWithoutId':
        return { ...page, items: page.items.map(({ id, ...item }) => (id === undefined ? item : item)) };
      default:
        return page;
    }
  }

  /** Records are in their place by serial number. */
  #place(collection: CollectionName, { cursor }: Query): number {
    if (cursor !== undefined) return this.cursors.placeOf(collection, cursor);
    return resources[collection].inOrder ? 0 : Infinity;
  }

  #page(collection: CollectionName, query: Query): Page {
    const { records } = this;
    // A bare array has no room for a cursor, so it holds everything.
    const limit = records.readings.listShape === 'array' ? Infinity : limitIn(query, records.readings);
    const place = this.#place(collection, query);
    const all = records.list(collection).filter(filterIn(query, records.readings));
    const rest = resources[collection].inOrder
      ? all.filter(({ serial }) => serial > place)
      : all.filter(({ serial }) => serial < place).reverse();
    const shown = rest.slice(0, Math.min(limit, this.pageSize));
    const last = shown.at(-1);
    const hasMore = rest.length > shown.length;
    return {
      items: shown.map((record) => listedOf(collection, record, records)),
      nextCursor: hasMore && last ? this.cursors.issue(collection, last.serial) : null,
      hasMore,
    };
  }
}

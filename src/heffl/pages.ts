import type { ZObject } from 'zapier-platform-core';
import type { Answer, Call, Heffl } from './client.js';
import { clock } from './clock.js';
import { type Endpoint, noSuch, PAGE_SIZE } from './facts.js';
import { isObject, type JsonObject, textOf } from './json.js';
import { answeredAt } from './rate-limit.js';
import { unexpected } from './refusals.js';

/** A record of a list: only its ID is known. */
export type ListedRecord = JsonObject & { readonly id: string | number };

export type Page = {
  /** Newest first. v1 does not document the order; v2 lists newest first. */
  readonly items: readonly ListedRecord[];
  /** The cursor of the page after this one. `undefined` on the last page. */
  readonly next: string | undefined;
  /** Whether the answer says that there is more, but not where: a list that is read to the end is not read whole. */
  readonly isCutOff: boolean;
  /** The number of records of the whole list, if the answer says it. */
  readonly total: number | undefined;
  /** The time of the answer by Heffl's clock, in milliseconds since 1970. */
  readonly at: number;
};

export type PageRequest = {
  readonly endpoint: Endpoint;
  /** The kind of record: "lead". */
  readonly noun: string;
  readonly cursor?: string | undefined;
  readonly limit?: number;
  readonly busyText?: Call['busyText'];
  readonly isOptional?: boolean;
};

/**
 * One page of a list: one request, and one more for each path that Heffl does not serve.
 *
 * @throws z.errors.Error if the answer holds no list, or only records without an ID
 */
export const fetchPage = async (z: ZObject, heffl: Heffl, request: PageRequest): Promise<Page> => {
  const { call, answer } = await requestPage(heffl, request, []);
  return readPage(z, call, answer);
};

/** As `fetchPage`, but `undefined` if the status of the answer is in `accepts`. */
export const tryPage = async (
  z: ZObject,
  heffl: Heffl,
  request: PageRequest,
  accepts: readonly number[],
): Promise<Page | undefined> => {
  const { call, answer } = await requestPage(heffl, request, accepts);
  return answer.status < 300 ? readPage(z, call, answer) : undefined;
};

/** Loads pages until the list ends, goes in a circle, or has given `most` of them. `undefined`, for a list that is refused, ends it. */
export async function* pagesFrom<Part extends { readonly next?: string | undefined } | undefined>(
  load: (cursor: string | undefined) => Promise<Part>,
  most: number,
): AsyncGenerator<Part> {
  const cursors = new Set<string | undefined>();
  let cursor: string | undefined;
  do {
    cursors.add(cursor);
    const page = await load(cursor);
    yield page;
    cursor = page?.next;
  } while (cursor !== undefined && !cursors.has(cursor) && cursors.size < most);
}

const requestPage = async (
  heffl: Heffl,
  { endpoint, noun, cursor, limit = PAGE_SIZE, busyText, isOptional = false }: PageRequest,
  accepts: readonly number[],
): Promise<{ readonly call: Call; readonly answer: Answer }> => {
  const callTo = (path: string, isLast: boolean): Call => ({
    method: 'GET',
    path,
    query: { limit, ...(cursor !== undefined && { cursor }) },
    purpose: `list the ${noun}s`,
    noun,
    accepts: isLast ? accepts : noSuch.path,
    ...(busyText && { busyText }),
    ...(isOptional && { isOptional }),
  });
  const [first, ...others] = endpoint.paths;
  let call = callTo(first, others.length === 0);
  let answer = await heffl.send(call);
  for (const [index, path] of others.entries()) {
    if (answer.status < 300) break;
    call = callTo(path, index === others.length - 1);
    answer = await heffl.send(call);
  }
  return { call, answer };
};

/**
 * Reads a list in `items` (documented), in `data`, or bare, and the cursor of its next page. Leaves out records without an ID, and logs
 * how many.
 *
 * @throws z.errors.Error if the answer holds no list, or only records without an ID
 */
export const readPage = (z: ZObject, call: Call, { data, headers }: Answer): Page => {
  const body = isObject(data) ? data : {};
  const list = [data, body.items, body.data].find((one): one is unknown[] => Array.isArray(one));
  if (!list) throw unexpected(z, call, 'the answer holds no list');
  const items = list.filter(hasId);
  const without = list.length - items.length;
  if (without > 0 && items.length === 0) throw unexpected(z, call, 'the list holds a record without an ID');
  if (without > 0) z.console.log(`Heffl listed ${without} records without an ID, which are left out.`);
  const paging = isObject(body.meta) ? { ...body, ...body.meta } : body;
  const next = paging.hasMore === false ? undefined : textOf(paging.nextCursor);
  const saysItsEnd = paging.hasMore === false || paging.nextCursor === null;
  return {
    items,
    next,
    isCutOff:
      next === undefined &&
      (paging.hasMore === true || (!saysItsEnd && list.length > 0 && list.length === call.query?.limit)),
    total: typeof paging.total === 'number' ? paging.total : undefined,
    at: answeredAt(headers) ?? clock.now(),
  };
};

export const hasId = (item: unknown): item is ListedRecord => isObject(item) && textOf(item.id) !== undefined;

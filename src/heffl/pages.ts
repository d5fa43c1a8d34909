import type { ZObject } from 'zapier-platform-core';
import type { Answer, Call, Heffl } from './client.js';
import { clock } from './clock.js';
import { type Endpoint, noSuch, PAGE_SIZE } from './facts.js';
import { isObject, type JsonObject, textOf } from './json.js';
import { answeredAt } from './rate-limit.js';
import { unexpected } from './refusals.js';

/** A record as a list gives it: everything is open but its ID. */
export type ListedRecord = JsonObject & { readonly id: string | number };

export type Page = {
  /** Newest first. (The order is not documented for v1; v2 lists newest first.) */
  readonly items: readonly ListedRecord[];
  /** Leads to the page after this one; `undefined` where this is the last. */
  readonly next: string | undefined;
  /** When Heffl answered, in milliseconds since 1970, by its own clock. */
  readonly at: number;
};

export type PageRequest = {
  readonly endpoint: Endpoint;
  /** One record of the list, as in "Heffl could not list the leads": "lead". */
  readonly noun: string;
  readonly cursor?: string | undefined;
  readonly limit?: number;
  readonly busyText?: Call['busyText'];
  readonly isExtra?: boolean;
};

/**
 * One page of a list: one request, and one more for each path that Heffl does not know.
 *
 * @throws z.errors.Error where the answer holds no list, or a record without an ID
 */
export const fetchPage = async (z: ZObject, heffl: Heffl, request: PageRequest): Promise<Page> => {
  const { call, answer } = await requestPage(heffl, request, []);
  return readPage(z, call, answer);
};

/**
 * As `fetchPage`, but `undefined` where Heffl answers with one of the statuses in `accepts`.
 */
export const tryPage = async (
  z: ZObject,
  heffl: Heffl,
  request: PageRequest,
  accepts: readonly number[],
): Promise<Page | undefined> => {
  const { call, answer } = await requestPage(heffl, request, accepts);
  return answer.status < 300 ? readPage(z, call, answer) : undefined;
};

const requestPage = async (
  heffl: Heffl,
  { endpoint, noun, cursor, limit = PAGE_SIZE, busyText, isExtra = false }: PageRequest,
  accepts: readonly number[],
): Promise<{ readonly call: Call; readonly answer: Answer }> => {
  const callTo = (path: string, isLast: boolean): Call => ({
    method: 'GET',
    path,
    query: { limit, ...(cursor !== undefined && { cursor }) },
    toDo: `list the ${noun}s`,
    noun,
    accepts: isLast ? accepts : noSuch.path,
    ...(busyText && { busyText }),
    ...(isExtra && { isExtra }),
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
 * The list in `items` (as documented), in `data`, or bare, and where it goes on.
 *
 * @throws z.errors.Error where the answer holds no list, or a record without an ID
 */
export const readPage = (z: ZObject, call: Call, { data, headers }: Answer): Page => {
  const body = isObject(data) ? data : {};
  const items = [data, body.items, body.data].find((list) => Array.isArray(list));
  if (!items) throw unexpected(z, call, 'the answer holds no list');
  if (!items.every(isListed)) throw unexpected(z, call, 'the list holds a record without an ID');
  const paging = isObject(body.meta) ? { ...body, ...body.meta } : body;
  const next = paging.hasMore === false ? undefined : textOf(paging.nextCursor);
  return { items, next, at: answeredAt(headers) ?? clock.now() };
};

export const isListed = (item: unknown): item is ListedRecord =>
  isObject(item) && textOf(item.id) !== undefined;

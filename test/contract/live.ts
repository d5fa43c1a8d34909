import { clock } from '../../src/heffl/clock.js';
import { KEY_HEADER, type Method, REQUESTS_PER_MINUTE } from '../../src/heffl/facts.js';
import { isObject, jsonIn, type JsonObject, textOf } from '../../src/heffl/json.js';
import { hasId } from '../../src/heffl/pages.js';
import { answeredAt, waitAsked } from '../../src/heffl/rate-limit.js';
import { unwrapped } from '../../src/heffl/records.js';
import { assumedIf, type Finding, notAsked, refuted } from './case.js';

/**
 * An answer of Heffl.
 *
 * @param data the JSON of the body; `undefined` if it is empty, or not JSON
 */
const replyOf = (status: number, headers: Headers, data: unknown) => {
  const isOk = status >= 200 && status < 300;
  const body = isObject(data) ? data : {};
  const { message, error } = isObject(body.error) ? body.error : body;
  const reason = textOf(message) ?? textOf(error);
  const words = reason === undefined ? `status ${status}` : `status ${status}: ${reason}`;
  const tellsNothing = status >= 500 || [403, 429].includes(status);
  const refusal = tellsNothing ? notAsked(words) : refuted(words);
  const listKey = (['items', 'data'] as const).find((key) => Array.isArray(body[key]));
  const list: unknown = listKey ? body[listKey] : data;
  const record = unwrapped(data);
  const reply = {
    ...{ status, headers, data, isOk },
    /** The JSON object of the body; an empty one if it is none. */
    body,
    /** The status, and Heffl's own words if there are any. */
    words,
    /** What a refusal says. It tells nothing if Heffl is down or busy, or if the key may not do this. */
    refusal,
    /** Heffl refused what was sent as wrong. */
    isInvalid: [400, 422].includes(status),
    /** Where it holds its list: `items`, `data`, or the answer itself. */
    listKey: Array.isArray(data) ? ('array' as const) : listKey,
    /** The records of a list; none if the answer is no list. */
    list: Array.isArray(list) ? list.filter(hasId) : [],
    /** The one record of an answer. */
    record: isObject(record) ? record : undefined,
    /** What it means to the code, which copes with any of these statuses, and prefers one. */
    among: (statuses: readonly number[], preferred: number): Finding =>
      statuses.includes(status) ? assumedIf(status === preferred, words) : refusal,
  };
  /** @throws Finding if Heffl refused */
  const ok = () => {
    if (!isOk) throw refusal;
    return reply;
  };
  return { ...reply, ok };
};
export type Reply = ReturnType<typeof replyOf>;

type Query = Readonly<Record<string, string | number>>;

const MINUTE_MS = 60_000;
/** Leaves some of each minute to other users of the key. */
const PER_MINUTE = REQUESTS_PER_MINUTE - 10;
const TIMEOUT_MS = 15_000;
const MOST_ATTEMPTS = 3;

export type Live = ReturnType<typeof openLive>;
/** What reads alone. */
export type Reader = Pick<Live, 'get'>;

/**
 * Heffl's API over plain HTTP: nothing that the integration does to cope with it gets between.
 *
 * @param url the API's address, without a slash at its end
 * @param onWait is told before each wait, in whole seconds
 */
export const openLive = (
  url: string,
  ownKey: string,
  onWait: (seconds: number, why: string) => void = () => undefined,
) => {
  const sentAt: number[] = [];
  const read = new Map<string, Promise<Reply>>();

  const wait = async (ms: number, why: string): Promise<void> => {
    onWait(Math.ceil(ms / 1000), why);
    await clock.sleep(ms);
  };

  const request = async (address: URL, init: RequestInit, key = ownKey): Promise<Reply> => {
    for (let attempt = 1; ; attempt++) {
      const oldest = sentAt.at(-PER_MINUTE) ?? -Infinity;
      const left = oldest + MINUTE_MS - clock.now();
      if (left > 0) await wait(left, `to stay under ${REQUESTS_PER_MINUTE} requests a minute`);
      sentAt.push(clock.now());
      const response = await fetch(address, {
        ...init,
        headers: {
          [KEY_HEADER]: key,
          accept: 'application/json',
          // Some servers refuse this of a request without a body.
          ...(init.body !== undefined && { 'content-type': 'application/json' }),
        },
        // A redirect would take the key to another host.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { status, headers } = response;
      const reply = replyOf(status, headers, jsonIn(await response.text()));
      if (status !== 429 || attempt === MOST_ATTEMPTS) return reply;
      const asked = waitAsked(headers, answeredAt(headers) ?? clock.now());
      await wait(asked ?? MINUTE_MS, 'because Heffl asks for it');
    }
  };

  const addressOf = (path: string, query: Query = {}): URL => {
    const address = new URL(`${url}${path}`);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
    return address;
  };

  return {
    /** Sends the same request once, however many cases ask for it. `key`: another API key than its own. */
    get: (path: string, query?: Query, key?: string): Promise<Reply> => {
      const address = addressOf(path, query);
      const known = `${address.href} ${key ?? ''}`;
      const reply = read.get(known) ?? request(address, { method: 'GET' }, key);
      read.set(known, reply);
      return reply;
    },
    send: (method: Method, path: string, body?: JsonObject, query?: Query) =>
      request(addressOf(path, query), { method, ...(body && { body: JSON.stringify(body) }) }),
    /** How many requests were sent. */
    count: () => sentAt.length,
  };
};

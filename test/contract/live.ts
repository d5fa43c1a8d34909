import { clock } from '../../src/heffl/clock.js';
import { KEY_HEADER, type Method, REQUESTS_PER_MINUTE } from '../../src/heffl/facts.js';
import { jsonIn, type JsonObject } from '../../src/heffl/json.js';
import { answeredAt, waitAsked } from '../../src/heffl/rate-limit.js';
import { Reply } from './reply.js';

type Query = Readonly<Record<string, string | number>>;

/** Reads from Heffl's API. Sends the same request once, however many cases ask for it. */
export type Reader = {
  /** @param key another API key than the reader's own */
  readonly get: (path: string, query?: Query, key?: string) => Promise<Reply>;
};

/** Heffl's API over plain HTTP: nothing that the integration does to cope with it gets between. */
export type Live = Reader & {
  readonly send: (method: Method, path: string, body?: JsonObject, query?: Query) => Promise<Reply>;
  /** How many requests were sent. */
  readonly count: () => number;
};

/** Is told before each wait, in whole seconds. */
type OnWait = (seconds: number, why: string) => void;

const MINUTE_MS = 60_000;
/** Leaves some of each minute to other users of the key. */
const PER_MINUTE = REQUESTS_PER_MINUTE - 10;
const TIMEOUT_MS = 15_000;
const MOST_ATTEMPTS = 3;

/** @param url the API's address, without a slash at its end */
export const openLive = (url: string, ownKey: string, onWait: OnWait = () => undefined): Live => {
  const sentAt: number[] = [];
  const read = new Map<string, Promise<Reply>>();

  const wait = async (ms: number, why: string): Promise<void> => {
    onWait(Math.ceil(ms / 1000), why);
    await clock.sleep(ms);
  };

  const pace = async (): Promise<void> => {
    const oldest = sentAt.at(-PER_MINUTE);
    const left = oldest === undefined ? 0 : oldest + MINUTE_MS - clock.now();
    if (left > 0) await wait(left, `to stay under ${REQUESTS_PER_MINUTE} requests a minute`);
    sentAt.push(clock.now());
  };

  const request = async (address: URL, init: RequestInit, key = ownKey): Promise<Reply> => {
    for (let attempt = 1; ; attempt++) {
      await pace();
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
      const reply = new Reply(status, headers, jsonIn(await response.text()));
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
    get: (path, query, key) => {
      const address = addressOf(path, query);
      const known = `${address.href} ${key ?? ''}`;
      const reply = read.get(known) ?? request(address, { method: 'GET' }, key);
      read.set(known, reply);
      return reply;
    },
    send: (method, path, body, query) =>
      request(addressOf(path, query), { method, ...(body && { body: JSON.stringify(body) }) }),
    count: () => sentAt.length,
  };
};

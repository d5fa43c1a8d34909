import { clock } from '../../src/heffl/clock.js';
import { KEY_HEADER, type Method, REQUESTS_PER_MINUTE } from '../../src/heffl/facts.js';
import type { JsonObject } from '../../src/heffl/json.js';
import { answeredAt, waitAsked } from '../../src/heffl/rate-limit.js';

export type Reply = {
  readonly status: number;
  /** The JSON of the body; `undefined` where it is empty, or no JSON. */
  readonly data: unknown;
  readonly headers: Headers;
};

type Query = Readonly<Record<string, string | number>>;

/** Heffl's API as it is, without anything that the integration does to cope with it. */
export type LiveHeffl = {
  /** Reads, and each address once, however many questions it answers. */
  readonly get: (path: string, query?: Query) => Promise<Reply>;
  readonly send: (
    method: Method,
    path: string,
    options?: { readonly query?: Query; readonly body?: JsonObject; readonly key?: string },
  ) => Promise<Reply>;
  /** How many requests were sent. */
  readonly count: () => number;
};

type Live = {
  readonly url: string;
  readonly key: string;
  /** Told before each wait. */
  readonly onWait: (seconds: number, why: string) => void;
};

const MINUTE_MS = 60_000;
/** A few requests of the minute are left to whatever else uses the key. */
const PER_MINUTE = REQUESTS_PER_MINUTE - 10;
const TIMEOUT_MS = 15_000;
const MOST_ATTEMPTS = 3;

export const openHeffl = ({ url, key, onWait }: Live): LiveHeffl => {
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

  const send: LiveHeffl['send'] = async (method, path, { query = {}, body, key: otherKey = key } = {}) => {
    const address = new URL(`${url}${path}`);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
    for (let attempt = 1; ; attempt++) {
      await pace();
      const response = await fetch(address, {
        method,
        headers: {
          [KEY_HEADER]: otherKey,
          accept: 'application/json',
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        // A redirect would take the key along.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { status, headers } = response;
      const reply = { status, headers, data: parsed(await response.text()) };
      if (status !== 429 || attempt === MOST_ATTEMPTS) return reply;
      await wait(
        waitAsked(headers, answeredAt(headers) ?? clock.now()) ?? MINUTE_MS,
        'because Heffl asks for it',
      );
    }
  };

  return {
    get: (path, query = {}) => {
      const address = `${path}?${JSON.stringify(query)}`;
      const known = read.get(address) ?? send('GET', path, { query });
      read.set(address, known);
      return known;
    },
    send,
    count: () => sentAt.length,
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

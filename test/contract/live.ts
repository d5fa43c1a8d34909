import { clock } from '../../src/heffl/clock.js';
import { KEY_HEADER, type Method, REQUESTS_PER_MINUTE } from '../../src/heffl/facts.js';
import { isObject, jsonIn, type JsonObject, textOf } from '../../src/heffl/json.js';
import { hasId, type ListedRecord } from '../../src/heffl/pages.js';
import { answeredAt, waitAsked } from '../../src/heffl/rate-limit.js';
import { unwrapped } from '../../src/heffl/records.js';
import { assumedIf, type Finding, notAsked, refuted } from './case.js';

/** An answer of Heffl. */
export class Reply {
  /** @param data the JSON of the body; `undefined` if it is empty, or not JSON */
  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly data: unknown,
  ) {}

  get isOk(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** Heffl refused what was sent as wrong. */
  get isInvalid(): boolean {
    return [400, 422].includes(this.status);
  }

  /** Where it holds its list: `items`, `data`, or the answer itself. */
  get listKey(): 'items' | 'data' | 'array' | undefined {
    if (Array.isArray(this.data)) return 'array';
    return (['items', 'data'] as const).find((key) => Array.isArray(this.body[key]));
  }

  /** The records of a list; none if the answer is no list. */
  get list(): ListedRecord[] {
    const list: unknown = [this.data, this.body.items, this.body.data].find(Array.isArray);
    return Array.isArray(list) ? list.filter(hasId) : [];
  }

  /** The JSON object of the body; an empty one if it is none. */
  get body(): JsonObject {
    return isObject(this.data) ? this.data : {};
  }

  /** The one record of an answer. */
  get record(): JsonObject | undefined {
    const record = unwrapped(this.data);
    return isObject(record) ? record : undefined;
  }

  /** The status, and Heffl's own words if there are any. */
  get words(): string {
    const { message, error } = isObject(this.body.error) ? this.body.error : this.body;
    const words = textOf(message) ?? textOf(error);
    return words === undefined ? `status ${this.status}` : `status ${this.status}: ${words}`;
  }

  /** A refusal. It tells nothing if Heffl is down or busy, or if the key may not do this. */
  get refusal(): Finding {
    const tellsNothing = this.status >= 500 || [403, 429].includes(this.status);
    return tellsNothing ? notAsked(this.words) : refuted(this.words);
  }

  /** What it means to the code, which copes with any of these statuses, and prefers one. */
  among(statuses: readonly number[], preferred: number): Finding {
    return statuses.includes(this.status) ? assumedIf(this.status === preferred, this.words) : this.refusal;
  }

  /** @throws Finding if Heffl refused */
  ok(): this {
    if (!this.isOk) throw this.refusal;
    return this;
  }
}

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

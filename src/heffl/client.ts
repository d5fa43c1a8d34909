import type { Bundle, ZObject } from 'zapier-platform-core';
import packageJson from '../../package.json' with { type: 'json' };
import { errorTexts } from '../errors.js';
import { baseUrl } from './base-url.js';
import { clock } from './clock.js';
import { timeLeftIn } from './deadline.js';
import { GONE, KEY_CHARACTERS, KEY_HEADER, KEY_PAGE, type Method, REQUESTS_PER_MINUTE } from './facts.js';
import type { Labels } from './form-words.js';
import { cutBelow, type JsonObject, MOST_LEVELS } from './json.js';
import { ownConnection } from './own-connection.js';
import { answeredAt, type HeaderSource, waitAsked } from './rate-limit.js';
import {
  declined,
  halted,
  noteUnsure,
  redirected,
  refusal,
  saysNo,
  unexpected,
  unreachable,
} from './refusals.js';
import { backoff, brokeOnTheWay, isTooLarge, mayRepeat, neverArrived } from './retry.js';

/** One request to Heffl, and what it is for. */
export type Call = {
  readonly method: Method;
  /** Below the base URL, with a leading slash. */
  readonly path: string;
  /** The record that the path ends in. Any text: it cannot leave its path segment. */
  readonly id?: string;
  /** A list repeats the parameter. */
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body?: JsonObject | readonly unknown[];
  /** Ends the sentence "Heffl could not …": "create the lead". */
  readonly purpose: string;
  /** The kind of record, as in "there is no lead with the ID …". */
  readonly noun: string;
  /** Whether a refusal (400, 404, 409) is about what the user filled in. */
  readonly isUserData?: boolean;
  /** The labels of the user's form, which replace Heffl's field keys in a refusal. */
  readonly labels?: Labels;
  readonly isConnectionTest?: boolean;
  /** Optional request (a display name): 2.5 s timeout, one retry. */
  readonly isOptional?: boolean;
  /** The error for a 403, if it is not about the permission for this very call. */
  readonly forbiddenText?: string;
  /** The error for a 429, from the seconds after which Zapier runs the step again. */
  readonly busyText?: (seconds: number) => string;
  /** Statuses from 400 on that are returned as an answer, and not thrown. */
  readonly accepts?: readonly number[];
};

/** An answer of Heffl. `data` is the JSON of the body, or `undefined` if the body is empty. */
export type Answer = { readonly status: number; readonly data: unknown; readonly headers: HeaderSource };

export type Heffl = {
  /**
   * Sends the call, and retries it if that is safe. Returns any 2xx that does not say no, and the statuses that the call accepts.
   *
   * @throws ThrottledError if Heffl is busy; otherwise the error that `refusals.ts` chooses
   */
  readonly send: (call: Call) => Promise<Answer>;
  /** Milliseconds left for calls and waits of this run. */
  readonly timeLeft: () => number;
};

/** The longest wait after a 429 inside the run. Zapier runs the step again after a longer one. */
const LONGEST_WAIT_MS = 3_000;
/** The wait after a 429 whose headers name none. */
const DEFAULT_WAIT_MS = 60_000;
const MOST_JITTER_MS = 30_000;
/** After an hour Zapier runs the step again, whatever the headers ask for. */
const MOST_WAIT_SECONDS = 3_600;
const MOST_REDIRECTS = 3;
/** The time to read what is left of an answer whose connection is closed. */
const CLOSED_MS = 250;
/** Servers refuse a longer address in words of their own. */
const LONGEST_ID = 1_000;
/** Zapier's own limit for an answer. */
const MOST_BYTES = 20 * 1024 * 1024;

/**
 * Keeps Zapier's client from merging in a request template, for which it copies the whole app at every request, and from refusing
 * a text such as `{{bundle.x}}`, which a user may have typed.
 */
const WITHOUT_TEMPLATE = { merge: false };

/** Timeout of one attempt, its body included, and the attempts of one call. */
const limitsOf = ({ isOptional = false }: Call) =>
  isOptional ? { timeoutMs: 2_500, attempts: 2 } : { timeoutMs: 10_000, attempts: 5 };

/** Names the integration, its version and the step in Heffl's logs: `Zapier heffl-zapier/1.0.0 create_lead`. */
const userAgent = (step = ''): string =>
  `Zapier ${packageJson.name}/${packageJson.version} ${step}`.trimEnd();

/**
 * Heffl's API with the key of this connection, for the length of one run.
 *
 * @param step the key of the step that runs
 * @throws z.errors.Error if no header can carry the key
 */
export const connect = (z: ZObject, bundle: Pick<Bundle, 'authData'>, step?: string): Heffl => {
  const timeLeft = timeLeftIn(z);
  const key = usableKey(z, bundle);

  const fetchOnce = async (call: Call, url: string): Promise<FullAnswer> => {
    const { body } = call;
    // node-fetch times headers and body apart. A signal ends both, and an answer that goes on after its size limit.
    const attempt = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const endIn = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        attempt.abort();
      }, ms);
    };
    endIn(Math.max(1, Math.min(limitsOf(call).timeoutMs, timeLeft())));
    // node-fetch does not notice that a body breaks off. A whole one has been read by then.
    const agent = ownConnection(url, () => {
      if (!attempt.signal.aborted) endIn(CLOSED_MS);
    });
    const bounds = { signal: attempt.signal, size: MOST_BYTES, agent };
    try {
      return await z.request({
        ...WITHOUT_TEMPLATE,
        ...bounds,
        method: call.method,
        url,
        headers: {
          [KEY_HEADER]: key,
          accept: 'application/json',
          'user-agent': userAgent(step),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        // A followed redirect takes the key along. `fetchFollowing` follows it only to the same origin.
        redirect: 'manual',
        skipThrowForStatus: true,
      });
    } finally {
      clearTimeout(timer);
      attempt.abort();
    }
  };

  const fetchFollowing = async (call: Call, url: string): Promise<FullAnswer> => {
    let address = url;
    for (let redirects = 0; ; redirects++) {
      const answer = await fetchOnce(call, address);
      const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
      if (!location) return answer;
      const next = URL.canParse(location, address) ? new URL(location, address) : undefined;
      const keepsMethod = call.method === 'GET' || answer.status === 307 || answer.status === 308;
      const mayFollow = next?.origin === new URL(address).origin && keepsMethod && redirects < MOST_REDIRECTS;
      if (!mayFollow) throw redirected(z, call, answer.status);
      address = next.href;
    }
  };

  const send = async (call: Call): Promise<Answer> => {
    const url = addressOf(z, call);
    let mayHaveArrived = false;
    for (let attempt = 1; ; attempt++) {
      const outcome = withoutKey(await fetchFollowing(call, url).catch(asBroken), key);
      if (isAnswer(outcome) && !isFault(outcome, call)) return readAnswer(z, call, outcome, mayHaveArrived);

      const isBusy = isAnswer(outcome) && outcome.status === 429;
      const wait = isBusy ? waitAskedBy(outcome) : backoff(attempt);
      const hadNoEffect = isBusy || (!isAnswer(outcome) && neverArrived(outcome));
      mayHaveArrived ||= !hadNoEffect;
      const isSafe = hadNoEffect || (mayRepeat(call.method) && !isTooLarge(outcome));
      const isLast = attempt >= limitsOf(call).attempts;
      if (!isSafe || isLast || wait >= timeLeft() || (isBusy && wait > LONGEST_WAIT_MS)) {
        throw givenUp(z, call, outcome, mayHaveArrived);
      }
      await clock.sleep(wait);
    }
  };

  return { send, timeLeft };
};

type FullAnswer = Answer & { readonly content: string };

const isAnswer = (outcome: FullAnswer | Error): outcome is FullAnswer => 'status' in outcome;

/** Drops the body of a refusal that quotes the key: the user would see it. */
const withoutKey = (outcome: FullAnswer | Error, key: string): FullAnswer | Error =>
  isAnswer(outcome) && (outcome.status >= 400 || saysNo(outcome.data)) && outcome.content.includes(key)
    ? { ...outcome, data: { success: false } }
    : outcome;

/** Whether a retry may get a better answer: after 429, 5xx, or a 2xx that cannot be read. */
const isFault = (answer: FullAnswer, call: Call): boolean =>
  answer.status === 429 || answer.status >= 500 || isUnreadable(answer, call);

/** A 2xx with a body that is not JSON. The page of a proxy proves nothing, while a DELETE may be answered by any other text. */
const isUnreadable = ({ status, data, content }: FullAnswer, { method }: Call): boolean => {
  const text = content.trim();
  const isPlainText = method === 'DELETE' && !text.startsWith('<');
  return status < 300 && text !== '' && data === undefined && !isPlainText;
};

/** The error after the last attempt. */
const givenUp = (z: ZObject, call: Call, outcome: FullAnswer | Error, mayHaveArrived: boolean): Error => {
  if (isAnswer(outcome) && outcome.status === 429) {
    const busy = throttled(z, waitAskedBy(outcome), call.busyText);
    return mayHaveArrived ? noteUnsure(busy) : busy;
  }
  const isWriteUnclear = call.method !== 'GET' && mayHaveArrived;
  if (!isAnswer(outcome)) {
    if (isTooLarge(outcome)) return unexpected(z, call, 'the answer is larger than 20 MB');
    return isWriteUnclear ? unexpected(z, call, 'no answer arrived') : unreachable(z, call);
  }
  if (isUnreadable(outcome, call)) return unexpected(z, call, 'the answer is not JSON');
  return isWriteUnclear
    ? unexpected(z, call, `the answer was error ${outcome.status}`)
    : refusal(z, outcome, call);
};

/** Returns a network failure, to be treated like a failing answer. Throws anything else. */
const asBroken = (error: unknown): Error => {
  if (error instanceof Error && brokeOnTheWay(error)) return error;
  throw error;
};

/** Milliseconds to wait after a 429. At least one backoff, so that repeated waits of zero do not hammer Heffl. */
const waitAskedBy = ({ headers }: Answer): number =>
  Math.max(waitAsked(headers, answeredAt(headers) ?? clock.now()) ?? DEFAULT_WAIT_MS, backoff(1));

/** `ThrottledError`: Zapier runs the step again after `wait` milliseconds. Jitter spreads the steps that wait. */
export const throttled = (
  z: ZObject,
  wait: number,
  text = (seconds: number): string => errorTexts.busy({ perMinute: REQUESTS_PER_MINUTE, seconds }),
): Error => {
  const seconds = Math.min(MOST_WAIT_SECONDS, Math.ceil((wait + Math.random() * MOST_JITTER_MS) / 1000));
  return new z.errors.ThrottledError(text(seconds), seconds);
};

const readAnswer = (z: ZObject, call: Call, answer: FullAnswer, mayHaveArrived: boolean): Answer => {
  const { status, headers } = answer;
  if (status < 300 && saysNo(answer.data)) throw declined(z, answer, call);
  // An error would hide that the call was done.
  const data = cutBelow(answer.data, 2 * MOST_LEVELS);
  const isAccepted = status < 300 || (call.accepts?.includes(status) ?? false);
  // An earlier attempt deleted it, and its answer was lost.
  const isDeleted = call.method === 'DELETE' && mayHaveArrived && GONE.includes(status);
  if (!isAccepted && !isDeleted) throw status < 400 ? redirected(z, call, status) : refusal(z, answer, call);
  return { status, data, headers };
};

/** @throws HaltedError if the ID cannot be part of an address */
const addressOf = (z: ZObject, { path, id, query }: Call): string => {
  const segment = id?.trim();
  // Every HTTP client resolves a dot segment, even a percent-encoded one.
  if (segment !== undefined && (/^\.{0,2}$/.test(segment) || segment.length > LONGEST_ID))
    throw halted(z, errorTexts.notAnId({ id: segment }));
  // `encodeURIComponent` throws on half an emoji, which a text that was cut may end in.
  const record =
    segment === undefined ? '' : `/${encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd'))}`;
  const search = new URLSearchParams(
    Object.entries(query ?? {}).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])),
  );
  return `${baseUrl(z)}${path}${record}${search.size > 0 ? `?${search.toString()}` : ''}`;
};

/** @throws z.errors.Error if no header can carry the key: the error of the HTTP client would show it */
const usableKey = (z: ZObject, { authData }: Pick<Bundle, 'authData'>): string => {
  const key = authData.api_key?.trim() ?? '';
  if (!KEY_CHARACTERS.test(key)) {
    throw new z.errors.Error(errorTexts.badKey({ keyPage: KEY_PAGE }), 'AuthenticationError', 401);
  }
  return key;
};

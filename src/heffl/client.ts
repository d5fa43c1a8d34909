import type { Bundle, ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { baseUrl } from './base-url.js';
import { clock } from './clock.js';
import { GONE, KEY_CHARACTERS, KEY_HEADER, KEY_PAGE, type Method, REQUESTS_PER_MINUTE } from './facts.js';
import type { JsonObject } from './json.js';
import { answeredAt, type HeaderSource, waitAsked } from './rate-limit.js';
import { halted, maybeDone, redirected, refusal, unexpected, unreachable } from './refusals.js';
import { backoff, brokeOnTheWay, mayRepeat, neverArrived } from './retry.js';

/** One request to Heffl, and what it is for. */
export type Call = {
  readonly method: Method;
  /** Below the base URL, with a leading slash. */
  readonly path: string;
  /** The record that the path ends in. Any text: it cannot leave its path segment. */
  readonly id?: string;
  /** A list stands for a name that is there several times. */
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body?: JsonObject | readonly unknown[];
  /** Ends the sentence "Heffl could not …": "create the lead". */
  readonly toDo: string;
  /** The kind of record, as in "there is no lead with the ID …". */
  readonly noun: string;
  /** Whether a refusal is about what the user filled in. */
  readonly isUserData?: boolean;
  readonly isConnectionTest?: boolean;
  /** Whether the step does its work without it, as with the name of something: then it is waited for briefly, and repeated once. */
  readonly isExtra?: boolean;
  /** What to do where the key may not, if asking for the permission is not all. */
  readonly forbiddenText?: string;
  /** Says what is under way where Heffl is busy, and Zapier goes on in so many seconds. */
  readonly busyText?: (seconds: number) => string;
  /** Statuses from 400 on that the caller deals with itself, and gets as an answer. */
  readonly accepts?: readonly number[];
};

/** What Heffl answered. `data` is the JSON of the body, or `undefined` where the body is empty. */
export type Answer = { readonly status: number; readonly data: unknown; readonly headers: HeaderSource };

export type Heffl = {
  /**
   * Sends the call, repeats it where that is safe, and answers any 2xx and the statuses that the call accepts.
   *
   * @throws the error that tells the user what to do: see `errors.ts`, and `ThrottledError` where Heffl is busy.
   */
  readonly send: (call: Call) => Promise<Answer>;
  /** Milliseconds that this run has left for calls and waits. */
  readonly timeLeft: () => number;
};

/** Zapier stops a run after 30 seconds; all calls and waits of a run share what is left of it after the start. */
const RUN_BUDGET_MS = 25_000;
/** Patience with one call. Headers and body are timed apart, so that an attempt may take twice as long. */
const patienceFor = ({ isExtra = false }: Call) =>
  isExtra ? { timeoutMs: 2_500, attempts: 2 } : { timeoutMs: 10_000, attempts: 5 };
/** A wait that Heffl asks for is sat out up to here; Zapier takes over above it. */
const LONGEST_WAIT_MS = 3_000;
const WAIT_WHEN_UNTOLD_MS = 60_000;
const MOST_JITTER_MS = 30_000;
const MOST_REDIRECTS = 3;

/**
 * This app has no template for requests. Told so, Zapier's client does not merge one in, for which it would copy the
 * whole app at every request, nor does it refuse text such as `{{bundle.x}}`, which a user may well write.
 */
const WITHOUT_TEMPLATE = { merge: false };

/** Heffl's API with the key of this connection, for the length of one run. */
export const connect = (z: ZObject, bundle: Pick<Bundle, 'authData'>): Heffl => {
  const deadline = clock.now() + RUN_BUDGET_MS;
  const timeLeft = (): number => deadline - clock.now();
  const key = usableKey(z, bundle);

  const fetchOnce = async (call: Call, url: string): Promise<FullAnswer> => {
    const { body } = call;
    return z.request({
      ...WITHOUT_TEMPLATE,
      method: call.method,
      url,
      headers: {
        [KEY_HEADER]: key,
        accept: 'application/json',
        'user-agent': 'Zapier',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      // A redirect would take the key along: it is followed below, and only to where the key may go.
      redirect: 'manual',
      skipThrowForStatus: true,
      timeout: Math.max(1, Math.min(patienceFor(call).timeoutMs, Math.floor(timeLeft() / 2))),
    });
  };

  const fetchFollowing = async (call: Call, url: string): Promise<FullAnswer> => {
    let address = url;
    for (let redirects = 0; ; redirects++) {
      const answer = await fetchOnce(call, address);
      // "See other" is what is answered to a POST that was done.
      if (call.method === 'POST' && answer.status === 303) throw maybeDone(z, call, answer.status);
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
      if (isAnswer(outcome) && outcome.status < 500 && outcome.status !== 429) {
        return readAnswer(z, call, outcome, mayHaveArrived);
      }

      const isBusy = isAnswer(outcome) && outcome.status === 429;
      const wait = isBusy ? waitAskedBy(outcome) : backoff(attempt);
      const hadNoEffect = isBusy || (!isAnswer(outcome) && neverArrived(outcome));
      if (!hadNoEffect && !mayRepeat(call.method)) {
        throw maybeDone(z, call, isAnswer(outcome) ? outcome.status : undefined);
      }
      mayHaveArrived ||= !hadNoEffect;
      const isLast = attempt >= patienceFor(call).attempts;
      if (isLast || wait >= timeLeft() || (isBusy && wait > LONGEST_WAIT_MS)) {
        if (isBusy) throw throttled(z, wait, call.busyText);
        throw isAnswer(outcome) ? refusal(z, outcome, call) : unreachable(z, call);
      }
      await clock.sleep(wait);
    }
  };

  return { send, timeLeft };
};

type FullAnswer = Answer & { readonly content: string };

const isAnswer = (outcome: FullAnswer | Error): outcome is FullAnswer => 'status' in outcome;

/** A refusal that repeats the key must not show it to the user. */
const withoutKey = (outcome: FullAnswer | Error, key: string): FullAnswer | Error =>
  isAnswer(outcome) && outcome.status >= 400 && outcome.content.includes(key)
    ? { ...outcome, data: undefined }
    : outcome;

/** A failure on the way is dealt with like a bad answer; anything else is an error of its own. */
const asBroken = (error: unknown): Error => {
  if (error instanceof Error && brokeOnTheWay(error)) return error;
  throw error;
};

/** Milliseconds; never none, so that a short wait asked for again and again stays polite. */
const waitAskedBy = ({ headers }: Answer): number =>
  Math.max(waitAsked(headers, answeredAt(headers) ?? clock.now()) ?? WAIT_WHEN_UNTOLD_MS, backoff(1));

/** Tells Zapier to run the step again after `wait` milliseconds, and not all waiting steps at the same moment. */
export const throttled = (
  z: ZObject,
  wait: number,
  text = (seconds: number): string => errorTexts.busy(REQUESTS_PER_MINUTE, seconds),
): Error => {
  const seconds = Math.ceil((wait + Math.random() * MOST_JITTER_MS) / 1000);
  return new z.errors.ThrottledError(text(seconds), seconds);
};

const readAnswer = (z: ZObject, call: Call, answer: FullAnswer, mayHaveArrived: boolean): Answer => {
  const { status, data, headers, content } = answer;
  const isAccepted = status < 300 || (call.accepts?.includes(status) ?? false);
  // An earlier attempt, whose answer got lost, has deleted it.
  const isDeleted = call.method === 'DELETE' && mayHaveArrived && GONE.includes(status);
  if (!isAccepted && !isDeleted) throw status < 400 ? redirected(z, call, status) : refusal(z, answer, call);
  // A page of a proxy also comes with status 200: it is no sign that anything was done. To a DELETE, any word is one.
  const isWord = call.method === 'DELETE' && !content.trim().startsWith('<');
  if (status < 300 && content.trim() !== '' && data === undefined && !isWord)
    throw unexpected(z, call, 'the answer is not JSON');
  return { status, data, headers };
};

const addressOf = (z: ZObject, { path, id, query }: Call): string => {
  const segment = id?.trim();
  // A dot segment is resolved by every HTTP client, even when it is percent-encoded.
  if (segment !== undefined && /^\.{0,2}$/.test(segment)) throw halted(z, errorTexts.notAnId(segment));
  // Half an emoji, as text that was cut off ends in, is nothing that can be encoded.
  const record =
    segment === undefined ? '' : `/${encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd'))}`;
  const search = new URLSearchParams(
    Object.entries(query ?? {}).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])),
  );
  return `${baseUrl(z)}${path}${record}${search.size > 0 ? `?${search.toString()}` : ''}`;
};

/** A key with characters that no header can carry would fail with a message that shows the key. */
const usableKey = (z: ZObject, { authData }: Pick<Bundle, 'authData'>): string => {
  const key = authData.api_key?.trim() ?? '';
  if (!KEY_CHARACTERS.test(key)) {
    throw new z.errors.Error(errorTexts.badKey(KEY_PAGE), 'AuthenticationError', 401);
  }
  return key;
};

import type { Method } from './facts.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/** Milliseconds to wait after the attempt number `attempt`, from 1: exponential, with full jitter. */
export const backoff = (attempt: number): number =>
  Math.ceil(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)));

/** Whether a second request does no harm. Only POST creates. */
export const mayRepeat = (method: Method): boolean => method !== 'POST';

/** Whether the request failed without an answer. The names are those of node-fetch 2, Zapier's client. */
export const brokeOnTheWay = (error: Error): boolean =>
  error.name === 'FetchError' || error.name === 'AbortError';

/** Whether the answer is over the size limit of the request. It will be the next time, too. */
export const isTooLarge = (outcome: object): boolean => 'type' in outcome && outcome.type === 'max-size';

const BEFORE_SENDING = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Whether no connection was made, so that Heffl cannot have received the request. */
export const neverArrived = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  BEFORE_SENDING.includes(error.code);

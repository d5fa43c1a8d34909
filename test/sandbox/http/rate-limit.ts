import type { Readings } from '../readings.js';
import type { Records } from '../records.js';

const WINDOW_MS = 60_000;

type Usage = { limit: number; remaining: number; resetAt: number; wait: number; isRefused: boolean };

/** The headers that tell how much is left, and how long to wait. */
const hintsOf = (
  { limit, remaining, resetAt, wait, isRefused }: Usage,
  hint: Readings['rateLimitHint'],
): Record<string, string> => {
  const reset = Math.ceil(resetAt / 1000);
  const counts = { 'RateLimit-Limit': `${limit}`, 'RateLimit-Remaining': `${remaining}` };
  const hints = {
    resetSeconds: { ...counts, 'RateLimit-Reset': `${wait}` },
    resetEpoch: { ...counts, 'RateLimit-Reset': `${reset}` },
    retryAfterSeconds: { ...counts, ...(isRefused && { 'Retry-After': `${wait}` }) },
    retryAfterDate: { ...counts, ...(isRefused && { 'Retry-After': new Date(reset * 1000).toUTCString() }) },
    rateLimitItems: { RateLimit: `"default";r=${remaining};t=${wait}` },
    rateLimitFields: { RateLimit: `limit=${limit}, remaining=${remaining}, reset=${wait}` },
    none: {},
  };
  return hints[hint];
};

/** Counts the requests of each key by the minute: whether one is above the limit, and the headers of its answer. */
export const rateLimiter = (limit: number | false, { now, readings }: Records) => {
  const windows = new Map<string, { used: number; resetAt: number }>();

  return (key = ''): { isRefused: boolean; headers: Record<string, string> } => {
    if (limit === false) return { isRefused: false, headers: {} };
    const at = now();
    const current = windows.get(key);
    const window = current && current.resetAt > at ? current : { used: 0, resetAt: at + WINDOW_MS };
    windows.set(key, window);
    const isRefused = window.used >= limit;
    if (!isRefused) window.used += 1;
    const { used, resetAt } = window;
    const usage = {
      limit,
      remaining: limit - used,
      resetAt,
      wait: Math.ceil((resetAt - at) / 1000),
      isRefused,
    };
    return { isRefused, headers: hintsOf(usage, readings.rateLimitHint) };
  };
};

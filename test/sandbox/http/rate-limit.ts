import type { Readings } from '../readings.js';
import type { Records } from '../records.js';

const WINDOW_MS = 60_000;

type Headers = Record<string, string>;

/** Counts the requests of each key by the minute: whether one is above the limit, and the headers of its answer. */
export const rateLimiter = (limit: number | false, { now, readings }: Records) => {
  const windows = new Map<string, { used: number; resetAt: number }>();

  return (key = ''): { isRefused: boolean; headers: Headers } => {
    if (limit === false) return { isRefused: false, headers: {} };
    const at = now();
    const current = windows.get(key);
    const window = current && current.resetAt > at ? current : { used: 0, resetAt: at + WINDOW_MS };
    windows.set(key, window);
    const isRefused = window.used >= limit;
    if (!isRefused) window.used += 1;

    const remaining = limit - window.used;
    const wait = Math.ceil((window.resetAt - at) / 1000);
    const reset = Math.ceil(window.resetAt / 1000);
    const counts = { 'RateLimit-Limit': `${limit}`, 'RateLimit-Remaining': `${remaining}` };
    const retryAt = new Date(reset * 1000).toUTCString();
    const hints: Record<Readings['rateLimitHint'], Headers> = {
      resetSeconds: { ...counts, 'RateLimit-Reset': `${wait}` },
      resetEpoch: { ...counts, 'RateLimit-Reset': `${reset}` },
      retryAfterSeconds: { ...counts, ...(isRefused && { 'Retry-After': `${wait}` }) },
      retryAfterDate: { ...counts, ...(isRefused && { 'Retry-After': retryAt }) },
      rateLimitItems: { RateLimit: `"default";r=${remaining};t=${wait}` },
      rateLimitFields: { RateLimit: `limit=${limit}, remaining=${remaining}, reset=${wait}` },
      none: {},
    };
    return { isRefused, headers: hints[readings.rateLimitHint] };
  };
};

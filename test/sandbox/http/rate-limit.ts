import type { Readings } from '../readings.js';
import type { Records } from '../records.js';

const WINDOW_MS = 60_000;

type Usage = { limit: number; remaining: number; resetAt: number; wait: number; isRefused: boolean };

const counts = ({ limit, remaining }: Usage) => ({
  'RateLimit-Limit': `${limit}`,
  'RateLimit-Remaining': `${remaining}`,
});

/** The headers that tell how much is left, and how long to wait. */
const hints: Record<Readings['rateLimitHint'], (usage: Usage) => Record<string, string>> = {
  resetSeconds: (usage) => ({ ...counts(usage), 'RateLimit-Reset': `${usage.wait}` }),
  resetEpoch: (usage) => ({ ...counts(usage), 'RateLimit-Reset': `${Math.ceil(usage.resetAt / 1000)}` }),
  retryAfterSeconds: (usage) => ({
    ...counts(usage),
    ...(usage.isRefused && { 'Retry-After': `${usage.wait}` }),
  }),
  retryAfterDate: (usage) => ({
    ...counts(usage),
    ...(usage.isRefused && { 'Retry-After': new Date(Math.ceil(usage.resetAt / 1000) * 1000).toUTCString() }),
  }),
  rateLimitItems: ({ remaining, wait }) => ({ RateLimit: `"default";r=${remaining};t=${wait}` }),
  rateLimitFields: ({ limit, remaining, wait }) => ({
    RateLimit: `limit=${limit}, remaining=${remaining}, reset=${wait}`,
  }),
  none: () => ({}),
};

/** Counts the requests of each key by the minute: whether one is above the limit, and the headers of its answer. */
export const rateLimiter = (limit: number | false, { clock, readings }: Records) => {
  const windows = new Map<string, { used: number; resetAt: number }>();

  return (key = ''): { isRefused: boolean; headers: Record<string, string> } => {
    if (limit === false) return { isRefused: false, headers: {} };
    const now = clock.now();
    const current = windows.get(key);
    const window = current && current.resetAt > now ? current : { used: 0, resetAt: now + WINDOW_MS };
    windows.set(key, window);
    const isRefused = window.used >= limit;
    if (!isRefused) window.used += 1;
    const { used, resetAt } = window;
    const usage = {
      limit,
      remaining: limit - used,
      resetAt,
      wait: Math.ceil((resetAt - now) / 1000),
      isRefused,
    };
    return { isRefused, headers: hints[readings.rateLimitHint](usage) };
  };
};

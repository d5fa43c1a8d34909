import type { MiddlewareHandler } from 'hono';
import { ApiError } from '../api-error.js';
import type { Readings } from '../readings.js';
import type { Records } from '../records.js';
import type { Env } from './env.js';

const WINDOW_MS = 60_000;

type Usage = { limit: number; remaining: number; resetAt: number; wait: number; refused: boolean };

const counts = ({ limit, remaining }: Usage) => ({
  'RateLimit-Limit': limit.toString(),
  'RateLimit-Remaining': remaining.toString(),
});

/** The headers that tell how much is left, and how long to wait. */
const hints: Record<Readings['rateLimitHint'], (usage: Usage) => Record<string, string>> = {
  resetSeconds: (usage) => ({ ...counts(usage), 'RateLimit-Reset': usage.wait.toString() }),
  resetEpoch: (usage) => ({
    ...counts(usage),
    'RateLimit-Reset': Math.ceil(usage.resetAt / 1000).toString(),
  }),
  retryAfterSeconds: (usage) => ({
    ...counts(usage),
    ...(usage.refused && { 'Retry-After': usage.wait.toString() }),
  }),
  retryAfterDate: (usage) => ({
    ...counts(usage),
    ...(usage.refused && { 'Retry-After': new Date(Math.ceil(usage.resetAt / 1000) * 1000).toUTCString() }),
  }),
  rateLimitItems: ({ remaining, wait }) => ({ RateLimit: `"default";r=${remaining};t=${wait}` }),
  rateLimitFields: ({ limit, remaining, wait }) => ({
    RateLimit: `limit=${limit}, remaining=${remaining}, reset=${wait}`,
  }),
  none: () => ({}),
};

/** Counts the requests of each key, and refuses those above the limit of a minute. */
export const rateLimit = (limit: number, { clock, readings }: Records): MiddlewareHandler<Env> => {
  const windows = new Map<string, { used: number; resetAt: number }>();

  return async (c, next) => {
    const key = c.req.header('x-api-key') ?? '';
    const now = clock.now();
    const current = windows.get(key);
    const window = current && current.resetAt > now ? current : { used: 0, resetAt: now + WINDOW_MS };
    windows.set(key, window);
    const refused = window.used >= limit;
    if (!refused) window.used += 1;
    const usage = {
      ...{ limit, remaining: limit - window.used, refused, resetAt: window.resetAt },
      wait: Math.ceil((window.resetAt - now) / 1000),
    };
    for (const [name, value] of Object.entries(hints[readings.rateLimitHint](usage))) c.header(name, value);
    if (refused) throw new ApiError(429, 'Rate limit exceeded. Please try again later.');
    await next();
  };
};

import type { Cache } from '../heffl/cache.js';

const DAY_SECONDS = 24 * 60 * 60;

/** A year, and a month if Zapier refuses that. The longest lifetime of an entry is not documented. */
const LIFETIMES = [365 * DAY_SECONDS, 30 * DAY_SECONDS];

/** Keeps a value for as long as Zapier's cache takes it. */
export const keepLong = async (cache: Cache, key: string, value: unknown): Promise<void> => {
  for (const seconds of LIFETIMES) if (await cache.set(key, value, seconds)) return;
};

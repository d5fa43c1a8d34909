/** The part of an HTTP answer's headers that this file reads. */
export type HeaderSource = { get(name: string): string | null };

/** Above this a number of seconds can only be a moment: 2001 as seconds since 1970, a wait of 31 years otherwise. */
const EARLIEST_EPOCH = 1_000_000_000;
const EARLIEST_EPOCH_MS = EARLIEST_EPOCH * 1000;

/**
 * How long Heffl asks to be left alone, in milliseconds from `now`, or `undefined` where it does not say.
 *
 * Heffl documents "RateLimit-* headers" and names only `RateLimit-Reset`, without its unit. Seconds from now, seconds
 * since 1970 and both forms of the IETF `RateLimit` header are therefore understood, after the standard `Retry-After`.
 *
 * @param now milliseconds since 1970, by the clock of whoever sent the headers
 */
export const waitAsked = (headers: HeaderSource, now: number): number | undefined => {
  const readings = [
    fromNumberOrDate(headers.get('retry-after'), now),
    fromNumberOrDate(headers.get('ratelimit-reset'), now),
    fromNumberOrDate(headers.get('x-ratelimit-reset'), now),
    fromNumberOrDate(/(?:^|[;,\s])(?:t|reset)\s*=\s*(\d+)/i.exec(headers.get('ratelimit') ?? '')?.[1], now),
  ];
  return readings.find((wait) => wait !== undefined);
};

/** When Heffl answered, in milliseconds since 1970, by its own clock: ours may differ. */
export const answeredAt = (headers: HeaderSource): number | undefined => {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? undefined : date;
};

const fromNumberOrDate = (text: string | null | undefined, now: number): number | undefined => {
  const value = text?.trim();
  if (!value) return undefined;
  if (/^\d{1,15}(\.\d+)?$/.test(value)) {
    const number = Number(value);
    if (number >= EARLIEST_EPOCH_MS) return Math.max(0, number - now);
    if (number >= EARLIEST_EPOCH) return Math.max(0, number * 1000 - now);
    return number * 1000;
  }
  const date = Date.parse(value);
  // A lone or signed number is a date to `Date.parse`, but no HTTP date.
  return Number.isNaN(date) || !/[a-z]/i.test(value) ? undefined : Math.max(0, date - now);
};

/** Headers of an HTTP answer. */
export type HeaderSource = { get(name: string): string | null };

/** The year 2001. A number from here on is a time in seconds since 1970: as a wait it would be 31 years. */
const EARLIEST_EPOCH = 1_000_000_000;
const EARLIEST_EPOCH_MS = EARLIEST_EPOCH * 1000;

/**
 * The wait that the headers ask for, in milliseconds from `now`, or `undefined` if they name none.
 *
 * Heffl documents "RateLimit-* headers" and names only `RateLimit-Reset`, without its unit. So the standard `Retry-After` is read
 * first, then seconds from now, seconds since 1970, and both forms of the IETF `RateLimit` header.
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

/** The time of the answer by Heffl's clock, in milliseconds since 1970. Ours may differ. */
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
  // `Date.parse` reads a lone or signed number as a date. An HTTP date has letters.
  return Number.isNaN(date) || !/[a-z]/i.test(value) ? undefined : Math.max(0, date - now);
};

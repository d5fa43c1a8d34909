import { withoutMarks } from '../heffl/marks.js';
import { westernDigits } from './digits.js';

/** For the help of date inputs, which Zapier reads before the app does. */
export const HOW_ZAPIER_READS_DATES =
  'Zapier reads the month first, 05/06/2026 as May 6, in the time zone of your Zapier profile.';

const DAY_MS = 86_400_000;

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d{1,9})? ?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A time of day behind a date, which the day does not depend on. */
const TIME = String.raw`(?:,? \d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?)?`;
const dateLike = (date: string): RegExp => new RegExp(`^${date}${TIME}$`, 'i');
const WRITTEN = [
  dateLike(String.raw`(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})`),
  // Month first or day first: a day only if one of the two is on the calendar.
  dateLike(String.raw`(?<one>\d{1,2})[-/.](?<other>\d{1,2})[-/.](?<year>\d{4})`),
  dateLike(String.raw`(?<day>\d{1,2})(?:st|nd|rd|th)?[ -](?<name>[a-z]{3,9})\.?,?[ -](?<year>\d{4})`),
  dateLike(String.raw`(?<name>[a-z]{3,9})\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})`),
];

const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july'],
  ...['august', 'september', 'october', 'november', 'december'],
];

/** The most characters of a date. */
const LONGEST = 60;

const plainText = (text: string): string => {
  const plain = westernDigits(withoutMarks(text));
  return plain.length > LONGEST ? '' : plain;
};

/**
 * The day of a text as its user sees it: "2026-04-30".
 *
 * Of a moment it is the day as it is written, with its own offset. Zapier gives a day alone a time of the user's time zone (midnight by
 * its help pages, nine o'clock by its command line): that is the day as it is written, too. A midnight UTC, in which Heffl and others
 * write days, is moved into the user's time zone by Zapier: it is its own day again, in every zone.
 *
 * @returns `undefined` if it is no date, or could be two: 05/06/2026
 */
export const dayIn = (text: string): string | undefined => {
  const plain = plainText(text);
  const [, day, , , zone] = ISO.exec(plain) ?? [];
  if (day === undefined) return writtenDayIn(plain);
  const moment = momentIn(text);
  if (moment === undefined || zone === undefined) return moment === undefined ? undefined : day;
  const time = Date.parse(moment);
  return time % DAY_MS === 0 ? new Date(time).toISOString().slice(0, 10) : day;
};

/**
 * The moment of an ISO 8601 text, as it was written; of a day alone its midnight UTC, the form in which Heffl's own examples have dates.
 *
 * @returns `undefined` if it is not ISO 8601, or not in the calendar
 */
export const momentIn = (text: string): string | undefined => {
  const [, day = '', time, fraction = '', zone = ''] = ISO.exec(plainText(text)) ?? [];
  if (!isOnCalendar(day)) return undefined;
  if (time === undefined) return midnightOf(day);
  const moment = `${day}T${time}${fraction}${zone}`;
  return Number.isNaN(Date.parse(moment)) ? undefined : moment;
};

/** A day as Heffl's own fields take it: midnight UTC. Its reference documents them as date-time. */
export const midnightOf = (day: string): string => `${day}T00:00:00.000Z`;

/** The day of a date that people write: "30 Apr 2026", "30/04/2026". */
const writtenDayIn = (text: string): string | undefined => {
  const groups = WRITTEN.map((form) => form.exec(text)?.groups).find((match) => match !== undefined);
  if (!groups) return undefined;
  const { year = '', month = monthNamed(groups.name), day = '', one, other } = groups;
  const readings =
    one !== undefined && other !== undefined
      ? [dayOf(year, one, other), dayOf(year, other, one)]
      : [dayOf(year, month, day)];
  const [found, second] = new Set(readings.filter(isOnCalendar));
  return second === undefined ? found : undefined;
};

const dayOf = (year: string, month: string, day: string): string =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;

/** "4" of "April" or "Apr", "0" of what is no month. */
const monthNamed = (name = ''): string =>
  String(MONTHS.findIndex((month) => name !== '' && month.startsWith(name.toLowerCase())) + 1);

/** `Date` reads 31 February as a day in March. */
const isOnCalendar = (day: string): boolean => {
  const date = new Date(day);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
};

import { withoutUnseen } from '../heffl/unseen.js';
import { westernDigits } from './digits.js';

/** For the help of date inputs, which Zapier reads before the app does. */
export const HOW_ZAPIER_READS_DATES =
  'Zapier reads the month first, 05/06/2026 as May 6, in the time zone of your Zapier profile. What it cannot read, such as N/A, becomes today.';

export const DAY_MS = 86_400_000;

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d{1,9})? ?(Z|[+-]\d{2}:?\d{2})?)?$/i;

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july'],
  ...['august', 'september', 'october', 'november', 'december'],
];

/** A weekday in front of a date. */
const WEEKDAY = String.raw`(?:(?<weekday>[a-z]{3,9})\.?,? )?`;
/** A time of day behind a date, with a zone as programs write it: `10:00 GMT+0400 (Gulf Standard Time)`. */
const TIME = String.raw`(?:(?:,? |T)(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?(?: ?(?<half>[ap])m)?(?: ?(?:(?<utc>Z|UTC|GMT)?(?<offset>[+-]\d{2}:?\d{2})?)(?: \([a-z ]+\))?)?)?`;
const YEAR = String.raw`(?<year>\d{4}|'?\d{2})`;
const DAY = String.raw`(?<day>\d{1,2})(?:st|nd|rd|th)?`;
const MONTH = String.raw`(?<name>[a-z]{3,9})\.?`;
const WRITTEN = [
  String.raw`(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})`,
  String.raw`(?<one>\d{1,2})(?<mark>[-/.])(?<other>\d{1,2})[-/.]${YEAR}`,
  String.raw`${DAY}(?: of)?[ -]?${MONTH},?[ -]?${YEAR}`,
  String.raw`${MONTH}[ -]${DAY},?[ -]${YEAR}`,
].map((date) => new RegExp(`^${WEEKDAY}${date}${TIME}$`, 'i'));

/** The most characters of a date. */
const LONGEST = 60;

/** The text as the patterns expect it, without the apostrophe that sheets put in front. Empty if it is too long for a date. */
const plainText = (text: string): string => {
  const plain = westernDigits(withoutUnseen(text)).replaceAll('’', "'").replace(/^'/, '');
  return plain.length > LONGEST ? '' : plain;
};

/**
 * The day of a text as its user sees it: "2026-04-30".
 *
 * - Of a date with a time: the day that is written, whatever its offset. Zapier adds a time in the user's time zone to a day alone
 *   (midnight by its help pages, nine o'clock by its command line).
 * - Of midnight UTC, written in any time zone: the day in UTC. Heffl and others write days so, and Zapier converts them to the user's
 *   time zone.
 *
 * @returns `undefined` if it is no date, or could be two: 05/06/2026
 */
export const dayIn = (text: string): string | undefined => {
  const plain = plainText(text);
  const [, day, , , zone] = ISO.exec(plain) ?? [];
  if (day === undefined) return writtenIn(plain)?.day;
  const moment = momentIn(text);
  if (moment === undefined) return undefined;
  const time = Date.parse(moment);
  const isMidnightUtc = zone !== undefined && time % DAY_MS === 0;
  return isMidnightUtc ? new Date(time).toISOString().slice(0, 10) : day;
};

/**
 * The moment of a text, with the offset that is written. A day alone becomes midnight UTC, as in Heffl's own examples.
 *
 * @returns `undefined` if it is no date, could be two, or is not in the calendar
 */
export const momentIn = (text: string): string | undefined => {
  const plain = plainText(text);
  const [, isoDay, time = '', fraction = '', zone = ''] = ISO.exec(plain) ?? [];
  const written = isoDay === undefined ? writtenIn(plain) : { day: isoDay, time: time + fraction + zone };
  if (!written || !isOnCalendar(written.day)) return undefined;
  if (written.time === '') return midnightOf(written.day);
  const moment = `${written.day}T${written.time}`;
  return Number.isNaN(Date.parse(moment)) ? undefined : moment;
};

/** A day as Heffl's own fields take it: midnight UTC. Its reference documents them as date-time. */
export const midnightOf = (day: string): string => `${day}T00:00:00.000Z`;

type Groups = Readonly<Record<string, string | undefined>>;

/**
 * The day of a date that people or programs write ("30 Apr 2026", "30/04/2026", "30-Apr-26"), and its time of day, empty if it has none.
 */
const writtenIn = (text: string): { readonly day: string; readonly time: string } | undefined => {
  const groups: Groups | undefined = WRITTEN.map((form) => form.exec(text)?.groups).find(
    (match) => match !== undefined,
  );
  const time = groups && timeOf(groups);
  if (!groups || time === undefined) return undefined;
  const [day, second] = new Set(readingsOf(groups).filter(isOnCalendar));
  if (day === undefined || second !== undefined || !isWeekday(groups.weekday, day)) return undefined;
  return { day, time };
};

/** The days that a date can mean: month first or day first. With hyphens and two digits, the year may come first: 26-04-30. */
const readingsOf = ({
  year = '',
  name,
  month = monthNamed(name),
  day = '',
  one,
  other,
  mark,
}: Groups): string[] => {
  if (one === undefined || other === undefined) return [dayOf(year, month, day)];
  const mayLead = mark === '-' && year.length === 2;
  return [
    dayOf(year, one, other),
    dayOf(year, other, one),
    ...(mayLead ? [dayOf(one.padStart(2, '0'), other, year)] : []),
  ];
};

/** Years in two digits up to here are of this century. */
const LAST_OF_THIS_CENTURY = 49;

const dayOf = (year: string, month: string, day: string): string =>
  `${fullYear(year.replace("'", ''))}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;

const fullYear = (year: string): string => {
  if (year.length !== 2) return year;
  return `${Number(year) <= LAST_OF_THIS_CENTURY ? '20' : '19'}${year}`;
};

/** "22:15:00+0400" of "10:15 PM GMT+0400"; `undefined` for a time that no clock shows. */
const timeOf = ({ hour, minute = '', second = '00', half, utc, offset }: Groups): string | undefined => {
  if (hour === undefined) return '';
  const isTwelve = half !== undefined;
  if (Number(hour) > (isTwelve ? 12 : 23) || (isTwelve && Number(hour) === 0)) return undefined;
  if (Number(minute) > 59 || Number(second) > 59) return undefined;
  const hours = isTwelve ? (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : Number(hour);
  const zone = offset ?? (utc === undefined ? '' : 'Z');
  return `${String(hours).padStart(2, '0')}:${minute}:${second}${zone}`;
};

/** "4" of "April" or "Apr", "0" of what is no month. */
const monthNamed = (name = ''): string => String(indexNamed(MONTHS, name) + 1);

const indexNamed = (names: readonly string[], name: string): number =>
  names.findIndex((one) => name !== '' && one.startsWith(name.toLowerCase()));

/** Whether the day is of this weekday, if one is written. */
const isWeekday = (weekday: string | undefined, day: string): boolean =>
  weekday === undefined || indexNamed(WEEKDAYS, weekday) === new Date(day).getUTCDay();

/** `Date` reads 31 February as a day in March. */
const isOnCalendar = (day: string): boolean => {
  const date = new Date(day);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
};

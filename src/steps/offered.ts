import { CUSTOM_FIELD_PREFIX } from '../heffl/facts.js';
import type { HefflRecord } from '../heffl/records.js';
import type { RecordKind, Way } from '../kinds.js';

/**
 * A record as the steps of a way return it: days are `2026-04-30`, and an output that these steps do not offer is absent unless Heffl
 * sent it.
 */
export const asOffered = (kind: RecordKind, way: Way, record: HefflRecord): HefflRecord => {
  const lacking = kind.lacks?.[way] ?? [];
  const days = kind.outputs.filter(({ type }) => type === 'day').map(({ key }) => key);
  const entries = Object.entries(record)
    .filter(([key, value]) => value !== null || !lacking.includes(key))
    .map(([key, value]) => [key, withDay(value, dayPattern(key, days))] as const);
  return { ...Object.fromEntries(entries), id: record.id };
};

/** A day is the one that is written, whatever its offset. */
const DAY = /^(\d{4}-\d{2}-\d{2})[T ]/;
/** The form in which Heffl writes a day: `2026-04-30T00:00:00.000Z`. */
const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)$/;

/** A custom field may hold days or moments: midnight UTC is a day. */
const dayPattern = (key: string, days: readonly string[]): RegExp | undefined => {
  if (days.includes(key)) return DAY;
  return key.startsWith(CUSTOM_FIELD_PREFIX) ? MIDNIGHT : undefined;
};

const withDay = (value: unknown, day: RegExp | undefined): unknown => {
  if (Array.isArray(value)) return value.map((item) => withDay(item, day));
  return typeof value === 'string' ? (day?.exec(value)?.[1] ?? value) : value;
};

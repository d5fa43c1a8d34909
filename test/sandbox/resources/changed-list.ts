import type { Fields } from '../fields.js';
import type { Readings } from '../readings.js';

/** A list of a record after a change that sends that list, in the reading for it. Nothing if it was not sent. */
export const changedList = (
  field: string,
  change: Fields,
  record: Fields,
  { tagChange }: Readings,
): Fields => {
  const sent = itemsIn(change[field]);
  if (!sent) return {};
  const kept = tagChange === 'add' ? (itemsIn(record[field]) ?? []) : [];
  return { [field]: [...new Set([...kept, ...sent])] };
};

const itemsIn = (value: unknown): unknown[] | undefined =>
  Array.isArray(value) ? value.map((item: unknown) => item) : undefined;

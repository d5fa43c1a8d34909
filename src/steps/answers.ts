import type { ZObject } from 'zapier-platform-core';
import { errorTexts, fitted } from '../errors.js';
import type { Call } from '../heffl/client.js';
import { isObject, type JsonObject } from '../heffl/json.js';
import { fetchPage, type Page } from '../heffl/pages.js';
import { type HefflRecord, readRecord, unwrapped } from '../heffl/records.js';
import { halted, unexpected } from '../heffl/refusals.js';
import { keysOf, lower, type RecordKind, type ServedKind } from '../kinds.js';
import type { Run } from '../run.js';

/**
 * The record that Heffl answered, as every step gives it.
 *
 * @throws z.errors.Error where the answer is no record
 */
export const recordIn = (z: ZObject, kind: RecordKind, call: Call, data: unknown): HefflRecord => {
  const record = readRecord(unwrapped(data), keysOf(kind), 'api');
  if (!record) throw unexpected(z, call, `the answer holds no ${lower(kind)}`);
  return record;
};

/**
 * The ID that a form has for the record its step is about. A mapped one may be a number.
 *
 * @throws HaltedError where it is a whole record
 */
export const recordIdIn = (z: ZObject, { id }: JsonObject): string => {
  if ([id].flat().some(isObject)) throw halted(z, fitted(JSON.stringify(id), errorTexts.notAnId));
  return String(id).trim();
};

/** The records of a list, as every step gives them. */
export const recordsIn = (kind: ServedKind, items: Page['items']): HefflRecord[] => {
  const keys = keysOf(kind);
  return items.flatMap((item) => readRecord(item, keys, 'api') ?? []);
};

/** The newest records of a kind, at most so many: one request. */
export const newest = async (run: Run, kind: ServedKind, limit: number): Promise<HefflRecord[]> =>
  recordsIn(
    kind,
    (await fetchPage(run.z, run.heffl, { endpoint: kind.endpoint, noun: lower(kind), limit })).items,
  );

/** The records with the names that Heffl left out of them. */
export const named = async (
  run: Run,
  kind: RecordKind,
  records: readonly HefflRecord[],
): Promise<HefflRecord[]> =>
  kind.withNames && records.length > 0 ? kind.withNames(run, records) : [...records];

/**
 * The record that Heffl answered to a write, with its names.
 *
 * @throws z.errors.Error that says that it was written, where the answer is no record
 */
export const writtenRecord = async (
  run: Run,
  kind: ServedKind,
  call: Call,
  data: unknown,
): Promise<HefflRecord> => {
  const record = recordIn(run.z, kind, call, data);
  const [withNames = record] = await named(run, kind, [record]);
  return { ...withNames };
};

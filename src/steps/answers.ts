import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import type { Answer, Call } from '../heffl/client.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { fetchPage, type Page } from '../heffl/pages.js';
import { type HefflRecord, readRecord, unwrapped } from '../heffl/records.js';
import { halted, unexpected } from '../heffl/refusals.js';
import { withoutUnseen } from '../heffl/unseen.js';
import { keysOf, lower, type RecordKind, type ServedKind } from '../kinds.js';
import type { Run } from '../run.js';
import { withLinks } from './links.js';
import { asOffered } from './offered.js';

/**
 * The record of an answer, as every step returns it.
 *
 * @throws the error of `unexpected` if the answer is no record, or another one than the call is about
 */
export const recordIn = (z: ZObject, kind: RecordKind, call: Call, data: unknown): HefflRecord => {
  const record = readRecord(contentOf(z, call, data), keysOf(kind), 'api');
  if (!record) throw unexpected(z, call, `the answer holds no ${lower(kind)}`);
  return record;
};

/**
 * The content of an answer. If the call has an ID, the content must be of that record. Heffl may give a record two IDs, a number and a
 * text: these cannot be compared.
 *
 * @throws the error of `unexpected` if the answer is about another record
 */
export const contentOf = (z: ZObject, call: Call, data: unknown): unknown => {
  const content = unwrapped(data);
  const [asked, given] = [call.id, isObject(content) ? textOf(content.id) : undefined].map((id) =>
    id?.trim().toLowerCase(),
  );
  const isNumber = (id: string): boolean => /^\d+$/.test(id);
  const isOther = asked !== undefined && given !== undefined && asked !== given;
  if (isOther && isNumber(asked) === isNumber(given))
    throw unexpected(z, call, `the answer is about another ${call.noun}`);
  return content;
};

/** Asks for a record by its ID: one request. */
export const requestRecord = async (
  { heffl }: Run,
  kind: ServedKind,
  id: string,
  about: Pick<Call, 'purpose' | 'isUserData' | 'isOptional' | 'accepts'>,
): Promise<{ readonly call: Call; readonly answer: Answer }> => {
  const call: Call = { method: 'GET', path: kind.endpoint.paths[0], id, noun: lower(kind), ...about };
  return { call, answer: await heffl.send(call) };
};

/** The records of a page, as every step returns them. */
export const recordsIn = (kind: ServedKind, { items }: Pick<Page, 'items'>): HefflRecord[] => {
  const keys = keysOf(kind);
  return items.flatMap((item) => readRecord(item, keys, 'api') ?? []);
};

/** The newest records of a kind, at most `limit`: one request. */
export const newestRecords = async (run: Run, kind: ServedKind, limit: number): Promise<HefflRecord[]> =>
  recordsIn(kind, await fetchPage(run.z, run.heffl, { endpoint: kind.endpoint, noun: lower(kind), limit }));

/** The record of the answer to a write, as its step returns it. */
export const asWritten = async (run: Run, kind: ServedKind, record: HefflRecord): Promise<HefflRecord> => {
  const [linked = record] = await withLinks(run, kind, 'written', [record]);
  return asOffered(kind, 'written', linked);
};

/**
 * The ID of the record that a form is about. A mapped ID may be a number.
 *
 * @throws HaltedError if a whole record was mapped
 */
export const recordIdIn = (z: ZObject, { id }: JsonObject): string => {
  if ([id].flat().some(isObject)) throw halted(z, errorTexts.notAnId({ id: JSON.stringify(id) }));
  return withoutUnseen(String(id));
};

import { isEmpty } from '../forms/empty.js';
import type { Field } from '../forms/field.js';
import { type PhoneReader, phoneReader } from '../forms/phone.js';
import { clock } from '../heffl/clock.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { fetchPage, type ListedRecord } from '../heffl/pages.js';
import { type HefflRecord, nameOf, readRecord } from '../heffl/records.js';
import { fold } from '../heffl/sameness.js';
import { keysOf, lower, type ServedKind } from '../kinds.js';
import type { Run } from '../run.js';

/** What Heffl's clocks may differ by from ours, beyond the offset that the `Date` header shows. */
const TOLERANCE_MS = 15_000;
/** A `Date` header that is further off is wrong. */
const MOST_OFFSET_MS = 86_400_000;

/** What was sent to create a record, and the fields of the form that it came from. */
type Sent = { readonly body: JsonObject; readonly fields: readonly Field[] };

/**
 * Looks for a record that was created with everything that was sent, among the newest 100: one request.
 *
 * @param since milliseconds since 1970 by our clock. An older record is another one.
 */
export const findCreated = async (
  { z, heffl, defaultCountry }: Run,
  kind: ServedKind,
  sent: Sent,
  since: number,
): Promise<HefflRecord | undefined> => {
  const page = await fetchPage(z, heffl, { endpoint: kind.endpoint, noun: lower(kind) });
  const phones = await phoneReader(defaultCountry);
  const offset = page.at - clock.now();
  const earliest = since + (Math.abs(offset) > MOST_OFFSET_MS ? 0 : offset) - TOLERANCE_MS;
  const found = page.items.find(
    (item) => Date.parse(textOf(item.createdAt) ?? '') >= earliest && isMadeOf(kind, item, sent, phones),
  );
  return readRecord(found, keysOf(kind), 'api');
};

/** Whether the record has the name that was sent, and contradicts nothing else of it. */
const isMadeOf = (
  kind: ServedKind,
  item: ListedRecord,
  { body, fields }: Sent,
  phones: PhoneReader,
): boolean => {
  if (!isSameText(nameOf(body) ?? '', nameOf(item) ?? '')) return false;
  const read: JsonObject = readRecord(item, keysOf(kind), 'api') ?? item;
  return Object.entries(body).every(([key, value]) =>
    // `read` has null for what Heffl did not send.
    mayEcho({ fields, phones }, key, value, read[key] ?? item[key]),
  );
};

type Comparing = { readonly fields: readonly Field[]; readonly phones: PhoneReader };

/** Whether a value of a record may be what was sent. A value that Heffl does not give may be any. */
const mayEcho = (comparing: Comparing, key: string, sent: unknown, echoed: unknown): boolean => {
  const field = comparing.fields.find((one) => one.key === key);
  // Text of several lines may come back as HTML.
  if (echoed === undefined || field?.type === 'text') return true;
  if (isEmpty(echoed)) return isEmpty(sent);
  if (isObject(sent)) {
    return (
      !isObject(echoed) ||
      Object.entries(sent).every(([inner, value]) =>
        mayEcho(comparing, `${key}__${inner}`, value, echoed[inner]),
      )
    );
  }
  const isSame = (one: unknown, other: unknown): boolean =>
    namesOf(other).some((text) => isSameValue(comparing, field, String(one), text));
  if (!Array.isArray(sent)) return isSame(sent, echoed);
  const items: readonly unknown[] = typeof echoed === 'string' ? echoed.split(',') : [echoed].flat();
  const same = sent.filter((one) => items.some((other) => isSame(one, other)));
  // What was chosen from a list was sent as IDs, and may come back as names.
  const isOtherForm = field?.dynamic !== undefined && same.length === 0 && items.length === sent.length;
  return same.length === sent.length || isOtherForm;
};

/** The texts by which a value may be known: itself, or the ID and the name of a linked record. */
const namesOf = (value: unknown): string[] =>
  isObject(value) ? [textOf(value.id), nameOf(value)].flatMap((text) => text ?? []) : [String(value)];

const isSameValue = (
  { phones }: Comparing,
  field: Field | undefined,
  sent: string,
  echoed: string,
): boolean => {
  if (isSameText(sent, echoed)) return true;
  if (field?.meta?.format === 'phone') return phones.comparable(sent) === phones.comparable(echoed);
  if (DAY.test(sent) && DAY.test(echoed)) return isSameTime(sent.trim(), echoed.trim());
  return sent.trim() !== '' && echoed.trim() !== '' && Number(sent) === Number(echoed);
};

const isSameText = (one: string, other: string): boolean => fold(one) === fold(other);

const DAY = /^\s*\d{4}-\d{2}-\d{2}/;

/** Moments by the instant. A day alone is the day of a moment as it is written. */
const isSameTime = (one: string, other: string): boolean =>
  Date.parse(one) === Date.parse(other) || one.startsWith(other) || other.startsWith(one);

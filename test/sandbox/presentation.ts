import { type Fields, isFields, pick, without } from './fields.js';
import type { Readings } from './readings.js';
import type { Records, StoredRecord } from './records.js';
import { resources } from './resources/index.js';

/** What short answers have. */
const SHORT = ['id', 'name', 'title', 'email', 'createdAt'];

const ISO_WITH_MS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** A time as the readings write it; anything else as it is. */
export const presentTime = (value: unknown, { timestamps }: Readings): unknown =>
  timestamps === 's' && typeof value === 'string' && ISO_WITH_MS.test(value)
    ? `${value.slice(0, -'.000Z'.length)}Z`
    : value;

const customFieldsIn = (customFields: Fields, { customFieldKeys }: Readings): Fields => {
  if (customFieldKeys === 'topLevel') return customFields;
  if (customFieldKeys === 'prefixed') return { customFields };
  const bare = Object.entries(customFields).map(([key, value]) => [key.replace(/^cf_/, ''), value]);
  return { customFields: Object.fromEntries(bare) };
};

const present = ({ customFields, ...fields }: Fields, readings: Readings): Fields => ({
  ...Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== null || readings.nullKeys === 'kept')
      .map(([key, value]) => [
        key,
        isFields(value) ? present(value, readings) : presentTime(value, readings),
      ]),
  ),
  ...(isFields(customFields) && customFieldsIn(customFields, readings)),
});

const raw = (record: StoredRecord, records: Records): Fields => {
  const { shows, answer, references = {} } = resources[record.collection];
  const shown = pick(record, shows);
  for (const [field, target] of Object.entries({ ...references, id: record.collection })) {
    if (typeof shown[field] === 'string') shown[field] = records.reference(target, shown[field]);
  }
  return { ...shown, ...answer?.(record, records) };
};

/** A record as the API answers with it. */
export const answerOf = (record: StoredRecord, records: Records): Fields =>
  present(raw(record, records), records.readings);

/** A record as lists hold it. */
export const listedOf = (record: StoredRecord, records: Records): Fields =>
  without(answerOf(record, records), resources[record.collection].hidesInLists?.(records.readings));

/** A record in the answer to the request that created or changed it. */
export const changedOf = (record: StoredRecord, records: Records, isNew: boolean): Fields => {
  const answer = Object.entries(answerOf(record, records));
  const isShort = records.readings.shortAnswers === 'on';
  const told = answer.filter(([key]) => !isShort || SHORT.includes(key));
  const once = isNew ? resources[record.collection].once : undefined;
  return { ...Object.fromEntries(told), ...pick(record, once ?? []) };
};

/** A record as events tell it. */
export const payloadOf = (record: StoredRecord, records: Records): Fields => {
  const payload = resources[record.collection].payload?.(record, records) ?? raw(record, records);
  return present(payload, records.readings);
};

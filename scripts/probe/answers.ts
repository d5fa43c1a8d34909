import { CUSTOM_FIELD_PREFIX } from '../../src/heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../../src/heffl/json.js';
import { isListed, type ListedRecord } from '../../src/heffl/pages.js';
import type { Reply } from './heffl.js';
import { type Finding, untold, wrong } from './question.js';

export const isOk = ({ status }: Reply): boolean => status >= 200 && status < 300;

/** Where an answer has its list: `items`, `data`, or the answer itself. */
export const listKeyIn = ({ data }: Reply): 'items' | 'data' | 'array' | undefined => {
  if (Array.isArray(data)) return 'array';
  if (!isObject(data)) return undefined;
  if (Array.isArray(data.items)) return 'items';
  return Array.isArray(data.data) ? 'data' : undefined;
};

/** The records of a list that was answered; none where it is no list. */
export const recordsIn = ({ data }: Reply): ListedRecord[] => {
  const body = isObject(data) ? data : {};
  const list: unknown = [data, body.items, body.data].find(Array.isArray) ?? [];
  return Array.isArray(list) ? list.filter(isListed) : [];
};

/** The status, and Heffl's own words where there are any. */
export const wordsOf = ({ status, data }: Reply): string => {
  const error = isObject(data) ? (isObject(data.error) ? data.error : data) : {};
  const words = textOf(error.message) ?? textOf(error.error);
  return words === undefined ? `status ${status}` : `status ${status}: ${words}`;
};

/** What a refusal tells: nothing about the question where Heffl is down or busy, or the key may not do this. */
export const refused = (reply: Reply): Finding =>
  reply.status >= 500 || [403, 429].includes(reply.status) ? untold(wordsOf(reply)) : wrong(wordsOf(reply));

/** "a, b and 3 more" */
export const listed = (words: Iterable<string>, most = 6): string => {
  const all = [...new Set(words)];
  const shown = all.slice(0, most).join(', ');
  return all.length > most ? `${shown} and ${all.length - most} more` : shown;
};

/** The form that custom fields have in a record, with one of their keys. */
export const customFieldForm = (
  record: JsonObject,
): { readonly form: 'prefixed' | 'bare' | 'topLevel'; readonly key: string } | undefined => {
  const [nested] = isObject(record.customFields) ? Object.keys(record.customFields) : [];
  if (nested !== undefined)
    return { form: nested.startsWith(CUSTOM_FIELD_PREFIX) ? 'prefixed' : 'bare', key: nested };
  const beside = Object.keys(record).find((key) => key.startsWith(CUSTOM_FIELD_PREFIX));
  return beside === undefined ? undefined : { form: 'topLevel', key: beside };
};

export const CUSTOM_FIELD_WORDS = {
  prefixed: 'in customFields, as cf_…',
  bare: 'in customFields, without cf_',
  topLevel: 'beside the other fields, as cf_…',
};

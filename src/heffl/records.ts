import { INTERNAL_NUMBERS } from './events.js';
import { CUSTOM_FIELD_PREFIX } from './facts.js';
import { firstText, isObject, type JsonObject, textOf } from './json.js';

/** A record in the shape that every step returns: see `readRecord`. */
export type HefflRecord = JsonObject & { readonly id: string };

/**
 * The source of a record: an answer of the API, or a webhook event. Events hold Heffl's internal numbers under some keys of IDs
 * (`stageId: 1`), which the API does not take.
 */
export type Origin = 'api' | 'event';

/**
 * Reads a record of any known form into one shape. Passes unknown fields on.
 *
 * - Every ID is text, also in lists and line items.
 * - Custom fields stand beside the other fields as `cf_x`, from `customFields: {cf_x}`, `customFields: {x}`, or `cf_x`.
 * - A linked record (`client: {id, name, …}`) becomes its ID, its name, and its other fields among `keys` (`clientEmail`).
 * - The `label` of a record without a `name` (a stage) is its `name`.
 * - Each of `keys` is there, `null` if Heffl did not send it.
 *
 * @param keys the fields of every step's output, `id` among them
 * @returns `undefined` if `raw` is no record with an ID
 */
export const readRecord = (
  raw: unknown,
  keys: readonly string[],
  origin: Origin,
): HefflRecord | undefined => {
  const id = isObject(raw) ? textOf(raw.id) : undefined;
  if (!isObject(raw) || id === undefined) return undefined;
  const fields = new Map(
    keys.map((key): Field => [key, key === 'name' ? (textOf(raw.label) ?? null) : null]),
  );
  // A poll reads hundreds of records in a cold process: one pass over the fields of each.
  for (const [key, value] of Object.entries(raw)) {
    // `readCustomFields` reads custom fields, except for a list of them: an unknown form is passed on.
    const isCustom = key === 'customFields' && !Array.isArray(value);
    if (isCustom || key.startsWith(CUSTOM_FIELD_PREFIX)) continue;
    for (const [name, content] of withLinkSplit(key, value, raw, keys)) {
      if (origin === 'event' && isInternalNumber(name, content)) continue;
      if (content !== null || !fields.has(name)) fields.set(name, withTextIds(name, content));
    }
  }
  return { ...Object.fromEntries(fields), ...readCustomFields(raw), id };
};

type Field = [key: string, value: unknown];

/** The custom fields of a record in any known form, each under its `cf_` key. */
export const readCustomFields = (raw: JsonObject): JsonObject => {
  const nested = isObject(raw.customFields) ? Object.entries(raw.customFields) : [];
  const beside = Object.entries(raw).filter(([key]) => key.startsWith(CUSTOM_FIELD_PREFIX));
  return Object.fromEntries([
    ...nested.map(([key, value]): [string, unknown] => [customFieldKey(key), value]),
    ...beside,
  ]);
};

/** The key of a custom field from its label: `cf_company_size` from "Company Size". Source: Heffl's API introduction. */
export const customFieldKey = (label: string): string => {
  const key = label.trim().toLowerCase().replace(/\s+/g, '_');
  return key.startsWith(CUSTOM_FIELD_PREFIX) ? key : `${CUSTOM_FIELD_PREFIX}${key}`;
};

/** The record of an answer: the body, or its `data`. Source: a public client of Heffl's API reads both. */
export const unwrapped = (answer: unknown): unknown =>
  isObject(answer) && answer.id === undefined && isObject(answer.data) ? answer.data : answer;

/** The name of a record. Sources disagree on the key. */
export const nameOf = (raw: JsonObject): string | undefined =>
  firstText(raw.name, raw.label, raw.title) ?? personIn(raw);

const personIn = ({ firstName, lastName }: JsonObject): string | undefined =>
  textOf(
    [firstName, lastName]
      .map(textOf)
      .filter((part) => part !== undefined)
      .join(' '),
  );

/** The fields that one field of a raw record becomes: a linked record becomes its ID, its name, and its other fields among `keys`. */
const withLinkSplit = (key: string, value: unknown, raw: JsonObject, keys: readonly string[]): Field[] => {
  const isKnown = [key, `${key}Id`, `${key}Name`].some((name) => keys.includes(name));
  if (isKnown && isObject(value) && textOf(value.id) !== undefined) {
    const nameKey = keys.includes(`${key}Name`) ? `${key}Name` : key;
    const more = Object.entries(value).map(([field, content]): Field => [
      `${key}${capitalized(field)}`,
      content,
    ]);
    return [
      [nameKey, nameOf(value) ?? null],
      ...more.filter(([field]) => (keys.includes(field) || field === `${key}Id`) && field !== nameKey),
    ];
  }
  return [[isNameOfLink(key, raw, keys) ? key.slice(0, -'Name'.length) : key, value]];
};

/** Whether `stageName` has to be read as `stage`: the record has no other `stage`. */
const isNameOfLink = (key: string, raw: JsonObject, keys: readonly string[]): boolean => {
  if (!key.endsWith('Name') || keys.includes(key)) return false;
  const link = key.slice(0, -'Name'.length);
  return keys.includes(link) && (raw[link] ?? null) === null;
};

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const withTextIds = (key: string, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => withTextIds(key, item));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([inner, content]) => [inner, withTextIds(inner, content)]),
    );
  }
  const isId = key === 'id' || key === 'number' || /Ids?$/.test(key);
  return isId ? (textOf(value) ?? null) : value;
};

/** Whether an event holds an internal number, or nothing, under the key of an ID. */
const isInternalNumber = (key: string, value: unknown): boolean =>
  INTERNAL_NUMBERS.includes(key) &&
  (typeof value !== 'object' || value === null) &&
  !/\D/.test(textOf(value) ?? '');

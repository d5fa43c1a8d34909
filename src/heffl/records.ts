import { INTERNAL_NUMBERS } from './events.js';
import { CUSTOM_FIELD_PREFIX } from './facts.js';
import { firstText, isObject, type JsonObject, textOf } from './json.js';

/** A record in the one shape that every step gives: see `readRecord`. */
export type HefflRecord = JsonObject & { readonly id: string };

/**
 * Where a record came from: an answer of the API, or a webhook event. Events carry Heffl's internal numbers where the
 * API has IDs (`stageId: 1`), and those must not be mistaken for IDs that the API takes.
 */
export type Origin = 'api' | 'event';

/**
 * The record in one shape, whichever way it came. Never invents a value; passes on what it does not know.
 *
 * - every ID is text, also in lists and line items;
 * - `customFields` with `cf_x` or `x`, and `cf_x` beside the other fields, all become `cf_x` beside the other fields;
 * - a linked record given whole (`client: {id, name, …}`) becomes its ID, its name and what else `keys` has of it
 *   (`clientId`, `clientName`, `clientEmail`);
 * - a record that is called by its `label` (a stage) has it as its `name`;
 * - each of `keys` is there: `null` where Heffl said nothing, or nothing but `null`.
 *
 * @param keys the fields that the record has in every step's output, `id` among them
 * @returns `undefined` where there is no record, or none with an ID
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
  // A poll reads hundreds of records, often in a process that has just started: one pass over the fields of each.
  for (const [key, value] of Object.entries(raw)) {
    // A list of custom fields is a form that is not known, and passed on.
    const isRead = key === 'customFields' && !Array.isArray(value);
    if (isRead || key.startsWith(CUSTOM_FIELD_PREFIX)) continue;
    for (const [name, content] of withLinkNamed(key, value, raw, keys)) {
      if (origin === 'event' && isInternalNumber(name, content)) continue;
      if (content !== null || !fields.has(name)) fields.set(name, withTextIds(name, content));
    }
  }
  return { ...Object.fromEntries(fields), ...readCustomFields(raw), id };
};

type Field = [key: string, value: unknown];

/** The custom fields of a record in any of their known forms, each under its `cf_` key. */
export const readCustomFields = (raw: JsonObject): JsonObject => {
  const nested = isObject(raw.customFields) ? Object.entries(raw.customFields) : [];
  const beside = Object.entries(raw).filter(([key]) => key.startsWith(CUSTOM_FIELD_PREFIX));
  return Object.fromEntries([
    ...nested.map(([key, value]): [string, unknown] => [customFieldKey(key), value]),
    ...beside,
  ]);
};

/**
 * The key of a custom field from its label, as Heffl makes it: "Company Size" becomes `cf_company_size`. Source: Heffl's
 * API introduction.
 */
export const customFieldKey = (label: string): string => {
  const key = label.trim().toLowerCase().replace(/\s+/g, '_');
  return key.startsWith(CUSTOM_FIELD_PREFIX) ? key : `${CUSTOM_FIELD_PREFIX}${key}`;
};

/** The record that an answer is, or has in `data`: a caller of Heffl's API was seen to allow for both. */
export const unwrapped = (answer: unknown): unknown =>
  isObject(answer) && answer.id === undefined && isObject(answer.data) ? answer.data : answer;

/** What a record is called: sources disagree on the field. */
export const nameOf = (raw: JsonObject): string | undefined =>
  firstText(raw.name, raw.label, raw.title) ?? personIn(raw);

const personIn = ({ firstName, lastName }: JsonObject): string | undefined =>
  textOf(
    [firstName, lastName]
      .map(textOf)
      .filter((part) => part !== undefined)
      .join(' '),
  );

/** What a field of a raw record says: a linked record says two things, its ID and its name. */
const withLinkNamed = (key: string, value: unknown, raw: JsonObject, keys: readonly string[]): Field[] => {
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
  // `stageName` beside no `stage`, or none that says anything, is the stage's name.
  const link = key.endsWith('Name') ? key.slice(0, -'Name'.length) : undefined;
  return [
    [link && !keys.includes(key) && keys.includes(link) && (raw[link] ?? null) === null ? link : key, value],
  ];
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

/** What an event has in place of an ID that the API would take: a number, or nothing. */
const isInternalNumber = (key: string, value: unknown): boolean =>
  INTERNAL_NUMBERS.includes(key) &&
  (typeof value !== 'object' || value === null) &&
  !/\D/.test(textOf(value) ?? '');

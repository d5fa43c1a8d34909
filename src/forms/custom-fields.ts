import { type Bundle, defineInputFields, type InputFieldFunction, type ZObject } from 'zapier-platform-core';
import { lookedUp } from '../heffl/cache.js';
import { CUSTOM_FIELD_PREFIX, FORBIDDEN } from '../heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { type PageRequest, tryPage } from '../heffl/pages.js';
import { readCustomFields } from '../heffl/records.js';
import { lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { CUSTOM_FIELDS_KEY } from './body.js';
import { isEmpty } from './values.js';

/** A custom field as forms and outputs name it. */
export type CustomField = {
  readonly key: string;
  readonly label: string;
  readonly type: 'string' | 'text' | 'number' | 'boolean' | 'datetime';
  readonly list?: true;
};

/** The key/value input for custom fields that no recent record uses yet. */
export const customFieldsInput = (noun: string) =>
  defineInputFields([
    {
      key: CUSTOM_FIELDS_KEY,
      label: 'More Custom Fields',
      dict: true,
      helpText: `For your own fields that this form does not show. On the left, the name of the field, exactly as in Heffl, for example Budget. On the right, its value for this ${noun}, for example 2500.`,
    },
  ]);

/** One typed input for each custom field that recent records use. */
export const customFieldInputs =
  (kind: ServedKind): InputFieldFunction =>
  (z, bundle) =>
    customFieldsOf(startRun(z, bundle), kind);

/**
 * The custom fields that the newest records use. v1 of the API has no list of them, so that they are read off one page
 * of records: one request, or none within the next five minutes.
 *
 * @throws what `tryPage` throws, but for a key that may not list records
 */
export const customFieldsOf = (
  run: Run,
  kind: ServedKind,
  { isExtra = false }: Pick<PageRequest, 'isExtra'> = {},
): Promise<CustomField[]> => {
  const { z, heffl, cache } = run;
  const { endpoint } = kind;
  return lookedUp(cache, `custom-fields:${endpoint.paths[0]}`, areCustomFields, async () => {
    // A key that may create records, but not list them, still deserves the rest of its form.
    const page = await tryPage(z, heffl, { endpoint, noun: lower(kind), isExtra }, FORBIDDEN);
    return fieldsIn(kind, page?.items ?? []);
  });
};

/** As `customFieldsOf`, but none where Heffl does not answer: for what works without them. */
export const customFieldsIfTold = async (
  z: ZObject,
  bundle: Pick<Bundle, 'authData'>,
  kind: ServedKind,
  request?: Pick<PageRequest, 'isExtra'>,
): Promise<CustomField[]> => {
  try {
    return await customFieldsOf(startRun(z, bundle), kind, request);
  } catch (error) {
    z.console.log('Custom fields are left out:', error);
    return [];
  }
};

const fieldsIn = (kind: ServedKind, records: readonly JsonObject[]): CustomField[] => {
  const values = new Map<string, unknown[]>();
  for (const [key, value] of records.flatMap((record) => Object.entries(readCustomFields(record)))) {
    const known = values.get(key) ?? [];
    values.set(key, isEmpty(value) ? known : [...known, value]);
  }
  return [...values]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([key, seen]) => inputFor(kind, key, seen));
};

const inputFor = (kind: ServedKind, key: string, seen: readonly unknown[]): CustomField => {
  const isList = seen.length > 0 && seen.every(Array.isArray);
  const label = labelOf(key);
  // A lead has a source, and some have a custom field of that name beside it.
  const isTaken = kind.outputs.some((output) => output.label === label);
  return {
    key,
    label: isTaken ? `${label} (Custom)` : label,
    type: typeOf(seen),
    ...(isList && { list: true }),
  };
};

/** "Company Size" for `cf_company_size`. */
const labelOf = (key: string): string =>
  key
    .slice(CUSTOM_FIELD_PREFIX.length)
    .split('_')
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ') || key;

const DATE_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}|$)/;

const typeOf = (seen: readonly unknown[]): CustomField['type'] => {
  const all = (test: (value: unknown) => boolean): boolean => seen.length > 0 && seen.every(test);
  if (all((value) => typeof value === 'number')) return 'number';
  if (all((value) => typeof value === 'boolean')) return 'boolean';
  if (all((value) => typeof value === 'string' && DATE_TIME.test(value))) return 'datetime';
  return seen.some((value) => typeof value === 'string' && value.includes('\n')) ? 'text' : 'string';
};

const areCustomFields = (value: unknown): value is CustomField[] =>
  Array.isArray(value) &&
  value.every(
    (field) => isObject(field) && [field.key, field.label, field.type].every((text) => textOf(text)),
  );

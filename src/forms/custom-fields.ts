import type { InputFieldFunction } from 'zapier-platform-core';
import { cached } from '../heffl/cache.js';
import { CUSTOM_FIELD_PREFIX, FORBIDDEN } from '../heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { type PageRequest, tryPage } from '../heffl/pages.js';
import { readCustomFields } from '../heffl/records.js';
import { lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { MORE_CUSTOM_FIELDS_KEY } from './body.js';
import { formFields } from './field.js';
import { isEmpty } from './values.js';

/** A custom field as forms and outputs name it. */
export type CustomField = {
  readonly key: string;
  readonly label: string;
  readonly type: 'string' | 'text' | 'number' | 'boolean' | 'datetime';
  readonly list?: true;
};

/** The key/value input for custom fields that no recent record holds. */
export const moreCustomFieldsInput = (kind: ServedKind) =>
  formFields([
    {
      key: MORE_CUSTOM_FIELDS_KEY,
      label: 'More Custom Fields',
      dict: true,
      helpText: `For your own fields that this form does not show. On the left, the name of the field, exactly as in Heffl, for example Budget. On the right, its value for this ${lower(kind)}, for example 2500.`,
    },
  ]);

/** One input for each custom field that recent records hold. */
export const customFieldInputs =
  (kind: ServedKind): InputFieldFunction =>
  (z, bundle) =>
    discoverCustomFields(startRun(z, bundle), kind);

/**
 * The custom fields of the newest 100 records. API v1 has no list of custom fields. Costs one request, and none if it was asked
 * within five minutes.
 *
 * @throws what `tryPage` throws, except for a key that may not list records: it gets none
 */
export const discoverCustomFields = (
  run: Run,
  kind: ServedKind,
  { isOptional = false }: Pick<PageRequest, 'isOptional'> = {},
): Promise<CustomField[]> => {
  const { z, heffl, cache } = run;
  const { endpoint } = kind;
  return cached(cache, `custom-fields:${endpoint.paths[0]}`, areCustomFields, async () => {
    // A key that may create records but not list them still gets the rest of its form.
    const page = await tryPage(z, heffl, { endpoint, noun: lower(kind), isOptional }, FORBIDDEN);
    return customFieldsIn(kind, page?.items ?? []);
  });
};

/** As `discoverCustomFields`, but none if Heffl does not answer: for what works without them. */
export const customFieldsIfKnown = async (
  run: Run,
  kind: ServedKind,
  request?: Pick<PageRequest, 'isOptional'>,
): Promise<CustomField[]> => {
  try {
    return await discoverCustomFields(run, kind, request);
  } catch (error) {
    run.z.console.log('Custom fields are left out:', error);
    return [];
  }
};

const customFieldsIn = (kind: ServedKind, records: readonly JsonObject[]): CustomField[] => {
  const values = new Map<string, unknown[]>();
  for (const [key, value] of records.flatMap((record) => Object.entries(readCustomFields(record)))) {
    const known = values.get(key) ?? [];
    values.set(key, isEmpty(value) ? known : [...known, value]);
  }
  return [...values]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([key, seen]) => customFieldOf(kind, key, seen));
};

const customFieldOf = (kind: ServedKind, key: string, seen: readonly unknown[]): CustomField => {
  const isList = seen.length > 0 && seen.every(Array.isArray);
  const label = labelFrom(key);
  // A custom field may be called as a standard field is: Source.
  const isTaken = kind.outputs.some((output) => output.label === label);
  return {
    key,
    label: isTaken ? `${label} (Custom)` : label,
    type: typeOf(seen),
    ...(isList && { list: true }),
  };
};

/** "Company Size" from `cf_company_size`. */
export const labelFrom = (key: string): string =>
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

import type { InputFieldFunction } from 'zapier-platform-core';
import { cached } from '../heffl/cache.js';
import { CUSTOM_FIELD_PREFIX, FORBIDDEN } from '../heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { type PageRequest, tryPage } from '../heffl/pages.js';
import { readCustomFields } from '../heffl/records.js';
import { lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { dayIn, midnightOf } from './dates.js';
import { isEmpty } from './empty.js';
import { type Form, type Format, formats, formFields } from './field.js';
import { YES_NO } from './yes-no.js';

export const MORE_CUSTOM_FIELDS_KEY = 'custom_fields';

/** The input of a custom field: a text, whose format is what recent records hold. */
export type CustomField = {
  readonly key: string;
  readonly label: string;
  readonly type: 'string' | 'text';
  readonly list?: true;
  readonly choices?: Record<string, string>;
  readonly meta?: { readonly format: Format };
};

/** The key/value input for custom fields that no recent record holds. */
export const moreCustomFieldsInput = (kind: ServedKind) =>
  formFields([
    {
      key: MORE_CUSTOM_FIELDS_KEY,
      label: 'More Custom Fields',
      dict: true,
      helpText: `For your own fields that this form does not show. On the left, the API Name of the field, which you find in Heffl under Settings > Custom fields, for example cf_budget. On the right, its value for this ${lower(kind)}, for example 2500.`,
    },
  ]);

/** The inputs for custom fields: one for each field that recent records hold, and the key/value input for others. */
export const customFieldInputs = (kind: ServedKind): Form => {
  const discovered: InputFieldFunction = (z, bundle) => discoverCustomFields(startRun(z, bundle), kind);
  return [
    ...(kind.customFields === 'discovered' ? [discovered] : []),
    ...(kind.customFields ? moreCustomFieldsInput(kind) : []),
  ];
};

/** The format of a custom field changes rarely: writes read it once a day. */
const FORMATS_SECONDS = 86_400;

const formKey = ({ endpoint }: ServedKind): string => `custom-fields:${endpoint.paths[0]}`;
const formatsKey = ({ endpoint }: ServedKind): string => `custom-field-kinds:${endpoint.paths[0]}`;

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
  return cached(cache, formKey(kind), areCustomFields, async () => {
    // A key that may create records but not list them still gets the rest of its form.
    const page = await tryPage(z, heffl, { endpoint, noun: lower(kind), isOptional }, FORBIDDEN);
    const fields = customFieldsIn(kind, page?.items ?? []);
    if (cache.isUp()) await cache.set(formatsKey(kind), fields, FORMATS_SECONDS);
    return fields;
  });
};

/** As `discoverCustomFields`, but none if Heffl does not answer: for what works without them. */
export const tryCustomFields = async (
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

/**
 * The custom fields as a write reads them. Costs no request, or one if they were not discovered for a day. None if Heffl does not answer.
 */
export const customFieldsForWrite = async (run: Run, kind: ServedKind): Promise<CustomField[]> =>
  (await keptCustomFields(run, kind)) ?? tryCustomFields(run, kind, { isOptional: true });

/** The custom fields that were discovered within a day. Costs no request. */
export const keptCustomFields = async (run: Run, kind: ServedKind): Promise<CustomField[] | undefined> => {
  const kept = await run.cache.get(formatsKey(kind));
  return areCustomFields(kept) ? kept : undefined;
};

const customFieldsIn = (kind: ServedKind, records: readonly JsonObject[]): CustomField[] => {
  const values = new Map<string, unknown[]>();
  for (const [key, value] of records.flatMap((record) => Object.entries(readCustomFields(record)))) {
    const known = values.get(key) ?? [];
    values.set(key, isEmpty(value) ? known : [...known, value]);
  }
  return [...values]
    .filter(([, seen]) => !seen.flat().some(isObject))
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([key, seen]) => customFieldOf(kind, key, seen));
};

const customFieldOf = (kind: ServedKind, key: string, seen: readonly unknown[]): CustomField => {
  const isList = seen.length > 0 && seen.every(Array.isArray);
  const values = seen.flat();
  const label = labelFrom(key);
  // A custom field may have the name of a standard field: Source.
  const isTaken = kind.outputs.some((output) => output.label === label);
  const format = formatOf(values);
  return {
    key,
    label: isTaken ? `${label} (Custom)` : label,
    type: values.some((value) => typeof value === 'string' && value.includes('\n')) ? 'text' : 'string',
    ...(isList && { list: true }),
    ...(format === 'yesNo' && { choices: YES_NO }),
    ...(format && { meta: { format } }),
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

/** The format that all values have: `plainDay` for dates without a time, `day` if each is midnight UTC, otherwise `moment`. */
const formatOf = (values: readonly unknown[]): Format | undefined => {
  const all = (test: (value: unknown) => boolean): boolean => values.length > 0 && values.every(test);
  if (all((value) => typeof value === 'number')) return 'number';
  if (all((value) => typeof value === 'boolean')) return 'yesNo';
  const isDate = (value: unknown): value is string => typeof value === 'string' && DATE_TIME.test(value);
  if (!all(isDate)) return undefined;
  const dates = values.filter(isDate);
  if (dates.some((date) => !isDay(date) && !isMidnight(date))) return 'moment';
  return dates.some(isDay) ? 'plainDay' : 'day';
};

const isDay = (date: string): boolean => date.length === '2026-04-30'.length;

const isMidnight = (date: string): boolean => {
  const day = dayIn(date);
  return day !== undefined && Date.parse(date) === Date.parse(midnightOf(day));
};

const areCustomFields = (value: unknown): value is CustomField[] =>
  Array.isArray(value) && value.every(isCustomField);

const isCustomField = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const { key, label, type, meta } = value;
  const isKnown = meta === undefined || (isObject(meta) && formats.some((format) => format === meta.format));
  return isKnown && [key, label, type].every((text) => textOf(text) !== undefined);
};

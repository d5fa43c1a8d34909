import type { Bundle, ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { CUSTOM_FIELD_PREFIX } from '../heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { customFieldKey } from '../heffl/records.js';
import { halted } from '../heffl/refusals.js';
import { type Field, type Form, isField } from './field.js';
import { readRows, rowsIn } from './line-items.js';
import { phoneReader } from './phone.js';
import { isEmpty, type Reading, readValue, withOwnDay } from './values.js';

/** The key/value input for custom fields that have no input of their own. */
export const MORE_CUSTOM_FIELDS_KEY = 'custom_fields';

type Filled = Pick<Bundle, 'authData'> & { readonly inputData: JsonObject };

/**
 * The body of a write: exactly what was supplied, each value as its field defines it.
 *
 * `billingAddress__city` becomes `{billingAddress: {city}}`, and `custom_fields: {Budget: "10k"}` becomes `{cf_budget: "10k"}`.
 *
 * @throws HaltedError that names the field if a value cannot be what the field holds
 */
export const bodyFrom = async (
  z: ZObject,
  form: Form,
  { inputData, authData }: Filled,
): Promise<JsonObject> => {
  const fields = form.filter(isField).filter(({ key }) => key !== MORE_CUSTOM_FIELDS_KEY);
  const isPhoneFilled = fields.some(({ key, meta }) => meta?.format === 'phone' && !isEmpty(inputData[key]));
  // Only a form with a phone number pays for loading the reader.
  const phones = isPhoneFilled ? await phoneReader(authData.default_country) : undefined;
  const standard = fields.map((field) => [field.key, supplied({ z, phones }, field, inputData)] as const);
  return { ...nested(standard.filter(([, value]) => !isEmpty(value))), ...customFieldsIn(z, inputData) };
};

const supplied = (reading: Reading, field: Field, inputData: JsonObject): unknown => {
  if (field.children) return readRows(reading, field.children, rowsIn(field.key, field.children, inputData));
  const value = inputData[field.key];
  return isEmpty(value) ? undefined : readValue(reading, field, value);
};

/** Turns `a__b` into `{a: {b}}`. The key of a custom field may hold two underscores of its own. */
export const nested = (entries: readonly (readonly [string, unknown])[]): JsonObject => {
  const result: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    const [outer = key, inner] = key.startsWith(CUSTOM_FIELD_PREFIX) ? [key] : key.split('__', 2);
    const parent = result[outer];
    result[outer] = inner === undefined ? value : { ...(isObject(parent) ? parent : {}), [inner]: value };
  }
  return result;
};

const customFieldsIn = (z: ZObject, inputData: JsonObject): JsonObject => {
  const discovered = Object.entries(inputData)
    .filter(([key]) => key.startsWith(CUSTOM_FIELD_PREFIX))
    .map(([key, value]) => [key, withOwnDay(value)] as const);
  const named = namedFieldsIn(z, inputData[MORE_CUSTOM_FIELDS_KEY]);
  return Object.fromEntries([...discovered, ...named].filter(([, value]) => !isEmpty(value)));
};

/** What More Custom Fields holds: names with values. A text that was mapped as a whole is a value without a name. */
const namedFieldsIn = (z: ZObject, given: unknown): (readonly [string, unknown])[] => {
  const entries = Object.entries(isObject(given) ? given : { '': given });
  const unnamed = entries.find(([name, value]) => isEmpty(name) && !isEmpty(value));
  if (unnamed) {
    const [, value] = unnamed;
    throw halted(z, errorTexts.unnamedField({ value: textOf(value) ?? JSON.stringify(value) }));
  }
  return entries.map(([name, value]) => [customFieldKey(name), value] as const);
};

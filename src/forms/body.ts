import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { CUSTOM_FIELD_PREFIX } from '../heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { customFieldKey } from '../heffl/records.js';
import { halted } from '../heffl/refusals.js';
import { withoutUnseen } from '../heffl/unseen.js';
import type { ServedKind } from '../kinds.js';
import type { Run } from '../run.js';
import {
  type CustomField,
  customFieldsForWrite,
  keptCustomFields,
  MORE_CUSTOM_FIELDS_KEY,
} from './custom-fields.js';
import { isEmpty, isUnfilled } from './empty.js';
import { type Field, type Form, isField } from './field.js';
import { readLineItems } from './line-items.js';
import { AS_TYPED, type PhoneReader, phoneReader } from './phone.js';
import { type ReadContext, readValue } from './values.js';

/**
 * The body of a write: exactly what was supplied, each value as its field defines it.
 *
 * `billingAddress__city` becomes `{billingAddress: {city}}`, and `custom_fields: {Budget: "2,500"}` becomes `{cf_budget: 2500}` if recent
 * records hold numbers there. Costs no request, or one a day for each kind of record if custom fields are filled in.
 *
 * @throws HaltedError that names the field if a value cannot be what the field holds
 */
export const bodyFrom = async (
  run: Run,
  kind: ServedKind,
  form: Form,
  inputData: JsonObject,
): Promise<JsonObject> => {
  const fields = form.filter(isField).filter(({ key }) => key !== MORE_CUSTOM_FIELDS_KEY);
  const custom = customValuesIn(run.z, inputData);
  const known = kind.customFields === 'discovered' ? await heldFields(run, kind, custom) : [];
  const context = { z: run.z, phones: await phonesFor(run, fields, inputData) };
  const values = [
    ...fields.map((field) => [field.key, supplied(context, field, inputData)] as const),
    ...custom.map(([key, value]) => [key, customValue(context, known, key, value)] as const),
  ];
  return nested(values.filter(([, value]) => !isEmpty(value)));
};

/**
 * The custom fields as recent records hold them. Numbers and booleans alone cost no request: a value with a type most likely has the type
 * of its field.
 */
const heldFields = async (
  run: Run,
  kind: ServedKind,
  custom: readonly (readonly [string, unknown])[],
): Promise<readonly CustomField[]> => {
  const isTyped = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean';
  if (custom.some(([, value]) => !isTyped(value))) return customFieldsForWrite(run, kind);
  return custom.length > 0 ? ((await keptCustomFields(run, kind)) ?? []) : [];
};

/** The reader of phone numbers, loaded only if there are some to read. */
const phonesFor = async (
  { defaultCountry }: Run,
  fields: readonly Field[],
  inputData: JsonObject,
): Promise<PhoneReader | undefined> => {
  const isFilled = fields.some(
    (field) => field.meta?.format === 'phone' && !isUnfilled(field, inputData[field.key]),
  );
  return isFilled && defaultCountry !== AS_TYPED ? phoneReader(defaultCountry) : undefined;
};

const supplied = (context: ReadContext, field: Field, inputData: JsonObject): unknown => {
  const { key, children } = field;
  if (children) return readLineItems(context, { ...field, children }, inputData);
  const value = inputData[key];
  return isUnfilled(field, value) ? undefined : readValue(context, field, value);
};

/** The value of a custom field. One of an unknown kind is text if it came as text, and otherwise what it is. */
const customValue = (context: ReadContext, known: readonly Field[], key: string, value: unknown): unknown => {
  const field = known.find((one) => one.key === key);
  if (field === undefined && typeof value !== 'string') return value;
  return supplied(context, field ?? { key }, { [key]: value });
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

/** The custom fields that are filled in. What stands under More Custom Fields goes before an input of the same field. */
const customValuesIn = (z: ZObject, inputData: JsonObject): (readonly [string, unknown])[] => {
  const discovered = Object.entries(inputData).filter(([key]) => key.startsWith(CUSTOM_FIELD_PREFIX));
  const named = namedValuesIn(z, inputData[MORE_CUSTOM_FIELDS_KEY]);
  return [...new Map([...discovered, ...named].filter(([, value]) => !isEmpty(value)))];
};

/** What More Custom Fields holds: names with values. A text that was mapped as a whole is a value without a name. */
const namedValuesIn = (z: ZObject, given: unknown): (readonly [string, unknown])[] => {
  const entries = Object.entries(isObject(given) ? given : { '': given }).filter(
    ([, value]) => !isEmpty(value),
  );
  const keys = new Set<string>();
  return entries.map(([name, value]) => {
    const key = customFieldKey(withoutUnseen(name));
    if (isEmpty(name) || key === CUSTOM_FIELD_PREFIX)
      throw halted(z, errorTexts.unnamedField({ value: textOf(value) ?? JSON.stringify(value) }));
    if (keys.has(key)) throw halted(z, errorTexts.fieldTwice({ field: name }));
    keys.add(key);
    return [key, value];
  });
};

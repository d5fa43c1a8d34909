import type { Bundle, InputField, PlainInputField, ZObject } from 'zapier-platform-core';
import { errorTexts, fitted } from '../errors.js';
import { CUSTOM_FIELD_PREFIX } from '../heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { customFieldKey } from '../heffl/records.js';
import { halted } from '../heffl/refusals.js';
import { isEmpty, type Reading, readValue, withOwnDay } from './values.js';

/** Where a form collects the custom fields that it has no input of their own for. */
export const CUSTOM_FIELDS_KEY = 'custom_fields';

type Filled = Pick<Bundle, 'authData'> & { readonly inputData: JsonObject };

/**
 * What a filled-in form says to Heffl: exactly the fields that were supplied, each as its field defines it.
 *
 * `billingAddress__city` becomes `{billingAddress: {city}}`; `custom_fields: {Budget: "10k"}` becomes `{cf_budget: "10k"}`.
 *
 * @throws HaltedError that names the field where a value cannot be what the field holds
 */
export const bodyFrom = async (
  z: ZObject,
  fields: readonly InputField[],
  { inputData, authData }: Filled,
): Promise<JsonObject> => {
  const reading = { z, defaultCountry: authData.default_country };
  const plain = fields.filter(isPlain).filter((field) => field.key !== CUSTOM_FIELDS_KEY);
  const supplied = await Promise.all(
    plain.map(async (field): Promise<[string, unknown]> => {
      const value = field.children ? rowsOf(field, inputData) : inputData[field.key];
      if (isEmpty(value)) return [field.key, undefined];
      return [
        field.key,
        field.children ? await readRows(field, value, reading) : await readValue(field, value, reading),
      ];
    }),
  );
  const standard = supplied.filter(([, value]) => !isEmpty(value));
  return { ...nested(standard), ...customFieldsIn(z, inputData) };
};

export const isPlain = (field: InputField): field is PlainInputField => typeof field !== 'function';

/** `a__b` as `{a: {b}}`. The key of a custom field comes from its label, and says nothing of that kind. */
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
  const given = inputData[CUSTOM_FIELDS_KEY];
  // Text that was mapped here as a whole is a value without a name.
  const named = Object.entries(isObject(given) ? given : { '': given });
  const unnamed = named.find(([label, value]) => isEmpty(label) && !isEmpty(value));
  if (unnamed) {
    const [, value] = unnamed;
    throw halted(z, fitted(textOf(value) ?? JSON.stringify(value), errorTexts.unnamedField));
  }
  const own = Object.entries(inputData)
    .filter(([key]) => key.startsWith(CUSTOM_FIELD_PREFIX))
    .map(([key, value]): [string, unknown] => [key, withOwnDay(value)]);
  return Object.fromEntries(
    [...own, ...named.map(([label, value]): [string, unknown] => [customFieldKey(label), value])].filter(
      ([, value]) => !isEmpty(value),
    ),
  );
};

/** Line items as rows. Zapier hands them over as rows, as parallel lists under the parent, or beside it. */
const rowsOf = ({ key, children = [] }: PlainInputField, inputData: JsonObject): readonly JsonObject[] => {
  const value = inputData[key];
  if (Array.isArray(value)) return value.filter(isObject).filter((row) => !isEmpty(row));
  const columns = isObject(value) ? value : inputData;
  const lists = children.map((child): [string, readonly unknown[]] => {
    const column = columns[child.key];
    if (isEmpty(column)) return [child.key, []];
    return [child.key, Array.isArray(column) ? column : [column]];
  });
  const length = Math.max(0, ...lists.map(([, list]) => list.length));
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(lists.map(([name, list]) => [name, list[index]])),
  ).filter((row) => !isEmpty(row));
};

const readRows = (field: PlainInputField, rows: unknown, reading: Reading): Promise<unknown[]> =>
  Promise.all(
    (Array.isArray(rows) ? rows : []).filter(isObject).map(async (row) => {
      const cells = await Promise.all(
        (field.children ?? []).map(async (child): Promise<[string, unknown]> => {
          const value = row[child.key];
          return [child.key, isEmpty(value) ? undefined : await readValue(child, value, reading)];
        }),
      );
      const others = Object.entries(row).filter(([key]) => !cells.some(([known]) => known === key));
      return Object.fromEntries([...cells, ...others].filter(([, value]) => !isEmpty(value)));
    }),
  );

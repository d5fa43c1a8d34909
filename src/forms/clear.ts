import type { InputField, PlainInputField, ZObject } from 'zapier-platform-core';
import { errorTexts, fitted } from '../errors.js';
import { CUSTOM_FIELD_PREFIX } from '../heffl/facts.js';
import { isObject, type JsonObject } from '../heffl/json.js';
import { halted } from '../heffl/refusals.js';
import { isPlain, nested } from './body.js';
import { textsIn } from './multi-select.js';
import { isEmpty } from './values.js';

/** Where the form of an update collects the fields that it empties. */
export const FIELDS_TO_CLEAR_KEY = 'fields_to_clear';

/** The multi-select of an update's fields, the discovered custom ones included. */
export const fieldsToClearInput = (fields: readonly PlainInputField[]): PlainInputField => ({
  key: FIELDS_TO_CLEAR_KEY,
  label: 'Fields to Clear',
  list: true,
  choices: Object.fromEntries(fields.map((field) => [field.key, field.label ?? field.key])),
  helpText:
    'A field that you leave empty above stays as it is in Heffl. To empty one in Heffl, choose it here.',
});

/** The fields of an update that may be emptied: not the record itself, and not what a record cannot be without. */
export const clearable = (fields: readonly InputField[], kept: readonly string[]): PlainInputField[] =>
  fields.filter(isPlain).filter((field) => !field.dict && !kept.includes(field.key));

/**
 * The body of an update with explicit nulls for the fields to clear: `{email: null}`, `{billingAddress: {city: null}}`.
 *
 * @param body what the form supplies
 * @param clear the fields that can be cleared; the keys or labels of those to clear, as a list or separated by commas;
 *   and keys that are cleared together
 * @throws HaltedError where a field is not one that can be cleared, or is filled in as well
 */
export const withNulls = (z: ZObject, body: JsonObject, { fields, chosen, together }: Clear): JsonObject => {
  // The key of a custom field comes from its label, and may have a comma in it.
  const names = Array.isArray(chosen) ? chosen.map((name) => String(name).trim()) : textsIn(chosen);
  const keys = names
    .filter((name) => !isEmpty(name))
    .map((name) => {
      const field = fields.find(
        ({ key, label }) => key === name || label?.toLowerCase() === name.toLowerCase(),
      );
      const key = field?.key ?? (name.startsWith(CUSTOM_FIELD_PREFIX) ? name : undefined);
      if (key === undefined) throw halted(z, fitted(name, errorTexts.notClearable));
      return key;
    });
  const cleared = together.some((key) => keys.includes(key)) ? [...keys, ...together] : keys;
  const filled = cleared.find((key) => key in flat(body));
  if (filled !== undefined) {
    const { label = filled } = fields.find(({ key }) => key === filled) ?? {};
    throw halted(z, fitted(label, errorTexts.fillAndClear));
  }
  return nested([...Object.entries(flat(body)), ...cleared.map((key) => [key, null] as const)]);
};

type Clear = {
  readonly fields: readonly PlainInputField[];
  readonly chosen: unknown;
  readonly together: readonly string[];
};

/** `{a: {b}}` as `{a__b}`, the way that forms name it. */
const flat = (body: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) =>
      isObject(value) && !key.startsWith(CUSTOM_FIELD_PREFIX)
        ? Object.entries(value).map(([inner, content]) => [`${key}__${inner}`, content])
        : [[key, value]],
    ),
  );

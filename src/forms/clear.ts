import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { CUSTOM_FIELD_PREFIX } from '../heffl/facts.js';
import { isObject, type JsonObject } from '../heffl/json.js';
import { halted } from '../heffl/refusals.js';
import { fold } from '../heffl/sameness.js';
import { withoutUnseen } from '../heffl/unseen.js';
import { nested } from './body.js';
import { isEmpty } from './empty.js';
import { type Field, formFields, labelOf } from './field.js';
import { textsIn } from './multi-select.js';

/** The input of an update that names the fields to empty. */
export const FIELDS_TO_CLEAR_KEY = 'fields_to_clear';

/** The multi-select of the fields that an update can empty, discovered custom fields included. */
export const fieldsToClearInput = (fields: readonly Pick<Field, 'key' | 'label'>[]) =>
  formFields([
    {
      key: FIELDS_TO_CLEAR_KEY,
      label: 'Fields to Clear',
      list: true,
      choices: Object.fromEntries(fields.map((field) => [field.key, labelOf(field)])),
      helpText:
        'A field that you leave empty above stays as it is in Heffl. To empty one in Heffl, choose it here.',
    },
  ]);

/**
 * The body of an update with explicit nulls for the fields to clear: `{email: null}`, `{billingAddress: {city: null}}`.
 *
 * @param body what the form supplies
 * @throws HaltedError if a field cannot be cleared, or is filled in as well
 */
export const withNulls = (z: ZObject, body: JsonObject, { fields, chosen, together }: Clear): JsonObject => {
  // The key of a custom field may hold a comma, so that only a text is split.
  const names = Array.isArray(chosen) ? chosen.map((name) => withoutUnseen(String(name))) : textsIn(chosen);
  const keys = names.filter((name) => !isEmpty(name)).map((name) => clearedKey(z, fields, name));
  const cleared = together.some((key) => keys.includes(key)) ? [...keys, ...together] : keys;
  const flatBody = flat(body);
  const filled = cleared.find((key) => key in flatBody);
  if (filled !== undefined) {
    const label = labelOf(fields.find(({ key }) => key === filled) ?? { key: filled });
    throw halted(z, errorTexts.fillAndClear({ label }));
  }
  return nested([...Object.entries(flatBody), ...cleared.map((key) => [key, null] as const)]);
};

type Clear = {
  /** The fields that can be cleared. */
  readonly fields: readonly Field[];
  /** Keys or labels of the fields to clear: a list, or a text with commas. */
  readonly chosen: unknown;
  /** Keys that Heffl takes together: if one is cleared, all are. */
  readonly together: readonly string[];
};

/** The key for a chosen key or label. A custom field needs no input of its own to be cleared. */
const clearedKey = (z: ZObject, fields: readonly Field[], name: string): string => {
  const field = fields.find(
    ({ key, label }) => key === name || (label !== undefined && fold(label) === fold(name)),
  );
  if (field) return field.key;
  if (name.startsWith(CUSTOM_FIELD_PREFIX)) return name;
  throw halted(z, errorTexts.notClearable({ field: name }));
};

/** Turns `{a: {b}}` into `{a__b}`, as forms name it. */
const flat = (body: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) =>
      isObject(value) && !key.startsWith(CUSTOM_FIELD_PREFIX)
        ? Object.entries(value).map(([inner, content]) => [`${key}__${inner}`, content])
        : [[key, value]],
    ),
  );

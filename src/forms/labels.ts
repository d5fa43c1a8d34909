import { CUSTOM_FIELD_PREFIX } from '../heffl/facts.js';
import type { Labels } from '../heffl/form-words.js';
import type { JsonObject } from '../heffl/json.js';
import { labelFrom } from './custom-fields.js';
import { type Field, labelOf } from './field.js';

/** The labels of a form by the keys of the body that it makes, with those of the custom fields in it. */
export const labelsOf = (fields: readonly Field[], body: JsonObject): Labels => ({
  ...Object.fromEntries(
    Object.keys(body)
      .filter((key) => key.startsWith(CUSTOM_FIELD_PREFIX))
      .map((key) => [key, labelFrom(key)]),
  ),
  ...Object.fromEntries(fields.flatMap((field) => labelled(field, ''))),
});

const labelled = (field: Field, parent: string): [key: string, label: string][] => {
  const key = `${parent}${field.key.replace('__', '.')}`;
  return [[key, labelOf(field)], ...(field.children ?? []).flatMap((child) => labelled(child, `${key}.`))];
};

import { isObject } from '../heffl/json.js';
import { readable } from '../heffl/marks.js';
import { fold } from '../heffl/sameness.js';
import type { Field } from './field.js';

/** The API's value for the words that the form shows: `HIGH` for "High". Anything else as written. */
export const choiceIn = (choices: NonNullable<Field['choices']>, text: string): string => {
  if (!isObject(choices) || 'perform' in choices) return readable(text);
  const word = fold(text);
  const match = Object.entries(choices).find(
    ([value, label]) => fold(value) === word || (typeof label === 'string' && fold(label) === word),
  );
  return match?.[0] ?? readable(text);
};

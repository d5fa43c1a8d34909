import { isObject } from '../heffl/json.js';
import { withoutUnseen } from '../heffl/unseen.js';
import type { Field } from './field.js';

/** What other apps write for nothing, in any field. Lower case only: Null is a family name. */
const NOTHING: readonly string[] = ['', 'null', 'undefined'];

/** What people, sheets and databases write for nothing, in fields that cannot hold a word. In lower case. */
const PLACEHOLDERS: readonly string[] = [
  ...['n/a', 'na', 'n.a', 'n.a.', '#n/a', 'none', 'nil', 'null', 'undefined'],
  ...['-', '--', '–', '—'],
];

/** Whether an input is empty, or mapped to a value that was blank in this run. */
export const isEmpty = (value: unknown): boolean => holdsOnly(value, isNothing);

/** As `isEmpty`, and by a placeholder (N/A) if the field holds a number, a yes or no, a date, an email or a phone number. */
export const isUnfilled = ({ meta }: Pick<Field, 'meta'>, value: unknown): boolean =>
  holdsOnly(value, meta === undefined ? isNothing : isNothingOrPlaceholder);

const isNothing = (text: string): boolean => NOTHING.includes(text);

const isNothingOrPlaceholder = (text: string): boolean =>
  isNothing(text) || PLACEHOLDERS.includes(text.toLowerCase());

/**
 * Whether the value holds nothing but `null`, `undefined` and texts that pass. Without recursion: mapped JSON may be nested to any depth.
 */
const holdsOnly = (value: unknown, passes: (text: string) => boolean): boolean => {
  const open = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (Array.isArray(one) || isObject(one)) {
      for (const inner of Object.values(one)) open.push(inner);
    } else if (typeof one === 'string' ? !passes(withoutUnseen(one)) : one !== undefined && one !== null) {
      return false;
    }
  }
  return true;
};

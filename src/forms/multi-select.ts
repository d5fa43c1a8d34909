import { textOf } from '../heffl/json.js';
import { withoutUnseen } from '../heffl/unseen.js';

/** The texts of a multi-select, which Zapier gives as a list, and a mapped value as one text with commas. */
export const textsIn = (value: unknown): string[] =>
  itemsIn(value)
    .flatMap((item) => item.split(','))
    .map(withoutUnseen)
    .filter((text) => text !== '');

/** As `textsIn`, and what was chosen as a whole: a name may have a comma in it. */
export const choicesIn = (value: unknown): string[] => [...new Set([...itemsIn(value), ...textsIn(value)])];

/** The items of a multi-select, each as a whole. */
export const itemsIn = (value: unknown): string[] => [value].flat().flatMap((item) => textOf(item) ?? []);

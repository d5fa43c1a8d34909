import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { halted } from '../heffl/refusals.js';
import { fold } from '../heffl/sameness.js';
import { readable } from '../heffl/unseen.js';

/** What an input offers: the words that the form shows, by the value that is sent. */
export type Choices<Key extends string = string> = Readonly<Record<Key, string>>;

/** The key for a key or its words: `HIGH` for "High". `undefined` if there is no such choice. */
export const keyOfChoice = (choices: Choices, text: string): string | undefined =>
  Object.entries(choices).find((words) => words.map(fold).includes(fold(text)))?.[0];

/** The words for a key: "Open" for `OPEN`. An unknown key stays as it is. */
export const inWords = (choices: Choices, key: unknown): unknown =>
  Object.entries(choices).find(([known]) => known === key)?.[1] ?? key;

/** As `keyOfChoice`, but anything else as written. */
export const choiceIn = (choices: Choices, text: string): string =>
  keyOfChoice(choices, text) ?? readable(text);

/**
 * As `keyOfChoice`, for an input that takes nothing but its choices.
 *
 * @throws HaltedError that names the input by its label
 */
export const requireChoice = <Key extends string>(
  z: ZObject,
  label: string,
  choices: Choices<Key>,
  text: string,
): Key => {
  const key = keyOfChoice(choices, text);
  if (key !== undefined && isKeyOf(choices, key)) return key;
  throw halted(z, errorTexts.notAChoice({ label, value: text }));
};

const isKeyOf = <Key extends string>(choices: Choices<Key>, key: string): key is Key =>
  Object.hasOwn(choices, key);

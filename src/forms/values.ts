import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { isObject, jsonIn } from '../heffl/json.js';
import { halted } from '../heffl/refusals.js';
import { readable, withoutUnseen } from '../heffl/unseen.js';
import { choiceIn } from './choices.js';
import { dayIn, midnightOf, momentIn } from './dates.js';
import { addressesIn, emailIn } from './emails.js';
import { isUnfilled } from './empty.js';
import { type Field, labelOf } from './field.js';
import { numberIn } from './numbers.js';
import type { PhoneReader } from './phone.js';
import { yesNoIn } from './yes-no.js';

/** What values are read with. Without `phones`, phone numbers are sent as typed. */
export type ReadContext = { readonly z: ZObject; readonly phones: PhoneReader | undefined };

/**
 * The value of an input as Heffl takes it, by the input's `list`, `choices` and format. Zapier supplies text, and sometimes the right
 * type.
 *
 * @throws HaltedError that names the field and the value if it cannot be what the field holds
 */
export const readValue = (context: ReadContext, field: Field, value: unknown): unknown => {
  if (!field.list) return readOne(context, field, value);
  // An ID holds no comma. A text of a list may, so that only a text mapped as a whole is split.
  const isJoined = (item: unknown): item is string =>
    typeof item === 'string' && (item === value || field.dynamic !== undefined);
  const items: readonly unknown[] = listIn(value) ?? [value].flat();
  return items
    .flatMap((item) => (isJoined(item) ? item.split(',').map((part) => part.trim()) : [item]))
    .filter((item) => !isUnfilled(field, item))
    .map((item) => readOne(context, field, item));
};

/** A list that was mapped as JSON text: `["AC", "Pest control"]`. */
const listIn = (value: unknown): readonly unknown[] | undefined => {
  if (typeof value !== 'string' || !/^\s*\[/.test(value)) return undefined;
  const list = jsonIn(withoutUnseen(value));
  return Array.isArray(list) && list.every((item) => typeof item !== 'object') ? list : undefined;
};

const readOne = ({ z, phones }: ReadContext, field: Field, value: unknown): unknown => {
  const label = labelOf(field);
  const values = [value].flat(Infinity);
  // Several values must not be read as one with commas in it.
  const text = values.map((one) => (isObject(one) ? JSON.stringify(one) : one)).join('; ');
  const parts = { label, value: withoutUnseen(text) };
  const [only] = values;
  const holdsRecord = values.some(isObject);
  const number = (): number | undefined =>
    values.length === 1 && typeof only === 'number' && Math.abs(only) <= Number.MAX_SAFE_INTEGER
      ? only
      : numberIn(text);
  const orHalt = <T>(read: T | undefined, describe: (shown: typeof parts) => string): T => {
    if (read === undefined) throw halted(z, describe(parts));
    return read;
  };
  switch (field.meta?.format) {
    case 'number':
      return orHalt(number(), errorTexts.notANumber);
    case 'wholeNumber': {
      const whole = orHalt(number(), errorTexts.notANumber);
      return orHalt(Number.isInteger(whole) ? whole : undefined, errorTexts.notAWholeNumber);
    }
    case 'yesNo':
      return orHalt(yesNoIn(text), errorTexts.notYesOrNo);
    case 'day':
      return midnightOf(orHalt(dayIn(text), errorTexts.notADate));
    case 'plainDay':
      return orHalt(dayIn(text), errorTexts.notADate);
    case 'moment':
      return orHalt(momentIn(text), errorTexts.notADate);
    case 'phone':
      return orHalt(
        holdsRecord ? undefined : (phones?.toE164(text) ?? withoutUnseen(text)),
        errorTexts.severalValues,
      );
    case 'email':
      return orHalt(
        holdsRecord || addressesIn(text).length > 1 ? undefined : emailIn(text),
        errorTexts.severalValues,
      );
    case undefined:
      return holdsRecord ? value : textFrom(field, String(value));
  }
};

const textFrom = ({ dynamic, choices }: Field, text: string): string => {
  if (dynamic !== undefined) return withoutUnseen(text);
  return choices ? choiceIn(choices, text) : readable(text);
};

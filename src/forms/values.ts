import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { isObject } from '../heffl/json.js';
import { withoutMarks } from '../heffl/marks.js';
import { halted } from '../heffl/refusals.js';
import { westernDigits } from './digits.js';
import { type Field, labelOf } from './field.js';
import type { PhoneReader } from './phone.js';

/** What values are read with. `phones` is there if one of the fields is a phone number. */
export type Reading = { readonly z: ZObject; readonly phones: PhoneReader | undefined };

/** Whether a field of a form was left empty: also by a mapped value that turned out to be blank. */
export const isEmpty = (value: unknown): boolean => {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.every(isEmpty);
  return isObject(value) && Object.values(value).every(isEmpty);
};

/**
 * The value of an input as Heffl takes it, by the input's type, `list` and `Format`. Zapier supplies text, and sometimes the
 * right type.
 *
 * @throws HaltedError that names the field if the value cannot be what the field holds
 */
export const readValue = (reading: Reading, field: Field, value: unknown): unknown => {
  if (!field.list) return readOne(reading, field, value);
  // An ID holds no comma. A text of a list may, so that only a text mapped as a whole is split.
  const isJoined = (item: unknown): item is string =>
    typeof item === 'string' && (item === value || field.dynamic !== undefined);
  const items: readonly unknown[] = [value].flat();
  return items
    .flatMap((item) => (isJoined(item) ? item.trim().split(/\s*,\s*/) : [item]))
    .filter((item) => !isEmpty(item))
    .map((item) => readOne(reading, field, item));
};

const readOne = (reading: Reading, field: Field, value: unknown): unknown => {
  const { z } = reading;
  const label = labelOf(field);
  if (field.meta?.format === 'number') return numberFrom(z, label, value);
  if (field.meta?.format === 'wholeNumber') return wholeNumberFrom(z, label, value);
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : booleanFrom(z, label, String(value));
    case 'datetime':
      return dateFrom(z, label, westernDigits(String(value)).trim(), field.meta?.format === 'day');
    default:
      return [value].flat().some(isObject) ? value : textFrom(reading, field, String(value));
  }
};

/** "2500", "2,500.50", and "1,00,000" as India groups it. */
const numberFrom = (z: ZObject, label: string, value: unknown): number => {
  if (typeof value === 'number') return value;
  // Several values must not be read as one with commas in it.
  const trimmed = westernDigits([value].flat().join('; ')).trim();
  const plain = /^[+-]?[1-9]\d{0,2}(,\d{2,3})*,\d{3}(\.\d+)?$/.test(trimmed)
    ? trimmed.replaceAll(',', '')
    : trimmed;
  const number = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
  if (!Number.isFinite(number)) {
    throw halted(z, errorTexts.notANumber({ label, value: trimmed }));
  }
  return number;
};

const wholeNumberFrom = (z: ZObject, label: string, value: unknown): number => {
  const number = numberFrom(z, label, value);
  if (!Number.isInteger(number)) {
    throw halted(z, errorTexts.notAWholeNumber({ label, value: number }));
  }
  return number;
};

const booleanFrom = (z: ZObject, label: string, text: string): boolean => {
  const word = text.trim().toLowerCase();
  if (['true', 'yes', 'y', '1', 'on'].includes(word)) return true;
  if (['false', 'no', 'n', '0', 'off'].includes(word)) return false;
  throw halted(z, errorTexts.notYesOrNo({ label, value: text }));
};

const DAY_MS = 86_400_000;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * A moment goes out as it came, a date alone as midnight UTC of that day: the form in which Heffl's own examples have
 * dates.
 *
 * Zapier gives a date alone a time in the user's time zone, midnight by its help pages and nine o'clock by its command
 * line, and moves the midnight UTC of another Heffl step there. In a field that holds days, each of them is its day.
 */
const dateFrom = (z: ZObject, label: string, text: string, isDay: boolean): string => {
  const [, day = '', time = '00:00', fraction = '', zone] = ISO.exec(text) ?? [];
  const moment = `${day}T${time}${fraction}${zone ?? ''}`;
  if (!isOnCalendar(day) || Number.isNaN(Date.parse(moment))) {
    throw halted(z, errorTexts.notADate({ label, value: text }));
  }
  if (text === day || (isDay && /^0[09]:00(:00)?$/.test(time))) return `${day}T00:00:00.000Z`;
  const isDayElsewhere = isDay && zone !== undefined && Date.parse(moment) % DAY_MS === 0;
  return isDayElsewhere ? new Date(moment).toISOString() : moment;
};

/**
 * The value of a custom field, of which the form knows no more than what recent records have in it. Where Zapier has made
 * midnight of the user's time zone of a date alone, it is the day again, which is the same everywhere. Nine o'clock stays
 * as it is: it may be meant.
 */
export const withOwnDay = (value: unknown): unknown =>
  typeof value === 'string' ? (MIDNIGHT.exec(value.trim())?.[1] ?? value) : value;

const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})T00:00(?::00(?:\.0+)?)?[+-]\d{2}:?\d{2}$/;

/** `Date` reads 31 February as a day in March. */
const isOnCalendar = (day: string): boolean => {
  const date = new Date(day);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
};

const textFrom = ({ phones }: Reading, field: Field, text: string): string => {
  if (field.dynamic !== undefined) return text.trim();
  switch (field.meta?.format) {
    case 'email':
      return withoutMarks(text);
    case 'phone':
      return phones?.toE164(text) ?? text;
    default:
      return choiceFrom(field, text);
  }
};

/** The API's value for the words that the form shows: `HIGH` for "High". Anything else as written. */
const choiceFrom = ({ choices }: Field, text: string): string => {
  if (!isObject(choices) || 'perform' in choices) return text;
  const word = text.trim().toLowerCase();
  const match = Object.entries(choices).find(
    ([value, label]) =>
      value.toLowerCase() === word || (typeof label === 'string' && label.toLowerCase() === word),
  );
  return match?.[0] ?? text;
};

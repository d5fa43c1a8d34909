import { DAY_MS, dayIn, momentIn } from '../forms/dates.js';
import { emailIn } from '../forms/emails.js';
import { numberIn } from '../forms/numbers.js';
import { phoneDigits, type PhoneReader, phoneReader } from '../forms/phone.js';
import { yesNoIn } from '../forms/yes-no.js';
import { CUSTOM_FIELD_PREFIX } from '../heffl/facts.js';
import { textOf } from '../heffl/json.js';
import type { Columns } from '../heffl/list-memory.js';
import { type HefflRecord, nameOf } from '../heffl/records.js';
import { fold } from '../heffl/sameness.js';
import { withoutUnseen } from '../heffl/unseen.js';
import type { Comparison, Lookup, ServedKind } from '../kinds.js';
import type { Run } from '../run.js';

/** How much of a value has to be the same. */
export type Extent = 'exact' | 'starts_with' | 'contains';

/** Compares the records of a kind with values. Two values are the same if they have a comparable text in common. */
export type Comparer = {
  /** The comparable texts of a record, by what it can be searched by. */
  readonly columnsOf: (record: HefflRecord) => Columns;
  /** The comparable texts of a value that is searched for. */
  readonly textsFor: (by: string, value: string) => string[];
  /** Whether a record has the value, or one that starts with it or contains it. */
  readonly matcher: (by: string, value: string, extent: Extent) => (record: HefflRecord) => boolean;
};

/** Loads the reader of phone numbers if the kind can be searched by one. */
export const openComparer = async (
  { defaultCountry }: Pick<Run, 'defaultCountry'>,
  { lookups = {} }: Pick<ServedKind, 'lookups'>,
): Promise<Comparer> => {
  const hasPhones = Object.values(lookups).some(({ compare }) => compare === 'phone');
  const phones = hasPhones ? await phoneReader(defaultCountry) : undefined;
  const lookupOf = (by: string): Lookup & { readonly compare: Comparison } => ({
    label: by,
    compare: by === 'id' ? 'id' : 'text',
    ...lookups[by],
  });

  const textsHeld = (record: HefflRecord, by: string): string[] =>
    heldValues(record, by, lookupOf(by)).flatMap((value) => sameTexts(value, lookupOf(by).compare, phones));
  const textsFor = (by: string, value: string): string[] => {
    const { compare } = lookupOf(by);
    return compare === 'text' ? wantedTexts(value) : sameTexts(value, compare, phones);
  };
  return {
    textsFor,
    columnsOf: (record) => {
      const custom = Object.keys(record).filter((key) => key.startsWith(CUSTOM_FIELD_PREFIX));
      return new Map([...Object.keys(lookups), ...custom].map((by) => [by, textsHeld(record, by)]));
    },
    matcher: (by, value, extent) => {
      if (extent === 'exact') {
        const wanted = textsFor(by, value);
        return (record) => textsHeld(record, by).some((text) => wanted.includes(text));
      }
      const { compare } = lookupOf(by);
      const part = plainText(value, compare);
      const hasPart = (text: string): boolean =>
        extent === 'contains' ? text.includes(part) : text.startsWith(part);
      return (record) =>
        part !== '' &&
        heldValues(record, by, lookupOf(by)).some((held) => hasPart(plainText(String(held), compare)));
    },
  };
};

/** The values of a record that a lookup compares. The name of a person may stand in two fields. */
const heldValues = (record: HefflRecord, by: string, { fields = [by], entity }: Lookup): Held[] => {
  const values = fields.map((field) => (field === 'name' ? nameOf(record) : record[field]));
  if (entity !== undefined && record.entity === entity) values.push(record.entityId);
  return values.flatMap(heldIn);
};

type Held = string | number | boolean;

const heldIn = (value: unknown): Held[] => {
  if (Array.isArray(value)) return value.flatMap(heldIn);
  if (typeof value === 'boolean' || typeof value === 'number') return [value];
  const text = textOf(value);
  return text === undefined ? [] : [text];
};

/** The comparable texts of a value that a record holds. */
const sameTexts = (value: Held, compare: Comparison, phones: PhoneReader | undefined): string[] => {
  const text = String(value);
  switch (compare) {
    case 'phone':
      return [phones?.comparable(text) ?? phoneDigits(text)];
    case 'text': {
      if (typeof value !== 'string') return typed(value);
      // "2500" may be a number that is held as text. "0042" is not.
      const number = String(Number(text)) === text ? Number(text) : undefined;
      const yesOrNo = /^(?:yes|no|true|false)$/i.test(text.trim()) ? yesNoIn(text) : undefined;
      return [fold(text), ...typed(number), ...timeIn(text), ...typed(yesOrNo)];
    }
    default:
      return [plainText(text, compare)];
  }
};

/** The comparable texts of a text that is searched for, one for each thing that it may mean. */
const wantedTexts = (text: string): string[] => {
  // "0042" is a code.
  const number = /^\s*0\d/.test(text) ? undefined : numberIn(text);
  const time = timeIn(text);
  return [
    fold(text),
    ...typed(number),
    ...typed(yesNoIn(text)),
    ...time,
    // A record that holds a day has the moments of that day.
    ...(time.length > 0 ? typed(dayIn(text)) : []),
  ];
};

/** The comparable text of a number, a day, or a yes or no. The character in front keeps it apart from words. Empty if there is none. */
const typed = (value: string | number | boolean | undefined): string[] =>
  value === undefined ? [] : [`\u0000${String(value)}`];

/** A day, or the moment if the text has a time of day. */
const timeIn = (text: string): string[] => {
  const day = /\d{2}/.test(text) ? dayIn(text) : undefined;
  if (day === undefined) return [];
  const moment = momentIn(text);
  const time = moment === undefined ? NaN : Date.parse(moment);
  const isDay = moment === undefined || time % DAY_MS === 0 || moment.includes('T00:00');
  return typed(isDay ? day : new Date(time).toISOString());
};

/** The text of which a part is searched for. */
const plainText = (text: string, compare: Comparison): string => {
  switch (compare) {
    case 'email':
      return fold(emailIn(text));
    case 'website':
      return websiteText(text);
    case 'phone':
      return phoneDigits(text);
    case 'id':
      return withoutUnseen(text);
    case 'text':
      return fold(text);
  }
};

const websiteText = (text: string): string => {
  const address = fold(text)
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '');
  // A regular expression would take quadratic time for many slashes in the middle.
  let end = address.length;
  while (address[end - 1] === '/') end--;
  return address.slice(0, end);
};

import {
  type Bundle,
  defineSearch,
  type InputField,
  type PlainInputField,
  type ZObject,
} from 'zapier-platform-core';
import { errorTexts, fitted } from '../errors.js';
import { type CustomField, customFieldsIfTold } from '../forms/custom-fields.js';
import { withoutMarks } from '../forms/marks.js';
import { outputsOf } from '../forms/outputs.js';
import { type PhoneReader, phoneReader } from '../forms/phone.js';
import { requireFilled } from '../forms/required.js';
import type { Call } from '../heffl/client.js';
import { CUSTOM_FIELD_PREFIX, noSuch } from '../heffl/facts.js';
import { type JsonObject, textOf } from '../heffl/json.js';
import type { ListedRecord } from '../heffl/pages.js';
import { type HefflRecord, nameOf, readCustomFields, readRecord } from '../heffl/records.js';
import { halted } from '../heffl/refusals.js';
import { type Match, walk } from '../heffl/search.js';
import { keysOf, lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { named, recordIn } from './records.js';
import { throttle } from './throttle.js';

/** What a record can be found by: the fields that are looked into, and how they are compared. */
type Lookup = {
  readonly label: string;
  /** The one of that name, unless told otherwise. */
  readonly fields?: readonly string[];
  readonly compare?: Compared;
};

/**
 * - `text` (the default): without case and outer spaces
 * - `phone`: by E.164, or digit by digit where a number has no country
 * - `website`: as text, without https://, www. and a slash at the end
 */
type Compared = 'text' | 'phone' | 'website';

type FindStep<Key extends string> = {
  readonly key: Key;
  readonly kind: ServedKind;
  readonly description: string;
  /** By the value that `search_by` takes; the ID is always among them. The first is the one most likely wanted. */
  readonly lookups: Readonly<Record<string, Lookup>>;
};

/** One way to look for the record: `by` is a key of the lookups, `id`, or the key of a custom field. */
type Question = { readonly by: string; readonly value: string };

/**
 * A search for one record. By ID: one request. By anything else: a walk through the list, as v1 of the API cannot
 * search. The first question wins wherever its record is; the second counts where the first has none.
 */
export const findStep = <const Key extends string>(step: FindStep<Key>) => {
  const { key, kind, description } = step;
  const lookups = { ...step.lookups, id: { label: `${kind.noun} ID` } };
  const plain = searchFields(kind, lookups, []);
  const inputFields: InputField[] = kind.hasCustomFields
    ? [
        async (z: ZObject, bundle: Bundle) =>
          searchFields(kind, lookups, await customFieldsIfTold(z, bundle, kind)).slice(0, -1),
        // Zapier wants a search to have a field that no function makes (D009).
        ...plain.slice(-1),
      ]
    : plain;

  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle);
    const record = await find(run, kind, lookups, questionsIn(z, lookups, bundle.inputData));
    return (await named(run, kind, record ? [record] : [])).map((found) => ({ ...found }));
  };
  return defineSearch({
    key,
    noun: kind.noun,
    display: { label: `Find ${kind.noun}`, description },
    operation: { inputFields, perform, throttle, outputFields: outputsOf(kind).record, sample: kind.sample },
  });
};

const find = async (
  run: Run,
  kind: ServedKind,
  lookups: FindStep<string>['lookups'],
  questions: readonly Question[],
): Promise<HefflRecord | undefined> => {
  const canGet = kind.endpoint.readable ?? false;
  const [first, second] = questions;
  if (!first) return undefined;
  if (canGet && first.by === 'id') {
    return (await getById(run, kind, first.value)) ?? find(run, kind, lookups, second ? [second] : []);
  }
  const secondInList = second && !(canGet && second.by === 'id') ? second : undefined;
  const phones = await phoneReaderFor(lookups, questions, run.defaultCountry);
  const { z, heffl, cache } = run;
  const noun = lower(kind);
  const found = await walk({
    z,
    heffl,
    cache,
    endpoint: kind.endpoint,
    noun,
    question: JSON.stringify([kind.endpoint.paths[0], questions, run.defaultCountry ?? null]),
    first: matchOf(lookups, first, phones),
    second: secondInList && matchOf(lookups, secondInList, phones),
  });
  if (found) return readRecord(found, keysOf(kind), 'api');
  return second && !secondInList ? getById(run, kind, second.value) : undefined;
};

const getById = async ({ z, heffl }: Run, kind: ServedKind, id: string): Promise<HefflRecord | undefined> => {
  const noun = lower(kind);
  const call: Call = {
    method: 'GET',
    path: kind.endpoint.paths[0],
    id,
    toDo: `find the ${noun}`,
    noun,
    isUserData: true,
    accepts: noSuch.id,
  };
  const { status, data } = await heffl.send(call);
  return status < 300 ? recordIn(z, kind, call, data) : undefined;
};

/** Loaded only for a search that compares phone numbers. */
const phoneReaderFor = async (
  lookups: FindStep<string>['lookups'],
  questions: readonly Question[],
  country: string | undefined,
): Promise<PhoneReader | undefined> =>
  questions.some(({ by }) => lookups[by]?.compare === 'phone') ? phoneReader(country) : undefined;

const matchOf = (
  lookups: FindStep<string>['lookups'],
  { by, value }: Question,
  phones: PhoneReader | undefined,
): Match => {
  const { fields = [by], compare = 'text' } = lookups[by] ?? {};
  const isSame = (candidate: string): boolean => {
    if (compare === 'phone' && phones) return phones.isSame(candidate, value);
    const plain = compare === 'website' ? plainWebsite : plainText;
    return plain(candidate) === plain(value);
  };
  return (record) => fields.flatMap((field) => textsOf(valueOf(record, field))).some(isSame);
};

/** A person may have no name of its own, only the two that it is made of. */
const valueOf = (record: ListedRecord, field: string): unknown => {
  if (field === 'name') return nameOf(record);
  return field in record ? record[field] : readCustomFields(record)[field];
};

const textsOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  const text = textOf(typeof value === 'boolean' ? String(value) : value);
  return text === undefined ? [] : [text];
};

/** An accent may be a letter of its own, or part of one. */
const plainText = (text: string): string => withoutMarks(text).normalize('NFC').toLowerCase();

const plainWebsite = (text: string): string =>
  plainText(text)
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/\/+$/, '');

const questionsIn = (z: ZObject, lookups: FindStep<string>['lookups'], inputData: JsonObject): Question[] => {
  const by = (name: string): string | undefined => {
    const chosen = textOf(inputData[name])?.trim();
    if (chosen === undefined) return undefined;
    const match = Object.entries(lookups).find(
      ([key, { label }]) => key === chosen.toLowerCase() || label.toLowerCase() === chosen.toLowerCase(),
    );
    if (match) return match[0];
    if (chosen.startsWith(CUSTOM_FIELD_PREFIX)) return chosen;
    throw halted(z, fitted(chosen, errorTexts.cannotSearchBy));
  };
  requireFilled(z, [SEARCH_BY], inputData);
  const [first, second] = [by('search_by'), by('or_search_by')];
  const text = (name: string): string | undefined => textOf(textsOf(inputData[name]).join(', '));
  const [value, otherValue] = [text('search_value'), text('or_search_value')];
  if (second === undefined && otherValue !== undefined) {
    throw halted(z, errorTexts.secondSearchWithoutField());
  }
  const questions = [
    ...(first !== undefined && value !== undefined ? [{ by: first, value: value.trim() }] : []),
    ...(second !== undefined && otherValue !== undefined ? [{ by: second, value: otherValue.trim() }] : []),
  ];
  if (questions.length === 0) throw halted(z, errorTexts.nothingToFind());
  return questions;
};

const SEARCH_BY = { key: 'search_by', label: 'Search By', required: true } as const;

/** Named so that none of them shares a key with the form of the create in "Find or Create". */
const searchFields = (
  kind: ServedKind,
  lookups: FindStep<string>['lookups'],
  custom: readonly CustomField[],
): PlainInputField[] => {
  const noun = lower(kind);
  const choices = {
    ...Object.fromEntries(Object.entries(lookups).map(([key, { label }]) => [key, label])),
    ...Object.fromEntries(custom.map(({ key, label }) => [key, label])),
  };
  const [likeliest = 'id', second = likeliest] = Object.keys(lookups);
  const example = (by: string): string => {
    const { label = by, fields = [by] } = lookups[by] ?? {};
    const value = fields.map((field) => textOf(kind.sample[field])).find((text) => text !== undefined);
    return value === undefined ? '' : `, for example "${value}" for ${label}`;
  };
  const isDated = kind.outputs.some(({ key }) => key === 'createdAt');
  const byPhone = Object.values(lookups).some(({ compare }) => compare === 'phone');
  return [
    {
      ...SEARCH_BY,
      default: likeliest,
      choices,
      helpText: `What to look for the ${noun} by, for example ${lookups[likeliest]?.label ?? likeliest}. If several match, you get the ${isDated ? 'newest' : "first of Heffl's list"}.`,
    },
    {
      key: 'search_value',
      label: 'Search For',
      required: true,
      helpText: `The whole value to look for${example(likeliest)}. Capital letters do not matter${byPhone ? ', nor how a phone number is written' : ''}.`,
    },
    {
      key: 'or_search_by',
      label: 'Or Search By',
      choices,
      helpText: `If the first search is empty or finds no ${noun}, look here instead, for example ${lookups[second]?.label ?? second}.`,
    },
    {
      key: 'or_search_value',
      label: 'Or Search For',
      helpText: `The whole value to look for in Or Search By${example(second)}.`,
    },
  ];
};

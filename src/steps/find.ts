import { type Bundle, defineSearch, type ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { type CustomField, customFieldsIfKnown } from '../forms/custom-fields.js';
import type { Field, Form } from '../forms/field.js';
import type { SearchKey } from '../forms/lists.js';
import { outputsOf } from '../forms/outputs.js';
import { type PhoneReader, phoneReader } from '../forms/phone.js';
import { requireFilled } from '../forms/required.js';
import type { Call } from '../heffl/client.js';
import { CUSTOM_FIELD_PREFIX, noSuch } from '../heffl/facts.js';
import { type JsonObject, textOf } from '../heffl/json.js';
import { withoutMarks } from '../heffl/marks.js';
import type { ListedRecord } from '../heffl/pages.js';
import { type HefflRecord, nameOf, readCustomFields, readRecord } from '../heffl/records.js';
import { halted } from '../heffl/refusals.js';
import { type Match, searchList } from '../heffl/search.js';
import { type KeyOf, keysOf, lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { addNames, recordIn } from './answers.js';
import { throttle } from './throttle.js';

/** A way to search: the fields that are compared, and how. */
type Lookup<Key extends string = string> = {
  readonly label: string;
  /** The field of that key, if absent. */
  readonly fields?: readonly Key[];
  readonly compare?: Comparison;
};

type Lookups = Readonly<Record<string, Lookup>>;

/**
 * - `text` (the default): without case, outer blanks and invisible marks
 * - `phone`: by E.164, or digit by digit if a number has no country
 * - `website`: as text, without https://, www. and a slash at the end
 */
type Comparison = 'text' | 'phone' | 'website';

type FindStep<Key extends SearchKey, Kind extends ServedKind> = {
  readonly key: Key;
  readonly kind: Kind;
  readonly description: string;
  /** By the value of `search_by`. The ID is added to them. The first is the default. */
  readonly lookups: Readonly<Partial<Record<NoInfer<KeyOf<Kind>>, Lookup<NoInfer<KeyOf<Kind>>>>>>;
};

/** A value to search for. `by` is a key of the lookups, `id`, or the key of a custom field. */
type Question = { readonly by: string; readonly value: string };
type Questions = readonly [Question, ...Question[]];

/**
 * A search for one record. By ID: one request. By anything else: the pages of the list, because API v1 has no search. The second
 * question counts only if no record of the list matches the first.
 */
export const findStep = <const Key extends SearchKey, const Kind extends ServedKind>(
  step: FindStep<Key, Kind>,
) => {
  const { key, kind, description } = step;
  const lookups: Lookups = { ...step.lookups, id: { label: `${kind.noun} ID` } };
  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle);
    const record = await find(run, kind, lookups, questionsIn(z, lookups, bundle.inputData));
    return (await addNames(run, kind, record ? [record] : [])).map((found) => ({ ...found }));
  };
  return defineSearch({
    key,
    noun: kind.noun,
    display: { label: `Find ${kind.noun}`, description },
    operation: {
      inputFields: [...searchForm(kind, lookups)],
      perform,
      throttle,
      outputFields: outputsOf(kind).record,
      sample: kind.sample,
    },
  });
};

const searchForm = (kind: ServedKind, lookups: Lookups): Form => {
  const fields = searchFields(kind, lookups, []);
  if (kind.customFields !== 'discovered') return fields;
  return [
    async (z, bundle) =>
      searchFields(kind, lookups, await customFieldsIfKnown(startRun(z, bundle), kind)).slice(0, -1),
    // Zapier's publishing check D009 wants a search to have an input that no function makes.
    ...fields.slice(-1),
  ];
};

const find = async (
  run: Run,
  kind: ServedKind,
  lookups: Lookups,
  questions: Questions,
): Promise<HefflRecord | undefined> => {
  const isById = ({ by }: Question): boolean => by === 'id' && kind.endpoint.readable === true;
  const [first, second] = questions;
  // Neighbouring questions that the list answers are asked in one pass over it.
  if (second && !isById(first) && !isById(second)) return findInList(run, kind, lookups, questions);
  for (const question of questions) {
    const found = isById(question)
      ? await getById(run, kind, question.value)
      : await findInList(run, kind, lookups, [question]);
    if (found) return found;
  }
  return undefined;
};

const findInList = async (
  run: Run,
  kind: ServedKind,
  lookups: Lookups,
  questions: Questions,
): Promise<HefflRecord | undefined> => {
  const { z, heffl, cache, defaultCountry } = run;
  const byPhone = questions.some(({ by }) => lookups[by]?.compare === 'phone');
  const phones = byPhone ? await phoneReader(defaultCountry) : undefined;
  const [first, second] = questions;
  const found = await searchList({
    z,
    heffl,
    cache,
    endpoint: kind.endpoint,
    noun: lower(kind),
    question: JSON.stringify([kind.endpoint.paths[0], questions, defaultCountry ?? null]),
    first: matchOf(lookups, first, phones),
    second: second && matchOf(lookups, second, phones),
  });
  return readRecord(found, keysOf(kind), 'api');
};

const getById = async ({ z, heffl }: Run, kind: ServedKind, id: string): Promise<HefflRecord | undefined> => {
  const noun = lower(kind);
  const call: Call = {
    method: 'GET',
    path: kind.endpoint.paths[0],
    id,
    purpose: `find the ${noun}`,
    noun,
    isUserData: true,
    accepts: noSuch.id,
  };
  const { status, data } = await heffl.send(call);
  return status < 300 ? recordIn(z, kind, call, data) : undefined;
};

const matchOf = (lookups: Lookups, { by, value }: Question, phones: PhoneReader | undefined): Match => {
  const { fields = [by], compare = 'text' } = lookups[by] ?? {};
  const isSame = (candidate: string): boolean => {
    if (compare === 'phone' && phones) return phones.isSame(candidate, value);
    const fold = compare === 'website' ? foldedWebsite : folded;
    return fold(candidate) === fold(value);
  };
  return (record) => fields.flatMap((field) => textsOf(valueOf(record, field))).some(isSame);
};

/** The name of a person may stand in two fields. */
const valueOf = (record: ListedRecord, field: string): unknown => {
  if (field === 'name') return nameOf(record);
  return field in record ? record[field] : readCustomFields(record)[field];
};

const textsOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  const text = textOf(typeof value === 'boolean' ? String(value) : value);
  return text === undefined ? [] : [text];
};

/** NFC: an accent may be a character of its own, or part of a letter. */
const folded = (text: string): string => withoutMarks(text).normalize('NFC').toLowerCase();

const foldedWebsite = (text: string): string =>
  folded(text)
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/\/+$/, '');

/**
 * The questions of a filled-in form.
 *
 * @throws HaltedError if there is none, or if one is filled in by half
 */
const questionsIn = (z: ZObject, lookups: Lookups, inputData: JsonObject): Questions => {
  const by = (name: string): string | undefined => {
    const chosen = textOf(inputData[name])?.trim();
    if (chosen === undefined) return undefined;
    const match = Object.entries(lookups).find(
      ([key, { label }]) => key === chosen.toLowerCase() || label.toLowerCase() === chosen.toLowerCase(),
    );
    if (match) return match[0];
    if (chosen.startsWith(CUSTOM_FIELD_PREFIX)) return chosen;
    throw halted(z, errorTexts.cannotSearchBy({ field: chosen }));
  };
  requireFilled(z, [SEARCH_BY], inputData);
  const [first, second] = [by('search_by'), by('or_search_by')];
  const text = (name: string): string | undefined => textOf(textsOf(inputData[name]).join(', '));
  const [value, otherValue] = [text('search_value'), text('or_search_value')];
  if (second === undefined && otherValue !== undefined) {
    throw halted(z, errorTexts.secondSearchWithoutField());
  }
  const [question, ...others] = [
    ...(first !== undefined && value !== undefined ? [{ by: first, value: value.trim() }] : []),
    ...(second !== undefined && otherValue !== undefined ? [{ by: second, value: otherValue.trim() }] : []),
  ];
  if (!question) throw halted(z, errorTexts.nothingToFind());
  return [question, ...others];
};

const SEARCH_BY = { key: 'search_by', label: 'Search By', required: true } as const;

/** No key is shared with the form of the create, which "Find or Create" shows below this one. */
const searchFields = (
  kind: ServedKind,
  lookups: Lookups,
  custom: readonly CustomField[],
): readonly Field[] => {
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

import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { halted } from '../heffl/refusals.js';
import { foldName } from '../heffl/sameness.js';
import { type Field, labelOf } from './field.js';
import { isListKey, type ListKey } from './lists.js';

/** One entry of a list: the ID that Heffl takes, the name, and the label that tells namesakes apart. */
type Named = { readonly id: string; readonly name: string; readonly label: string };

/** All entries of a list. `isFresh`: not from the cache. */
export type LoadNamed = (inputData: JsonObject, isFresh: boolean) => Promise<readonly Named[]>;

/** The lists whose names stand for IDs, by the list that an input opens. */
type NamedLists = Readonly<Partial<Record<ListKey, LoadNamed>>>;

/**
 * A body with IDs in place of the names that were filled in: `{stageId: "Contacted"}` becomes `{stageId: "lstg_abc123"}`. Costs no
 * request for what looks like an ID, or is in the cached list.
 *
 * @param body what the form supplies. The inputs that a list depends on come before those that open it.
 * @throws HaltedError with the names that there are if there is none of that name, or more than one
 */
export const idsForNames = async (
  z: ZObject,
  fields: readonly Field[],
  lists: NamedLists,
  body: JsonObject,
): Promise<JsonObject> => {
  const result: Record<string, unknown> = { ...body };
  for (const field of fields) {
    const { key, children } = field;
    const list = field.dynamic?.split('.')[0];
    const load = list !== undefined && isListKey(list) ? lists[list] : undefined;
    const value = result[key] ?? [];
    const ids: unknown[] = [];
    if (load) ids.push(...(await idsFor(z, field, [value].flat(), (isFresh) => load(result, isFresh))));
    else if (children) {
      for (const row of [value].flat()) {
        ids.push(isObject(row) ? await idsForNames(z, children, lists, row) : row);
      }
    }
    if (ids.length > 0) result[key] = Array.isArray(value) ? ids : ids[0];
  }
  return result;
};

/** `lstg_abc123`, 17, or a long token. A name that looks so has to be chosen from the list. */
const LIKE_AN_ID = /^(?:[a-z]{1,6}_\w+|\d+|(?=\D*\d)[\w-]{16,})$/i;

const nameIn = (value: unknown): string | undefined => {
  const text = textOf(value);
  return text === undefined || LIKE_AN_ID.test(text) ? undefined : text;
};

const idsFor = async (
  z: ZObject,
  field: Field,
  values: readonly unknown[],
  load: (isFresh: boolean) => Promise<readonly Named[]>,
): Promise<readonly unknown[]> => {
  if (values.every((value) => nameIn(value) === undefined)) return values;
  const cached = listFrom(await load(false));
  const known = rejoined(values, cached);
  const list = known ? cached : listFrom(await load(true));
  return (known ?? rejoined(values, list) ?? values).map((value) => idFor(z, field, value, list));
};

/** The entries of a list, to be found by ID or by name. */
type List = {
  readonly choices: readonly Named[];
  readonly matchesOf: (name: string) => readonly Named[];
};

const listFrom = (all: readonly Named[]): List => {
  const byId = new Map(all.map((choice) => [choice.id, choice]));
  const choices = [...byId.values()];
  const byName = new Map<string, Named[]>();
  for (const choice of choices) {
    const name = foldName(choice.name);
    byName.set(name, [...(byName.get(name) ?? []), choice]);
  }
  return {
    choices,
    matchesOf: (name) => [byId.get(name) ?? byName.get(foldName(name)) ?? []].flat(),
  };
};

/**
 * Puts together the names that were split at their commas: ["Hot", "new"] becomes ["Hot, new"] if there is no "Hot". `undefined` if
 * that does not make names of all parts.
 */
const rejoined = (
  parts: readonly unknown[],
  { choices, matchesOf }: List,
): readonly unknown[] | undefined => {
  const mostParts = Math.max(1, ...choices.map(({ name }) => name.split(',').length));
  const joined = (from: number, count: number): unknown =>
    count === 1 ? parts[from] : parts.slice(from, from + count).join(', ');
  const isKnown = (value: unknown, count: number): boolean =>
    (count === 1 && nameIn(value) === undefined) || matchesOf(String(value)).length > 0;
  // For each part, how many parts the name that begins there has, if names can be made of all that follow.
  const counts: (number | undefined)[] = [];
  for (let from = parts.length - 1; from >= 0; from--) {
    for (let count = 1; count <= mostParts && counts[from] === undefined; count++) {
      const canGoOn = from + count === parts.length || counts[from + count] !== undefined;
      if (canGoOn && isKnown(joined(from, count), count)) counts[from] = count;
    }
  }
  const values: unknown[] = [];
  for (let from = 0, count = counts[0]; from < parts.length; from += count, count = counts[from]) {
    if (count === undefined) return undefined;
    values.push(joined(from, count));
  }
  return values;
};

const idFor = (z: ZObject, field: Field, value: unknown, { choices, matchesOf }: List): unknown => {
  const name = nameIn(value);
  if (name === undefined) return value;
  const label = labelOf(field);
  const matches = matchesOf(name);
  const [match, second] = matches;
  if (!match) {
    const names = listed(choices.map((choice) => choice.name));
    throw halted(z, errorTexts.noSuchName({ label, value: name, names }));
  }
  if (second) {
    const names = listed(matches.map((choice) => choice.label));
    throw halted(z, errorTexts.nameTwice({ label, value: name, names }));
  }
  return match.id;
};

const listed = (names: readonly string[]): string => [...new Set(names)].join(', ');

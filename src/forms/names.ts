import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { halted } from '../heffl/refusals.js';
import { fold } from '../heffl/sameness.js';
import { type Field, labelOf } from './field.js';
import { isListKey, type ListKey } from './lists.js';

/** One entry of a list: the ID that Heffl takes, the name, and the label that tells namesakes apart. */
type Named = { readonly id: string; readonly name: string; readonly label: string };

/** All entries of a list. `isFresh`: not from the cache. */
export type LoadNamed = (inputData: JsonObject, isFresh: boolean) => Promise<readonly Named[]>;

/** The lists whose names stand for IDs, by the list that an input opens. */
export type NamedLists = Readonly<Partial<Record<ListKey, LoadNamed>>>;

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
    const ids: unknown[] = [];
    for (const value of [result[key] ?? []].flat()) {
      if (children && isObject(value)) ids.push(await idsForNames(z, children, lists, value));
      else ids.push(load ? await idFor(z, field, value, (isFresh) => load(result, isFresh)) : value);
    }
    if (ids.length > 0) result[key] = Array.isArray(result[key]) ? ids : ids[0];
  }
  return result;
};

/** `lstg_abc123`, 17, or a long token. A name that looks so has to be chosen from the list. */
const LIKE_AN_ID = /^(?:[a-z]{1,6}_\w+|\d+|(?=\D*\d)[\w-]{16,})$/i;

const idFor = async (
  z: ZObject,
  field: Field,
  value: unknown,
  load: (isFresh: boolean) => Promise<readonly Named[]>,
): Promise<unknown> => {
  const name = textOf(value);
  if (name === undefined || LIKE_AN_ID.test(name)) return value;
  const [label, wanted] = [labelOf(field), fold(name)];
  let choices = await load(false);
  const matches = (): Named[] => {
    const byId = choices.filter(({ id }) => id === name);
    const found = byId.length > 0 ? byId : choices.filter((choice) => fold(choice.name) === wanted);
    return [...new Map(found.map((choice) => [choice.id, choice])).values()];
  };
  if (matches().length === 0) choices = await load(true);
  const [match, second] = matches();
  if (!match) {
    throw halted(
      z,
      errorTexts.noSuchName({ label, value: name, names: listed(choices.map((choice) => choice.name)) }),
    );
  }
  if (second) {
    throw halted(
      z,
      errorTexts.nameTwice({ label, value: name, names: listed(matches().map((choice) => choice.label)) }),
    );
  }
  return match.id;
};

const listed = (names: readonly string[]): string => [...new Set(names)].join(', ');

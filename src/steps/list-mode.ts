import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { requireChoice } from '../forms/choices.js';
import { isEmpty } from '../forms/empty.js';
import { type Field, type Form, isField, labelOf } from '../forms/field.js';
import { textsIn } from '../forms/multi-select.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { nameOf, unwrapped } from '../heffl/records.js';
import { halted } from '../heffl/refusals.js';
import { lower, type ServedKind } from '../kinds.js';
import type { Run } from '../run.js';
import { recordIn, requestRecord } from './answers.js';
import { type ChoiceList, withIds } from './choice-lists.js';

const MODE_KEY = 'tags_mode';
const modes = { replace: 'Replace those that are there', add: 'Add to those that are there' };

type Mode = Pick<Field, 'label' | 'helpText' | 'group'>;

/** The input of an update that says what its lists do to the record's own. */
export const listMode = <const Props extends Mode>(props: Props) =>
  ({ ...props, key: MODE_KEY, type: 'string', choices: modes, default: 'replace' }) as const;

/**
 * The body of an update. If the user chose to add, each list in it holds the record's own values as well: one request, and one more if
 * Heffl answers with names whose list is not cached.
 *
 * @throws HaltedError if the mode is none of its choices, or Heffl does not say what the record has
 */
export const withListMode = async (
  run: Run,
  kind: ServedKind,
  id: string,
  update: Update,
): Promise<JsonObject> => {
  const { body, form, lists, names, inputData } = update;
  const filled = lists.filter(({ key }) => Array.isArray(body[key]));
  if (filled.length === 0 || !isAdd(run.z, form, inputData[MODE_KEY])) return body;
  const noun = lower(kind);
  const about = { purpose: `update the ${noun}`, isUserData: true };
  const { call, answer } = await requestRecord(run, kind, id, about);
  recordIn(run.z, kind, call, answer.data);
  const own = filled.map((field): [string, readonly string[]] => {
    const values = valuesOf(unwrapped(answer.data), field.key);
    if (!values) throw halted(run.z, errorTexts.unknownList({ label: labelOf(field), noun }));
    return [field.key, values];
  });
  const ids = await withIds(run, { fields: filled, names }, Object.fromEntries(own));
  const added = filled.map(({ key }): [string, unknown] => [
    key,
    [...new Set([ids[key] ?? [], body[key]].flat())],
  ]);
  return { ...body, ...Object.fromEntries(added) };
};

type Update = {
  readonly body: JsonObject;
  /** The form with the input of `listMode`. */
  readonly form: Form;
  /** The fields that hold the lists. */
  readonly lists: readonly Field[];
  /** The lists that these fields open. */
  readonly names: readonly ChoiceList[] | undefined;
  readonly inputData: JsonObject;
};

/** Whether the choice is to add: its value or its words. */
const isAdd = (z: ZObject, form: Form, chosen: unknown): boolean => {
  if (isEmpty(chosen)) return false;
  const input = form.filter(isField).find(({ key }) => key === MODE_KEY);
  return requireChoice(z, input?.label ?? MODE_KEY, modes, String(chosen)) === 'add';
};

/**
 * The IDs or names in a list of a record; `undefined` if the record does not say. `tagIds` may be answered as `tags`, with the records
 * themselves.
 */
const valuesOf = (record: unknown, key: string): string[] | undefined => {
  if (!isObject(record)) return undefined;
  const twin = key.endsWith('Ids') ? key.replace(/Ids$/, 's') : key.replace(/s$/, 'Ids');
  const list = record[key] ?? record[twin];
  if (list === undefined) return key in record ? [] : undefined;
  if (!Array.isArray(list)) return textsIn(list);
  return list.flatMap((item) => textOf(isObject(item) ? (textOf(item.id) ?? nameOf(item)) : item) ?? []);
};

import type { Field } from '../forms/field.js';
import type { Call } from '../heffl/client.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { lower, type ServedKind } from '../kinds.js';
import type { Run } from '../run.js';
import { recordIn } from './answers.js';

const MODE_KEY = 'tags_mode';
const ADD = 'add';
const modes = { replace: 'Replace those that are there', [ADD]: 'Add to those that are there' };

type Mode = Pick<Field, 'label' | 'helpText' | 'group'>;

/** The input of an update that says what its lists do to the record's own. */
export const listMode = <const Props extends Mode>(props: Props) =>
  ({ ...props, key: MODE_KEY, type: 'string', choices: modes, default: 'replace' }) as const;

/**
 * The body of an update. If the user chose to add, each list in it holds the record's own values as well: one request, and none
 * otherwise.
 *
 * @param lists the keys of the lists
 */
export const withListMode = async (
  run: Run,
  kind: ServedKind,
  id: string,
  { body, lists, inputData }: Update,
): Promise<JsonObject> => {
  const filled = lists.filter((key) => Array.isArray(body[key]));
  if (filled.length === 0 || !isAdd(inputData[MODE_KEY])) return body;
  const call: Call = {
    method: 'GET',
    path: kind.endpoint.paths[0],
    id,
    purpose: `update the ${lower(kind)}`,
    noun: lower(kind),
    isUserData: true,
  };
  const { data } = await run.heffl.send(call);
  const record = recordIn(run.z, kind, call, data);
  const added = filled.map((key): [string, unknown] => [
    key,
    [...new Set([...valuesIn(record[key]), ...valuesIn(body[key])])],
  ]);
  return { ...body, ...Object.fromEntries(added) };
};

type Update = {
  readonly body: JsonObject;
  readonly lists: readonly string[];
  readonly inputData: JsonObject;
};

/** The value or the words of the choice, in any case. */
const isAdd = (chosen: unknown): boolean =>
  [ADD, modes[ADD].toLowerCase()].includes(textOf(chosen)?.trim().toLowerCase() ?? '');

/** The texts of a list. Of a record in it, the ID. */
const valuesIn = (list: unknown): string[] =>
  Array.isArray(list) ? list.flatMap((item) => textOf(isObject(item) ? item.id : item) ?? []) : [];

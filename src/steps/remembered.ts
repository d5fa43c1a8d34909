import { isObject } from '../heffl/json.js';
import { ListMemory } from '../heffl/list-memory.js';
import { readRecord } from '../heffl/records.js';
import { keysOf, type ServedKind } from '../kinds.js';
import type { Run } from '../run.js';
import { openComparer } from './comparisons.js';

/** The memory of a kind's list. It depends on the default country: a number without a country is another one elsewhere. */
export const memoryOf = (run: Run, { endpoint }: ServedKind): ListMemory => memoryAt(run, endpoint.paths[0]);

/** The memory of the list at a path. */
export const memoryAt = ({ cache, hash, defaultCountry }: Run, path: string): ListMemory =>
  new ListMemory(cache, hash, JSON.stringify([path, defaultCountry ?? null]));

/**
 * Notes that a step of ours changed or deleted a record, or may have, so that the searches that follow find it as it is. What was
 * created needs no note: every search reads the newest records.
 *
 * @param values what was sent, and the answer if there was one; nothing if the record was deleted
 */
export const noteChange = async (
  run: Run,
  kind: ServedKind,
  id: string,
  ...values: readonly unknown[]
): Promise<void> => {
  if (!kind.lookups || kind.endpoint.readable !== true) return;
  const keys = keysOf(kind);
  await memoryOf(run, kind).note(id, async () => {
    const { columnsOf } = await openComparer(run, kind);
    const records = values.flatMap((value) => (isObject(value) ? [{ ...value, id }] : []));
    return records.flatMap((record) => readRecord(record, keys, 'api') ?? []).map(columnsOf);
  });
};

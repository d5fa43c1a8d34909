import { isEmpty } from '../../forms/empty.js';
import type { JsonObject } from '../../heffl/json.js';
import type { HefflRecord } from '../../heffl/records.js';
import type { Run } from '../../run.js';
import { allChoices } from '../../steps/dropdown.js';
import { leadSourceList } from '../reference/steps.js';

/** Leads with the names of their sources, where a list gave the IDs alone, and the user chose sources by name. */
export const addSourceNames = async (
  run: Run,
  records: HefflRecord[],
  { sources: chosen }: JsonObject,
): Promise<HefflRecord[]> => {
  if (isEmpty(chosen) || records.every(({ source, sourceId }) => source !== null || sourceId === null))
    return records;
  const choices = await allChoices(run, leadSourceList);
  return records.map((record) => ({
    ...record,
    source: record.source ?? choices.find(({ id }) => id === record.sourceId)?.name ?? null,
  }));
};

import { isEmpty } from '../../forms/empty.js';
import type { JsonObject } from '../../heffl/json.js';
import type { HefflRecord } from '../../heffl/records.js';
import type { Run } from '../../run.js';
import { cachedChoices, type Choice } from '../../steps/dropdown.js';
import { loadSources } from '../reference/steps.js';

/** Leads with the names of their sources, where a list gave the IDs alone, and the user chose sources by name. */
export const addSourceNames = async (
  run: Run,
  records: HefflRecord[],
  { sources: chosen }: JsonObject,
): Promise<HefflRecord[]> => {
  if (isEmpty(chosen) || records.every(({ source, sourceId }) => source !== null || sourceId === null))
    return records;
  const choices = await allSources(run);
  return records.map((record) => ({
    ...record,
    source: record.source ?? choices.find(({ id }) => id === record.sourceId)?.name ?? null,
  }));
};

/** Hundreds of sources are more than anyone has. */
const MOST_SOURCE_PAGES = 10;

/** As the dropdown of sources pages through them, and from the same cache. */
const allSources = async (run: Run): Promise<readonly Choice[]> => {
  const choices: Choice[] = [];
  const cursors = new Set<string | undefined>();
  let cursor: string | undefined;
  do {
    cursors.add(cursor);
    const page = await cachedChoices(run, { list: 'lead_source_list', cursor }, () =>
      loadSources(run, cursor, {}),
    );
    choices.push(...page.choices);
    cursor = page.next;
  } while (cursor !== undefined && !cursors.has(cursor) && cursors.size < MOST_SOURCE_PAGES);
  return choices;
};

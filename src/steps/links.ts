import { type JsonObject, textOf } from '../heffl/json.js';
import type { HefflRecord } from '../heffl/records.js';
import { type Link, offeredBy, type RecordKind, type Way } from '../kinds.js';
import type { Run } from '../run.js';

/**
 * Fills the outputs that Heffl's answers leave empty from linked records (see `Link`). If a look-up fails, the rest stays empty: an error
 * here would lose the record, or make Zapier repeat a create that succeeded.
 *
 * @param only the keys to fill, instead of all that the steps of the way offer
 */
export const withLinks = async (
  run: Run,
  kind: RecordKind,
  way: Way,
  records: readonly HefflRecord[],
  only: readonly string[] = offeredBy(kind, way).map(({ key }) => key),
): Promise<HefflRecord[]> => {
  const { links = [] } = kind;
  let filled = [...records];
  try {
    for (const link of links.filter(({ fills }) => only.some((key) => key in fills))) {
      const ids = new Set(
        filled.filter((record) => isIncomplete(record, link)).flatMap((record) => idsIn(record, link)),
      );
      if (ids.size === 0) continue;
      const known = await link.load(optionally(run), [...ids]);
      filled = filled.map((record) => fill(record, link, known));
    }
  } catch (error) {
    run.z.console.log('Details of linked records are left out:', error);
  }
  return filled;
};

/** A run of optional requests: they give up early. */
export const optionally = (run: Run): Run => ({
  ...run,
  heffl: { ...run.heffl, send: (call) => run.heffl.send({ ...call, isOptional: true }) },
});

/** Whether one of the outputs that the link fills is empty. */
const isIncomplete = (record: HefflRecord, { fills }: Link): boolean =>
  Object.keys(fills).some((key) => (record[key] ?? null) === null);

const idsIn = (record: HefflRecord, { id }: Link): string[] =>
  [record[id]].flat().flatMap((one) => textOf(one) ?? []);

const fill = (record: HefflRecord, link: Link, known: ReadonlyMap<string, JsonObject>): HefflRecord => {
  const linked = idsIn(record, link)
    .map((id) => known.get(id))
    .filter((one) => one !== undefined);
  const valueOf = (field = 'name'): unknown =>
    Array.isArray(record[link.id]) ? linked.map((one) => one[field]) : (linked[0]?.[field] ?? null);
  const filled = Object.entries(link.fills).map(([key, field]): [string, unknown] => [
    key,
    record[key] ?? valueOf(field),
  ]);
  return { ...record, ...Object.fromEntries(filled) };
};

import { cached } from '../heffl/cache.js';
import { FORBIDDEN, noSuch } from '../heffl/facts.js';
import { isObject, type JsonObject, pick } from '../heffl/json.js';
import { hasId, pagesFrom, tryPage } from '../heffl/pages.js';
import { nameOf } from '../heffl/records.js';
import { type Link, lower, type ServedKind } from '../kinds.js';
import type { Run } from '../run.js';
import { contentOf, requestRecord } from './answers.js';
import { type Choice, type ChoicePage, choicePage, type ChoiceSource } from './choice-lists.js';

type LoadLinked = Link['load'];
type Linked = Readonly<Record<string, JsonObject>>;

/** The most records that are read one by one, if several are asked for. */
const MOST_SINGLES = 3;
/** 1,000 entries: more than any list of names has. */
const MOST_PAGES = 10;

/**
 * Loads records by ID: one by its ID; several from the newest 100, which cost one request, and at most three of the others by their
 * IDs. Each request is cached for five minutes, a refusal as well.
 *
 * @param fields what is kept of a record beside its name
 * @param isAsked whether the user asked for the records. Otherwise no request is made if the cache fails: every run would pay for it
 */
export const linkedRecords =
  (kind: ServedKind, fields: readonly string[] = [], { isAsked = false } = {}): LoadLinked =>
  async (run, ids) => {
    const kept = (key: string, load: () => Promise<Linked>): Promise<Linked> =>
      cached(run.cache, key, isLinked, () => (run.cache.isUp() || isAsked ? load() : Promise.resolve({})));
    const key = `linked:${kind.endpoint.paths[0]}`;
    const newest = ids.length > 1 ? await kept(key, () => loadNewest(run, kind, fields)) : {};
    const known = new Map(Object.entries(newest));
    const singles = ids.filter((id) => !known.has(id)).slice(0, MOST_SINGLES);
    for (const id of singles) {
      const found = await kept(`${key}:${id}`, () => loadOne(run, kind, fields, id));
      for (const [one, record] of Object.entries(found)) known.set(one, record);
    }
    return known;
  };

const loadNewest = async (run: Run, kind: ServedKind, fields: readonly string[]): Promise<Linked> => {
  const request = { endpoint: kind.endpoint, noun: lower(kind) };
  const page = await tryPage(run.z, run.heffl, request, FORBIDDEN);
  return Object.fromEntries((page?.items ?? []).map((item) => [String(item.id), shown(item, fields)]));
};

const loadOne = async (
  run: Run,
  kind: ServedKind,
  fields: readonly string[],
  id: string,
): Promise<Linked> => {
  const about = { purpose: `find the ${lower(kind)}`, accepts: [...noSuch.id, ...FORBIDDEN] };
  const { call, answer } = await requestRecord(run, kind, id, about);
  const record = contentOf(run.z, call, answer.data);
  return answer.status < 300 && hasId(record) ? { [id]: shown(record, fields) } : {};
};

const shown = (record: JsonObject, fields: readonly string[]): JsonObject => ({
  ...pick(record, fields),
  name: nameOf(record) ?? null,
});

const isLinked = (value: unknown): value is Linked => isObject(value) && Object.values(value).every(isObject);

type Listed = {
  /** Which entries count, if not all. */
  readonly counts?: (choice: Choice) => boolean;
  readonly mostPages?: number;
};

/**
 * Loads entries of a list by ID, with `name`, and the name of their `parent`: page by page until all are known, from the cache of the
 * dropdown of this list. No request is made if the cache fails.
 */
export const listedEntries =
  (source: ChoiceSource, { counts = () => true, mostPages = MOST_PAGES }: Listed = {}): LoadLinked =>
  async (run, ids) => {
    const loadPage = (cursor: string | undefined): Promise<ChoicePage> =>
      choicePage(run, source, { cursor, needsCache: true });
    const known = new Map<string, JsonObject>();
    for await (const { choices } of pagesFrom(loadPage, mostPages)) {
      for (const { id, name, parent } of choices.filter(counts))
        known.set(id, { name, parent: parent?.name });
      if (ids.every((id) => known.has(id))) break;
    }
    return known;
  };

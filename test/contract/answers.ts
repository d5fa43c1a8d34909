import { CUSTOM_FIELD_PREFIX, type Endpoint, endpoints, noSuch, PAGE_SIZE } from '../../src/heffl/facts.js';
import { isObject, type JsonObject } from '../../src/heffl/json.js';
import { hasId, type ListedRecord } from '../../src/heffl/pages.js';
import { Finding, notAsked, refuted } from './case.js';
import type { Reader, Reply } from './live.js';

export type Collection = keyof typeof endpoints;

export const pathOf = (collection: Collection, id?: string | number): string =>
  `${endpoints[collection].paths[0]}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;

/** "a, b and 3 more" */
export const listed = (words: Iterable<string>, most = 6): string => {
  const all = [...new Set(words)];
  const shown = all.slice(0, most).join(', ');
  return all.length > most ? `${shown} and ${all.length - most} more` : shown;
};

/** Sends in each way in turn, until Heffl serves one. */
export const firstServed = async <Way>(
  [way, ...others]: readonly [Way, ...Way[]],
  unserved: readonly number[],
  send: (way: Way) => Promise<Reply>,
): Promise<{ readonly way: Way; readonly reply: Reply }> => {
  const reply = await send(way);
  const [next, ...more] = others;
  const isLast = next === undefined || !unserved.includes(reply.status);
  return isLast ? { way, reply } : firstServed([next, ...more], unserved, send);
};

type Records = readonly [ListedRecord, ...ListedRecord[]];

/**
 * The newest records of a collection, at least one, from the first of its paths that is served.
 *
 * @throws Finding
 */
export const recentOf = async (heffl: Reader, collection: Collection): Promise<Records> => {
  const { paths }: Endpoint = endpoints[collection];
  const { way, reply } = await firstServed(paths, noSuch.path, (path) =>
    heffl.get(path, { limit: PAGE_SIZE }),
  );
  const [first, ...others] = reply.list;
  if (reply.isOk && first) return [first, ...others];
  if (!reply.isOk && reply.refusal.verdict === 'refuted')
    throw refuted(`GET ${way}: ${reply.words}`, `src/heffl/facts.ts: endpoints.${collection}`);
  const why = reply.listKey ? 'there is none' : 'there is no list that can be read';
  throw notAsked(`GET ${way}: ${reply.isOk ? why : reply.words}`);
};

/** The newest pipelines. If a list leaves their stages out, the first one is read by its ID. */
export const pipelinesWithStages = async (heffl: Reader): Promise<Records> => {
  const [first, ...others] = await recentOf(heffl, 'pipelines');
  if (Array.isArray(first.stages)) return [first, ...others];
  const { record } = await heffl.get(pathOf('pipelines', first.id));
  return [hasId(record) ? record : first, ...others];
};

export const stagesIn = ({ stages }: JsonObject): JsonObject[] =>
  Array.isArray(stages) ? stages.filter(isObject) : [];

/**
 * The newest records of several collections, pipelines with their stages. A list that cannot be read is left out, and
 * `rest` says so: the others tell as much.
 *
 * @throws Finding if none can be read
 */
export const recentOfAll = async (heffl: Reader, ...collections: readonly Collection[]) => {
  const records: { readonly name: Collection; readonly record: ListedRecord }[] = [];
  const unread: Finding[] = [];
  for (const name of collections) {
    try {
      const list = name === 'pipelines' ? await pipelinesWithStages(heffl) : await recentOf(heffl, name);
      records.push(...list.map((record) => ({ name, record })));
    } catch (error) {
      if (!(error instanceof Finding)) throw error;
      unread.push(error);
    }
  }
  const [first] = unread;
  if (first && records.length === 0) throw first;
  return { records, rest: first ? `, but for ${listed(unread.map(({ answer }) => answer))}` : '' };
};

export const CUSTOM_FIELD_FORM = 'in customFields, as cf_…';

/** Where a record has its custom fields, by the first of them. */
export const customFieldForm = (record: JsonObject): string | undefined => {
  const isPrefixed = (key: string): boolean => key.startsWith(CUSTOM_FIELD_PREFIX);
  const [nested] = isObject(record.customFields) ? Object.keys(record.customFields) : [];
  if (nested !== undefined) return isPrefixed(nested) ? CUSTOM_FIELD_FORM : 'in customFields, without cf_';
  return Object.keys(record).some(isPrefixed) ? 'beside the other fields, as cf_…' : undefined;
};

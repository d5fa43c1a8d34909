import { CUSTOM_FIELD_PREFIX, type Endpoint, endpoints, noSuch, PAGE_SIZE } from '../../src/heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../../src/heffl/json.js';
import { isListed, type ListedRecord } from '../../src/heffl/pages.js';
import { unwrapped } from '../../src/heffl/records.js';
import { assumed, type Finding, Found, notAsked, refuted, tolerated } from './case.js';
import type { Reader, Reply } from './live.js';

export type Collection = keyof typeof endpoints;

export const pathOf = (collection: Collection, id?: string | number): string =>
  `${endpoints[collection].paths[0]}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;

export const isOk = ({ status }: Reply): boolean => status >= 200 && status < 300;

/** Heffl refused what was sent as wrong. */
export const isInvalid = ({ status }: Reply): boolean => status === 400 || status === 422;

/** Where an answer holds its list: `items`, `data`, or the answer itself. */
export const listKeyIn = ({ data }: Reply): 'items' | 'data' | 'array' | undefined => {
  if (Array.isArray(data)) return 'array';
  if (!isObject(data)) return undefined;
  if (Array.isArray(data.items)) return 'items';
  return Array.isArray(data.data) ? 'data' : undefined;
};

/** The records of a list; none if the answer is no list. */
export const listIn = ({ data }: Reply): ListedRecord[] => {
  const body = isObject(data) ? data : {};
  const list: unknown = [data, body.items, body.data].find(Array.isArray) ?? [];
  return Array.isArray(list) ? list.filter(isListed) : [];
};

/** The one record of an answer. */
export const recordIn = ({ data }: Reply): JsonObject | undefined => {
  const record = unwrapped(data);
  return isObject(record) ? record : undefined;
};

/** The status, and Heffl's own words if there are any. */
export const wordsOf = ({ status, data }: Reply): string => {
  const error = isObject(data) ? (isObject(data.error) ? data.error : data) : {};
  const words = textOf(error.message) ?? textOf(error.error);
  return words === undefined ? `status ${status}` : `status ${status}: ${words}`;
};

/** A refusal. It tells nothing if Heffl is down or busy, or if the key may not do this. */
export const refused = (reply: Reply): Finding =>
  reply.status >= 500 || [403, 429].includes(reply.status)
    ? notAsked(wordsOf(reply))
    : refuted(wordsOf(reply));

/** @throws Found if Heffl refused */
export const ok = (reply: Reply): Reply => {
  if (!isOk(reply)) throw new Found(refused(reply));
  return reply;
};

export const assumedIf = (isAssumed: boolean, words: string): Finding =>
  isAssumed ? assumed(words) : tolerated(words);

/** "a, b and 3 more" */
export const listed = (words: Iterable<string>, most = 6): string => {
  const all = [...new Set(words)];
  const shown = all.slice(0, most).join(', ');
  return all.length > most ? `${shown} and ${all.length - most} more` : shown;
};

/** Sends in each way in turn, until Heffl serves one. */
export const firstServed = async <Way>(
  ways: readonly [Way, ...Way[]],
  unserved: readonly number[],
  send: (way: Way) => Promise<Reply>,
): Promise<{ readonly way: Way; readonly reply: Reply }> => {
  let [way] = ways;
  let reply = await send(way);
  for (const next of ways.slice(1)) {
    if (!unserved.includes(reply.status)) break;
    way = next;
    reply = await send(next);
  }
  return { way, reply };
};

type Records = readonly [ListedRecord, ...ListedRecord[]];

/**
 * The newest records of a collection, at least one, from the first of its paths that is served.
 *
 * @throws Found
 */
export const recentOf = async (heffl: Reader, collection: Collection): Promise<Records> => {
  const { paths }: Endpoint = endpoints[collection];
  const { way, reply } = await firstServed(paths, noSuch.path, (path) =>
    heffl.get(path, { limit: PAGE_SIZE }),
  );
  const [first, ...others] = listIn(reply);
  if (isOk(reply) && first) return [first, ...others];
  const why = listKeyIn(reply) ? 'there is none' : 'there is no list that can be read';
  const { verdict, answer } = isOk(reply) ? notAsked(why) : refused(reply);
  const words = `GET ${way}: ${answer}`;
  const fact = `src/heffl/facts.ts: endpoints.${collection}` as const;
  throw new Found(verdict === 'refuted' ? refuted(words, fact) : notAsked(words));
};

/** The newest pipelines. If a list leaves their stages out, the first one is read by its ID. */
export const pipelinesWithStages = async (heffl: Reader): Promise<Records> => {
  const [first, ...others] = await recentOf(heffl, 'pipelines');
  if (Array.isArray(first.stages)) return [first, ...others];
  const one = recordIn(await heffl.get(pathOf('pipelines', first.id)));
  return [isListed(one) ? one : first, ...others];
};

export const stagesIn = ({ stages }: JsonObject): JsonObject[] =>
  Array.isArray(stages) ? stages.filter(isObject) : [];

/**
 * The newest records of several collections, pipelines with their stages. A list that cannot be read is left out, and
 * `rest` says so: the others tell as much.
 *
 * @throws Found if none can be read
 */
export const recentOfAll = async (heffl: Reader, collections: readonly Collection[]) => {
  const records: { readonly name: Collection; readonly record: ListedRecord }[] = [];
  const unread: Found[] = [];
  for (const name of collections) {
    try {
      const list = name === 'pipelines' ? await pipelinesWithStages(heffl) : await recentOf(heffl, name);
      records.push(...list.map((record) => ({ name, record })));
    } catch (error) {
      if (!(error instanceof Found)) throw error;
      unread.push(error);
    }
  }
  const [first] = unread;
  if (first && records.length === 0) throw first;
  return { records, rest: first ? `, but for ${listed(unread.map(({ message }) => message))}` : '' };
};

export const CUSTOM_FIELD_FORM = 'in customFields, as cf_…';

/** Where a record has its custom fields, by the first of them. */
export const customFieldForm = (record: JsonObject): string | undefined => {
  const isPrefixed = (key: string): boolean => key.startsWith(CUSTOM_FIELD_PREFIX);
  const [nested] = isObject(record.customFields) ? Object.keys(record.customFields) : [];
  if (nested !== undefined) return isPrefixed(nested) ? CUSTOM_FIELD_FORM : 'in customFields, without cf_';
  return Object.keys(record).some(isPrefixed) ? 'beside the other fields, as cf_…' : undefined;
};

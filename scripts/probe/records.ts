import { type Endpoint, endpoints, noSuch, PAGE_SIZE } from '../../src/heffl/facts.js';
import { isObject, type JsonObject } from '../../src/heffl/json.js';
import { isListed, type ListedRecord } from '../../src/heffl/pages.js';
import { unwrapped } from '../../src/heffl/records.js';
import { isOk, listed, listKeyIn, recordsIn, refused } from './answers.js';
import type { LiveHeffl } from './heffl.js';
import { type Finding, untold, wrong } from './question.js';

export type Collection = keyof typeof endpoints;

/**
 * The newest records of a collection, at the first of its paths that is served.
 *
 * @throws NoList
 */
export const recentOf = async (heffl: LiveHeffl, collection: Collection): Promise<ListedRecord[]> => {
  const { paths }: Endpoint = endpoints[collection];
  let [path] = paths;
  let reply = await heffl.get(path, { limit: PAGE_SIZE });
  for (const other of paths.slice(1)) {
    if (!noSuch.path.includes(reply.status)) break;
    path = other;
    reply = await heffl.get(path, { limit: PAGE_SIZE });
  }
  if (isOk(reply) && listKeyIn(reply)) return recordsIn(reply);
  const { verdict, answer } = isOk(reply) ? untold('there is no list that can be read') : refused(reply);
  const words = `GET ${path}: ${answer}`;
  const place = { file: 'src/heffl/facts.ts', text: `  ${collection}: {` };
  throw new NoList(verdict === 'wrong' ? wrong(words, place) : untold(words));
};

/** There are no records to look at, though there may be some in Heffl. */
export class NoList extends Error {
  constructor(readonly finding: Finding) {
    super(finding.answer);
  }
}

/** The records, or why there is no list of them: others may tell as much. */
export const unlessRefused = async (
  records: Promise<readonly ListedRecord[]>,
): Promise<readonly ListedRecord[] | NoList> => {
  try {
    return await records;
  } catch (error) {
    if (error instanceof NoList) return error;
    throw error;
  }
};

/** What an answer leaves open because lists are refused. */
export const butFor = (hidden: readonly NoList[]): string =>
  hidden.length === 0 ? '' : `, but for what is hidden (${listed(hidden.map(({ message }) => message))})`;

/** The newest pipelines; where a list leaves their stages out, the first of them as it is read by its ID. */
export const pipelinesWithStages = async (heffl: LiveHeffl): Promise<ListedRecord[]> => {
  const [first, ...others] = await recentOf(heffl, 'pipelines');
  if (!first) return [];
  if (Array.isArray(first.stages)) return [first, ...others];
  const path = `${endpoints.pipelines.paths[0]}/${encodeURIComponent(first.id)}`;
  const one = unwrapped((await heffl.get(path)).data);
  return [isListed(one) ? one : first, ...others];
};

export const stagesIn = ({ stages }: JsonObject): JsonObject[] =>
  Array.isArray(stages) ? stages.filter(isObject) : [];

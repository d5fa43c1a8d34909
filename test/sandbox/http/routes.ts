import type { Readings } from '../readings.js';
import { type CollectionName, collectionNames, resources } from '../resources/index.js';
import type { Operation } from '../resources/resource.js';

type Verbs = Record<string, Operation>;

/** What a path leads to: a collection, or one of its records, with the operations that its verbs ask for. */
export type Route = { collection: CollectionName; id?: string; verbs: Verbs };

const byPath = new Map(
  collectionNames.flatMap((name) => (resources[name].paths ?? []).map((path) => [path, name])),
);

/** The collection at a path, if the reading for reference data has it there: `/leads/stages` is nested. */
const collectionAt = (path: string, { referencePaths }: Readings): CollectionName | undefined => {
  const collection = byPath.get(path);
  const isOnlyPath = collection && resources[collection].paths?.length === 1;
  const style = path.lastIndexOf('/') > 0 ? 'nested' : 'flat';
  return isOnlyPath || referencePaths === 'both' || referencePaths === style ? collection : undefined;
};

const listVerbs: Verbs = { GET: 'list', POST: 'create' };
const recordVerbs = (collection: CollectionName, readings: Readings): Verbs => {
  const { updateVerb } = resources[collection];
  const verb = updateVerb ? readings[updateVerb] : 'PATCH';
  const updates: Verbs = verb === 'both' ? { PATCH: 'update', PUT: 'update' } : { [verb]: 'update' };
  return { GET: 'get', ...updates, DELETE: 'delete' };
};

const served = (collection: CollectionName, verbs: Verbs, readings: Readings): Verbs => {
  const operations = resources[collection].operations?.(readings);
  if (!operations) return verbs;
  return Object.fromEntries(Object.entries(verbs).filter(([, operation]) => operations.includes(operation)));
};

/** An ID that is no percent-encoding is one that nothing has. */
const decoded = (id: string): string => {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
};

/** Where a path leads to. Lists come first: `/leads/stages` is no lead. */
export const routeOf = (path: string, readings: Readings): Route | undefined => {
  const list = collectionAt(path, readings);
  if (list) return { collection: list, verbs: served(list, listVerbs, readings) };
  const [, parent = '', id = ''] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
  const collection = collectionAt(parent, readings);
  if (!collection) return undefined;
  const verbs = served(collection, recordVerbs(collection, readings), readings);
  return Object.keys(verbs).length > 0 ? { collection, id: decoded(id), verbs } : undefined;
};

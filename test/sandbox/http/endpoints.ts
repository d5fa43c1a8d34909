import type { Heffl } from '../heffl.js';
import type { Readings } from '../readings.js';
import { resources } from '../resources/index.js';
import { collectionNames } from '../resources/names.js';
import type { Operation, Served } from '../resources/resource.js';
import { type Handler, operationsOf } from './operations.js';
import type { Pages } from './pages.js';

/** A path with the verbs that it answers to in a reading. */
export type Endpoint = {
  path: string;
  served: (readings: Readings) => boolean;
  verbs: (readings: Readings) => Record<string, Handler>;
};

const updateVerbs = ({ updateVerb }: Served, readings: Readings): string[] => {
  const verb = updateVerb ? readings[updateVerb] : 'PATCH';
  return verb === 'both' ? ['PATCH', 'PUT'] : [verb];
};

/** All endpoints. Whole lists come first: /leads/stages is no lead. */
export const endpointsOf = (heffl: Heffl, pages: Pages): Endpoint[] => {
  const lists: Endpoint[] = [];
  const items: Endpoint[] = [];
  for (const collection of collectionNames) {
    const { serves } = resources[collection];
    if (!serves) continue;
    const handlers = operationsOf(collection, heffl, pages);
    const given = (verbs: string[], operation: Operation): [string, Handler][] =>
      serves.operations.includes(operation) ? verbs.map((verb) => [verb, handlers[operation]]) : [];

    for (const { path, style } of serves.paths) {
      const served = ({ referencePaths }: Readings) =>
        !style || referencePaths === 'both' || referencePaths === style;
      lists.push({
        path,
        served,
        verbs: (readings) =>
          Object.fromEntries([
            ...(serves.isListed?.(readings) === false ? [] : given(['GET'], 'list')),
            ...given(['POST'], 'create'),
          ]),
      });
      items.push({
        path: `${path}/:id`,
        served: (readings) =>
          served(readings) && serves.operations.some((one) => one !== 'list' && one !== 'create'),
        verbs: (readings) =>
          Object.fromEntries([
            ...given(['GET'], 'get'),
            ...given(updateVerbs(serves, readings), 'update'),
            ...given(['DELETE'], 'delete'),
          ]),
      });
    }
  }
  return [...lists, ...items];
};

import type { SearchOrCreate } from 'zapier-platform-core';
import { lower, type RecordKind, withArticle } from '../kinds.js';

/** "Find or Create": Zapier runs the search, and the create where it found nothing. */
export const findOrCreate = (kind: RecordKind, search: string, create: string): SearchOrCreate => ({
  key: search,
  display: {
    label: `Find or Create ${kind.noun}`,
    description: `Finds ${withArticle(kind)}, or creates one if there is none yet. A ${lower(kind)} that is found stays as it is.`,
  },
  search,
  create,
});

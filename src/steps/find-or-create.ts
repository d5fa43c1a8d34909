import type { SearchOrCreate } from 'zapier-platform-core';
import type { SearchKey } from '../forms/lists.js';
import { lower, type RecordKind, withArticle } from '../kinds.js';

/** "Find or Create": Zapier runs the search, and the create if it finds nothing. */
export const findOrCreate = (kind: RecordKind, search: SearchKey, create: string): SearchOrCreate => ({
  key: search,
  display: {
    label: `Find or Create ${kind.noun}`,
    description: `Finds ${withArticle(kind)}, or creates one if there is none yet. A ${lower(kind)} that is found stays as it is.`,
  },
  search,
  create,
});

import type { Create, Search, SearchOrCreate, Trigger } from 'zapier-platform-core';

/** The steps that a resource offers. */
export type Resource = {
  readonly triggers?: readonly Trigger[];
  readonly creates?: readonly Create[];
  readonly searches?: readonly Search[];
  readonly searchOrCreates?: readonly SearchOrCreate[];
};

/** The collections of the sandbox. */
export const collectionNames = [
  'leads',
  'clients',
  'contacts',
  'deals',
  'tasks',
  'invoices',
  'quotations',
  'formResponses',
  'products',
  'pipelines',
  'pipelineStages',
  'leadStages',
  'sources',
  'tags',
  'taxRates',
  'users',
  'webhooks',
] as const;

export type CollectionName = (typeof collectionNames)[number];

const byFamily = {
  lead: ['created', 'updated', 'deleted', 'stageChanged'],
  deal: ['created', 'updated', 'deleted', 'stageChanged'],
  client: ['created', 'updated', 'deleted'],
  contact: ['created', 'updated', 'deleted', 'stageChanged'],
  invoice: ['created', 'updated', 'paid', 'deleted', 'statusChanged'],
  quotation: ['created', 'updated', 'deleted', 'statusChanged'],
  'form.response': ['created'],
};

/** Every event that Heffl names anywhere. */
export const eventNames: readonly string[] = Object.entries(byFamily).flatMap(([family, verbs]) =>
  verbs.map((verb) => `${family}.${verb}`),
);

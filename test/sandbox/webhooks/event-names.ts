import type { Readings } from '../readings.js';

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

/** Heffl lists events of contacts as planned. Only one of its two lists of events has those of a status. */
const refused = { refuse: /^$/, refusePlanned: /^contact\./, refuseUncertain: /^contact\.|\.statusChanged$/ };

/** Whether a webhook may ask for an event. */
export const isEventTaken = (event: string, { unknownEvent }: Readings): boolean =>
  unknownEvent === 'accept' || (eventNames.includes(event) && !refused[unknownEvent].test(event));

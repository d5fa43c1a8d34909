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

/** Heffl lists contact events as planned. */
const isPlanned = (event: string): boolean => event.startsWith('contact.');
/** Only one of Heffl's two lists of events has these. */
const isUncertain = (event: string): boolean => event.endsWith('.statusChanged');

/** Whether a webhook may ask for an event. */
export const isEventTaken = (event: string, { unknownEvent }: Readings): boolean => {
  if (unknownEvent === 'accept') return true;
  if (!eventNames.includes(event)) return false;
  if (unknownEvent === 'refuse') return true;
  return !isPlanned(event) && (unknownEvent === 'refusePlanned' || !isUncertain(event));
};

import { events } from '../../src/heffl/events.js';
import type { CollectionName, Fields } from '../sandbox/index.js';
import { collectionNames } from '../sandbox/resources/index.js';
import { fullRecords } from './full-records.js';
import type { ConnectedHeffl } from './heffl.js';

type Change = (heffl: ConnectedHeffl) => Fields;

const dealStage =
  (name: string): Change =>
  (heffl) => ({ stageId: heffl.idOf('pipelineStages', name) });

/** What changes with an event that is neither a creation nor a deletion, or for a trigger that waits for one outcome. */
const changes: Readonly<Record<string, Change>> = {
  'lead.updated': () => ({ title: 'Pool cleaning' }),
  'lead.stageChanged': (heffl) => ({ stageId: heffl.idOf('leadStages', 'Contacted') }),
  'client.updated': () => ({ website: 'https://hotels.example.com' }),
  'contact.updated': () => ({ jobTitle: 'Director' }),
  'contact.stageChanged': () => ({ stageName: 'Customer' }),
  'deal.updated': () => ({ price: 19000 }),
  'deal.stageChanged': dealStage('Quotation Sent'),
  'invoice.updated': () => ({ subject: 'AC maintenance' }),
  'invoice.statusChanged': () => ({ status: 'SENT' }),
  'invoice.paid': () => ({ status: 'PAID' }),
  'quotation.updated': () => ({ subject: 'AC maintenance' }),
  'quotation.statusChanged': () => ({ status: 'SENT' }),
  deal_won: dealStage('Won'),
  deal_lost: dealStage('Lost'),
  invoice_sent: () => ({ status: 'SENT' }),
  quotation_accepted: () => ({ status: 'ACCEPTED' }),
  quotation_rejected: () => ({ status: 'REJECTED' }),
};

const ofDeals = ['deal.stageChanged', 'deal.updated', 'deal.created'];
const ofQuotations = ['quotation.statusChanged', 'quotation.updated', 'quotation.created'];

/** The events of triggers that are not named after one event of the catalog. */
export const special: Readonly<Record<string, readonly string[]>> = {
  deal_won: ofDeals,
  deal_lost: ofDeals,
  invoice_sent: ['invoice.statusChanged', 'invoice.updated', 'invoice.created'],
  quotation_accepted: ofQuotations,
  quotation_rejected: ofQuotations,
  webhook_event: ['lead.created'],
};

/** The events that a trigger waits for. `lead_stage_changed` is named after `lead.stageChanged`. */
export const eventsOf = (trigger: string): readonly string[] => {
  const name = trigger.replaceAll('_', '');
  const isNamed = (event: string): boolean => event.replaceAll('.', '').toLowerCase() === name;
  return special[trigger] ?? Object.keys(events).filter(isNamed);
};

/** `form.response.created` is about `formResponses`. */
const collectionOf = (event: string): CollectionName => {
  const name = `${event.replace(/\.\w+$/, '').replace('.', '')}s`;
  const collection = collectionNames.find((one) => one.toLowerCase() === name);
  if (!collection) throw new Error(`No records for the event "${event}".`);
  return collection;
};

/** Prepares the record of the first event that a trigger waits for. Returns what makes it fire once. */
export const prepare = (heffl: ConnectedHeffl, trigger: string): (() => void) => {
  const { sandbox } = heffl;
  const [event = ''] = eventsOf(trigger);
  const collection = collectionOf(event);
  const [fields = {}] = fullRecords(heffl, collection);
  if (event.endsWith('.created')) return () => void sandbox.create(collection, fields);
  const { id } = sandbox.create(collection, fields);
  if (event.endsWith('.deleted')) return () => void sandbox.delete(collection, id);
  const change = (changes[trigger] ?? changes[event])?.(heffl) ?? {};
  return () => void sandbox.update(collection, id, change);
};

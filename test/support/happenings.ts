import { type EventName, events } from '../../src/heffl/events.js';
import type { CollectionName, Fields } from '../sandbox/index.js';
import { fullRecords } from './full-records.js';
import type { ConnectedHeffl, Input } from './heffl.js';

/** A kind of record that Heffl announces. */
type Subject = {
  readonly collection: CollectionName;
  /** A change that is an update and nothing else. */
  readonly change: Fields;
  /** A change of its stage or status. */
  readonly move?: (heffl: ConnectedHeffl) => Fields;
};

const subjects: Readonly<Record<string, Subject>> = {
  lead: {
    collection: 'leads',
    change: { title: 'Pool cleaning' },
    move: (heffl) => ({ stageId: heffl.idOf('leadStages', 'Contacted') }),
  },
  client: {
    collection: 'clients',
    change: { website: 'https://hotels.example.com' },
  },
  contact: {
    collection: 'contacts',
    change: { jobTitle: 'Director' },
    move: () => ({ stageName: 'Customer' }),
  },
  deal: {
    collection: 'deals',
    change: { price: 19000 },
    move: (heffl) => ({ stageId: heffl.idOf('pipelineStages', 'Quotation Sent') }),
  },
  invoice: {
    collection: 'invoices',
    change: { subject: 'AC maintenance' },
    move: () => ({ status: 'SENT' }),
  },
  quotation: {
    collection: 'quotations',
    change: { subject: 'AC maintenance' },
    move: () => ({ status: 'SENT' }),
  },
  'form.response': {
    collection: 'formResponses',
    change: {},
  },
};

/** A trigger that is not named after the one event of the catalog that it waits for. The first one is raised. */
type Special = {
  readonly events: readonly EventName[];
  readonly change?: (heffl: ConnectedHeffl) => Fields;
};

const endsIn = (stage: string): Special => ({
  events: ['deal.stageChanged', 'deal.updated', 'deal.created'],
  change: (heffl) => ({ stageId: heffl.idOf('pipelineStages', stage) }),
});

const becomes = (family: 'invoice' | 'quotation', status: string): Special => ({
  events: [`${family}.statusChanged`, `${family}.updated`, `${family}.created`],
  change: () => ({ status }),
});

const specials: Readonly<Record<string, Special>> = {
  invoice_paid: { events: ['invoice.paid'], change: () => ({ status: 'PAID' }) },
  invoice_sent: becomes('invoice', 'SENT'),
  quotation_accepted: becomes('quotation', 'ACCEPTED'),
  quotation_rejected: becomes('quotation', 'REJECTED'),
  deal_won: endsIn('Won'),
  deal_lost: endsIn('Lost'),
  webhook_event: { events: ['lead.created'] },
};

/** The events that a trigger waits for. `lead_stage_changed` is named after `lead.stageChanged`. */
export const eventsOf = (trigger: string): readonly string[] => {
  const name = trigger.replaceAll('_', '');
  const isNamed = (event: string): boolean => event.replaceAll('.', '').toLowerCase() === name;
  return specials[trigger]?.events ?? Object.keys(events).filter(isNamed);
};

/** Prepares the record of the event that a trigger waits for. Returns what makes it fire once. */
export const prepare = (heffl: ConnectedHeffl, trigger: string): (() => void) => {
  const [event = ''] = eventsOf(trigger);
  const subject = subjects[event.slice(0, event.lastIndexOf('.'))];
  if (!subject) throw new Error(`No record for the event "${event}".`);
  const { collection, move } = subject;
  const [fields = {}] = fullRecords(heffl, collection);
  const { sandbox } = heffl;
  if (event.endsWith('.created')) return () => void sandbox.create(collection, fields);
  const { id } = sandbox.create(collection, fields);
  if (event.endsWith('.deleted')) return () => void sandbox.delete(collection, id);
  const change = event.endsWith('Changed') ? move?.(heffl) : subject.change;
  const special = specials[trigger]?.change?.(heffl);
  return () => void sandbox.update(collection, id, special ?? change ?? {});
};

/** What the form of a trigger has to hold. */
export const inputOf = (trigger: string): Input =>
  trigger === 'webhook_event' ? { events: eventsOf(trigger) } : {};

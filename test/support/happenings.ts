import { type EventName, events } from '../../src/heffl/events.js';
import type { CollectionName, Fields } from '../sandbox/index.js';
import type { ConnectedHeffl, Input } from './heffl.js';

/** A kind of record that Heffl announces, with every field that people fill in. */
type Subject = {
  readonly collection: CollectionName;
  readonly fields: (heffl: ConnectedHeffl) => Fields;
  /** A change that is an update and nothing else. */
  readonly change: Fields;
  /** A change of its stage or status. */
  readonly move?: (heffl: ConnectedHeffl) => Fields;
};

const custom = { cf_budget: 2500, cf_preferred_language: 'Arabic' };
const lineItems = [{ name: 'AC maintenance', quantity: 4, price: 149.5 }];

const subjects: Readonly<Record<string, Subject>> = {
  lead: {
    collection: 'leads',
    fields: () => ({
      name: 'Noor Haddad',
      email: 'noor@example.com',
      mobile: '+971501234599',
      title: 'Villa deep cleaning',
      value: 900,
      source: 'Instagram',
      ...custom,
    }),
    change: { title: 'Pool cleaning' },
    move: (heffl) => ({ stageId: heffl.idOf('leadStages', 'Contacted') }),
  },
  client: {
    collection: 'clients',
    fields: () => ({ type: 'company', name: 'Gulf Coast Hotels', taxNumber: '100123456700003', ...custom }),
    change: { website: 'https://hotels.example.com' },
  },
  contact: {
    collection: 'contacts',
    fields: () => ({ firstName: 'Huda', lastName: 'Saleh', jobTitle: 'Office Manager', ...custom }),
    change: { jobTitle: 'Director' },
    move: () => ({ stageName: 'Customer' }),
  },
  deal: {
    collection: 'deals',
    fields: (heffl) => ({
      title: 'Pool maintenance',
      clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
      pipelineId: heffl.idOf('pipelines', 'Sales Pipeline'),
      stageId: heffl.idOf('pipelineStages', 'Site Visit'),
      sourceId: heffl.idOf('sources', 'Referral'),
      leadId: heffl.idOf('leads', 'Jane Smith'),
      price: 18000,
      ...custom,
    }),
    change: { price: 19000 },
    move: (heffl) => ({ stageId: heffl.idOf('pipelineStages', 'Quotation Sent') }),
  },
  invoice: {
    collection: 'invoices',
    fields: (heffl) => ({
      clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
      date: '2026-01-15',
      dueDate: '2026-02-14',
      lineItems,
      ...custom,
    }),
    change: { subject: 'Annual AC maintenance' },
    move: () => ({ status: 'SENT' }),
  },
  quotation: {
    collection: 'quotations',
    fields: (heffl) => ({
      clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
      date: '2026-01-15',
      lineItems,
      ...custom,
    }),
    change: { subject: 'Annual AC maintenance' },
    move: () => ({ status: 'SENT' }),
  },
  'form.response': {
    collection: 'formResponses',
    fields: () => ({
      formId: 'frm_contact_us',
      formTitle: 'Contact us',
      responses: [{ label: 'Your name', value: 'Noor Haddad' }],
    }),
    change: {},
  },
};

/** Makes something happen in Heffl, with all the events that follow. */
type Happening = () => void;

/** Prepares the record of an event of the catalog. */
const prepareEvent = (heffl: ConnectedHeffl, event: string): Happening => {
  const family = event.slice(0, event.lastIndexOf('.'));
  const subject = subjects[family];
  if (!subject) throw new Error(`No record for the event "${event}".`);
  const { collection, fields, change, move } = subject;
  const { sandbox } = heffl;
  const filled = fields(heffl);
  if (event.endsWith('.created')) return () => void sandbox.create(collection, filled);
  const { id } = sandbox.create(collection, filled);
  if (event.endsWith('.deleted')) return () => void sandbox.delete(collection, id);
  if (event.endsWith('.paid')) return () => void sandbox.update(collection, id, { status: 'PAID' });
  const changed = event.endsWith('Changed') ? move?.(heffl) : change;
  if (!changed) throw new Error(`No change for the event "${event}".`);
  return () => void sandbox.update(collection, id, changed);
};

/** A trigger that is not named after the one event of the catalog that it waits for. */
type Special = {
  readonly input?: Input;
  readonly events: readonly EventName[];
  readonly prepare: (heffl: ConnectedHeffl) => Happening;
};

/** The fields of a deal that is neither won nor lost. */
export const newDeal = (heffl: ConnectedHeffl): Fields => subjects.deal?.fields(heffl) ?? {};

const endsIn = (stage: string): Special => ({
  events: ['deal.stageChanged', 'deal.updated', 'deal.created'],
  prepare: (heffl) => {
    const { id } = heffl.sandbox.create('deals', newDeal(heffl));
    return () => void heffl.sandbox.update('deals', id, { stageId: heffl.idOf('pipelineStages', stage) });
  },
});

const becomes = (family: 'invoice' | 'quotation', status: string): Special => ({
  events: [`${family}.statusChanged`, `${family}.updated`, `${family}.created`],
  prepare: (heffl) => {
    const { id } = heffl.sandbox.create(`${family}s`, subjects[family]?.fields(heffl) ?? {});
    return () => void heffl.sandbox.update(`${family}s`, id, { status });
  },
});

const specials: Readonly<Record<string, Special>> = {
  invoice_sent: becomes('invoice', 'SENT'),
  quotation_accepted: becomes('quotation', 'ACCEPTED'),
  quotation_rejected: becomes('quotation', 'REJECTED'),
  deal_won: endsIn('Won'),
  deal_lost: endsIn('Lost'),
  webhook_event: {
    input: { events: ['lead.created'] },
    events: ['lead.created'],
    prepare: (heffl) => prepareEvent(heffl, 'lead.created'),
  },
};

/** Prepares what makes a trigger fire once. */
export const prepare = (heffl: ConnectedHeffl, trigger: string): Happening =>
  specials[trigger]?.prepare(heffl) ?? prepareEvent(heffl, eventNamedLike(trigger));

/** What the form of a trigger has to hold. */
export const inputOf = (trigger: string): Input => specials[trigger]?.input ?? {};

/** The events that a trigger waits for. */
export const eventsOf = (trigger: string): readonly string[] =>
  specials[trigger]?.events ?? [eventNamedLike(trigger)];

/** `lead_stage_changed` is named after `lead.stageChanged`. */
const eventNamedLike = (trigger: string): string => {
  const name = trigger.replaceAll('_', '');
  const event = Object.keys(events).find((one) => one.replaceAll('.', '').toLowerCase() === name);
  if (event === undefined) throw new Error(`No event for the trigger "${trigger}".`);
  return event;
};

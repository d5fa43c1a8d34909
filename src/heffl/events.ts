/**
 * Every event that Heffl documents for webhooks, in Heffl's own spelling, with the words that a person sees.
 * Contact events are listed by Heffl as planned; the `…Changed` events of invoices and quotations are in one of its
 * two lists only. Sources: Heffl's webhook event pages.
 */
export const events = {
  'lead.created': 'Lead created',
  'lead.updated': 'Lead updated',
  'lead.stageChanged': 'Lead stage changed',
  'lead.deleted': 'Lead deleted',
  'client.created': 'Client created',
  'client.updated': 'Client updated',
  'client.deleted': 'Client deleted',
  'deal.created': 'Deal created',
  'deal.updated': 'Deal updated',
  'deal.stageChanged': 'Deal stage changed',
  'deal.deleted': 'Deal deleted',
  'invoice.created': 'Invoice created',
  'invoice.updated': 'Invoice updated',
  'invoice.paid': 'Invoice paid',
  'invoice.statusChanged': 'Invoice status changed',
  'invoice.deleted': 'Invoice deleted',
  'quotation.created': 'Quotation created',
  'quotation.updated': 'Quotation updated',
  'quotation.statusChanged': 'Quotation status changed',
  'quotation.deleted': 'Quotation deleted',
  'form.response.created': 'Form response received',
  'contact.created': 'Contact created (planned by Heffl)',
  'contact.updated': 'Contact updated (planned by Heffl)',
  'contact.stageChanged': 'Contact stage changed (planned by Heffl)',
  'contact.deleted': 'Contact deleted (planned by Heffl)',
} as const;

export type EventName = keyof typeof events;

/** IDs in name only: events have Heffl's own numbers here, which the API does not take. Source: Heffl's payload examples. */
export const INTERNAL_NUMBERS: readonly string[] = ['stageId', 'pipelineId', 'ownerId', 'salesPersonId'];

/** What no event tells of a record, though the API does. Source: Heffl's payload examples. */
export const untold = {
  lead: ['number', 'stageId', 'sourceId', 'tags'],
  deal: ['pipeline', 'pipelineId', 'stageId', 'sourceId'],
};

/** Whether two spellings name one event: `lead.stageChanged` has been rumoured as `lead.stage_changed`. */
export const isSameEvent = (one: string, other: string): boolean => plain(one) === plain(other);

const plain = (name: string): string => name.toLowerCase().replaceAll('_', '').trim();

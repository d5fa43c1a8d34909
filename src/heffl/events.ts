/**
 * The events that Heffl documents for webhooks, each with the words that a person sees. Sources: Heffl's webhook event pages. Heffl
 * lists contact events as planned, and the `…Changed` events of invoices and quotations in only one of its two lists.
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

/** Whether Heffl only plans to send an event. Source: the note in the later one of its two lists. */
export const isPlanned = (event: string): boolean => event.startsWith('contact.');

/** Keys that hold Heffl's internal numbers in events, which the API does not take as IDs. Source: Heffl's payload examples. */
export const INTERNAL_NUMBERS: readonly string[] = ['stageId', 'pipelineId', 'ownerId', 'salesPersonId'];

/** Keys that the API returns, and no event holds. Source: Heffl's payload examples. */
export const notInEvents = {
  lead: ['number', 'stageId', 'sourceId', 'tags'],
  deal: ['pipeline', 'pipelineId', 'stageId', 'sourceId'],
} as const;

import { z } from 'zod';
import { id, required, requiredDate, text, texts } from '../validation.js';
import { CURRENCY, lineItems, totals, unknownReferences } from './line-items.js';
import { type Resource, resource } from './resource.js';

/** The API makes invoices and does nothing else with them; the rest happens in Heffl's own app. */
export const invoices: Resource = resource({
  noun: 'invoice',
  prefix: 'inv',
  numbers: 'INV',
  customFields: true,
  paths: ['/invoices'],
  operations: () => ['create'],
  fields: {
    date: requiredDate,
    dueDate: requiredDate,
    status: z.enum(['DRAFT', 'SENT']).optional(),
    isInclusiveTax: z.boolean().optional(),
    clientId: required,
    contactId: id,
    subject: text,
    notes: text,
    lineItems,
    salesPersonId: id,
    templateId: id,
    tags: texts,
  },
  later: { status: z.enum(['DRAFT', 'SENT', 'PARTIALLY_PAID', 'PAID', 'CANCELLED']) },
  defaults: { status: 'DRAFT', isInclusiveTax: false, tags: [] },
  references: { clientId: 'clients', tags: 'tags' },
  check: (invoice, records) => unknownReferences(invoice.lineItems, records),
  hides: ['lineItems', 'salesPersonId', 'templateId', 'tags'],
  answer: (invoice, records) => {
    const { total, ...others } = totals(invoice, records);
    const paidTotal = invoice.status === 'PAID' ? total : 0;
    // A public ID in the request, a number in the answer.
    const salesPersonId = records.get('users', invoice.salesPersonId)?.serial ?? null;
    return {
      ...others,
      currency: CURRENCY,
      total,
      paidTotal,
      pendingTotal: total - paidTotal,
      salesPersonId,
    };
  },
  events: 'invoice',
  moves: [
    { field: 'status', event: 'statusChanged' },
    { field: 'status', to: 'PAID', event: 'paid' },
  ],
});

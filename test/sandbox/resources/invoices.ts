import { z } from 'zod';
import { id, requiredDate, text, texts } from '../validation.js';
import { salesDocument, totals } from './line-items.js';
import { type Resource, resource } from './resource.js';

/** The API makes invoices and does nothing else with them; the rest happens in Heffl's own app. */
export const invoices: Resource = resource({
  ...salesDocument,
  noun: 'invoice',
  prefix: 'inv',
  numbers: 'INV',
  paths: ['/invoices'],
  operations: () => ['create'],
  fields: {
    ...salesDocument.fields,
    dueDate: requiredDate,
    status: z.enum(['DRAFT', 'SENT']).optional(),
    notes: text,
    salesPersonId: id,
    templateId: id,
    tags: texts,
  },
  later: { status: z.enum(['DRAFT', 'SENT', 'PARTIALLY_PAID', 'PAID', 'CANCELLED']) },
  references: { clientId: 'clients', tags: 'tags' },
  hides: ['lineItems', 'salesPersonId', 'templateId', 'tags'],
  answer: (invoice, records) => {
    const amounts = totals(invoice, records);
    const paidTotal = invoice.status === 'PAID' ? amounts.total : 0;
    return {
      ...amounts,
      paidTotal,
      pendingTotal: amounts.total - paidTotal,
      // A public ID in the request, a number in the answer.
      salesPersonId: records.get('users', invoice.salesPersonId)?.serial ?? null,
    };
  },
  events: 'invoice',
  moves: [
    { field: 'status', event: 'statusChanged' },
    { field: 'status', to: 'PAID', event: 'paid' },
  ],
});

import { z } from 'zod';
import type { Fields } from '../fields.js';
import type { Records } from '../records.js';
import { id, required, requiredDate, text, texts } from '../validation.js';
import { lineItems, totals, unknownReferences } from './line-items.js';
import type { Resource } from './resource.js';

const fields = z.object({
  clientId: required,
  date: requiredDate,
  dueDate: requiredDate,
  lineItems,
  isInclusiveTax: z.boolean().optional(),
  status: z.enum(['DRAFT', 'SENT']).optional(),
  contactId: id,
  subject: text,
  notes: text,
  salesPersonId: id,
  templateId: id,
  tags: texts,
});

const amounts = (invoice: Fields, records: Records): Fields => {
  const { total, ...others } = totals(invoice, records);
  const paidTotal = invoice.status === 'PAID' ? total : 0;
  return { ...others, total, paidTotal, pendingTotal: total - paidTotal };
};

/** The API makes invoices and does nothing else with them; the rest happens in Heffl's own app. */
export const invoices: Resource = {
  noun: 'invoice',
  prefix: 'inv',
  numbers: 'INV',
  customFields: true,
  serves: { paths: [{ path: '/invoices' }], operations: ['create'] },
  create: fields,
  update: fields
    .extend({ status: z.enum(['DRAFT', 'SENT', 'PARTIALLY_PAID', 'PAID', 'CANCELLED']) })
    .partial(),
  defaults: { status: 'DRAFT', currency: 'AED', isInclusiveTax: false, tags: [] },
  references: { clientId: 'clients', tags: 'tags' },
  check: (invoice, records) => unknownReferences(invoice.lineItems, records),
  shows: [
    ...['id', 'number', 'date', 'dueDate', 'status', 'currency', 'isInclusiveTax', 'createdAt', 'clientId'],
    ...['contactId', 'subject', 'notes', 'customFields'],
  ],
  answer: (invoice, records) => ({
    ...amounts(invoice, records),
    // A public ID in the request, a number in the answer.
    salesPersonId: records.get('users', invoice.salesPersonId)?.serial ?? null,
  }),
  events: {
    family: 'invoice',
    moves: [
      { field: 'status', event: 'statusChanged' },
      { field: 'status', to: 'PAID', event: 'paid' },
    ],
  },
};

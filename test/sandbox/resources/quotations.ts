import { z } from 'zod';
import { date, id, required, requiredDate, text } from '../validation.js';
import { lineItems, totals, unknownReferences } from './line-items.js';
import type { Resource } from './resource.js';

const fields = z.object({
  clientId: required,
  contactId: id,
  dealId: id,
  date: requiredDate,
  expiryDate: date,
  lineItems,
  isInclusiveTax: z.boolean().optional(),
  subject: text,
  status: z.enum(['DRAFT', 'SENT', 'ACCEPTED', 'REJECTED']).optional(),
});

/** Known from events only. Its fields are those of API v2, which may differ. */
export const quotations: Resource = {
  noun: 'quotation',
  prefix: 'qtn',
  numbers: 'QTTS',
  customFields: true,
  create: fields,
  update: fields.partial(),
  defaults: { status: 'DRAFT', currency: 'AED', isInclusiveTax: false },
  references: { clientId: 'clients', dealId: 'deals' },
  check: (quotation, records) => unknownReferences(quotation.lineItems, records),
  shows: [
    ...['id', 'number', 'date', 'expiryDate', 'status', 'currency', 'isInclusiveTax', 'subject', 'clientId'],
    ...['contactId', 'dealId', 'customFields', 'createdAt'],
  ],
  answer: (quotation, records) => {
    const { lineItems: items, total, subTotal, taxTotal, discountTotal } = totals(quotation, records);
    return {
      totalAmount: total,
      subtotalAmount: subTotal,
      totalTaxAmount: taxTotal,
      totalDiscountAmount: discountTotal,
      lineItems: items,
    };
  },
  events: { family: 'quotation', moves: [{ field: 'status', event: 'statusChanged' }] },
};

import { z } from 'zod';
import { date, id, required, requiredDate, text } from '../validation.js';
import { CURRENCY, lineItems, totals, unknownReferences } from './line-items.js';
import { type Resource, resource } from './resource.js';

/** Known from events only. Its fields are those of API v2, which may differ. */
export const quotations: Resource = resource({
  noun: 'quotation',
  prefix: 'qtn',
  numbers: 'QTTS',
  customFields: true,
  fields: {
    date: requiredDate,
    expiryDate: date,
    status: z.enum(['DRAFT', 'SENT', 'ACCEPTED', 'REJECTED']).optional(),
    isInclusiveTax: z.boolean().optional(),
    subject: text,
    clientId: required,
    contactId: id,
    dealId: id,
    lineItems,
  },
  defaults: { status: 'DRAFT', isInclusiveTax: false },
  references: { clientId: 'clients', dealId: 'deals' },
  check: (quotation, records) => unknownReferences(quotation.lineItems, records),
  hides: ['lineItems'],
  answer: (quotation, records) => {
    const { lineItems: items, total, subTotal, taxTotal, discountTotal } = totals(quotation, records);
    return {
      currency: CURRENCY,
      totalAmount: total,
      subtotalAmount: subTotal,
      totalTaxAmount: taxTotal,
      totalDiscountAmount: discountTotal,
      lineItems: items,
    };
  },
  events: 'quotation',
  moves: [{ field: 'status', event: 'statusChanged' }],
});

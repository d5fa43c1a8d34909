import { z } from 'zod';
import { date, id } from '../validation.js';
import { salesDocument, totals } from './line-items.js';
import { type Resource, resource } from './resource.js';

/** Known from events only. Its fields are those of API v2, which may differ. */
export const quotations: Resource = resource({
  ...salesDocument,
  noun: 'quotation',
  prefix: 'qtn',
  numbers: 'QTTS',
  fields: {
    ...salesDocument.fields,
    expiryDate: date,
    status: z.enum(['DRAFT', 'SENT', 'ACCEPTED', 'REJECTED']).optional(),
    dealId: id,
  },
  references: { clientId: 'clients', dealId: 'deals' },
  hides: ['lineItems'],
  answer: (quotation, records) => {
    const { currency, lineItems, total, subTotal, taxTotal, discountTotal } = totals(quotation, records);
    return {
      ...{ currency, lineItems },
      totalAmount: total,
      subtotalAmount: subTotal,
      totalTaxAmount: taxTotal,
      totalDiscountAmount: discountTotal,
    };
  },
  events: 'quotation',
  moves: [{ field: 'status', event: 'statusChanged' }],
});

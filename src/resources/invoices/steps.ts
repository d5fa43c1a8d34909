import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../../errors.js';
import { isEmpty } from '../../forms/empty.js';
import { choices } from '../../heffl/facts.js';
import type { JsonObject } from '../../heffl/json.js';
import { halted } from '../../heffl/refusals.js';
import { createStep } from '../../steps/create.js';
import { statusFilter } from '../../steps/filters.js';
import { instantTrigger } from '../../steps/instant-trigger.js';
import { outcomeTrigger } from '../../steps/outcome-trigger.js';
import { clientDetails } from '../clients/details.js';
import { productList } from '../products/steps.js';
import { tagList } from '../reference/record.js';
import type { Resource } from '../resource.js';
import { createInvoiceFields, invoiceFieldGroups } from './fields.js';
import { invoice } from './record.js';

/** @throws HaltedError if there are none */
const requireLineItems = (z: ZObject, { lineItems }: JsonObject): void => {
  if (isEmpty(lineItems)) throw halted(z, errorTexts.required({ label: 'Line Items' }));
};

const additions = [clientDetails(invoice)];

export const invoices: Resource = {
  triggers: [
    instantTrigger({
      key: 'invoice_created',
      kind: invoice,
      event: 'invoice.created',
      label: 'New Invoice',
      description: 'Triggers when a new invoice is created.',
      additions,
    }),
    instantTrigger({
      key: 'invoice_updated',
      kind: invoice,
      event: 'invoice.updated',
      label: 'Invoice Details Changed',
      description: 'Triggers when an invoice changes. You can choose which fields matter.',
      watch: { created: 'invoice.created', constant: ['id', 'number', 'createdAt'] },
      additions,
    }),
    instantTrigger({
      key: 'invoice_paid',
      kind: invoice,
      event: 'invoice.paid',
      label: 'Invoice Paid',
      description: 'Triggers when an invoice is paid in full.',
      sample: { status: 'PAID', paidTotal: 1050, pendingTotal: 0 },
      additions,
    }),
    instantTrigger({
      key: 'invoice_status_changed',
      kind: invoice,
      event: 'invoice.statusChanged',
      label: 'Invoice Status Changed',
      description: 'Triggers when the status of an invoice changes, for example from draft to sent.',
      sample: { status: 'SENT' },
      filters: [
        statusFilter(
          choices.anyInvoiceStatus,
          'Only invoices that get one of these statuses, for example Sent. Leave it empty for every status.',
        ),
      ],
      additions,
    }),
    outcomeTrigger({
      key: 'invoice_sent',
      kind: invoice,
      outcome: 'SENT',
      events: {
        moved: 'invoice.statusChanged',
        edited: 'invoice.updated',
        created: 'invoice.created',
      },
      optionalEvents: ['invoice.statusChanged'],
      label: 'Invoice Sent',
      description: 'Triggers when an invoice is sent: its status becomes Sent.',
      sample: { status: 'SENT' },
      additions,
    }),
    instantTrigger({
      key: 'invoice_deleted',
      kind: invoice,
      event: 'invoice.deleted',
      label: 'Deleted Invoice',
      description: 'Triggers when an invoice is deleted. You get the invoice as it last was.',
      additions,
    }),
  ],
  creates: [
    createStep({
      key: 'create_invoice',
      kind: invoice,
      description:
        'Creates a new invoice with line items. Tax rates cannot be chosen here: check VAT or GST before you send it.',
      fields: createInvoiceFields,
      names: [productList, tagList],
      groups: invoiceFieldGroups,
      check: requireLineItems,
    }),
  ],
};

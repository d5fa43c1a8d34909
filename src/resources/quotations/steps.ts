import { choices } from '../../heffl/facts.js';
import { recordKind } from '../../kinds.js';
import { statusFilter } from '../../steps/filters.js';
import { instantTrigger } from '../../steps/instant-trigger.js';
import { outcomeTrigger } from '../../steps/outcome-trigger.js';
import { clientDetails } from '../clients/details.js';
import type { Resource } from '../resource.js';

/** API v1 does not serve quotations: only events hold them. Fields: API v2's quotation. */
const quotation = recordKind({
  noun: 'Quotation',
  outputs: [
    { key: 'id', label: 'Quotation ID', type: 'string', primary: true },
    { key: 'number', label: 'Quotation Number', type: 'string' },
    { key: 'status', label: 'Status', type: 'string' },
    { key: 'date', label: 'Date', type: 'day' },
    { key: 'expiryDate', label: 'Valid Until', type: 'day' },
    { key: 'clientId', label: 'Client ID', type: 'string' },
    { key: 'clientName', label: 'Client Name', type: 'string' },
    { key: 'contactId', label: 'Contact ID', type: 'string' },
    { key: 'dealId', label: 'Deal ID', type: 'string' },
    { key: 'subject', label: 'Subject', type: 'string' },
    { key: 'currency', label: 'Currency', type: 'string' },
    { key: 'isInclusiveTax', label: 'Prices Include Tax', type: 'boolean' },
    { key: 'subtotalAmount', label: 'Subtotal', type: 'number' },
    { key: 'totalDiscountAmount', label: 'Discount Total', type: 'number' },
    { key: 'totalTaxAmount', label: 'Tax Total', type: 'number' },
    { key: 'totalAmount', label: 'Total', type: 'number' },
    { key: 'lineItems[]name', label: 'Line Item Name', type: 'string' },
    { key: 'lineItems[]description', label: 'Line Item Description', type: 'string' },
    { key: 'lineItems[]productId', label: 'Line Item Product Number', type: 'string' },
    { key: 'lineItems[]quantity', label: 'Line Item Quantity', type: 'number' },
    { key: 'lineItems[]price', label: 'Line Item Price', type: 'number' },
    { key: 'lineItems[]discount', label: 'Line Item Discount', type: 'number' },
    { key: 'lineItems[]tax', label: 'Line Item Tax', type: 'number' },
    { key: 'createdAt', label: 'Created At', type: 'datetime' },
  ],
  lacks: { event: ['clientName'] },
  sample: {
    id: 'qtn_abc123',
    number: 'QTTS-0001',
    status: 'SENT',
    date: '2026-01-15',
    expiryDate: '2026-02-14',
    clientId: 'clt_abc123',
    clientName: 'Al Noor Trading LLC',
    contactId: 'clt_def456',
    dealId: 'dl_abc123',
    subject: 'Annual pest control contract',
    currency: 'AED',
    isInclusiveTax: false,
    subtotalAmount: 12000,
    totalDiscountAmount: 0,
    totalTaxAmount: 600,
    totalAmount: 12600,
    lineItems: [
      {
        name: 'Pest control visit',
        description: 'Kitchen and stores',
        productId: '12',
        quantity: 12,
        price: 1000,
        discount: 0,
        tax: 5,
      },
    ],
    createdAt: '2026-01-15T10:30:00.000Z',
  },
});

const additions = [clientDetails(quotation)];
/** The events that may report that a quotation is accepted or rejected. Only one of Heffl's two lists has the first. */
const events = {
  moved: 'quotation.statusChanged',
  edited: 'quotation.updated',
  created: 'quotation.created',
} as const;
const optionalEvents = [events.moved];

export const quotations: Resource = {
  triggers: [
    instantTrigger({
      key: 'quotation_created',
      kind: quotation,
      event: 'quotation.created',
      label: 'New Quotation',
      description: 'Triggers when a new quotation is created.',
      additions,
    }),
    instantTrigger({
      key: 'quotation_updated',
      kind: quotation,
      event: 'quotation.updated',
      label: 'Quotation Details Changed',
      description: 'Triggers when a quotation changes. You can choose which fields matter.',
      watch: { created: 'quotation.created', constant: ['id', 'number', 'createdAt'] },
      additions,
    }),
    instantTrigger({
      key: 'quotation_status_changed',
      kind: quotation,
      event: 'quotation.statusChanged',
      label: 'Quotation Status Changed',
      description: 'Triggers when the status of a quotation changes, for example from sent to accepted.',
      filters: [
        statusFilter(
          choices.quotationStatus,
          'Only quotations that get one of these statuses, for example Accepted. Leave it empty for every status.',
        ),
      ],
      additions,
    }),
    outcomeTrigger({
      key: 'quotation_accepted',
      kind: quotation,
      outcome: 'ACCEPTED',
      events,
      optionalEvents,
      label: 'Quotation Accepted',
      description: 'Triggers when a quotation is accepted: its status becomes Accepted.',
      sample: { status: 'ACCEPTED' },
      additions,
    }),
    outcomeTrigger({
      key: 'quotation_rejected',
      kind: quotation,
      outcome: 'REJECTED',
      events,
      optionalEvents,
      label: 'Quotation Rejected',
      description: 'Triggers when a quotation is rejected: its status becomes Rejected.',
      sample: { status: 'REJECTED' },
      additions,
    }),
    instantTrigger({
      key: 'quotation_deleted',
      kind: quotation,
      event: 'quotation.deleted',
      label: 'Deleted Quotation',
      description: 'Triggers when a quotation is deleted. You get the quotation as it last was.',
      additions,
    }),
  ],
};

import { notInEvents } from '../../heffl/events.js';
import { choices, endpoints } from '../../heffl/facts.js';
import { servedKind } from '../../kinds.js';
import { linkedRecords } from '../../steps/linked-records.js';
import { clientsById } from '../clients/record.js';
import { leadsById } from '../leads/record.js';
import { pipelinesById, stagesById } from '../pipelines/stages.js';
import { sourcesById } from '../reference/record.js';

export const deal = servedKind({
  noun: 'Deal',
  endpoint: endpoints.deals,
  customFields: 'discovered',
  lookups: {
    title: { label: 'Title' },
    number: { label: 'Deal Number' },
    clientId: { label: 'Client ID', compare: 'id' },
    leadId: { label: 'Lead ID', compare: 'id' },
  },
  statuses: choices.dealStatus,
  outputs: [
    { key: 'id', label: 'Deal ID', type: 'string', primary: true },
    { key: 'number', label: 'Deal Number', type: 'string' },
    { key: 'title', label: 'Title', type: 'string' },
    { key: 'price', label: 'Price', type: 'number' },
    { key: 'status', label: 'Status', type: 'string' },
    { key: 'priority', label: 'Priority', type: 'string' },
    { key: 'expectedCloseDate', label: 'Expected Close Date', type: 'day' },
    { key: 'clientId', label: 'Client ID', type: 'string' },
    { key: 'clientName', label: 'Client Name', type: 'string' },
    { key: 'clientEmail', label: 'Client Email', type: 'string' },
    { key: 'clientPhone', label: 'Client Phone', type: 'string' },
    { key: 'pipeline', label: 'Pipeline', type: 'string' },
    { key: 'pipelineId', label: 'Pipeline ID', type: 'string' },
    { key: 'stage', label: 'Stage', type: 'string' },
    { key: 'stageId', label: 'Stage ID', type: 'string' },
    { key: 'source', label: 'Source', type: 'string' },
    { key: 'sourceId', label: 'Source ID', type: 'string' },
    { key: 'leadId', label: 'Lead ID', type: 'string' },
    { key: 'leadName', label: 'Lead Name', type: 'string' },
    { key: 'ownerName', label: 'Owner', type: 'string' },
    { key: 'createdAt', label: 'Created At', type: 'datetime' },
  ],
  lacks: {
    // The owner stands in events alone.
    read: ['ownerName'],
    // A create or an update costs one look-up at most, which is that of stage and pipeline.
    written: ['clientName', 'clientEmail', 'clientPhone', 'source', 'leadName', 'ownerName'],
    event: notInEvents.deal,
  },
  links: [
    { id: 'stageId', fills: { stage: 'name', pipeline: 'parent' }, load: stagesById },
    { id: 'pipelineId', fills: { pipeline: 'name' }, load: pipelinesById },
    {
      id: 'clientId',
      fills: { clientName: 'name', clientEmail: 'email', clientPhone: 'phone' },
      load: clientsById,
    },
    { id: 'sourceId', fills: { source: 'name' }, load: sourcesById },
    { id: 'leadId', fills: { leadName: 'name' }, load: leadsById },
  ],
  sample: {
    id: 'dl_abc123',
    number: 'DL-0001',
    title: 'Annual pest control contract',
    price: 12000,
    status: 'ACTIVE',
    priority: 'HIGH',
    expectedCloseDate: '2026-04-30',
    clientId: 'clt_abc123',
    clientName: 'Al Noor Trading LLC',
    clientEmail: 'accounts@example.com',
    clientPhone: '+97142345678',
    pipeline: 'Sales Pipeline',
    pipelineId: 'dpl_abc123',
    stage: 'Quotation Sent',
    stageId: 'dps_abc123',
    source: 'Referral',
    sourceId: 'src_abc123',
    leadId: 'ld_abc123',
    leadName: 'Jane Smith',
    ownerName: 'Omar Khan',
    createdAt: '2026-01-15T10:30:00.000Z',
  },
});

/** The titles of deals by ID, as `name`. */
export const dealsById = linkedRecords(deal);

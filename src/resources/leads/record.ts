import { notInEvents } from '../../heffl/events.js';
import { endpoints } from '../../heffl/facts.js';
import { servedKind } from '../../kinds.js';
import { linkedRecords } from '../../steps/linked-records.js';
import { leadStagesById, sourcesById } from '../reference/record.js';

export const lead = servedKind({
  noun: 'Lead',
  endpoint: endpoints.leads,
  customFields: 'discovered',
  lookups: {
    email: { label: 'Email', compare: 'email' },
    mobile: { label: 'Mobile', fields: ['mobile', 'secondaryMobile'], compare: 'phone' },
    name: { label: 'Name' },
    number: { label: 'Lead Number' },
    website: { label: 'Website', compare: 'website' },
  },
  outputs: [
    { key: 'id', label: 'Lead ID', type: 'string', primary: true },
    { key: 'number', label: 'Lead Number', type: 'string' },
    { key: 'name', label: 'Name', type: 'string' },
    { key: 'title', label: 'Title', type: 'string' },
    { key: 'email', label: 'Email', type: 'string' },
    { key: 'mobile', label: 'Mobile', type: 'string' },
    { key: 'secondaryMobile', label: 'Second Mobile', type: 'string' },
    { key: 'website', label: 'Website', type: 'string' },
    { key: 'value', label: 'Value', type: 'number' },
    { key: 'stage', label: 'Stage', type: 'string' },
    { key: 'stageId', label: 'Stage ID', type: 'string' },
    { key: 'source', label: 'Source', type: 'string' },
    { key: 'sourceId', label: 'Source ID', type: 'string' },
    { key: 'tags', label: 'Tags', type: 'string', list: true },
    { key: 'ownerName', label: 'Owner', type: 'string' },
    { key: 'archived', label: 'Archived', type: 'boolean' },
    { key: 'createdAt', label: 'Created At', type: 'datetime' },
  ],
  // The owner stands in events alone.
  lacks: { read: ['ownerName'], written: ['ownerName'], event: notInEvents.lead },
  links: [
    { id: 'stageId', fills: { stage: 'name' }, load: leadStagesById },
    { id: 'sourceId', fills: { source: 'name' }, load: sourcesById },
  ],
  sample: {
    id: 'ld_abc123',
    number: 'LD-0001',
    name: 'Jane Smith',
    title: 'Villa deep cleaning',
    email: 'jane@example.com',
    mobile: '+971501234567',
    secondaryMobile: '+971507654321',
    website: 'https://example.com',
    value: 2500,
    stage: 'New',
    stageId: 'lstg_abc123',
    source: 'Website',
    sourceId: 'src_abc123',
    tags: ['VIP'],
    ownerName: 'Omar Khan',
    archived: false,
    createdAt: '2026-01-15T10:30:00.000Z',
  },
});

/** The names of leads by ID. */
export const leadsById = linkedRecords(lead);

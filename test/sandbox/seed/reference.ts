import type { Fields } from '../fields.js';
import type { Heffl } from '../heffl.js';
import type { CollectionName } from '../resources/index.js';

const DAY_MS = 86_400_000;

const pipelines: Readonly<Record<string, readonly Fields[]>> = {
  'Sales Pipeline': [
    { name: 'New Enquiry', probability: 10, type: 'ACTIVE' },
    { name: 'Site Visit', probability: 30, type: 'ACTIVE' },
    { name: 'Quotation Sent', probability: 60, type: 'ACTIVE' },
    { name: 'Won', probability: 100, type: 'WON' },
    { name: 'Lost', probability: 0, type: 'LOST' },
  ],
  'Annual Contracts': [
    { name: 'Renewal Due', probability: 50, type: 'ACTIVE' },
    { name: 'Contract Sent', probability: 80, type: 'ACTIVE' },
    { name: 'Signed', probability: 100, type: 'WON' },
    { name: 'Not Renewed', probability: 0, type: 'LOST' },
  ],
};

/** What every company has before its first customer. */
export const seedReference = (heffl: Heffl): void => {
  const at = heffl.records.now() - 30 * DAY_MS;
  const add = (collection: CollectionName, ...records: readonly Fields[]): void => {
    for (const record of records) heffl.create(collection, record, at);
  };
  const named = (name: string): Fields => ({ name });

  add('users', ...['Aisha Rahman', 'Vikram Nair'].map(named));
  const leadStages = ['New', 'Contacted', 'Working', 'Converted', 'Unqualified', 'Junk'];
  add('leadStages', ...leadStages.map((name, at) => ({ name, type: name.toUpperCase(), position: at + 1 })));
  add('sources', ...['Website', 'WhatsApp', 'Instagram', 'Walk-in', 'Referral', 'Google Ads'].map(named));
  add(
    'tags',
    { name: 'VIP', color: '#d97706', type: 'leads' },
    { name: 'Urgent', color: '#dc2626', type: 'project_tasks' },
    { name: 'Annual contract', color: '#2563eb', type: 'deals' },
    { name: 'Villa', color: '#059669', type: 'clients' },
    { name: 'Paid in cash', color: '#7c3aed', type: 'invoices' },
  );
  add('taxRates', { name: 'UAE VAT', percent: 5 }, { name: 'India GST', percent: 18 });
  add(
    'products',
    { name: 'General pest control', sku: 'SRV-1', price: 350, description: 'Two bedrooms, one visit' },
    { name: 'Termite treatment', sku: 'SRV-2', price: 1850, description: 'Drill and inject' },
    { name: 'AC maintenance', sku: 'SRV-3', price: 149.5, description: 'Split unit: filter and gas check' },
    { name: 'AC duct cleaning', sku: 'SRV-4', price: 899, description: 'Per villa, with pictures' },
    { name: 'Deep cleaning', sku: 'SRV-5', price: 1200, description: 'Team of four, up to six hours' },
    { name: 'Water tank cleaning', sku: 'SRV-6', price: 425, description: 'Up to 1,000 gallons' },
  );
  for (const [name, stages] of Object.entries(pipelines)) {
    const { id: pipelineId } = heffl.create('pipelines', { name }, at);
    add('pipelineStages', ...stages.map((stage, index) => ({ ...stage, pipelineId, position: index + 1 })));
  }
};

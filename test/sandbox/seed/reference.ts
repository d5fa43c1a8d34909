import type { Heffl } from '../heffl.js';

const DAY_MS = 86_400_000;

const pipelines = [
  {
    name: 'Sales Pipeline',
    stages: [
      { name: 'New Enquiry', probability: 10, type: 'ACTIVE' },
      { name: 'Site Visit', probability: 30, type: 'ACTIVE' },
      { name: 'Quotation Sent', probability: 60, type: 'ACTIVE' },
      { name: 'Won', probability: 100, type: 'WON' },
      { name: 'Lost', probability: 0, type: 'LOST' },
    ],
  },
  {
    name: 'Annual Contracts',
    stages: [
      { name: 'Renewal Due', probability: 50, type: 'ACTIVE' },
      { name: 'Contract Sent', probability: 80, type: 'ACTIVE' },
      { name: 'Signed', probability: 100, type: 'WON' },
      { name: 'Not Renewed', probability: 0, type: 'LOST' },
    ],
  },
];

const collections = {
  users: [{ name: 'Aisha Rahman' }, { name: 'Vikram Nair' }],
  leadStages: [
    { name: 'New', type: 'NEW' },
    { name: 'Contacted', type: 'CONTACTED' },
    { name: 'Working', type: 'WORKING' },
    { name: 'Converted', type: 'CONVERTED' },
    { name: 'Unqualified', type: 'UNQUALIFIED' },
    { name: 'Junk', type: 'JUNK' },
  ].map((stage, index) => ({ ...stage, position: index + 1 })),
  sources: ['Website', 'WhatsApp', 'Instagram', 'Walk-in', 'Referral', 'Google Ads'].map((name) => ({
    name,
  })),
  tags: [
    { name: 'VIP', color: '#d97706', type: 'leads' },
    { name: 'Urgent', color: '#dc2626', type: 'project_tasks' },
    { name: 'Annual contract', color: '#2563eb', type: 'deals' },
    { name: 'Villa', color: '#059669', type: 'clients' },
    { name: 'Paid in cash', color: '#7c3aed', type: 'invoices' },
  ],
  taxRates: [
    { name: 'UAE VAT', percent: 5 },
    { name: 'India GST', percent: 18 },
  ],
  products: [
    {
      name: 'General pest control',
      sku: 'SRV-1',
      description: 'Apartment up to two bedrooms, one visit',
      price: 350,
    },
    {
      name: 'Termite treatment',
      sku: 'SRV-2',
      description: 'Drill and inject, five years of warranty',
      price: 1850,
    },
    {
      name: 'AC maintenance',
      sku: 'SRV-3',
      description: 'Split unit: filter, coil and gas check',
      price: 149.5,
    },
    {
      name: 'AC duct cleaning',
      sku: 'SRV-4',
      description: 'Per villa, with before and after pictures',
      price: 899,
    },
    { name: 'Deep cleaning', sku: 'SRV-5', description: 'Team of four, up to six hours', price: 1200 },
    {
      name: 'Water tank cleaning',
      sku: 'SRV-6',
      description: 'Up to 1,000 gallons, with certificate',
      price: 425,
    },
  ],
} as const;

/** What every company has before its first customer. */
export const seedReference = (heffl: Heffl): void => {
  const at = heffl.records.clock.now() - 30 * DAY_MS;
  for (const collection of ['users', 'leadStages', 'sources', 'tags', 'taxRates', 'products'] as const) {
    for (const record of collections[collection]) heffl.create(collection, record, at);
  }
  for (const { name, stages } of pipelines) {
    const { id } = heffl.create('pipelines', { name }, at);
    stages.forEach((stage, index) => {
      heffl.create('pipelineStages', { ...stage, pipelineId: id, position: index + 1 }, at);
    });
  }
};

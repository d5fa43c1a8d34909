import type { Fields } from '../fields.js';
import type { Heffl } from '../heffl.js';
import type { CollectionName } from '../resources/index.js';

const HOUR_MS = 3_600_000;

/** Clients of a small maintenance company in Dubai. All names, numbers and addresses are samples. */
export const clients = [
  {
    type: 'company',
    name: 'Al Noor Properties LLC',
    email: 'facilities@alnoor.example.com',
    phone: '+97145550101',
    website: 'https://alnoor.example.com',
    taxNumber: '100000000000003',
    billingAddress: { address: 'Office 1204, Marina Plaza', city: 'Dubai', country: 'United Arab Emirates' },
    primaryContact: { firstName: 'Huda', lastName: 'Saleh', email: 'huda@alnoor.example.com' },
    cf_preferred_language: 'Arabic',
  },
  {
    type: 'contact',
    firstName: 'Rohan',
    lastName: 'Mehta',
    email: 'rohan.mehta@example.com',
    phone: '+919820012345',
    cf_preferred_language: 'English',
  },
  {
    type: 'company',
    name: 'Blue Palm Hospitality',
    email: 'accounts@bluepalm.example.com',
    phone: '+97125550144',
    website: 'https://bluepalm.example.com',
    cf_newsletter: true,
  },
];

/** Its leads. */
export const leads = [
  {
    name: 'Fatima Al Mansouri',
    email: 'fatima@example.com',
    mobile: '+971501234501',
    title: 'Termite inspection, villa in Jumeirah',
    value: 1850,
    source: 'WhatsApp',
    cf_budget: 2000,
    cf_preferred_language: 'Arabic',
    cf_visit_date: '2026-01-20T06:00:00.000Z',
    cf_newsletter: true,
  },
  {
    name: 'Priya Sharma',
    email: 'priya.sharma@example.com',
    mobile: '+919876500002',
    title: 'AC maintenance for three flats',
    value: 448.5,
    source: 'Google Ads',
    website: 'https://priya.example.com',
    cf_budget: 500,
    cf_preferred_language: 'English',
    cf_newsletter: false,
  },
  {
    name: 'محمد الهاشمي',
    email: 'mohammed@example.com',
    mobile: '+971551234503',
    secondaryMobile: '+97145550103',
    title: 'تنظيف عميق للمكتب',
    value: 1200,
    source: 'Referral',
    cf_preferred_language: 'Arabic',
  },
  {
    name: "James O'Connor",
    email: 'james.oconnor@example.com',
    mobile: '+971561234504',
    title: 'Water tank cleaning',
    value: 425,
    source: 'Website',
    tags: ['VIP'],
    cf_budget: 450,
  },
  {
    name: 'Jane Smith',
    email: 'jane@example.com',
    mobile: '+971501234505',
    title: 'Product Demo Request',
    source: 'Instagram',
  },
];

/** Adds those customers, with deals and tasks. */
export const seedCustomers = (heffl: Heffl): void => {
  const { records } = heffl;
  let at = records.now() - 14 * 24 * HOUR_MS;
  const idOf = (collection: CollectionName, name: string): unknown =>
    records.list(collection).find((record) => record.name === name)?.id;
  const add = (collection: CollectionName, fields: Fields) => {
    at += 8 * HOUR_MS;
    return heffl.create(collection, fields, at);
  };

  for (const client of clients) add('clients', client);
  for (const lead of leads) {
    const stage = lead.name === 'Priya Sharma' ? 'Contacted' : 'New';
    add('leads', { ...lead, stageId: idOf('leadStages', stage) });
  }

  const termites = add('deals', {
    title: 'Termite treatment, Marina Plaza',
    pipelineId: idOf('pipelines', 'Sales Pipeline'),
    stageId: idOf('pipelineStages', 'Quotation Sent'),
    clientId: idOf('clients', 'Al Noor Properties LLC'),
    leadId: idOf('leads', 'Fatima Al Mansouri'),
    sourceId: idOf('sources', 'WhatsApp'),
    price: 9250,
    priority: 'HIGH',
    expectedCloseDate: '2026-02-15',
    cf_visit_date: '2026-01-22T05:30:00.000Z',
  });
  add('deals', {
    title: 'Annual AC maintenance',
    pipelineId: idOf('pipelines', 'Annual Contracts'),
    stageId: idOf('pipelineStages', 'Renewal Due'),
    clientId: idOf('clients', 'Blue Palm Hospitality'),
    price: 17940,
    priority: 'MEDIUM',
  });
  add('tasks', {
    title: 'Call about the quotation',
    type: 'call',
    priority: 'HIGH',
    dueDate: '2026-01-25T08:00:00.000Z',
    entity: 'deals',
    entityId: termites.id,
    tagIds: [idOf('tags', 'Urgent')],
    assigneeIds: [idOf('users', 'Aisha Rahman')],
  });
  add('tasks', {
    title: 'Visit the villa',
    description: 'Bring the moisture meter',
    // Vikram has created no task, so no answer names him.
    assigneeIds: [idOf('users', 'Aisha Rahman'), idOf('users', 'Vikram Nair')],
    type: 'meeting',
    durationMinutes: 60,
    entity: 'leads',
    entityId: idOf('leads', 'Fatima Al Mansouri'),
  });
};

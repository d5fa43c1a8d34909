import type { CollectionName } from '../sandbox/index.js';
import type { ConnectedHeffl, Input } from './heffl.js';

/** The smallest input of a new deal. */
export const smallestDeal = (heffl: ConnectedHeffl) => ({
  title: 'Pool maintenance',
  clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
  pipelineId: heffl.idOf('pipelines', 'Sales Pipeline'),
  stageId: heffl.idOf('pipelineStages', 'Site Visit'),
});

/** A deal that is neither won nor lost, with all links that it can have. */
export const linkedDeal = (heffl: ConnectedHeffl) => ({
  ...smallestDeal(heffl),
  sourceId: heffl.idOf('sources', 'Referral'),
  leadId: heffl.idOf('leads', 'Jane Smith'),
});

/** The smallest input of a new invoice. */
const smallestInvoice = (heffl: ConnectedHeffl) => ({
  clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
  date: '2026-01-15T00:00:00.000Z',
  dueDate: '2026-02-14T00:00:00.000Z',
  lineItems: [{ name: 'AC maintenance', quantity: 4, price: 149.5 }],
});

const kind = (
  noun: 'lead' | 'client' | 'deal' | 'task',
  /** The name, or title, of a record that the sandbox starts with. */
  seeded: string,
  /** A change that goes to Heffl as it is. */
  change: Input,
  /** The smallest input of its create, which goes to Heffl as it is. */
  createInput: (heffl: ConnectedHeffl) => Input,
) => ({
  ...{ noun, seeded, change, createInput },
  collection: `${noun}s` as const,
  create: `create_${noun}`,
  update: `update_${noun}`,
  remove: `delete_${noun}`,
  find: `find_${noun}`,
  poll: `new_${noun}`,
});

/** The kinds of records that Zaps create, update, delete, find and poll, with the keys of these steps. */
export const editableKinds = [
  kind('lead', 'Jane Smith', { title: 'Villa deep cleaning' }, () => ({ name: 'Omar Khan' })),
  kind('client', 'Blue Palm Hospitality', { website: 'https://hotels.example.com' }, () => ({
    type: 'company',
    name: 'Gulf Coast Hotels',
  })),
  kind('deal', 'Annual AC maintenance', { price: 18000 }, smallestDeal),
  kind('task', 'Visit the villa', { status: 'COMPLETED' }, () => ({ title: 'Order spare parts' })),
];

/** The kinds of records that Zaps create. */
export const creatableKinds = [
  ...editableKinds,
  { noun: 'invoice', collection: 'invoices', create: 'create_invoice', createInput: smallestInvoice },
] as const;

/** Loads what the seeded deal and task are linked to. Each costs one request in five minutes. */
export const loadLinks = async (heffl: ConnectedHeffl, collection: CollectionName): Promise<void> => {
  if (!['deals', 'tasks', 'invoices'].includes(collection)) return;
  for (const { find, collection: linked, seeded } of editableKinds) {
    if (linked !== 'deals' && linked !== 'tasks') continue;
    await heffl.run(find, { search_by: 'id', search_value: heffl.idOf(linked, seeded) });
  }
};

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

/** The smallest input of a new invoice, which a quotation takes as well. */
export const smallestInvoice = (heffl: ConnectedHeffl) => ({
  clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
  date: '2026-01-15T00:00:00.000Z',
  dueDate: '2026-02-14T00:00:00.000Z',
  lineItems: [{ name: 'AC maintenance', quantity: 4, price: 149.5 }],
});

type Noun = 'lead' | 'client' | 'deal' | 'task';

type Kind = {
  /** The smallest input of its create, which goes to Heffl as it is. */
  readonly createInput: (heffl: ConnectedHeffl) => Input;
  /** A change that goes to Heffl as it is. */
  readonly change: Input;
  /** The name, or title, of a record that the sandbox starts with. */
  readonly seeded: string;
};

const kinds: Readonly<Record<Noun, Kind>> = {
  lead: {
    createInput: () => ({ name: 'Omar Khan' }),
    change: { title: 'Villa deep cleaning' },
    seeded: 'Jane Smith',
  },
  client: {
    createInput: () => ({ type: 'company', name: 'Gulf Coast Hotels' }),
    change: { website: 'https://hotels.example.com' },
    seeded: 'Blue Palm Hospitality',
  },
  deal: {
    createInput: smallestDeal,
    change: { price: 18000 },
    seeded: 'Annual AC maintenance',
  },
  task: {
    createInput: () => ({ title: 'Order spare parts' }),
    change: { status: 'COMPLETED' },
    seeded: 'Visit the villa',
  },
};

/** The kinds of records that Zaps create, update, delete, find and poll, with the keys of these steps. */
export const editableKinds = (['lead', 'client', 'deal', 'task'] as const).map((noun) => ({
  ...kinds[noun],
  noun,
  collection: `${noun}s` as const,
  create: `create_${noun}`,
  update: `update_${noun}`,
  remove: `delete_${noun}`,
  find: `find_${noun}`,
  poll: `new_${noun}`,
}));

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

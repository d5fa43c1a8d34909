import type { CollectionName } from '../sandbox/index.js';
import type { ConnectedHeffl, Input } from './heffl.js';

/** A kind of record that Zaps create, with the smallest inputs of its actions. */
export type ActionKind = {
  readonly noun: string;
  readonly collection: CollectionName;
  readonly create: string;
  /** Goes to Heffl just as it stands here. */
  readonly createInput: (heffl: ConnectedHeffl) => Input;
};

/** A kind of record that Zaps change and delete as well. */
export type EditableKind = ActionKind & {
  readonly update: string;
  readonly remove: string;
  readonly find: string;
  readonly poll: string;
  /** A change that goes to Heffl just as it stands here. */
  readonly change: Input;
  /** The name, or title, of a record that the sandbox starts with. */
  readonly seeded: string;
};

export const editableKinds: readonly EditableKind[] = [
  {
    noun: 'lead',
    collection: 'leads',
    create: 'create_lead',
    update: 'update_lead',
    remove: 'delete_lead',
    find: 'find_lead',
    poll: 'new_lead',
    createInput: () => ({ name: 'Omar Khan' }),
    change: { title: 'Villa deep cleaning' },
    seeded: 'Jane Smith',
  },
  {
    noun: 'client',
    collection: 'clients',
    create: 'create_client',
    update: 'update_client',
    remove: 'delete_client',
    find: 'find_client',
    poll: 'new_client',
    createInput: () => ({ type: 'company', name: 'Gulf Coast Hotels' }),
    change: { website: 'https://hotels.example.com' },
    seeded: 'Blue Palm Hospitality',
  },
  {
    noun: 'deal',
    collection: 'deals',
    create: 'create_deal',
    update: 'update_deal',
    remove: 'delete_deal',
    find: 'find_deal',
    poll: 'new_deal',
    createInput: (heffl) => ({
      title: 'Pool maintenance',
      clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
      pipelineId: heffl.idOf('pipelines', 'Sales Pipeline'),
      stageId: heffl.idOf('pipelineStages', 'Site Visit'),
    }),
    change: { price: 18000 },
    seeded: 'Annual AC maintenance',
  },
  {
    noun: 'task',
    collection: 'tasks',
    create: 'create_task',
    update: 'update_task',
    remove: 'delete_task',
    find: 'find_task',
    poll: 'new_task',
    createInput: () => ({ title: 'Order spare parts' }),
    change: { status: 'COMPLETED' },
    seeded: 'Visit the villa',
  },
];

export const creatableKinds: readonly ActionKind[] = [
  ...editableKinds,
  {
    noun: 'invoice',
    collection: 'invoices',
    create: 'create_invoice',
    createInput: (heffl) => ({
      clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
      date: '2026-01-15T00:00:00.000Z',
      dueDate: '2026-02-14T00:00:00.000Z',
      lineItems: [{ name: 'AC maintenance', quantity: 4, price: 149.5 }],
    }),
  },
];

/** Lets each test of deals begin with the names of their stages known, which cost a request of their own once in minutes. */
export const withNamesKnown = (heffl: ConnectedHeffl, collection: CollectionName): void => {
  beforeEach(async () => {
    if (collection === 'deals') await heffl.run('new_deal');
  });
};

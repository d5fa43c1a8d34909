import { clients } from './clients.js';
import { contacts } from './contacts.js';
import { deals } from './deals.js';
import { formResponses } from './form-responses.js';
import { invoices } from './invoices.js';
import { leads } from './leads.js';
import { quotations } from './quotations.js';
import * as reference from './reference.js';
import { tasks } from './tasks.js';
import { webhooks } from './webhooks.js';

/** All that the sandbox can hold. */
export const resources = {
  ...{ leads, clients, contacts, deals, tasks, invoices, quotations, formResponses, webhooks },
  ...reference,
};

export type CollectionName = keyof typeof resources;

const isCollection = (name: string): name is CollectionName => name in resources;

export const collectionNames = Object.keys(resources).filter(isCollection);

import { clients } from './clients.js';
import { contacts } from './contacts.js';
import { deals } from './deals.js';
import { formResponses } from './form-responses.js';
import { invoices } from './invoices.js';
import { leadStages } from './lead-stages.js';
import { leads } from './leads.js';
import type { CollectionName } from './names.js';
import { pipelines, pipelineStages } from './pipelines.js';
import { products } from './products.js';
import { quotations } from './quotations.js';
import type { Resource } from './resource.js';
import { sources } from './sources.js';
import { tags } from './tags.js';
import { tasks } from './tasks.js';
import { taxRates } from './tax-rates.js';
import { users } from './users.js';
import { webhooks } from './webhooks.js';

/** All that the sandbox can hold. */
export const resources: Record<CollectionName, Resource> = {
  leads,
  clients,
  contacts,
  deals,
  tasks,
  invoices,
  quotations,
  formResponses,
  products,
  pipelines,
  pipelineStages,
  leadStages,
  sources,
  tags,
  taxRates,
  users,
  webhooks,
};

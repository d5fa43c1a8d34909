import { formFields } from '../src/forms/field.js';
import { picker } from '../src/forms/picker.js';
import { endpoints } from '../src/heffl/facts.js';
import { recordKind, servedKind } from '../src/kinds.js';
import { lead, leadsById } from '../src/resources/leads/record.js';
import { createStep } from '../src/steps/create.js';
import { deleteStep } from '../src/steps/delete.js';
import { dropdown } from '../src/steps/dropdown.js';
import { nameFilter } from '../src/steps/filters.js';
import { findStep } from '../src/steps/find.js';
import { findOrCreate } from '../src/steps/find-or-create.js';
import { instantTrigger } from '../src/steps/instant-trigger.js';
import { updateStep } from '../src/steps/update.js';

/*
 * What the compiler must refuse, and what it must accept. `npm run typecheck` fails if a line below `@ts-expect-error` compiles.
 * Nothing here runs.
 */

// Kinds: a sample has exactly the outputs, each of its type.

const outputs = [
  { key: 'id', label: 'ID', type: 'string', primary: true },
  { key: 'price', label: 'Price', type: 'number' },
  { key: 'tags', label: 'Tags', type: 'string', list: true },
  { key: 'lineItems[]name', label: 'Item', type: 'string' },
  { key: 'lineItems[]price', label: 'Item Price', type: 'number' },
] as const;
const row = { name: 'Visit', price: 250 };
const sample = { id: 'x_1', price: 250, tags: ['VIP'], lineItems: [row] };
const order = { noun: 'Order', outputs, sample } as const;
const served = { ...order, endpoint: endpoints.invoices } as const;
const link = { id: 'id', fills: {}, load: leadsById } as const;

export const kinds = [
  recordKind({ ...order, lacks: { event: ['price'] } }),
  servedKind({ ...served, customFields: 'named', lookups: { price: { label: 'Price', compare: 'text' } } }),
  // @ts-expect-error The sample lacks the price.
  recordKind({ ...order, sample: { id: 'x_1', tags: ['VIP'], lineItems: [row] } }),
  // @ts-expect-error The price is a number.
  recordKind({ ...order, sample: { ...sample, price: '250' } }),
  // @ts-expect-error Tags are a list.
  recordKind({ ...order, sample: { ...sample, tags: 'VIP' } }),
  // @ts-expect-error A line lacks its price.
  recordKind({ ...order, sample: { ...sample, lineItems: [{ name: 'Visit' }] } }),
  // @ts-expect-error The price of a line is a number.
  recordKind({ ...order, sample: { ...sample, lineItems: [{ ...row, price: '250' }] } }),
  // @ts-expect-error No output has this key.
  recordKind({ ...order, lacks: { event: ['prise'] } }),
  // @ts-expect-error Records reach a step in no such way.
  recordKind({ ...order, lacks: { events: ['price'] } }),
  // @ts-expect-error A link has the key of an output.
  recordKind({ ...order, links: [{ ...link, id: 'clientId' }] }),
  // @ts-expect-error A link fills an output.
  recordKind({ ...order, links: [{ ...link, fills: { nmae: 'name' } }] }),
  // @ts-expect-error A sample has an ID.
  recordKind({ noun: 'Order', outputs: [], sample: {} }),
  // @ts-expect-error An output has no such type.
  recordKind({ noun: 'Order', outputs: [{ key: 'id', label: 'ID', type: 'text' }], sample: { id: 'x_1' } }),
  // @ts-expect-error An order has no such field to search by.
  servedKind({ ...served, lookups: { prise: { label: '' } } }),
  // @ts-expect-error An order has no such field to compare.
  servedKind({ ...served, lookups: { price: { label: 'Price', fields: ['prise'] } } }),
  // @ts-expect-error There is no such way to compare.
  servedKind({ ...served, lookups: { price: { label: 'Price', compare: 'sound' } } }),
  // @ts-expect-error No task is linked to such a record.
  servedKind({ ...served, lookups: { price: { label: 'Price', entity: 'projects' } } }),
  // @ts-expect-error There is no such way to have custom fields.
  servedKind({ ...served, customFields: 'all' }),
];

// Forms: formats, lists and searches exist.

const field = { key: 'price', label: 'Price' };

export const fields = [
  formFields([{ ...field, meta: { format: 'number' } }]),
  // @ts-expect-error There is no such format.
  formFields([{ ...field, meta: { format: 'nmuber' } }]),
  // @ts-expect-error Nor in a column of line items.
  formFields([{ key: 'lineItems', children: [{ ...field, meta: { format: 'nmuber' } }] }]),
  // @ts-expect-error There is no such list.
  formFields([{ ...field, dynamic: 'laed_list.id.label' }]),
  // @ts-expect-error There is no such search.
  formFields([{ ...field, dynamic: 'lead_list.id.label', search: 'find_laed.id' }]),
  // @ts-expect-error A list has an ID and a name.
  formFields([{ ...field, dynamic: 'lead_list.email.label' }]),
  picker({ key: 'id', label: 'Lead', list: 'lead_list' }),
  // @ts-expect-error There is no such list.
  picker({ key: 'id', label: 'Lead', list: 'laed_list' }),
];

// Steps: fields, events, lists and searches exist.

const shown = { label: 'New Lead', description: 'Triggers when a new lead is added.' };
const created = { ...shown, key: 'a', kind: lead, event: 'lead.created' } as const;
const unserved = recordKind(order);
const id = picker({ key: 'id', label: 'Lead', list: 'lead_list' });
const email = { key: 'email', label: 'Email' } as const;
const leadStep = { kind: lead, description: 'Does what it is called.' };
const load = () => Promise.resolve({ choices: [] });
const stageList = { key: 'lead_stage_list', noun: 'Stage', load } as const;
const stages = { key: 'stages', label: 'Stages', list: stageList };

export const steps = [
  instantTrigger({ ...created, sample: { stage: 'New' } }),
  // @ts-expect-error Heffl has no such event.
  instantTrigger({ ...created, event: 'lead.exploded' }),
  // @ts-expect-error Heffl has no such event.
  instantTrigger({ ...created, otherEvents: ['lead.moved'] }),
  // @ts-expect-error Heffl has no such event.
  instantTrigger({ ...created, optionalEvents: ['lead.moved'] }),
  instantTrigger({ ...created, watch: { created: 'lead.created', constant: ['number'] } }),
  // @ts-expect-error Heffl has no such event.
  instantTrigger({ ...created, watch: { created: 'lead.made', constant: ['number'] } }),
  // @ts-expect-error A lead has no such field to watch.
  instantTrigger({ ...created, watch: { created: 'lead.created', constant: ['nubmer'] } }),
  // @ts-expect-error A lead has no such field.
  instantTrigger({ ...created, sample: { stagee: 'New' } }),
  // @ts-expect-error A stage is a text.
  instantTrigger({ ...created, sample: { stage: 1 } }),

  // Events may hold a kind that the API does not serve.
  instantTrigger({ ...created, kind: unserved }),
  // @ts-expect-error An action cannot.
  createStep({ key: 'a', kind: unserved, description: '', fields: [] }),

  findStep({ ...leadStep, key: 'find_lead' }),
  // @ts-expect-error There is no such search.
  findStep({ ...leadStep, key: 'find_laed' }),
  // @ts-expect-error There is no such search.
  findOrCreate(lead, 'find_laed', 'create_lead'),

  updateStep({ ...leadStep, key: 'a', fields: [id, email], notClearable: ['email'] }),
  // @ts-expect-error The form has no such field.
  updateStep({ ...leadStep, key: 'a', fields: [id, email], notClearable: ['emial'] }),
  // @ts-expect-error The form has no such field.
  updateStep({ ...leadStep, key: 'a', fields: [id, email], notClearable: [], clearTogether: ['emial'] }),
  // @ts-expect-error The form has no such field.
  updateStep({ ...leadStep, key: 'a', fields: [id, email], notClearable: [], lists: ['emial'] }),

  deleteStep({ ...leadStep, key: 'a', id }),
  // @ts-expect-error The record to delete is called `id` in every form.
  deleteStep({ ...leadStep, key: 'a', id: picker({ key: 'leadId', label: 'Lead', list: 'lead_list' }) }),

  dropdown({ key: 'lead_list', noun: 'Lead', load }),
  // @ts-expect-error No form opens this list.
  dropdown({ key: 'laed_list', noun: 'Lead', load }),

  nameFilter(lead, 'stage', stages),
  // @ts-expect-error A lead has no such field to filter by.
  nameFilter(lead, 'stagee', stages),
  // @ts-expect-error There is no such list.
  nameFilter(lead, 'stage', { ...stages, list: { ...stageList, key: 'stage_list' } }),
];

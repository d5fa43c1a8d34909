import type { InferInputData } from 'zapier-platform-core';
import { picker } from '../src/forms/picker.js';
import type { Call } from '../src/heffl/client.js';
import type { RecordKind, ServedKind } from '../src/kinds.js';
import type { createDealFields } from '../src/resources/deals/fields.js';
import type { updateLeadFields } from '../src/resources/leads/fields.js';
import { lead } from '../src/resources/leads/record.js';
import { createStep } from '../src/steps/create.js';
import { deleteStep } from '../src/steps/delete.js';
import { findStep } from '../src/steps/find.js';
import { instantTrigger } from '../src/steps/instant-trigger.js';

/*
 * What the compiler has to refuse, and what it has to let pass: `npm run typecheck` fails where a line below that
 * should be an error is none, or the other way round. Nothing here runs.
 */

type Deal = InferInputData<typeof createDealFields>;
type LeadUpdate = InferInputData<typeof updateLeadFields>;

const links = { clientId: 'clt_1', pipelineId: 'dpl_1', stageId: 'dps_1' };

export const forms = {
  smallestDeal: { title: 'Pool maintenance', ...links } satisfies Deal,
  fullDeal: { title: 'Pool maintenance', ...links, price: '12,000', priority: 'HIGH' } satisfies Deal,
  // @ts-expect-error A deal has a title.
  untitledDeal: links satisfies Deal,
  leadUpdate: { id: 'ld_1', value: '2500', tags: ['VIP'] } satisfies LeadUpdate,
  // @ts-expect-error Tags are a list.
  taggedLead: { id: 'ld_1', tags: 'VIP' } satisfies LeadUpdate,
  // @ts-expect-error A deal has a client, which a picker asks for.
  clientlessDeal: { title: 'Pool maintenance', pipelineId: 'dpl_1', stageId: 'dps_1' } satisfies Deal,
  // @ts-expect-error An update names its record.
  namelessLead: { name: 'Jane Smith' } satisfies LeadUpdate,
};

const shown = { label: 'New Lead', description: 'Triggers when a new lead is added.' };
const unserved = { noun: 'Contact', outputs: [], sample: { id: 'ct_1' } } satisfies RecordKind;

const step = { key: 'a', kind: lead, description: 'Does what it is called.' };

export const steps = [
  instantTrigger({ ...shown, key: 'a', kind: lead, event: 'lead.created' }),
  // @ts-expect-error Heffl has no such event.
  instantTrigger({ ...shown, key: 'a', kind: lead, event: 'lead.exploded' }),
  // @ts-expect-error Nor this one among several.
  instantTrigger({ ...shown, key: 'a', kind: lead, event: 'lead.created', otherEvents: ['lead.moved'] }),

  // An event may be all that Heffl has of a record; to create one takes an endpoint.
  instantTrigger({ ...shown, key: 'a', kind: unserved, event: 'contact.created' }),
  // @ts-expect-error v1 serves no contacts.
  createStep({ key: 'a', kind: unserved, description: '', fields: [] }),

  findStep({ ...step, lookups: { name: { label: 'Name', fields: ['name'], compare: 'text' } } }),
  // @ts-expect-error There is no such way to compare.
  findStep({ ...step, lookups: { name: { label: 'Name', fields: ['name'], compare: 'sound' } } }),

  deleteStep({ ...step, id: picker({ key: 'id', label: 'Lead', list: 'lead_list' }) }),
  // @ts-expect-error The record to delete is called `id` in every form.
  deleteStep({ ...step, id: picker({ key: 'leadId', label: 'Lead', list: 'lead_list' }) }),
];

const call = { path: '/leads', toDo: 'list the leads', noun: 'lead' };

export const calls = {
  known: { ...call, method: 'GET' } satisfies Call,
  // @ts-expect-error Heffl has no such method.
  unknown: { ...call, method: 'HEAD' } satisfies Call,
};

// @ts-expect-error A sample is a record, and has an ID.
export const kind: ServedKind = { ...lead, sample: { name: 'Jane Smith' } };

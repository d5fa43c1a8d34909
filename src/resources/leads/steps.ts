import { firstText } from '../../heffl/json.js';
import { listOf } from '../../steps/choice-lists.js';
import { createStep } from '../../steps/create.js';
import { createOrUpdateStep } from '../../steps/create-or-update.js';
import { deleteStep } from '../../steps/delete.js';
import { dropdown } from '../../steps/dropdown.js';
import { nameFilter } from '../../steps/filters.js';
import { findStep } from '../../steps/find.js';
import { findOrCreate } from '../../steps/find-or-create.js';
import { instantTrigger } from '../../steps/instant-trigger.js';
import { pollingTrigger } from '../../steps/polling-trigger.js';
import { updateStep } from '../../steps/update.js';
import { leadSourceList, leadStageList, tagList } from '../reference/record.js';
import type { Resource } from '../resource.js';
import { createLeadFields, leadPicker, updateLeadFields, updateLeadForm } from './fields.js';
import { lead } from './record.js';

const bySource = nameFilter(lead, 'source', {
  key: 'sources',
  label: 'Only These Sources',
  list: leadSourceList,
  helpText: 'Only leads from these sources, for example Instagram. Leave it empty for leads from everywhere.',
});

const byStage = nameFilter(lead, 'stage', {
  key: 'stages',
  label: 'Only These Stages',
  list: leadStageList,
  helpText:
    'Only leads that move to one of these stages, for example Contacted. Leave it empty for every stage.',
});

const names = [leadStageList, leadSourceList, tagList];

export const leads: Resource = {
  triggers: [
    instantTrigger({
      key: 'lead_created',
      kind: lead,
      event: 'lead.created',
      label: 'New Lead',
      hasPollingTwin: true,
      description: 'Triggers when a new lead is added.',
      filters: [bySource],
    }),
    instantTrigger({
      key: 'lead_updated',
      kind: lead,
      event: 'lead.updated',
      label: 'Lead Details Changed',
      description: 'Triggers when a lead changes. You can choose which fields matter.',
      watch: { created: 'lead.created', constant: ['id', 'number', 'createdAt'] },
    }),
    instantTrigger({
      key: 'lead_stage_changed',
      kind: lead,
      event: 'lead.stageChanged',
      label: 'Lead Stage Changed',
      description: 'Triggers when a lead moves to another stage.',
      sample: { stage: 'Contacted' },
      filters: [byStage],
    }),
    instantTrigger({
      key: 'lead_deleted',
      kind: lead,
      event: 'lead.deleted',
      label: 'Deleted Lead',
      description: 'Triggers when a lead is deleted. You get the lead as it last was.',
    }),
    pollingTrigger({
      key: 'new_lead',
      kind: lead,
      label: 'New Lead (Polling)',
      description:
        'Triggers when a new lead is added. Checks every few minutes. Use it only if New Lead cannot be switched on.',
      filter: bySource,
    }),
    dropdown({
      key: 'lead_list',
      noun: 'Lead',
      load: listOf(lead, ({ email, mobile, number }) => [firstText(email, mobile, number)]),
    }),
  ],
  creates: [
    createStep({
      key: 'create_lead',
      kind: lead,
      description: 'Creates a new lead. If it may exist already, use Find or Create Lead.',
      fields: createLeadFields,
      names,
    }),
    createOrUpdateStep({
      key: 'create_or_update_lead',
      kind: lead,
      description: 'Updates a lead, or creates it if it is not there yet. Nobody is added twice.',
      fields: createLeadFields,
      updatable: updateLeadFields,
      names,
    }),
    updateStep({
      key: 'update_lead',
      kind: lead,
      description: 'Updates a lead. Fields that you leave empty stay as they are.',
      fields: updateLeadFields,
      names,
      form: updateLeadForm,
      lists: ['tags'],
      notClearable: ['name', 'stageId', 'source'],
    }),
    deleteStep({ key: 'delete_lead', kind: lead, description: 'Deletes a lead for good.', id: leadPicker }),
  ],
  searches: [
    findStep({
      key: 'find_lead',
      kind: lead,
      description: 'Finds a lead by email, mobile, name, lead number, website, ID or a custom field.',
      createFields: createLeadFields,
    }),
  ],
  searchOrCreates: [findOrCreate(lead, 'find_lead', 'create_lead')],
};

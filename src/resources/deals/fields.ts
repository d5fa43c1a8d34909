import { HOW_ZAPIER_READS_DATES } from '../../forms/dates.js';
import { formFields } from '../../forms/field.js';
import { picker } from '../../forms/picker.js';
import { choices } from '../../heffl/facts.js';

export const dealPicker = picker({
  key: 'id',
  label: 'Deal',
  list: 'deal_list',
  required: true,
  helpText:
    'Choose the deal. For a different one in each run, add a Find Deal step before this one, or choose the Deal ID of an earlier step.',
});

const title = {
  key: 'title',
  label: 'Title',
  type: 'string',
  helpText: 'What you want to sell, for example Annual pest control contract.',
} as const;

const stage = picker({
  key: 'stageId',
  label: 'Stage',
  list: 'pipeline_stage_list',
  helpText: 'How far you have come with this deal, for example Quotation Sent.',
});

const details = formFields([
  {
    key: 'price',
    label: 'Price',
    type: 'string',
    meta: { format: 'number' },
    helpText: 'What you earn if you win it, in the currency of your workspace, for example 12000.',
  },
  {
    key: 'expectedCloseDate',
    label: 'Expected Close Date',
    type: 'datetime',
    meta: { format: 'day' },
    helpText: `The day by which you expect to win it, for example 2026-04-30. ${HOW_ZAPIER_READS_DATES}`,
  },
  {
    key: 'priority',
    label: 'Priority',
    type: 'string',
    choices: choices.priority,
    helpText: 'How much it matters to you, for example High.',
  },
  picker({
    key: 'sourceId',
    label: 'Source',
    list: 'lead_source_list',
    helpText: 'Where the deal comes from, for example Referral.',
  }),
]);

export const createDealFields = formFields([
  { ...title, required: true },
  picker({
    key: 'clientId',
    label: 'Client',
    list: 'client_list',
    required: true,
    helpText:
      'Who the deal is with. If it is another client each time, choose the Client ID of an earlier step, or add a Find or Create Client step before this one.',
  }),
  picker({
    key: 'pipelineId',
    label: 'Pipeline',
    list: 'pipeline_list',
    required: true,
    helpText: 'Where the deal goes, for example Sales Pipeline. The stages below are those of this pipeline.',
  }),
  { ...stage, required: true, dependsOn: ['pipelineId'] },
  ...details,
  picker({
    key: 'leadId',
    label: 'Lead',
    list: 'lead_list',
    helpText: 'The lead that became this deal, if there was one.',
  }),
]);

export const updateDealFields = formFields([
  dealPicker,
  title,
  {
    ...stage,
    helpText:
      'The stage to move the deal to. The list has the stages of all your pipelines: choose one of the pipeline that this deal is in.',
  },
  {
    key: 'status',
    label: 'Status',
    type: 'string',
    choices: choices.dealStatus,
    helpText: 'Won or Lost closes the deal, Active opens it again.',
  },
  ...details,
]);

import { type Form, formFields } from '../../forms/field.js';
import { multiPicker, picker } from '../../forms/picker.js';
import { listMode } from '../../steps/list-mode.js';

export const leadPicker = picker({
  key: 'id',
  label: 'Lead',
  list: 'lead_list',
  required: true,
  helpText:
    'Choose the lead. For a different one in each run, add a Find Lead step before this one, or choose the Lead ID of an earlier step.',
});

const name = {
  key: 'name',
  label: 'Name',
  type: 'string',
  helpText: 'The full name of the person or company, for example Fatima Hassan.',
} as const;

const details = formFields([
  {
    key: 'email',
    label: 'Email',
    type: 'string',
    meta: { format: 'email' },
    helpText: 'For example fatima@example.com.',
  },
  {
    key: 'mobile',
    label: 'Mobile',
    type: 'string',
    meta: { format: 'phone' },
    helpText:
      'With the country code, for example +971 50 123 4567. A number without one, such as 050 123 4567, is taken to be from the Default Country of your Heffl connection. Without that, it is saved as typed.',
  },
  {
    key: 'secondaryMobile',
    label: 'Second Mobile',
    type: 'string',
    meta: { format: 'phone' },
    helpText: 'Another number of the same person, for example +971 55 765 4321 for WhatsApp.',
  },
  {
    key: 'title',
    label: 'Title',
    type: 'string',
    helpText:
      'What the person asks for, for example Villa deep cleaning. Some teams keep the job title here. For a longer message, use one of your custom fields.',
  },
  {
    key: 'value',
    label: 'Value',
    type: 'string',
    meta: { format: 'number' },
    helpText: 'What this lead may be worth to you, in the currency of your workspace, for example 2500.',
  },
  { key: 'website', label: 'Website', type: 'string', helpText: 'For example `https://example.com`.' },
  picker({
    key: 'stageId',
    label: 'Stage',
    list: 'lead_stage_list',
    helpText: 'How far you have come with this lead, for example Contacted.',
  }),
  picker({
    key: 'sourceId',
    label: 'Source',
    list: 'lead_source_list',
    helpText: 'Where the lead comes from, for example WhatsApp.',
  }),
  {
    key: 'source',
    label: 'Source Name',
    type: 'string',
    helpText: 'Only if Source is empty: the name that an earlier step gives you, for example Instagram.',
  },
  multiPicker({
    key: 'tags',
    label: 'Tags',
    list: 'tag_list',
    helpText: 'The tags that you sort leads by, for example VIP.',
  }),
]);

export const createLeadFields = formFields([{ ...name, required: true }, ...details]);

export const updateLeadFields = formFields([leadPicker, name, ...details]);

export const updateLeadForm: Form = [
  ...updateLeadFields,
  listMode({
    label: 'Replace or Add Tags',
    helpText:
      'What the tags above do to those that the lead has: Replace removes the others, Add keeps them.',
  }),
];

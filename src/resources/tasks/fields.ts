import type { Bundle, ZObject } from 'zapier-platform-core';
import { errorTexts } from '../../errors.js';
import { keyOfChoice } from '../../forms/choices.js';
import { HOW_ZAPIER_READS_DATES } from '../../forms/dates.js';
import { type Field, type Form, formFields } from '../../forms/field.js';
import { multiPicker, picker } from '../../forms/picker.js';
import { YES_NO } from '../../forms/yes-no.js';
import { choices } from '../../heffl/facts.js';
import { type JsonObject, textOf } from '../../heffl/json.js';
import { halted } from '../../heffl/refusals.js';
import { listMode } from '../../steps/list-mode.js';

export const taskPicker = picker({
  key: 'id',
  label: 'Task',
  list: 'task_list',
  required: true,
  helpText:
    'Choose the task. For a different one in each run, add a Find Task step before this one, or choose the Task ID of an earlier step.',
});

const title = {
  key: 'title',
  label: 'Title',
  type: 'string',
  helpText: 'What is to be done, for example Call Jane Smith about the site visit.',
} as const;

const details = formFields([
  {
    key: 'dueDate',
    label: 'Due Date',
    type: 'datetime',
    meta: { format: 'moment' },
    helpText: `When it has to be done, for example 2026-01-20 17:00, or in 2 days. ${HOW_ZAPIER_READS_DATES}`,
  },
  multiPicker({
    key: 'assigneeIds',
    label: 'Assignees',
    list: 'assignee_list',
    helpText:
      'Who does it. The list has the people of your recent tasks, by name once they have created one. If someone is missing, give them a task in Heffl, and open this list again after five minutes.',
  }),
  {
    key: 'description',
    label: 'Description',
    type: 'text',
    helpText: 'What the person who does it should know, for example Ring at gate 2.',
  },
  {
    key: 'priority',
    label: 'Priority',
    type: 'string',
    choices: choices.priority,
    helpText: 'How much it matters, for example High.',
  },
  {
    key: 'status',
    label: 'Status',
    type: 'string',
    choices: choices.taskStatus,
    helpText: 'How far the task has come, for example In Progress.',
  },
]);

const more = formFields([
  {
    key: 'type',
    label: 'Type',
    type: 'string',
    choices: choices.taskType,
    group: 'more',
    helpText: 'What kind of task it is, for example Call.',
  },
  {
    key: 'startDate',
    label: 'Start Date',
    type: 'datetime',
    group: 'more',
    meta: { format: 'moment' },
    helpText: `When to begin, for example 2026-01-20 09:00, or tomorrow 9am. ${HOW_ZAPIER_READS_DATES}`,
  },
  {
    key: 'showTime',
    label: 'Show the Time of Day',
    type: 'string',
    group: 'more',
    choices: YES_NO,
    meta: { format: 'yesNo' },
    helpText: 'Yes shows the time next to the date in Heffl, no shows only the date.',
  },
  {
    key: 'durationMinutes',
    label: 'Duration in Minutes',
    type: 'string',
    meta: { format: 'wholeNumber' },
    group: 'more',
    helpText: 'How long it takes, for example 30.',
  },
  multiPicker({
    key: 'tagIds',
    label: 'Tags',
    list: 'tag_list',
    group: 'more',
    helpText: 'The tags that you sort tasks by, for example Urgent.',
  }),
]);

const entity = {
  key: 'entity',
  label: 'Linked To',
  type: 'string',
  choices: choices.taskEntity,
  group: 'link',
  helpText: 'What the task is about: a lead or a deal. The next field asks which one.',
} as const;

const entityId = { key: 'entityId', label: 'Lead or Deal', type: 'string' } as const;

/** The picker of the record that the task is linked to, by what it is linked to. */
const linkedRecord = (_z: ZObject, { inputData }: Bundle) => {
  const chosen = keyOfChoice(choices.taskEntity, textOf(inputData.entity) ?? '');
  return Object.entries(linkable).flatMap(([key, field]) => (key === chosen ? [field] : []));
};

const linkable = {
  leads: picker({
    key: entityId.key,
    label: 'Lead',
    list: 'lead_list',
    group: entity.group,
    helpText:
      'The lead that the task is about. For a different one in each run, choose the Lead ID of an earlier step.',
  }),
  deals: picker({
    key: entityId.key,
    label: 'Deal',
    list: 'deal_list',
    group: entity.group,
    helpText:
      'The deal that the task is about. For a different one in each run, choose the Deal ID of an earlier step.',
  }),
} satisfies Record<keyof typeof choices.taskEntity, Field>;

const link: Form = [{ ...entity, altersDynamicFields: true }, linkedRecord];

export const taskFieldGroups = [
  { key: 'link', label: 'Lead or Deal' },
  { key: 'more', label: 'More Details' },
];

const created = formFields([{ ...title, required: true }, ...details]);
const updated = formFields([taskPicker, title, ...details]);

export const createTaskFields = formFields([...created, entity, entityId, ...more]);

export const createTaskForm: Form = [...created, ...link, ...more];

export const updateTaskFields = formFields([...updated, entity, entityId, ...more]);

export const updateTaskForm: Form = [
  ...updated,
  ...link,
  ...more,
  listMode({
    label: 'Replace or Add Assignees and Tags',
    group: 'more',
    helpText:
      'What the assignees and tags above do to those that the task has: Replace removes the others, Add keeps them.',
  }),
];

/**
 * Heffl takes what a task is linked to and the record itself together, or neither.
 *
 * @throws HaltedError that names the one that is missing
 */
export const requireWholeLink = (z: ZObject, body: JsonObject): void => {
  const [missing] = [entity, entityId].filter(({ key }) => !(key in body));
  const isHalf = missing !== undefined && (entity.key in body || entityId.key in body);
  if (isHalf) throw halted(z, errorTexts.required({ label: missing.label }));
};

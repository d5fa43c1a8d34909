import { inWords } from '../../forms/choices.js';
import { choices } from '../../heffl/facts.js';
import { listOf } from '../../steps/choice-lists.js';
import { createStep } from '../../steps/create.js';
import { deleteStep } from '../../steps/delete.js';
import { dropdown } from '../../steps/dropdown.js';
import { findStep } from '../../steps/find.js';
import { findOrCreate } from '../../steps/find-or-create.js';
import { pollingTrigger } from '../../steps/polling-trigger.js';
import { updateStep } from '../../steps/update.js';
import { tagList } from '../reference/record.js';
import type { Resource } from '../resource.js';
import { loadAssignees } from './assignees.js';
import {
  createTaskFields,
  createTaskForm,
  requireWholeLink,
  taskFieldGroups,
  taskPicker,
  updateTaskFields,
  updateTaskForm,
} from './fields.js';
import { task } from './record.js';

export const tasks: Resource = {
  triggers: [
    pollingTrigger({
      key: 'new_task',
      kind: task,
      label: 'New Task',
      description: 'Triggers when a new task is added. Checks every few minutes.',
    }),
    dropdown({
      key: 'task_list',
      noun: 'Task',
      load: listOf(task, ({ number, status }) => [number, inWords(choices.taskStatus, status)]),
    }),
    dropdown({ key: 'assignee_list', noun: 'Assignee', load: loadAssignees }),
  ],
  creates: [
    createStep({
      key: 'create_task',
      kind: task,
      description: 'Creates a new task, linked to a lead or a deal if you choose one.',
      fields: createTaskFields,
      names: [tagList],
      form: createTaskForm,
      groups: taskFieldGroups,
      check: requireWholeLink,
    }),
    updateStep({
      key: 'update_task',
      kind: task,
      description: 'Updates a task. Fields that you leave empty stay as they are.',
      fields: updateTaskFields,
      names: [tagList],
      form: updateTaskForm,
      groups: taskFieldGroups,
      lists: ['assigneeIds', 'tagIds'],
      check: requireWholeLink,
      notClearable: ['title', 'status', 'type', 'showTime'],
      clearTogether: ['entity', 'entityId'],
    }),
    deleteStep({ key: 'delete_task', kind: task, description: 'Deletes a task for good.', id: taskPicker }),
  ],
  searches: [
    findStep({
      key: 'find_task',
      kind: task,
      description: 'Finds a task by its lead, deal or client, title, task number or ID.',
      createFields: createTaskFields,
    }),
  ],
  searchOrCreates: [findOrCreate(task, 'find_task', 'create_task')],
};

import { z } from 'zod';
import { pick } from '../fields.js';
import { date, flag, id, ids, required, text } from '../validation.js';
import { changedList, type Resource, resource } from './resource.js';

export const tasks: Resource = resource({
  noun: 'task',
  prefix: 'tsk',
  numbers: 'TSK',
  numericIds: true,
  paths: ['/tasks'],
  fields: {
    title: required,
    description: text,
    status: z.enum(['OPEN', 'IN_PROGRESS', 'ON_HOLD', 'COMPLETED', 'CANCELLED']).optional(),
    type: z.enum(['call', 'todo', 'meeting']).optional(),
    priority: z.enum(['LOW', 'MEDIUM', 'HIGH']).nullish(),
    startDate: date,
    dueDate: date,
    showTime: flag,
    durationMinutes: z.number().min(0).nullish(),
    assigneeIds: ids,
    tagIds: ids,
    entity: z.enum(['projects', 'leads', 'deals']).nullish(),
    entityId: id,
  },
  defaults: { status: 'OPEN', type: 'todo', showTime: false, assigneeIds: [], tagIds: [] },
  // Assignees are not looked up: the API gives no way to learn the users' IDs.
  references: { tagIds: 'tags' },
  complete: (change, task, records) => {
    const now = new Date(records.now()).toISOString();
    return {
      createdById: task.createdById ?? records.list('users')[0]?.id,
      ...change,
      ...changedList('assigneeIds', change, task, records.readings),
      ...changedList('tagIds', change, task, records.readings),
      updatedAt: now,
      completedOn: { ...task, ...change }.status === 'COMPLETED' ? (task.completedOn ?? now) : null,
    };
  },
  check: ({ entity, entityId }, records) => {
    if ((entity ?? null) === null && (entityId ?? null) === null) return [];
    if (!entity || !entityId)
      return [{ field: 'entityId', message: 'entity and entityId must be sent together' }];
    if (entity === 'projects' || records.get(entity === 'leads' ? 'leads' : 'deals', entityId)) return [];
    return [{ field: 'entityId', message: 'entityId names no record of that entity' }];
  },
  // A task hangs on one record; answers name it by its kind.
  answer: ({ entity, entityId, ...task }, records) => ({
    ...pick(task, ['completedOn', 'updatedAt', 'createdById']),
    createdByName: records.nameOf('users', task.createdById),
    leadId: entity === 'leads' ? entityId : null,
    dealId: entity === 'deals' ? entityId : null,
    projectId: entity === 'projects' ? entityId : null,
    clientId: entity === 'deals' ? (records.get('deals', entityId)?.clientId ?? null) : null,
  }),
});

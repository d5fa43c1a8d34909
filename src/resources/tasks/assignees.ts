import { type JsonObject, textOf } from '../../heffl/json.js';
import { fetchPage } from '../../heffl/pages.js';
import type { Choice, Load } from '../../steps/dropdown.js';
import { task } from './record.js';

/**
 * The people of recent tasks. v1 has no list of users; a task tells the IDs of those who do it, and the name of the one
 * who wrote it.
 */
export const loadAssignees: Load = async (run, cursor) => {
  const { items, next } = await fetchPage(run.z, run.heffl, {
    endpoint: task.endpoint,
    noun: 'task',
    cursor,
  });
  const names = new Map(items.flatMap(namedPeople));
  const ids = new Set([...names.keys(), ...items.flatMap(assigneesOf)]);
  return { choices: [...ids].map((id) => choiceFor(id, names.get(id))), next };
};

const namedPeople = ({ createdById, createdByName }: JsonObject): [string, string][] => {
  const [id, name] = [textOf(createdById), textOf(createdByName)];
  return id !== undefined && name !== undefined ? [[id, name]] : [];
};

const assigneesOf = ({ assigneeIds }: JsonObject): string[] =>
  Array.isArray(assigneeIds) ? assigneeIds.map(textOf).filter((id) => id !== undefined) : [];

const choiceFor = (id: string, name = id): Choice => ({ id, name, label: name });

import { endpoints } from '../../heffl/facts.js';
import { type JsonObject, textOf } from '../../heffl/json.js';
import { fetchPage } from '../../heffl/pages.js';
import type { Choice, Load } from '../../steps/choice-lists.js';
import { listedEntries } from '../../steps/linked-records.js';

/**
 * The people of recent tasks. v1 has no list of users; a task holds the IDs of its assignees, and the name of the one
 * who created it.
 */
export const loadAssignees: Load = async (run, cursor) => {
  const { items, next } = await fetchPage(run.z, run.heffl, {
    endpoint: endpoints.tasks,
    noun: 'task',
    cursor,
  });
  const names = new Map(items.flatMap(namedPeople));
  const ids = new Set([...names.keys(), ...items.flatMap(assigneesOf)]);
  return { choices: [...ids].map((id) => choiceFor(id, names.get(id))), next };
};

/** The names of people by ID, as far as the newest 100 tasks hold them. */
export const assigneesById = listedEntries(
  { key: 'assignee_list', load: loadAssignees },
  {
    counts: ({ id, name }) => id !== name,
    mostPages: 1,
  },
);

const namedPeople = ({ createdById, createdByName }: JsonObject): [string, string][] => {
  const [id, name] = [textOf(createdById), textOf(createdByName)];
  return id !== undefined && name !== undefined ? [[id, name]] : [];
};

const assigneesOf = ({ assigneeIds }: JsonObject): string[] =>
  Array.isArray(assigneeIds) ? assigneeIds.map(textOf).filter((id) => id !== undefined) : [];

const choiceFor = (id: string, name = id): Choice => ({ id, name, label: name });

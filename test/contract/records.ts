import { choices, CUSTOM_FIELD_PREFIX } from '../../src/heffl/facts.js';
import { isObject, type JsonObject } from '../../src/heffl/json.js';
import { readCustomFields, readRecord } from '../../src/heffl/records.js';
import { task } from '../../src/resources/tasks/record.js';
import {
  assumedIf,
  CUSTOM_FIELD_FORM,
  customFieldForm,
  listed,
  ok,
  pathOf,
  recentOf,
  recentOfAll,
  recordIn,
} from './answers.js';
import { answered, assumed, type Case, type Cases, listing, notAsked, refuted, tolerated } from './case.js';
import type { Reader } from './live.js';

const choiceCase = (
  collection: 'clients' | 'deals' | 'tasks',
  field: string,
  choice: keyof typeof choices,
): Case<Reader> => {
  const known = Object.keys(choices[choice]);
  const path = pathOf(collection);
  return {
    question: `Which values does ${field} have on ${collection}?`,
    asked: `GET ${path}`,
    assumed: known.join(', '),
    fact: `src/heffl/facts.ts: choices.${choice}`,
    find: async (heffl) => {
      const values = (await recentOf(heffl, collection)).map((record) => record[field] ?? []).flat();
      if (values.length === 0) return notAsked(`none of the newest ${collection} has a ${field}`);
      const unknown = values.map(String).filter((value) => !known.includes(value));
      return unknown.length > 0 ? refuted(`also ${listed(unknown)}`) : assumed(listed(values.map(String)));
    },
    refuted: { 'also PENDING': listing(path, { id: '1', [field]: 'PENDING' }) },
    notAsked: { [`none of the newest ${collection} has a ${field}`]: listing(path, { id: '1' }) },
  };
};

/** `leads.stageId`, `pipelines.stages.id`: which of a record's IDs are numbers. */
const numericIdsIn = (record: JsonObject, name: string): string[] =>
  Object.entries(record).flatMap(([key, value]) => {
    if (key === 'customFields' || key.startsWith(CUSTOM_FIELD_PREFIX)) return [];
    const path = `${name}.${key}`;
    return [value].flat().flatMap((item: unknown) => {
      if (isObject(item)) return numericIdsIn(item, path);
      return typeof item === 'number' && /^id$|Ids?$/.test(key) ? [path] : [];
    });
  });

/** A list with one lead, and the same lead by its ID. */
const oneLead = (byId: unknown) => [
  ...listing('/leads', { id: 'ld_1' }),
  ...answered('GET', '/leads/ld_1', 200, byId),
];

/** The fields of a task that its steps cannot do without. */
const TASK_NEEDS = ['title', 'status', 'createdAt'];
const { createdByName, ...unsigned } = task.sample;

/** What Heffl's records look like. */
export const records: Cases<Reader> = {
  'one-record': {
    question: 'How does Heffl answer with one record?',
    asked: 'GET /leads/{id}',
    assumed: 'the record itself, as in a list',
    fact: 'src/heffl/records.ts: unwrapped',
    find: async (heffl) => {
      const [first] = await recentOf(heffl, 'leads');
      const reply = ok(await heffl.get(pathOf('leads', first.id)));
      const record = recordIn(reply);
      if (!record || String(record.id) !== String(first.id))
        return refuted('without the ID that was asked for');
      if (record !== reply.data) return tolerated('within data');
      const more = Object.keys(record).filter((key) => !(key in first));
      return more.length > 0
        ? tolerated(`with more than in a list: ${listed(more)}`)
        : assumed('as in a list');
    },
    tolerated: {
      'within data': oneLead({ data: { id: 'ld_1' } }),
      'with more than in a list: notes': oneLead({ id: 'ld_1', notes: '' }),
    },
    refuted: { 'without the ID that was asked for': oneLead({ lead: { id: 'ld_1' } }) },
  },
  'id-types': {
    question: 'What are IDs made of?',
    asked: 'GET /leads, /clients, /deals, /tasks, /pipelines, /leads/stages, /leads/sources',
    assumed: 'text',
    fact: 'src/heffl/records.ts: readRecord',
    find: async (heffl) => {
      const { records, rest } = await recentOfAll(heffl, [
        ...(['leads', 'clients', 'deals', 'tasks', 'pipelines', 'leadStages', 'leadSources'] as const),
      ]);
      const numeric = records.flatMap(({ name, record }) => numericIdsIn(record, name));
      if (numeric.length === 0) return assumed(`text everywhere${rest}`);
      return tolerated(`numbers in ${listed(numeric, 20)}${rest}`);
    },
    tolerated: {
      'numbers in leads.stageId, deals.pipelineId, deals.stageId, tasks.id, pipelines.id, pipelines.stages.id, leadStages.id':
        { numericIds: 'on' },
      'numbers in tasks.id, but for GET /deals: status 403': [
        ...listing('/tasks', { id: 1 }),
        ...answered('GET', '/deals', 403),
      ],
    },
  },
  'custom-field-keys': {
    question: 'Where do records have their custom fields?',
    asked: 'GET /leads, /clients, /deals; GET /leads/{id}',
    assumed: CUSTOM_FIELD_FORM,
    fact: 'src/forms/custom-fields.ts: discoverCustomFields',
    copes: 'src/heffl/records.ts: readCustomFields',
    find: async (heffl) => {
      const { records, rest } = await recentOfAll(heffl, ['leads', 'clients', 'deals']);
      const form = records.map(({ record }) => customFieldForm(record)).find(Boolean);
      if (form !== undefined) return assumedIf(form === CUSTOM_FIELD_FORM, form);
      const [first] = await recentOf(heffl, 'leads');
      const one = recordIn(await heffl.get(pathOf('leads', first.id)));
      return Object.keys(readCustomFields(one ?? {})).length > 0
        ? refuted('not in lists, only on a record that is read by its ID')
        : notAsked(`no record in sight has custom fields${rest}`);
    },
    tolerated: {
      'in customFields, without cf_': { customFieldKeys: 'bare' },
      'beside the other fields, as cf_…': { customFieldKeys: 'topLevel' },
    },
    refuted: {
      'not in lists, only on a record that is read by its ID': [
        ...oneLead({ id: 'ld_1', cf_budget: 1 }),
        ...listing('/clients', { id: '1' }),
        ...listing('/deals', { id: '1' }),
      ],
    },
    notAsked: {
      'no record in sight has custom fields, but for GET /clients: there is none, GET /deals: there is none':
        [...oneLead({ id: 'ld_1' }), ...listing('/clients'), ...listing('/deals')],
    },
  },
  'task-fields': {
    question: 'Which fields does a task have?',
    asked: 'GET /tasks',
    assumed: 'those of API v2',
    fact: 'src/resources/tasks/record.ts: task',
    copes: 'src/heffl/records.ts: readRecord',
    find: async (heffl) => {
      const tasks = await recentOf(heffl, 'tasks');
      // The names of linked records are looked up.
      const linked = (task.links ?? []).flatMap(({ fills }) => Object.keys(fills));
      const keys = task.outputs.map(({ key }) => key).filter((key) => !linked.includes(key));
      const read = tasks.map((one): JsonObject => readRecord(one, keys, 'api') ?? {});
      // A field without a value in any task is still there, as null.
      const missing = keys.filter(
        (key) => !tasks.some((one) => key in one) && read.every((one) => (one[key] ?? null) === null),
      );
      if (missing.some((key) => TASK_NEEDS.includes(key))) return refuted(`without ${listed(missing)}`);
      return missing.length > 0 ? tolerated(`without ${listed(missing)}`) : assumed('all of them');
    },
    tolerated: {
      'without createdByName': listing('/tasks', unsigned),
      'without showTime': listing('/tasks', {
        ...{ ...unsigned, showTime: undefined },
        createdBy: { id: 'usr_1', name: createdByName },
      }),
    },
    refuted: {
      'without status': listing('/tasks', { ...task.sample, status: undefined }),
      'GET /tasks: status 404': answered('GET', '/tasks', 404),
    },
    notAsked: { 'GET /tasks: status 403': answered('GET', '/tasks', 403) },
  },
  'changed-at': {
    question: 'Do records say when they were last changed?',
    asked: 'GET /leads, /clients, /deals',
    assumed: 'no',
    fact: 'src/steps/polling-trigger.ts: pollingTrigger',
    find: async (heffl) => {
      const { records, rest } = await recentOfAll(heffl, ['leads', 'clients', 'deals']);
      const changed = records.filter(({ record }) => 'updatedAt' in record).map(({ name }) => name);
      if (changed.length === 0) return assumed(`no${rest}`);
      return tolerated(`yes, ${listed(changed)}${rest}: a trigger could poll for changes`);
    },
    tolerated: {
      'yes, leads: a trigger could poll for changes': listing('/leads', { id: '1', updatedAt: null }),
    },
  },
  'tasks-status': choiceCase('tasks', 'status', 'taskStatus'),
  'tasks-type': choiceCase('tasks', 'type', 'taskType'),
  'tasks-priority': choiceCase('tasks', 'priority', 'priority'),
  'deals-status': choiceCase('deals', 'status', 'dealStatus'),
  'clients-type': choiceCase('clients', 'type', 'clientType'),
};

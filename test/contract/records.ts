import { choices, CUSTOM_FIELD_PREFIX } from '../../src/heffl/facts.js';
import { isObject, type JsonObject } from '../../src/heffl/json.js';
import { nameOf, readCustomFields, readRecord } from '../../src/heffl/records.js';
import { task } from '../../src/resources/tasks/record.js';
import {
  CUSTOM_FIELD_FORM,
  customFieldForm,
  listed,
  pathOf,
  pipelinesWithStages,
  recentOf,
  recentOfAll,
  stagesIn,
} from './answers.js';
import type { Case, Cases } from './case.js';
import { answered, assumed, assumedIf, listing, notAsked, refuted, tolerated } from './case.js';
import type { Reader } from './live.js';

const choiceCase = (
  collection: 'clients' | 'deals' | 'tasks',
  field: string,
  choice: keyof typeof choices,
): Case<Reader> => {
  const known = Object.keys(choices[choice]);
  const path = pathOf(collection);
  return {
    asked: `GET ${path}`,
    assumed: [known.join(', '), `src/heffl/facts.ts: choices.${choice}`],
    find: async (heffl) => {
      const values = (await recentOf(heffl, collection)).flatMap((record) => record[field] ?? []).map(String);
      if (values.length === 0) return notAsked(`none of the newest ${collection} has a ${field}`);
      const unknown = values.filter((value) => !known.includes(value));
      return unknown.length > 0 ? refuted(`also ${listed(unknown)}`) : assumed(listed(values));
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
const unsigned = { ...task.sample, createdByName: undefined };

const hasValue = (record: JsonObject, key: string): boolean => (record[key] ?? null) !== null;

/** How records tell what they are linked to, once they are read as the steps read them. */
const howTold = (
  records: readonly JsonObject[],
  names: readonly string[],
  ids: readonly string[],
): string => {
  const read = records.map((record): JsonObject => readRecord(record, [...names, ...ids], 'api') ?? {});
  const tell = (keys: readonly string[]): boolean =>
    keys.some((key) => read.some((record) => hasValue(record, key)));
  if (tell(names)) return tell(ids) ? 'by name and by ID' : 'by name alone';
  return tell(ids) ? 'by ID alone' : 'not at all';
};

const DEAL = { id: 'dl_1', stageId: 'dps_1', pipelineId: 'dpl_1', clientId: 'clt_1' };

const SHORT_PIPELINES = 'no, only by its ID: one more request each, and deals without their stage';

const keyOfName = (stage: JsonObject = {}): string =>
  ['name', 'label', 'title'].find((key) => hasValue(stage, key)) ?? 'not shown';

/** What Heffl's records look like, and how they tell of one another. */
export const records: Cases<Reader> = {
  'How does Heffl answer with one record?': {
    asked: 'GET /leads/{id}',
    assumed: ['the record itself, as in a list', 'src/heffl/records.ts: unwrapped'],
    find: async (heffl) => {
      const [first] = await recentOf(heffl, 'leads');
      const { record, data } = (await heffl.get(pathOf('leads', first.id))).ok();
      if (!record || String(record.id) !== String(first.id))
        return refuted('without the ID that was asked for');
      if (record !== data) return tolerated('within data');
      const more = Object.keys(record).filter((key) => !(key in first));
      if (more.length > 0) return tolerated(`with more than in a list: ${listed(more)}`);
      return assumed('as in a list');
    },
    tolerated: {
      'within data': oneLead({ data: { id: 'ld_1' } }),
      'with more than in a list: notes': oneLead({ id: 'ld_1', notes: '' }),
    },
    refuted: { 'without the ID that was asked for': oneLead({ lead: { id: 'ld_1' } }) },
  },
  'What are IDs made of?': {
    asked: 'GET /leads, /clients, /deals, /tasks, /pipelines, /leads/stages, /leads/sources',
    assumed: ['text', 'src/heffl/records.ts: readRecord'],
    find: async (heffl) => {
      const lists = ['clients', 'deals', 'tasks', 'pipelines', 'leadStages', 'leadSources'] as const;
      const { records, rest } = await recentOfAll(heffl, 'leads', ...lists);
      const numeric = records.flatMap(({ name, record }) => numericIdsIn(record, name));
      if (numeric.length === 0) return assumed(`text everywhere${rest}`);
      return tolerated(`numbers in ${listed(numeric, 20)}${rest}`);
    },
    tolerated: {
      'numbers in leads.stageId, deals.pipelineId, deals.stageId, tasks.id, pipelines.id, pipelines.stages.id, leadStages.id':
        { numericIds: 'on' },
    },
  },
  'Where do records have their custom fields?': {
    asked: 'GET /leads, /clients, /deals; GET /leads/{id}',
    assumed: [CUSTOM_FIELD_FORM, 'src/forms/custom-fields.ts: discoverCustomFields'],
    copes: 'src/heffl/records.ts: readCustomFields',
    find: async (heffl) => {
      const { records, rest } = await recentOfAll(heffl, 'leads', 'clients', 'deals');
      const form = records.map(({ record }) => customFieldForm(record)).find(Boolean);
      if (form !== undefined) return assumedIf(form === CUSTOM_FIELD_FORM, form);
      const [first] = await recentOf(heffl, 'leads');
      const { record = {} } = await heffl.get(pathOf('leads', first.id));
      if (Object.keys(readCustomFields(record)).length > 0) return refuted('not in lists, only by ID');
      return notAsked(`no record has custom fields${rest}`);
    },
    tolerated: {
      'in customFields, without cf_': { customFieldKeys: 'bare' },
      'beside the other fields, as cf_…': { customFieldKeys: 'topLevel' },
    },
    refuted: {
      'not in lists, only by ID': [
        ...[...listing('/clients'), ...listing('/deals')],
        ...oneLead({ id: 'ld_1', cf_budget: 1 }),
      ],
    },
    notAsked: { 'GET /leads: status 403': answered('GET', /^\/(leads|clients|deals)$/, 403) },
  },
  'Which fields does a task have?': {
    asked: 'GET /tasks',
    assumed: ['those of API v2', 'src/resources/tasks/record.ts: task'],
    copes: 'src/heffl/records.ts: readRecord',
    find: async (heffl) => {
      const tasks = await recentOf(heffl, 'tasks');
      // The names of linked records are looked up.
      const linked = (task.links ?? []).flatMap(({ fills }) => Object.keys(fills));
      const keys = task.outputs.map(({ key }) => key).filter((key) => !linked.includes(key));
      const read = tasks.map((one): JsonObject => readRecord(one, keys, 'api') ?? {});
      // A field without a value in any task is still there, as null.
      const missing = keys.filter(
        (key) => !tasks.some((one) => key in one) && !read.some((one) => hasValue(one, key)),
      );
      if (missing.some((key) => TASK_NEEDS.includes(key))) return refuted(`without ${listed(missing)}`);
      return missing.length > 0 ? tolerated(`without ${listed(missing)}`) : assumed('all of them');
    },
    tolerated: { 'without createdByName': listing('/tasks', unsigned) },
    refuted: { 'without status': listing('/tasks', { ...task.sample, status: undefined }) },
  },
  'Do records say when they were last changed?': {
    asked: 'GET /leads, /clients, /deals',
    assumed: ['no', 'src/steps/polling-trigger.ts: pollingTrigger'],
    find: async (heffl) => {
      const { records, rest } = await recentOfAll(heffl, 'leads', 'clients', 'deals');
      const changed = records.filter(({ record }) => 'updatedAt' in record).map(({ name }) => name);
      if (changed.length === 0) return assumed(`no${rest}`);
      return tolerated(`yes, ${listed(changed)}${rest}: a trigger could poll for changes`);
    },
    tolerated: {
      'yes, leads: a trigger could poll for changes': listing('/leads', { id: '1', updatedAt: null }),
    },
  },
  'Which values does status have on tasks?': choiceCase('tasks', 'status', 'taskStatus'),
  'Which values does type have on tasks?': choiceCase('tasks', 'type', 'taskType'),
  'Which values does priority have on tasks?': choiceCase('tasks', 'priority', 'priority'),
  'Which values does status have on deals?': choiceCase('deals', 'status', 'dealStatus'),
  'Which values does type have on clients?': choiceCase('clients', 'type', 'clientType'),
  'How does a lead tell its stage and its source?': {
    asked: 'GET /leads',
    assumed: ['by name and by ID', 'src/resources/leads/record.ts: lead'],
    find: async (heffl) => {
      const told = howTold(await recentOf(heffl, 'leads'), ['stage', 'source'], ['stageId', 'sourceId']);
      if (told.startsWith('by name')) return assumedIf(told === 'by name and by ID', told);
      // They could be filled as those of deals are.
      return refuted(`${told}: Stage and Source stay empty in Zaps`);
    },
    tolerated: { 'by name alone': { leadReference: 'names' } },
    refuted: { 'by ID alone: Stage and Source stay empty in Zaps': { leadReference: 'ids' } },
  },
  'How does a deal tell its stage, pipeline and client?': {
    asked: 'GET /deals',
    assumed: ['by ID alone', 'src/resources/deals/record.ts: deal'],
    copes: 'src/resources/pipelines/stages.ts: stagesById',
    find: async (heffl) => {
      const deals = await recentOf(heffl, 'deals');
      const links = { stage: 'stage', pipeline: 'pipeline', client: 'clientName' };
      const told = Object.entries(links).map(([link, name]) => howTold(deals, [name], [`${link}Id`]));
      if (told.every((how) => how === 'by ID alone')) return assumed('by ID alone');
      return told.includes('not at all') ? refuted(told.join(', ')) : tolerated(told.join(', '));
    },
    tolerated: {
      'by name and by ID, by ID alone, by ID alone': listing('/deals', { ...DEAL, stage: 'New' }),
    },
    refuted: { 'by ID alone, by ID alone, not at all': listing('/deals', { ...DEAL, clientId: null }) },
  },
  'Do pipelines have their stages with them in a list?': {
    asked: 'GET /pipelines, GET /pipelines/{id}',
    assumed: ['yes', 'src/resources/pipelines/stages.ts: pipelineStageList'],
    find: async (heffl) => {
      const [inList] = await recentOf(heffl, 'pipelines');
      if (Array.isArray(inList.stages)) return assumed('yes');
      const [byId] = await pipelinesWithStages(heffl);
      return Array.isArray(byId.stages) ? tolerated(SHORT_PIPELINES) : refuted('neither there, nor by ID');
    },
    tolerated: { [SHORT_PIPELINES]: { pipelineList: 'short' } },
    refuted: { 'neither there, nor by ID': listing('/pipelines', { id: 'dpl_1' }) },
  },
  'What is the name of a stage called?': {
    asked: 'GET /pipelines, else /pipelines/{id}; GET /leads/stages',
    assumed: ['name for deals, label for leads', 'src/heffl/records.ts: nameOf'],
    find: async (heffl) => {
      const { records, rest } = await recentOfAll(heffl, 'pipelines', 'leadStages');
      const [ofDeals] = records.flatMap(({ record }) => stagesIn(record));
      const ofLeads = records.find(({ name }) => name === 'leadStages')?.record;
      if (!ofDeals && !ofLeads) return notAsked(`there is no stage in a list${rest}`);
      const nameless = [ofDeals, ofLeads].find((stage) => stage && nameOf(stage) === undefined);
      if (nameless) return refuted(`among ${listed(Object.keys(nameless))}`);
      const [forDeals, forLeads] = [keyOfName(ofDeals), keyOfName(ofLeads)];
      const words = `${forDeals} for deals, ${forLeads} for leads${rest}`;
      return assumedIf(forDeals !== 'label' && forLeads !== 'name', words);
    },
    tolerated: {
      'name for deals, name for leads': { stageNames: 'name' },
      'label for deals, label for leads': { stageNames: 'label', pipelineList: 'short' },
    },
    refuted: { 'among id, word': listing('/leads/stages', { id: 'lstg_1', word: 'New' }) },
  },
};

import { choices, endpoints } from '../../src/heffl/api.js';
import { isObject, type JsonObject } from '../../src/heffl/json.js';
import { nameOf, readCustomFields, unwrapped } from '../../src/heffl/record.js';
import { task } from '../../src/resources/tasks/record.js';
import { CUSTOM_FIELD_WORDS, customFieldForm, isOk, listed, recentOf, refused } from './answers.js';
import { assumed, type ReadQuestion, tolerated, untold, wrong } from './question.js';

const pathOf = (name: keyof typeof endpoints): string => endpoints[name].paths[0];

const hasAny = (record: JsonObject, keys: readonly string[]): boolean =>
  keys.some((key) => record[key] !== undefined && record[key] !== null);

type EnumQuestion = {
  readonly collection: 'clients' | 'deals' | 'tasks';
  readonly field: string;
  readonly choice: keyof typeof choices;
};

const enumQuestion = ({ collection, field, choice }: EnumQuestion): ReadQuestion => {
  const known = Object.keys(choices[choice]);
  return {
    id: `${collection}-${field}`,
    question: `Which values does ${field} have on ${collection}?`,
    asked: `GET ${pathOf(collection)}`,
    assumed: known.join(', '),
    code: { file: 'src/heffl/api.ts', text: `  ${choice}: {` },
    find: async (heffl) => {
      const values = (await recentOf(heffl, pathOf(collection)))
        .map((record) => record[field])
        .filter((value) => value !== undefined && value !== null)
        .map(String);
      if (values.length === 0) return untold(`none of the newest ${collection} has a ${field}`);
      const unknown = values.filter((value) => !known.includes(value));
      return unknown.length > 0 ? wrong(`also ${listed(unknown)}`) : assumed(listed(values));
    },
  };
};

const UNWRAPPED = { file: 'src/heffl/record.ts', text: 'export const unwrapped' };

/** What Heffl's records look like. */
export const recordQuestions: readonly ReadQuestion[] = [
  {
    id: 'one-record',
    question: 'How does Heffl answer with one record?',
    asked: 'GET /leads/{id}',
    assumed: 'the record itself, as in a list',
    code: { file: 'src/heffl/api.ts', text: "leads: { paths: ['/leads']" },
    copes: UNWRAPPED,
    find: async (heffl) => {
      const [first] = await recentOf(heffl, pathOf('leads'));
      if (!first) return untold('there is no lead');
      const reply = await heffl.get(`${pathOf('leads')}/${encodeURIComponent(first.id)}`);
      const record = unwrapped(reply.data);
      if (!isOk(reply)) return refused(reply);
      if (!isObject(record) || String(record.id) !== String(first.id))
        return wrong('without the ID that was asked for', UNWRAPPED);
      if (record !== reply.data) return tolerated('within data');
      const more = Object.keys(record).filter((key) => !(key in first));
      return more.length > 0
        ? tolerated(`with more than in a list: ${listed(more)}`, {
            file: 'src/heffl/record.ts',
            text: 'export const readRecord',
          })
        : assumed('as in a list');
    },
  },
  {
    id: 'id-types',
    question: 'What are IDs made of?',
    asked: 'GET /leads, /clients, /deals, /tasks, /pipelines',
    assumed: 'text',
    code: { file: 'src/heffl/record.ts', text: 'const withTextIds' },
    find: async (heffl) => {
      const names = ['leads', 'clients', 'deals', 'tasks', 'pipelines'] as const;
      const numeric: string[] = [];
      let count = 0;
      for (const name of names) {
        const records = await recentOf(heffl, pathOf(name));
        count += records.length;
        if (records.some(({ id }) => typeof id === 'number')) numeric.push(name);
      }
      if (count === 0) return untold('there is no record');
      return numeric.length > 0 ? tolerated(`numbers on ${listed(numeric)}`) : assumed('text everywhere');
    },
  },
  {
    id: 'custom-field-keys',
    question: 'Where do records have their custom fields?',
    asked: 'GET /leads, /clients, /deals; GET /leads/{id}',
    assumed: CUSTOM_FIELD_WORDS.prefixed,
    code: { file: 'src/heffl/record.ts', text: 'const nested = isObject(raw.customFields)' },
    find: async (heffl) => {
      for (const name of ['leads', 'clients', 'deals'] as const) {
        const form = (await recentOf(heffl, pathOf(name)))
          .map(customFieldForm)
          .find((one) => one !== undefined);
        if (!form) continue;
        const words = CUSTOM_FIELD_WORDS[form.form];
        return form.form === 'prefixed' ? assumed(words) : tolerated(words);
      }
      const [first] = await recentOf(heffl, pathOf('leads'));
      const one =
        first && unwrapped((await heffl.get(`${pathOf('leads')}/${encodeURIComponent(first.id)}`)).data);
      return isObject(one) && Object.keys(readCustomFields(one)).length > 0
        ? wrong('not in lists, only on a record that is read by its ID', {
            file: 'src/fields/custom-fields.ts',
            text: 'export const customFieldsOf',
          })
        : untold('no record in sight has custom fields');
    },
  },
  {
    id: 'lead-links',
    question: 'How does a lead tell its stage and its source?',
    asked: 'GET /leads',
    assumed: 'by name and by ID',
    code: { file: 'src/resources/leads/record.ts', text: "key: 'stageId'" },
    copes: { file: 'src/heffl/record.ts', text: 'const withLinkNamed' },
    find: async (heffl) => {
      const leads = await recentOf(heffl, pathOf('leads'));
      if (leads.length === 0) return untold('there is no lead');
      const hasNames = leads.some((lead) => hasAny(lead, ['stage', 'source', 'stageName', 'sourceName']));
      const hasIds = leads.some((lead) => hasAny(lead, ['stageId', 'sourceId']));
      if (hasNames && hasIds) return assumed('by name and by ID');
      if (hasNames) return tolerated('by name alone');
      return hasIds ? tolerated('by ID alone: steps give no names') : wrong('neither by name nor by ID');
    },
  },
  {
    id: 'deal-links',
    question: 'How does a deal tell its stage, pipeline and client?',
    asked: 'GET /deals',
    assumed: 'by ID alone',
    code: { file: 'src/resources/pipelines/stages.ts', text: 'const lacksNames' },
    find: async (heffl) => {
      const deals = await recentOf(heffl, pathOf('deals'));
      if (deals.length === 0) return untold('there is no deal');
      const hasIds = deals.some((deal) => hasAny(deal, ['stageId', 'stage']));
      const names = ['stage', 'stageName', 'pipeline', 'pipelineName', 'client', 'clientName', 'sourceName'];
      const named = names.filter((key) => deals.some((deal) => hasAny(deal, [key])));
      if (named.length > 0) return tolerated(`also by ${listed(named)}`);
      return hasIds ? assumed('by ID alone') : wrong('not at all');
    },
  },
  {
    id: 'pipeline-stages',
    question: 'Do pipelines have their stages with them in a list?',
    asked: 'GET /pipelines, GET /pipelines/{id}',
    assumed: 'yes',
    code: { file: 'src/resources/pipelines/stages.ts', text: 'const hasStages' },
    copes: { file: 'src/resources/pipelines/stages.ts', text: 'hasStages(pipeline) ? stagesIn(pipeline)' },
    find: async (heffl) => {
      const [first] = await recentOf(heffl, pathOf('pipelines'));
      if (!first) return untold('there is no pipeline');
      if (Array.isArray(first.stages)) return assumed('yes');
      const one = unwrapped((await heffl.get(`${pathOf('pipelines')}/${encodeURIComponent(first.id)}`)).data);
      return isObject(one) && Array.isArray(one.stages)
        ? tolerated(
            'no, only a pipeline that is read by its ID: one more request for each, and deals without the name of their stage',
          )
        : wrong('neither there, nor by ID');
    },
  },
  {
    id: 'stage-names',
    question: 'What is the name of a stage called?',
    asked: 'GET /pipelines, GET /leads/stages',
    assumed: 'name for deals, label for leads',
    code: { file: 'src/heffl/record.ts', text: 'export const nameOf' },
    find: async (heffl) => {
      const pipelines = await recentOf(heffl, pathOf('pipelines'));
      const ofDeals = pipelines.flatMap(({ stages }) =>
        Array.isArray(stages) ? stages.filter(isObject) : [],
      );
      let ofLeads: readonly JsonObject[] = [];
      for (const path of endpoints.leadStages.paths) {
        if (ofLeads.length === 0) ofLeads = await recentOf(heffl, path);
      }
      const [deal, lead] = [ofDeals[0], ofLeads[0]];
      if (!deal && !lead) return untold('there is no stage in a list');
      const nameless = [deal, lead].find((stage) => stage && nameOf(stage) === undefined);
      if (nameless) return wrong(`among ${listed(Object.keys(nameless))}`);
      const keyOf = (stage: JsonObject | undefined): string =>
        ['name', 'label', 'title'].find((key) => stage && hasAny(stage, [key])) ?? 'not shown';
      const words = `${keyOf(deal)} for deals, ${keyOf(lead)} for leads`;
      return keyOf(deal) !== 'label' && keyOf(lead) !== 'name' ? assumed(words) : tolerated(words);
    },
  },
  {
    id: 'task-fields',
    question: 'Which fields does a task have?',
    asked: 'GET /tasks',
    assumed: 'those of API v2',
    code: { file: 'src/resources/tasks/record.ts', text: 'outputs: [' },
    find: async (heffl) => {
      const tasks = await recentOf(heffl, pathOf('tasks'));
      if (tasks.length === 0) return untold('there is no task');
      const missing = task.outputs.map(({ key }) => key).filter((key) => !tasks.some((one) => key in one));
      if (missing.some((key) => ['title', 'status', 'createdAt'].includes(key)))
        return wrong(`without ${listed(missing)}`);
      return missing.length > 0 ? tolerated(`without ${listed(missing)}`) : assumed('all of them');
    },
  },
  enumQuestion({ collection: 'tasks', field: 'status', choice: 'taskStatus' }),
  enumQuestion({ collection: 'tasks', field: 'type', choice: 'taskType' }),
  enumQuestion({ collection: 'tasks', field: 'priority', choice: 'priority' }),
  enumQuestion({ collection: 'deals', field: 'status', choice: 'dealStatus' }),
  enumQuestion({ collection: 'clients', field: 'type', choice: 'clientType' }),
];

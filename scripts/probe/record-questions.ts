import { choices, CUSTOM_FIELD_PREFIX, endpoints } from '../../src/heffl/facts.js';
import { isObject, type JsonObject } from '../../src/heffl/json.js';
import { readCustomFields, readRecord, unwrapped } from '../../src/heffl/records.js';
import { keysOf } from '../../src/kinds.js';
import { task } from '../../src/resources/tasks/record.js';
import { CUSTOM_FIELD_WORDS, customFieldForm, isOk, listed, refused } from './answers.js';
import { assumed, type ReadQuestion, tolerated, untold, wrong } from './question.js';
import { butFor, type Collection, NoList, pipelinesWithStages, recentOf, unlessRefused } from './records.js';

const pathOf = (name: Collection): string => endpoints[name].paths[0];

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
    code: { file: 'src/heffl/facts.ts', text: `  ${choice}: {` },
    find: async (heffl) => {
      const values = (await recentOf(heffl, collection))
        .map((record) => record[field])
        .filter((value) => value !== undefined && value !== null)
        .map(String);
      if (values.length === 0) return untold(`none of the newest ${collection} has a ${field}`);
      const unknown = values.filter((value) => !known.includes(value));
      return unknown.length > 0 ? wrong(`also ${listed(unknown)}`) : assumed(listed(values));
    },
  };
};

const WITH_IDS = ['leads', 'clients', 'deals', 'tasks', 'pipelines', 'leadStages', 'leadSources'] as const;

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

const UNWRAPPED = { file: 'src/heffl/records.ts', text: 'export const unwrapped' };

/** What Heffl's records look like. */
export const recordQuestions: readonly ReadQuestion[] = [
  {
    id: 'one-record',
    question: 'How does Heffl answer with one record?',
    asked: 'GET /leads/{id}',
    assumed: 'the record itself, as in a list',
    code: { file: 'src/heffl/facts.ts', text: "leads: { paths: ['/leads']" },
    copes: UNWRAPPED,
    find: async (heffl) => {
      const [first] = await recentOf(heffl, 'leads');
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
            file: 'src/heffl/records.ts',
            text: 'export const readRecord',
          })
        : assumed('as in a list');
    },
  },
  {
    id: 'id-types',
    question: 'What are IDs made of?',
    asked: 'GET /leads, /clients, /deals, /tasks, /pipelines, /leads/stages, /leads/sources',
    assumed: 'text',
    code: { file: 'src/heffl/records.ts', text: 'const withTextIds' },
    find: async (heffl) => {
      const numeric: string[] = [];
      const hidden: NoList[] = [];
      let count = 0;
      for (const name of WITH_IDS) {
        const records = await unlessRefused(
          name === 'pipelines' ? pipelinesWithStages(heffl) : recentOf(heffl, name),
        );
        if (records instanceof NoList) {
          hidden.push(records);
          continue;
        }
        count += records.length;
        numeric.push(...records.flatMap((record) => numericIdsIn(record, name)));
      }
      const rest = butFor(hidden);
      if (count === 0) return untold(`there is no record${rest}`);
      return numeric.length > 0
        ? tolerated(`numbers in ${listed(numeric, 20)}${rest}`)
        : assumed(`text everywhere${rest}`);
    },
  },
  {
    id: 'custom-field-keys',
    question: 'Where do records have their custom fields?',
    asked: 'GET /leads, /clients, /deals; GET /leads/{id}',
    assumed: CUSTOM_FIELD_WORDS.prefixed,
    code: { file: 'src/heffl/records.ts', text: 'const nested = isObject(raw.customFields)' },
    find: async (heffl) => {
      const hidden: NoList[] = [];
      for (const name of ['leads', 'clients', 'deals'] as const) {
        const records = await unlessRefused(recentOf(heffl, name));
        if (records instanceof NoList) {
          hidden.push(records);
          continue;
        }
        const form = records.map(customFieldForm).find((one) => one !== undefined);
        if (!form) continue;
        const words = CUSTOM_FIELD_WORDS[form.form];
        return form.form === 'prefixed' ? assumed(words) : tolerated(words);
      }
      if (hidden.length > 0) return untold(`no record has custom fields${butFor(hidden)}`);
      const [first] = await recentOf(heffl, 'leads');
      const one =
        first && unwrapped((await heffl.get(`${pathOf('leads')}/${encodeURIComponent(first.id)}`)).data);
      return isObject(one) && Object.keys(readCustomFields(one)).length > 0
        ? wrong('not in lists, only on a record that is read by its ID', {
            file: 'src/forms/custom-fields.ts',
            text: 'export const customFieldsOf',
          })
        : untold('no record in sight has custom fields');
    },
  },
  {
    id: 'task-fields',
    question: 'Which fields does a task have?',
    asked: 'GET /tasks',
    assumed: 'those of API v2',
    code: { file: 'src/resources/tasks/record.ts', text: 'outputs: [' },
    copes: { file: 'src/heffl/records.ts', text: 'keys.map((key): Field' },
    find: async (heffl) => {
      const tasks = await recentOf(heffl, 'tasks');
      if (tasks.length === 0) return untold('there is no task');
      const read = tasks.map((one) => readRecord(one, keysOf(task), 'api'));
      // Where it says nothing in any task, a field that Heffl has is still null, and not missing.
      const missing = keysOf(task).filter(
        (key) => !tasks.some((one) => key in one) && !read.some((one) => (one?.[key] ?? null) !== null),
      );
      if (missing.some((key) => ['title', 'status', 'createdAt'].includes(key)))
        return wrong(`without ${listed(missing)}`);
      return missing.length > 0 ? tolerated(`without ${listed(missing)}`) : assumed('all of them');
    },
  },
  {
    id: 'changed-at',
    question: 'Do records say when they were last changed?',
    asked: 'GET /leads, /clients, /deals',
    assumed: 'no',
    code: { file: 'src/steps/polling-trigger.ts', text: 'const createdAt = (item: ListedRecord)' },
    find: async (heffl) => {
      const names = ['leads', 'clients', 'deals'] as const;
      const changed: string[] = [];
      let count = 0;
      for (const name of names) {
        const records = await recentOf(heffl, name);
        count += records.length;
        if (records.some((record) => 'updatedAt' in record)) changed.push(name);
      }
      if (changed.length > 0) return tolerated(`yes, ${listed(changed)}: a trigger could poll for changes`);
      return count > 0 ? assumed('no') : untold('there is no record');
    },
  },
  enumQuestion({ collection: 'tasks', field: 'status', choice: 'taskStatus' }),
  enumQuestion({ collection: 'tasks', field: 'type', choice: 'taskType' }),
  enumQuestion({ collection: 'tasks', field: 'priority', choice: 'priority' }),
  enumQuestion({ collection: 'deals', field: 'status', choice: 'dealStatus' }),
  enumQuestion({ collection: 'clients', field: 'type', choice: 'clientType' }),
];

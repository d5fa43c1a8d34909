import { endpoints } from '../../src/heffl/facts.js';
import { isObject, type JsonObject } from '../../src/heffl/json.js';
import { customFieldKey, nameOf, readCustomFields, unwrapped } from '../../src/heffl/records.js';
import { CUSTOM_FIELD_WORDS, customFieldForm, isOk, listed, refused, wordsOf } from './answers.js';
import type { CodePlace } from './code.js';
import { assumed, type Finding, tolerated, untold, type WriteQuestion, wrong } from './question.js';
import { recentOf } from './records.js';
import { type ChangedCollection, NothingMade, type Scratch } from './scratch.js';

const api = 'src/heffl/facts.ts';
const UNWRAPPED = { file: 'src/heffl/records.ts', text: 'export const unwrapped' };
const CREATE_FIELDS = { file: 'src/resources/leads/fields.ts', text: 'export const createLeadFields' };

/** Keys whose values are not what was sent. */
const differing = (record: JsonObject, sent: JsonObject): string[] =>
  Object.entries(sent)
    .filter(([key, value]) => record[key] !== value)
    .map(([key]) => key);

/** Why a record was not made, with the fields that a step sends where Heffl refuses them. */
const whyNothing = (error: unknown, fields: CodePlace): Finding => {
  if (!(error instanceof NothingMade)) throw error;
  if (isOk(error.reply)) return wrong('success, without an ID', UNWRAPPED);
  const { verdict, answer } = refused(error.reply);
  return verdict === 'wrong' ? wrong(answer, fields) : untold(answer);
};

/** IDs are sent as text, whatever Heffl answers with. */
const withTextIds = (record: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, key.endsWith('Id') ? String(value) : value]),
  );

/** Deals and tasks, of which v1 documents little: made with what their steps send. */
const createQuestion = (collection: 'deals' | 'tasks', fields: CodePlace): WriteQuestion => ({
  id: `${collection}-create`,
  question: `Does Heffl make ${collection}, and keep what it is sent?`,
  asked: `POST /${collection}; GET /${collection}/{id}`,
  assumed: 'yes',
  code: fields,
  find: async (scratch) => {
    try {
      const { sent } = await scratch.shared(collection);
      const changed = differing(withTextIds(await scratch.reread(collection)), sent);
      return changed.length > 0 ? wrong(`yes, but not ${listed(changed)}`) : assumed('yes');
    } catch (error) {
      return whyNothing(error, fields);
    }
  },
});

const deleteQuestion = (collection: ChangedCollection): WriteQuestion => ({
  id: `${collection}-delete`,
  question: `What is the answer to a delete of ${collection}?`,
  asked: `DELETE /${collection}/{id}`,
  assumed: '200, with a body',
  code: { file: 'src/steps/delete.ts', text: "method: 'DELETE'," },
  find: async (scratch) => {
    const { id } = await scratch.shared(collection);
    const reply = await scratch.remove(collection, id);
    if (!isOk(reply)) return refused(reply);
    const words = `${reply.status}, ${reply.data === undefined ? 'empty' : 'with a body'}`;
    return reply.status === 200 && reply.data !== undefined ? assumed(words) : tolerated(words);
  },
});

const verbQuestion = (collection: ChangedCollection, change: string): WriteQuestion => ({
  id: `${collection}-update-verb`,
  question: `Which verb updates ${collection}, and does it leave the other fields alone?`,
  asked: `${endpoints[collection].updateVerbs.join(', else ')} /${collection}/{id}; GET /${collection}/{id}`,
  assumed: 'PATCH, and yes',
  code: { file: api, text: `${collection}: { paths: ['/${collection}']` },
  find: async (scratch) => {
    const { sent } = await scratch.shared(collection);
    const before = await scratch.reread(collection);
    if (!(change in before)) return untold(`what is read again does not show its ${change}`);
    const { verb, reply } = await scratch.update(collection, {
      [change]: `${String(before[change])} (updated)`,
    });
    if (!isOk(reply)) return refused(reply);
    const after = await scratch.reread(collection);
    if (after[change] === before[change]) return wrong(`${verb} is taken, and changes nothing`);
    const kept = Object.fromEntries(Object.entries(before).filter(([key]) => key in sent && key !== change));
    const lost = differing(after, kept);
    if (lost.length > 0) return wrong(`${verb} also changes ${listed(lost)}`);
    return verb === 'PATCH'
      ? assumed('PATCH, and yes')
      : tolerated(`${verb}, and yes: each update costs one request too many`);
  },
});

type SourceQuestion = {
  readonly by: 'ID' | 'name';
  readonly field: 'sourceId' | 'source';
  readonly label: string;
};

const sourceQuestion = ({ by, field, label }: SourceQuestion): WriteQuestion => ({
  id: `lead-source-by-${by.toLowerCase()}`,
  question: `Does a lead take its source by ${by}?`,
  asked: `the update of a lead, with ${field}`,
  assumed: 'yes',
  code: { file: 'src/resources/leads/fields.ts', text: `label: '${label}',` },
  find: async (scratch) => {
    const [first, second] = await recentOf(scratch.heffl, 'leadSources');
    // Not the same source twice, or the second answer would tell nothing.
    const source = by === 'ID' ? first : second;
    if (!source) return untold('there are too few lead sources');
    const name = nameOf(source);
    const { reply } = await scratch.update('leads', { [field]: by === 'ID' ? source.id : name });
    if (!isOk(reply)) return refused(reply);
    const lead = await scratch.reread('leads');
    if (!('sourceId' in lead) && !('source' in lead)) return untold('the lead shows no source');
    return lead.sourceId === source.id || lead.source === name
      ? assumed('yes')
      : wrong('it is taken, and changes nothing');
  },
});

/** A custom field that leads have, so that the workspace knows it, or else one that it cannot know. */
const someCustomField = async ({
  heffl,
}: Scratch): Promise<{ key: string; value: string; isKnown: boolean }> => {
  const leads = await recentOf(heffl, 'leads');
  for (const [key, value] of leads.flatMap((lead) => Object.entries(readCustomFields(lead)))) {
    if (typeof value === 'string') return { key, value, isKnown: true };
  }
  return { key: 'cf_zapier_probe', value: 'probe', isKnown: false };
};

const CLEARED = ['email', 'mobile', 'title', 'value', 'website'];

/** How Heffl takes what it is sent. In this order: the last one deletes the lead. */
export const writeQuestions: readonly WriteQuestion[] = [
  {
    id: 'create-status',
    question: 'What is the status of an answer to a create?',
    asked: 'POST /leads',
    assumed: '200',
    code: { file: 'src/heffl/client.ts', text: 'const isAccepted = ' },
    find: async (scratch) => {
      try {
        const { status } = (await scratch.shared('leads')).reply;
        return status === 200 ? assumed('200') : tolerated(String(status));
      } catch (error) {
        return whyNothing(error, CREATE_FIELDS);
      }
    },
  },
  {
    id: 'create-echo',
    question: 'Does the answer to a create have the whole record?',
    asked: 'POST /leads',
    assumed: 'yes',
    code: { file: 'src/steps/records.ts', text: 'if (!record) throw unexpected' },
    copes: { file: 'src/heffl/records.ts', text: 'keys.map((key): Field' },
    find: async (scratch) => {
      const { reply, sent } = await scratch.shared('leads');
      const record = unwrapped(reply.data);
      if (!isObject(record)) return wrong('not as an object');
      const missing = Object.keys(sent).filter((key) => !(key in record));
      if (missing.length > 0) return tolerated(`no, it lacks ${listed(missing)}: a step gives them as empty`);
      const changed = differing(record, sent);
      return changed.length > 0 ? tolerated(`yes, with another ${listed(changed)}`) : assumed('yes');
    },
  },
  verbQuestion('leads', 'title'),
  verbQuestion('clients', 'name'),
  {
    id: 'client-name',
    question: 'Does a company need a name?',
    asked: 'POST /clients with the type company, a website, and no name',
    assumed: 'yes, it is refused with 400 or 422',
    code: { file: 'src/resources/clients/fields.ts', text: 'export const requireClientName' },
    find: async (scratch) => {
      const reply = await scratch.makeNameless();
      if ([400, 422].includes(reply.status)) return assumed(wordsOf(reply));
      return isOk(reply) ? wrong('no, it is made without one') : refused(reply);
    },
  },
  sourceQuestion({ by: 'ID', field: 'sourceId', label: 'Source' }),
  sourceQuestion({ by: 'name', field: 'source', label: 'Source Name' }),
  {
    id: 'custom-field-write',
    question: 'Where does a custom field come back that was sent as cf_…?',
    asked: 'the update of a lead, with cf_…; GET /leads/{id}',
    assumed: CUSTOM_FIELD_WORDS.prefixed,
    code: { file: api, text: 'export const CUSTOM_FIELD_PREFIX' },
    copes: { file: 'src/heffl/records.ts', text: 'const nested = isObject(raw.customFields)' },
    find: async (scratch) => {
      const { key, value, isKnown } = await someCustomField(scratch);
      const { reply } = await scratch.update('leads', { [key]: value });
      if (!isOk(reply))
        return isKnown ? refused(reply) : untold(`${wordsOf(reply)}, and no lead shows a known one`);
      const lead = await scratch.reread('leads');
      const form = customFieldForm(lead);
      if (!form || readCustomFields(lead)[customFieldKey(key)] !== value)
        return isKnown ? wrong('nowhere') : untold('a field that the workspace does not have is dropped');
      const words = CUSTOM_FIELD_WORDS[form.form];
      return form.form === 'prefixed' ? assumed(words) : tolerated(words);
    },
  },
  {
    id: 'null-clears',
    question: 'Does null empty a field?',
    asked: `the update of a lead, with null for ${CLEARED.join(', ')}`,
    assumed: 'yes',
    code: { file: 'src/forms/clear.ts', text: '[key, null] as const' },
    find: async (scratch) => {
      const before = await scratch.reread('leads');
      const { reply } = await scratch.update('leads', Object.fromEntries(CLEARED.map((key) => [key, null])));
      if (!isOk(reply)) return refused(reply);
      const lead = await scratch.reread('leads');
      const filledIn = (record: JsonObject): string[] => CLEARED.filter((key) => (record[key] ?? '') !== '');
      if (filledIn(before).length === 0) return untold('the lead shows none of these fields');
      const left = filledIn(lead);
      return left.length > 0 ? wrong(`not ${listed(left)}`) : assumed('yes');
    },
  },
  createQuestion('deals', { file: 'src/resources/deals/fields.ts', text: 'export const createDealFields' }),
  verbQuestion('deals', 'title'),
  deleteQuestion('deals'),
  createQuestion('tasks', { file: 'src/resources/tasks/fields.ts', text: 'export const createTaskFields' }),
  verbQuestion('tasks', 'title'),
  deleteQuestion('tasks'),
  deleteQuestion('leads'),
];

import { endpoints, PAGE_SIZE } from '../../src/heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../../src/heffl/json.js';
import { customFieldKey, nameOf, readCustomFields } from '../../src/heffl/records.js';
import { CUSTOM_FIELD_FORM, customFieldForm, listed, recentOf } from './answers.js';
import type { Case, Cases, Fact, Finding, Settings } from './case.js';
import { answered, assumed, assumedIf, listing, notAsked, refuted, tolerated } from './case.js';
import type { Reader } from './live.js';
import { type Changeable, LEAD, type Scratch } from './scratch.js';

const leadFields = 'src/resources/leads/fields.ts: updateLeadFields';
const taskFields = 'src/resources/tasks/fields.ts: updateTaskFields';

const UNCHANGED = answered('PATCH', /./, 200, {});

/** Keys whose values are not what was sent. IDs are sent as text. */
const differing = (record: JsonObject, sent: JsonObject): string[] =>
  Object.keys(sent).filter((key) => (key.endsWith('Id') ? String(record[key]) : record[key]) !== sent[key]);

/** Deals and tasks, of which v1 documents little: made with what their steps send. */
const createCase = (collection: 'deals' | 'tasks', fact: Fact, notKept: string): Case<Scratch> => ({
  asked: `POST /${collection}; GET /${collection}/{id}`,
  assumed: ['yes', fact],
  find: async (scratch) => {
    const { sent } = await scratch.created(collection);
    const changed = differing(await scratch.reread(collection), sent);
    return changed.length > 0 ? refuted(`yes, but not ${listed(changed)}`) : assumed('yes');
  },
  refuted: {
    'status 400: No': answered('POST', `/${collection}`, 400, { message: 'No' }),
    [`yes, but not ${notKept}`]: answered('GET', new RegExp(`^/${collection}/`), 200, { id: '1' }),
  },
});

const deleteCase = (collection: Changeable): Case<Scratch> => ({
  asked: `DELETE /${collection}/{id}`,
  assumed: ['200, with a body', 'src/steps/delete.ts: deleteStep'],
  find: async (scratch) => {
    const { status, data } = (await scratch.removeShared(collection)).ok();
    const words = `${status}, ${data === undefined ? 'empty' : 'with a body'}`;
    return assumedIf(words === '200, with a body', words);
  },
  tolerated: { '204, empty': { deleteAnswer: 'empty204' } },
  refuted: { 'status 405': answered('DELETE', /./, 405) },
  notAsked: { 'status 503': answered('DELETE', /./, 503) },
});

const COSTLY_PUT = 'PUT, and yes: each update costs one request too many';

const updateCase = (collection: Changeable, change: string, tolerated: Settings = {}): Case<Scratch> => ({
  asked: `${endpoints[collection].updateVerbs.join(', else ')} /${collection}/{id}; GET /${collection}/{id}`,
  assumed: ['PATCH, and yes', `src/heffl/facts.ts: endpoints.${collection}`],
  find: async (scratch) => {
    const { sent } = await scratch.shared(collection);
    const before = await scratch.reread(collection);
    if (!(change in before)) return notAsked(`what is read again does not show its ${change}`);
    const value = `${String(before[change])} (updated)`;
    const { way, reply } = await scratch.update(collection, { [change]: value });
    reply.ok();
    const after = await scratch.reread(collection);
    if (after[change] === before[change]) return refuted(`${way} is taken, and changes nothing`);
    const lost = Object.keys(sent).filter((key) => key !== change && after[key] !== before[key]);
    if (lost.length > 0) return refuted(`${way} also changes ${listed(lost)}`);
    return assumedIf(way === 'PATCH', way === 'PATCH' ? 'PATCH, and yes' : COSTLY_PUT);
  },
  tolerated,
  refuted: { 'PATCH is taken, and changes nothing': UNCHANGED },
});

const sourceCase = (field: 'sourceId' | 'source'): Case<Scratch> => ({
  asked: `the update of a lead, with ${field}`,
  assumed: ['yes', leadFields],
  find: async (scratch) => {
    const [first, second] = await recentOf(scratch.heffl, 'leadSources');
    // Another source than that of the other case, or its answer would tell nothing.
    const source = field === 'sourceId' ? first : second;
    if (!source) return notAsked('there are too few lead sources');
    const name = nameOf(source);
    const lead = await scratch.changed('leads', { [field]: field === 'sourceId' ? source.id : name });
    if (!('sourceId' in lead) && !('source' in lead)) return notAsked('the lead shows no source');
    const isTaken = lead.sourceId === source.id || lead.source === name;
    return isTaken ? assumed('yes') : refuted('it is taken, and changes nothing');
  },
  refuted: { 'it is taken, and changes nothing': UNCHANGED },
});

/** A custom field that leads have, so that the workspace knows it, or else one that it cannot know. */
const someCustomField = async (heffl: Reader) => {
  const leads = (await heffl.get('/leads', { limit: PAGE_SIZE })).list;
  const known = leads.flatMap((lead) => Object.entries(readCustomFields(lead)));
  const [key, value] = known.find(([, value]) => typeof value === 'string') ?? [];
  return key === undefined
    ? { key: 'cf_zapier_probe', value: 'probe', isKnown: false }
    : { key, value, isKnown: true };
};

const tagCase = (collection: 'leads' | 'tasks', field: 'tags' | 'tagIds', fact: Fact): Case<Scratch> => ({
  asked: `two updates with a tag each, in ${field}; GET /${collection}/{id}`,
  assumed: ['yes', fact],
  find: async (scratch) => {
    const [first, second] = await recentOf(scratch.heffl, 'tags');
    if (!second) return notAsked('there are too few tags');
    await scratch.changed(collection, { [field]: [String(first.id)] });
    const shown = (await scratch.changed(collection, { [field]: [String(second.id)] }))[field];
    if (!Array.isArray(shown)) return notAsked(`what is read again does not show its ${field}`);
    const texts = shown.flatMap((tag: unknown) => (isObject(tag) ? [tag.id, tag.name] : [tag])).map(String);
    const has = (tag: JsonObject) => texts.includes(String(tag.id)) || texts.includes(String(tag.name));
    if (!has(second)) return refuted('they are taken, and change nothing');
    return has(first) ? refuted('no, they are added') : assumed('yes');
  },
  refuted: { 'no, they are added': { tagChange: 'add' }, 'they are taken, and change nothing': UNCHANGED },
  notAsked: { 'there are too few tags': listing('/tags', { id: 'tag_1' }) },
});

/** What a lead may take, though v1 does not document it. */
const takes = async (scratch: Scratch, field: string, value: unknown, use: string): Promise<Finding> => {
  const { reply } = await scratch.update('leads', { [field]: value });
  if (reply.isInvalid) return assumed(`no: ${reply.words}`);
  reply.ok();
  const lead = await scratch.reread('leads');
  if (String(lead[field]) === String(value)) return tolerated(`yes: ${use}`);
  return assumed('no, as far as the lead shows');
};

const CLEARED = ['email', 'mobile', 'title', 'value', 'website'];

/** IDs of nothing, under keys that no sentence has by chance. */
const UNKNOWN_IDS = { sourceId: 'zapier-probe', stageId: 'zapier-probe' };

/** How Heffl takes what it is sent. */
export const writes: Cases<Scratch> = {
  'What is the status of an answer to a create?': {
    asked: 'POST /leads',
    assumed: ['200', 'src/resources/leads/fields.ts: createLeadFields'],
    copes: 'src/heffl/client.ts: connect',
    find: async (scratch) => {
      const { status } = (await scratch.created('leads')).reply;
      return assumedIf(status === 200, String(status));
    },
    tolerated: { 201: { createStatus: '201' } },
    refuted: { 'success, without an ID': [{ kind: 'recordWithoutId' }] },
  },
  'Does the answer to a create have the whole record?': {
    asked: 'POST /leads',
    assumed: ['yes', 'src/steps/answers.ts: recordIn'],
    copes: 'src/heffl/records.ts: readRecord',
    find: async (scratch) => {
      const { reply, sent } = await scratch.shared('leads');
      const { record = {} } = reply;
      const missing = Object.keys(sent).filter((key) => !(key in record));
      if (missing.length > 0) return tolerated(`no, it lacks ${listed(missing)}: a step gives them as empty`);
      const changed = differing(record, sent);
      return changed.length > 0 ? tolerated(`yes, with another ${listed(changed)}`) : assumed('yes');
    },
    tolerated: {
      'no, it lacks mobile, value, website: a step gives them as empty': { shortAnswers: 'on' },
      'yes, with another value': answered('POST', '/leads', 200, { id: 'ld_1', ...LEAD, value: '1' }),
    },
  },
  'Which verb updates leads, and does it leave the other fields alone?': updateCase('leads', 'title', {
    [COSTLY_PUT]: { leadUpdateVerb: 'PUT', unservedVerb: '404' },
  }),
  'Which verb updates clients, and does it leave the other fields alone?': updateCase('clients', 'name', {
    [COSTLY_PUT]: { clientUpdateVerb: 'PUT' },
  }),
  'Does a company need a name?': {
    asked: 'POST /clients with the type company, a website, and no name',
    assumed: ['yes, it is refused with 400 or 422', 'src/resources/clients/fields.ts: requireClientName'],
    find: async (scratch) => {
      const reply = await scratch.make('clients', { type: 'company' }, 'website');
      if (reply.isInvalid) return assumed(reply.words);
      return reply.isOk ? refuted('no, it is made without one') : reply.refusal;
    },
    refuted: { 'no, it is made without one': { clientNames: 'optional' } },
  },
  'Does a lead take its source by ID?': sourceCase('sourceId'),
  'Does a lead take its source by name?': sourceCase('source'),
  'Where does a custom field come back that was sent as cf_…?': {
    asked: 'the update of a lead, with cf_…; GET /leads/{id}',
    assumed: [CUSTOM_FIELD_FORM, 'src/heffl/facts.ts: CUSTOM_FIELD_PREFIX'],
    copes: 'src/heffl/records.ts: readCustomFields',
    find: async (scratch) => {
      const { key, value, isKnown } = await someCustomField(scratch.heffl);
      const { reply } = await scratch.update('leads', { [key]: value });
      if (!reply.isOk && !isKnown) return notAsked(`${reply.words}, and no lead shows a known one`);
      reply.ok();
      const lead = await scratch.reread('leads');
      const form = customFieldForm(lead);
      if (form === undefined || readCustomFields(lead)[customFieldKey(key)] !== value)
        return isKnown ? refuted('nowhere') : notAsked('an unknown field is dropped');
      return assumedIf(form === CUSTOM_FIELD_FORM, form);
    },
    tolerated: { 'beside the other fields, as cf_…': { customFieldKeys: 'topLevel' } },
    refuted: { nowhere: UNCHANGED },
    notAsked: { 'an unknown field is dropped': [...UNCHANGED, ...listing('/leads')] },
  },
  'Does null empty a field?': {
    asked: `the update of a lead, with null for ${CLEARED.join(', ')}`,
    assumed: ['yes', 'src/forms/clear.ts: withNulls'],
    find: async (scratch) => {
      const filledIn = (lead: JsonObject): string[] => CLEARED.filter((key) => (lead[key] ?? '') !== '');
      if (filledIn(await scratch.reread('leads')).length === 0)
        return notAsked('the lead shows none of these fields');
      const nulls = Object.fromEntries(CLEARED.map((key) => [key, null]));
      const left = filledIn(await scratch.changed('leads', nulls));
      return left.length > 0 ? refuted(`not ${listed(left)}`) : assumed('yes');
    },
    refuted: { 'not email, mobile, title, value, website': UNCHANGED },
    notAsked: { 'the lead shows none of these fields': answered('GET', /^\/leads\/ld_/, 200, { id: '1' }) },
  },
  'Do the tags of an update replace those of leads?': tagCase('leads', 'tags', leadFields),
  'Do the tags of an update replace those of tasks?': tagCase('tasks', 'tagIds', taskFields),
  'May a lead be given an owner?': {
    asked: 'the update of a lead, with ownerId of a user whom a task names; GET /leads/{id}',
    assumed: ['no', leadFields],
    find: async (scratch) => {
      // v1 has no list of users.
      const [ownerId] = (await recentOf(scratch.heffl, 'tasks'))
        .flatMap(({ assigneeIds, createdById }) => [assigneeIds, createdById].flat())
        .flatMap((id) => textOf(id) ?? []);
      if (ownerId === undefined) return notAsked('no task names a user');
      return takes(scratch, 'ownerId', ownerId, 'steps could set it');
    },
    tolerated: { 'yes: steps could set it': { leadOwner: 'taken' } },
    notAsked: { 'no task names a user': listing('/tasks', { id: '1' }) },
  },
  'By which names does a refusal call fields?': {
    asked: 'the update of a lead, with sourceId and stageId of nothing',
    assumed: ["by the API's own", 'src/heffl/refusals.ts: refusal'],
    find: async (scratch) => {
      const { reply } = await scratch.update('leads', UNKNOWN_IDS);
      if (reply.isOk) return notAsked('it takes IDs of nothing');
      if (!reply.isInvalid && reply.status !== 404) return reply.refusal;
      const body = JSON.stringify(reply.data ?? '');
      const names = Object.keys(UNKNOWN_IDS).filter((name) => body.includes(name));
      return assumedIf(names.length > 0, `by ${listed(names) || 'none'} (${reply.words})`);
    },
    tolerated: { 'by none (status 400: Invalid request)': { errorFields: 'unnamed' } },
    notAsked: { 'it takes IDs of nothing': UNCHANGED },
  },
  'Does Heffl make deals, and keep what it is sent?': createCase(
    'deals',
    'src/resources/deals/fields.ts: createDealFields',
    'pipelineId, stageId, clientId, price, priority',
  ),
  'Which verb updates deals, and does it leave the other fields alone?': updateCase('deals', 'title'),
  'What is the answer to a delete of deals?': deleteCase('deals'),
  'Does Heffl make tasks, and keep what it is sent?': createCase(
    'tasks',
    'src/resources/tasks/fields.ts: createTaskFields',
    'description, type, status, priority',
  ),
  'Which verb updates tasks, and does it leave the other fields alone?': updateCase('tasks', 'title'),
  'What is the answer to a delete of tasks?': deleteCase('tasks'),
  // The last one of leads but for its deletion: an archived lead might not be found.
  'Does a lead take archived: true?': {
    asked: 'the update of a lead, with archived; GET /leads/{id}',
    assumed: ['no', leadFields],
    find: (scratch) => takes(scratch, 'archived', true, 'a step could archive leads'),
    tolerated: { 'yes: a step could archive leads': { leadArchived: 'taken' } },
  },
  'What is the answer to a delete of leads?': deleteCase('leads'),
};

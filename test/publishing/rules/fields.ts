import { type Field, isCustom, type Step } from '../published-app.js';
import { about, connectionInputs, inputs, referenceIn, type Rule, stepNamed } from './rule.js';

const CREDENTIAL = /api_?key|token|secret|password/i;
const ID = /^id$|Ids?$|_ids?$/;
const SEARCHABLE = ['string', 'number', 'integer'];

/** The kind of record that a dropdown has to list, by the key of its input. */
const kindFor = ({ noun }: Step, { key, label = '' }: Field): string | undefined => {
  const own = noun.toLowerCase();
  const kinds: Readonly<Record<string, string>> = {
    ...{ leadId: 'lead', clientId: 'client', contactId: 'client', productId: 'product' },
    ...{ pipelineId: 'pipeline', pipelines: 'pipeline', sourceId: 'lead_source', sources: 'lead_source' },
    ...{ tags: 'tag', tagIds: 'tag', assigneeIds: 'assignee', salesPersonId: 'assignee' },
    ...{ id: own, stageId: `${own}_stage`, stages: `${own}_stage` },
    // Deals of several pipelines are in stages of the same name.
    ...(own === 'deal' && { stageId: 'pipeline_stage', stages: 'stage_name' }),
    // What a task is linked to depends on its other fields, and so does the label.
    entityId: label.toLowerCase(),
  };
  return kinds[key];
};

/** Whether a dropdown lists, and its search finds, something else than the input takes. */
const isOfAnotherKind = (step: Step, { dynamic, search, ...field }: Field): boolean => {
  if (dynamic === undefined) return false;
  const kind = kindFor(step, field) ?? 'unknown';
  // People call the stages of pipelines deal stages, beside lead stages.
  const found = kind === 'pipeline_stage' ? 'deal_stage' : kind;
  const isFound = search === undefined || referenceIn(search) === `find_${found}`;
  return referenceIn(dynamic) !== `${kind}_list` || !isFound;
};

const letters = (text = ''): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The rules for the inputs of the connection and of every step. */
export const fieldRules: readonly Rule[] = [
  ...about([connectionInputs], {
    'D002: the help text of the key links to the page where a key is made': {
      isBroken: ({ field: { type, helpText = '' } }) =>
        type === 'password' && !/\[[^\]]+\]\(https:\/\/[^)\s]+\)/.test(helpText),
      spoil: { field: { helpText: 'Look in the settings.' } },
    },
  }),
  ...about([inputs, connectionInputs], {
    'D011: the help text of an input says more than its label': {
      isBroken: ({ field: { label, helpText } }) =>
        helpText !== undefined && letters(helpText) === letters(label),
      spoil: { field: { label: 'Name', helpText: 'Name.' } },
    },
  }),
  ...about([inputs], {
    'D001: no step asks for a credential': {
      isBroken: ({ field: { key, label = '' } }) => CREDENTIAL.test(key) || CREDENTIAL.test(label),
      spoil: { field: { key: 'api_key' } },
    },
    'D004: every input that takes an ID is a dropdown': {
      isBroken: ({ field: { key, label = '', dynamic } }) =>
        (ID.test(key) || /\bIDs?$/.test(label)) && dynamic === undefined,
      spoil: { field: { dynamic: undefined } },
      spoilIn: ({ field }) => field.key === 'productId',
    },
    'D005: every dropdown is filled by a trigger of the app, which pages': {
      isBroken: ({ field: { dynamic } }, app) =>
        dynamic !== undefined && !stepNamed(app, 'triggers', dynamic)?.operation.canPaginate,
      spoil: { field: { dynamic: 'gone_list.id.label' } },
    },
    'style: every dropdown lists, and every search link finds, the kind of record that its key and step name':
      {
        isBroken: ({ step, field }) => isOfAnotherKind(step, field),
        spoil: { field: { dynamic: 'client_list.id.label' } },
        spoilIn: ({ field }) => field.key === 'assigneeIds',
      },
    'D013: every search link leads to a search of the app': {
      isBroken: ({ field: { search } }, app) => search !== undefined && !stepNamed(app, 'searches', search),
      spoil: { field: { search: 'find_nothing.id' } },
    },
    'D014: only an input that takes one text or number has a search link': {
      isBroken: ({ field: { search, type = 'string', list, dict, children } }) =>
        search !== undefined && (!SEARCHABLE.includes(type) || (list ?? dict ?? children) !== undefined),
      spoil: { field: { list: true } },
      spoilIn: ({ field }) => field.search !== undefined,
    },
    'style: every input of a visible step has a help text': {
      // Line items cannot have one: Zapier shows those of their columns.
      isBroken: ({ step, field }) =>
        !step.display.hidden && !field.helpText && !field.children && !isCustom(field.key),
      spoil: { field: { helpText: undefined } },
    },
    'style: every input that is in a group is in one that its form has': {
      isBroken: ({ step, field: { group } }) =>
        group !== undefined && !step.operation.inputFieldGroups.some(({ key }) => key === group),
      spoil: { field: { group: 'gone' } },
    },
  }),
];

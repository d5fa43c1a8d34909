import type { Field, Step } from '../published-app.js';
import { first, inFamily, inputsOf, isCustom, referenceIn, type Rule, shown } from './rule.js';

const CREDENTIAL = /api_?key|token|secret|password/i;
const ID = /^id$|Ids?$|_ids?$/;
const SEARCHABLE = ['string', 'number', 'integer'];

/** The kind of record that an input takes, by the input's key. */
const KINDS: Readonly<Record<string, string>> = {
  ...{
    leadId: 'lead',
    clientId: 'client',
    contactId: 'client',
    productId: 'product',
    pipelineId: 'pipeline',
    pipelines: 'pipeline',
  },
  ...{ sourceId: 'lead_source', sources: 'lead_source', tags: 'tag', tagIds: 'tag' },
  ...{ assigneeIds: 'assignee', salesPersonId: 'assignee' },
};

/** The kind of record that a dropdown has to list. */
const kindFor = ({ noun }: Step, { key, label = '' }: Field): string | undefined => {
  const own = noun.toLowerCase();
  if (key === 'id') return own;
  // Deals of several pipelines are in stages of the same name.
  if (key === 'stages' && own === 'deal') return 'stage_name';
  if (key === 'stageId' || key === 'stages') return own === 'deal' ? 'pipeline_stage' : `${own}_stage`;
  // What a task is linked to depends on its other fields, and so does the label.
  return key === 'entityId' ? label.toLowerCase() : KINDS[key];
};

/** The rules for the inputs of every step. */
export const fieldRules: readonly Rule[] = [
  {
    code: 'D001',
    says: 'no step asks for a credential',
    violations: ({ steps }) =>
      inputsOf(steps)
        .filter(({ value }) => CREDENTIAL.test(value.key) || CREDENTIAL.test(value.label ?? ''))
        .map(({ at }) => at),
    spoil: ({ steps }) => first(steps).form.push({ key: 'api_key', label: 'Key' }),
  },
  {
    code: 'D004',
    says: 'every input that takes an ID is a dropdown',
    violations: ({ steps }) =>
      inputsOf(steps)
        .filter(({ value }) => (ID.test(value.key) || /\bIDs?$/.test(value.label ?? '')) && !value.dynamic)
        .map(({ at }) => at),
    spoil: ({ steps }) => {
      const { children = [] } = first(
        inputsOf(steps).map(({ value }) => value),
        (field) => field.children !== undefined,
      );
      delete first(children, ({ key }) => key === 'productId').dynamic;
    },
  },
  {
    code: 'D005',
    says: 'every dropdown is filled by a trigger of the app, which pages',
    violations: ({ steps }) =>
      inputsOf(steps)
        .filter(({ value: { dynamic } }) => {
          if (dynamic === undefined) return false;
          const source = steps.find(
            ({ family, key }) => family === 'triggers' && key === referenceIn(dynamic),
          );
          return !source?.operation.canPaginate;
        })
        .map(({ at, value }) => `${at}: ${value.dynamic ?? ''}`),
    spoil: ({ steps }) => {
      first(inputsOf(steps), ({ value }) => value.dynamic !== undefined).value.dynamic = 'gone_list.id.label';
    },
  },
  {
    code: 'style',
    says: 'every dropdown lists, and every search link finds, the kind of record that its key and step name',
    violations: ({ steps }) =>
      steps.flatMap((step) =>
        inputsOf([step])
          .filter(({ value: { dynamic } }) => dynamic !== undefined)
          .filter(({ value: { dynamic = '', search, ...field } }) => {
            const kind = kindFor(step, field) ?? 'unknown';
            // People call the stages of pipelines deal stages, beside lead stages.
            const found = kind === 'pipeline_stage' ? 'deal_stage' : kind;
            const isFound = search === undefined || referenceIn(search) === `find_${found}`;
            return referenceIn(dynamic) !== `${kind}_list` || !isFound;
          })
          .map(({ at, value }) => `${at}: ${value.dynamic ?? ''}`),
      ),
    spoil: ({ steps }) => {
      first(inputsOf(steps), ({ value }) => value.key === 'assigneeIds').value.dynamic =
        'client_list.id.label';
    },
  },
  {
    code: 'D009',
    says: 'every search has an input that no function makes',
    violations: (app) =>
      inFamily(app, 'searches')
        .filter(({ operation }) => operation.inputFields.every((field) => typeof field === 'string'))
        .map(({ key }) => key),
    spoil: (app) => {
      first(inFamily(app, 'searches')).operation.inputFields = ['$func$2$f$'];
    },
  },
  {
    code: 'D011',
    says: 'the help text of an input says more than its label',
    violations: ({ authentication, steps }) => {
      const plain = (text = '') => text.toLowerCase().replace(/[^a-z0-9]/g, '');
      return [
        ...inputsOf(steps),
        ...authentication.fields.map((value) => ({ at: `connection, ${value.key}`, value })),
      ]
        .filter(({ value }) => value.helpText !== undefined && plain(value.helpText) === plain(value.label))
        .map(({ at }) => at);
    },
    spoil: ({ steps }) => {
      const { value } = first(inputsOf(steps), ({ value: { label } }) => label !== undefined);
      value.helpText = `${value.label ?? ''}.`;
    },
  },
  {
    code: 'D013',
    says: 'every search link leads to a search of the app',
    violations: (app) =>
      inputsOf(app.steps)
        .filter(
          ({ value: { search } }) =>
            search !== undefined && !inFamily(app, 'searches').some(({ key }) => key === referenceIn(search)),
        )
        .map(({ at, value }) => `${at}: ${value.search ?? ''}`),
    spoil: ({ steps }) => {
      first(inputsOf(steps), ({ value }) => value.search !== undefined).value.search = 'find_nothing.id';
    },
  },
  {
    code: 'D014',
    says: 'only an input that takes one text or number has a search link',
    violations: ({ steps }) =>
      inputsOf(steps)
        .filter(
          ({ value: { search, type = 'string', list, dict, children } }) =>
            search !== undefined && (!SEARCHABLE.includes(type) || (list ?? dict ?? children) !== undefined),
        )
        .map(({ at }) => at),
    spoil: ({ steps }) => {
      first(inputsOf(steps), ({ value }) => value.search !== undefined).value.list = true;
    },
  },
  {
    code: 'D022',
    says: 'every action has an input that is there whatever the account holds',
    violations: (app) =>
      inFamily(app, 'creates')
        .filter(({ operation }) => !operation.inputFields.some((input) => typeof input === 'object'))
        .map(({ key }) => key),
    spoil: (app) => {
      first(inFamily(app, 'creates')).operation.inputFields = ['$func$2$f$'];
    },
  },
  {
    code: 'style',
    says: 'every input has a help text',
    // Line items cannot have one: Zapier shows those of their columns.
    violations: (app) =>
      inputsOf(shown(app))
        .filter(({ value }) => !value.helpText && !value.children && !isCustom(value))
        .map(({ at }) => at),
    spoil: (app) => {
      delete first(inputsOf(shown(app))).value.helpText;
    },
  },
  {
    code: 'style',
    says: 'required inputs come first, but for the search above a form',
    violations: ({ steps }) =>
      steps
        .filter(({ states }) => states.map(withoutSearchAbove).some(hasRequiredAfterOptional))
        .map(({ key }) => key),
    spoil: (app) => {
      first(inFamily(app, 'creates'), ({ key }) => key === 'create_deal').states[0]?.reverse();
    },
  },
  {
    code: 'style',
    says: 'no two inputs of a form have one label',
    violations: ({ steps }) =>
      steps.flatMap(({ key, form }) => {
        const labels = new Map(form.map((field) => [field.key, field.label ?? field.key]));
        return repeated([...labels.values()]).map((label) => `${key}: ${label}`);
      }),
    spoil: ({ steps }) => {
      const { form } = first(steps, ({ key }) => key === 'create_task');
      first(form, ({ key }) => key === 'dueDate').label = 'Start Date';
    },
  },
  {
    code: 'style',
    says: 'every input that is in a group is in one that its form has',
    violations: ({ steps }) =>
      steps.flatMap((step) => {
        const groups = step.operation.inputFieldGroups.map(({ key }) => key);
        return step.form
          .filter(({ group }) => group !== undefined && !groups.includes(group))
          .map(({ key }) => `${step.key}, input ${key}`);
      }),
    spoil: ({ steps }) => {
      first(steps, ({ key }) => key === 'create_client').operation.inputFieldGroups = [];
    },
  },
];

/** What a "Create or Update" step searches for stands with how it searches, above the form of the create. */
const withoutSearchAbove = (fields: readonly Field[]): readonly Field[] =>
  fields.filter(({ key }, index) => key !== 'search_value' || fields[index - 1]?.key !== 'search_by');

const hasRequiredAfterOptional = (state: readonly Field[]): boolean => {
  const inputs = state.filter(({ type }) => type !== 'copy').map(({ required = false }) => required);
  return inputs.includes(false) && inputs.lastIndexOf(true) > inputs.indexOf(false);
};

const repeated = (texts: readonly string[]): string[] =>
  texts.filter((text, index) => texts.indexOf(text) !== index);

import { z } from 'zod';
import App from '../../index.js';
import type { Readings } from '../sandbox/index.js';
import { promisedKeys } from '../support/forms.js';
import { type ConnectedHeffl, connectHeffl, type Input } from '../support/heffl.js';
import { records } from '../support/records.js';
import { creatableKinds, editableKinds } from '../support/steps.js';

const now = () => Date.parse('2026-03-01T08:00:00.000Z');
/** Two that hold the same: one is as documented, the other as it may be read as well. */
const documented = connectHeffl({ now });
const heffl = connectHeffl({ now });

type FillIn = (on: ConnectedHeffl) => Input;

/** What a step is run with, by its key. */
const inputs: Readonly<Record<string, FillIn>> = {
  ...Object.fromEntries(creatableKinds.map(({ create, createInput }) => [create, createInput])),
  ...Object.fromEntries(
    editableKinds.flatMap(({ collection, seeded, change, ...kind }): [string, FillIn][] => {
      const id = (on: ConnectedHeffl) => on.idOf(collection, seeded);
      return [
        [kind.update, (on) => ({ id: id(on), ...change })],
        [kind.remove, (on) => ({ id: id(on) })],
        [kind.find, (on) => ({ search_by: 'id', search_value: id(on) })],
        [kind.poll, () => ({})],
      ];
    }),
  ),
  create_lead: () => ({
    name: 'Omar Khan',
    source: 'Instagram',
    cf_budget: 10,
    custom_fields: { Plate: 'DXB' },
  }),
  create_client: () => ({ type: 'company', name: 'Gulf Coast Hotels', cf_newsletter: true }),
  update_lead: (on) => ({
    id: on.idOf('leads', 'Priya Sharma'),
    value: 500,
    fields_to_clear: ['email', 'cf_budget'],
  }),
  find_lead: () => ({ search_by: 'cf_budget', search_value: '500' }),
  find_client: () => ({ search_by: 'cf_preferred_language', search_value: 'arabic' }),
  find_deal: () => ({ search_by: 'title', search_value: 'Annual AC maintenance' }),
  find_lead_stage: () => ({ search_by: 'name', search_value: 'contacted' }),
  find_lead_source: () => ({ search_by: 'name', search_value: 'instagram' }),
  find_pipeline: () => ({ search_by: 'name', search_value: 'Annual Contracts' }),
  find_tag: () => ({ search_by: 'name', search_value: 'VIP' }),
  find_product: () => ({ search_by: 'name', search_value: 'AC maintenance' }),
  pipeline_stage_list: (on) => ({ pipelineId: on.idOf('pipelines', 'Annual Contracts') }),
};

const outcomeOf = async (key: string, connected: ConnectedHeffl): Promise<unknown> => {
  const { output } = await connected.run(key, inputs[key]?.(connected));
  return output;
};

const creates = creatableKinds.map(({ create }) => create);
const updates = editableKinds.map(({ update }) => update);
const removes = editableKinds.map(({ remove }) => remove);
const finds = editableKinds.map(({ find }) => find);
const polls = editableKinds.map(({ poll }) => poll);
const references = ['find_lead_stage', 'find_lead_source', 'find_pipeline', 'find_tag', 'find_product'];
const dropdowns = ['lead_stage_list', 'lead_source_list', 'pipeline_stage_list', 'tag_list'];

const record = z.looseObject({ id: z.string() });

type Reading = { readonly [Name in keyof Readings]: readonly [Name, Readings[Name]] }[keyof Readings];

/** Readings under which a step gives the very same, each with the steps that it concerns. */
const sameUnder: readonly (readonly [reading: Reading, steps: readonly string[]])[] = [
  [
    ['listShape', 'data'],
    [...finds, ...polls, ...references, ...dropdowns],
  ],
  [
    ['listShape', 'array'],
    [...finds, ...polls, ...references, ...dropdowns],
  ],
  [['createStatus', '201'], creates],
  [['deleteAnswer', 'json'], removes],
  [['deleteAnswer', 'empty204'], removes],
  [
    ['customFieldKeys', 'bare'],
    [...creates, ...updates, ...finds, ...polls],
  ],
  [
    ['customFieldKeys', 'topLevel'],
    [...creates, ...updates, ...finds, ...polls],
  ],
  [['leadUpdateVerb', 'PUT'], ['update_lead']],
  [['leadUpdateVerb', 'PATCH'], ['update_lead']],
  [['clientUpdateVerb', 'PUT'], ['update_client']],
  [['clientUpdateVerb', 'PATCH'], ['update_client']],
  [
    ['referencePaths', 'nested'],
    ['find_lead_stage', 'find_lead_source', ...dropdowns],
  ],
  [
    ['referencePaths', 'flat'],
    ['find_lead_stage', 'find_lead_source', ...dropdowns],
  ],
  [
    ['stageNames', 'name'],
    ['create_deal', ...dropdowns],
  ],
  [
    ['stageNames', 'label'],
    ['create_deal', ...dropdowns],
  ],
];

describe.each(sameUnder)('%j', ([name, value], steps) => {
  test.each(steps)('changes nothing of what %s gives', async (key) => {
    Object.assign(heffl.sandbox.readings, { [name]: value });
    const outcome = await outcomeOf(key, heffl);
    expect(outcome).not.toEqual([]);
    expect(outcome).toEqual(await outcomeOf(key, documented));
  });
});

test.each([...creates, ...updates, ...finds, ...polls])(
  'what Heffl leaves out for want of a value is null in what %s promises',
  async (key) => {
    heffl.sandbox.readings.nullKeys = 'dropped';
    const outcome = z.union([records, record]).parse(await outcomeOf(key, heffl));
    expect(withoutNulls(outcome)).toEqual(withoutNulls(await outcomeOf(key, documented)));
    const [first] = [outcome].flat();
    const step = App.creates[key] ?? App.searches[key] ?? App.triggers[key];
    expect(Object.keys(first ?? {})).toEqual(expect.arrayContaining(promisedKeys(step)));
  },
);

test.each(['documented', 'name', 'label'] as const)(
  'a lead stage is found by its name, and has it as its name (%s)',
  async (reading) => {
    heffl.sandbox.readings.stageNames = reading;
    expect(await outcomeOf('find_lead_stage', heffl)).toMatchObject([
      { id: heffl.idOf('leadStages', 'Contacted'), name: 'Contacted', type: 'CONTACTED' },
    ]);
  },
);

describe('numbers as IDs', () => {
  beforeEach(() => {
    heffl.sandbox.readings.numericIds = 'on';
  });

  test.each([...creates, ...updates, ...finds, ...polls, ...references, ...dropdowns])(
    'are text in what %s gives',
    async (key) => {
      const outcome = await outcomeOf(key, heffl);
      expect(outcome).not.toEqual([]);
      expect(numbersUnderIds(outcome)).toEqual([]);
    },
  );

  test('name the stage and pipeline of a deal all the same, and are taken as its input', async () => {
    const input = { ...inputs.create_deal?.(heffl), pipelineId: '2', stageId: '7' };
    const { output, requests } = await heffl.run('create_deal', input);
    expect(requests[0]).toMatchObject({ body: { pipelineId: '2', stageId: '7' } });
    expect(output).toMatchObject({
      pipelineId: '2',
      pipeline: 'Annual Contracts',
      stageId: '7',
      stage: 'Contract Sent',
    });
  });
});

test.each([...creates, ...updates])('a short answer to %s still gives every key, and the ID', async (key) => {
  heffl.sandbox.readings.shortAnswers = 'on';
  const short = record.parse(await outcomeOf(key, heffl));
  const full = record.parse(await outcomeOf(key, documented));
  expect(short.id).toBe(full.id);
  expect(Object.keys(short)).toEqual(expect.arrayContaining(promisedKeys(App.creates[key])));
});

test.each([
  ['names', { stage: 'New', stageId: null, source: 'Instagram', sourceId: null }],
  ['ids', { stage: null, source: null }],
] as const)(
  'a lead that has %s alone of its stage and source has nothing invented',
  async (reading, expected) => {
    heffl.sandbox.readings.leadReference = reading;
    const output = await outcomeOf('create_lead', heffl);
    expect(output).toMatchObject(expected);
    if (reading === 'ids') {
      expect(output).toMatchObject({
        stageId: heffl.idOf('leadStages', 'New'),
        sourceId: heffl.idOf('sources', 'Instagram'),
      });
    }
  },
);

test.each(['405', '404'] as const)('the other verb gets the same body after a %s', async (unservedVerb) => {
  Object.assign(heffl.sandbox.readings, { leadUpdateVerb: 'PUT', unservedVerb });
  const { requests } = await heffl.run('update_lead', inputs.update_lead?.(heffl));
  const path = `/leads/${heffl.idOf('leads', 'Priya Sharma')}`;
  const body = { value: 500, email: null, cf_budget: null };
  expect(requests).toEqual([
    { method: 'PATCH', path, query: {}, body },
    { method: 'PUT', path, query: {}, body },
  ]);
});

test('the stages and sources at their other paths are asked for page by page as well', async () => {
  heffl.sandbox.readings.referencePaths = 'flat';
  const stages = await heffl.run('lead_stage_list');
  expect(stages.requests.map(({ path }) => path)).toEqual(['/leads/stages', '/lead-stages']);
  const sources = await heffl.run('lead_source_list');
  expect(sources.requests.map(({ path }) => path)).toEqual(['/leads/sources', '/lead-sources']);
});

test.each(creatableKinds)(
  "$create says Heffl's message in either form of errors",
  async ({ create, createInput }) => {
    const told = async (connected: ConnectedHeffl) => {
      const input = { ...createInput(connected), email: 'jane', clientId: 'clt_gone', tagIds: ['tag_gone'] };
      const { name, message } = await connected.fail(create, input);
      return { name, message };
    };
    heffl.sandbox.readings.errorShape = 'nested';
    const flat = await told(documented);
    const nested = await told(heffl);
    expect([flat.name, nested.name]).toEqual(['HaltedError', 'HaltedError']);
    // Nested errors name the field as well.
    expect(nested.message).toContain(flat.message.split(': ')[1]?.split('.')[0]);
  },
);

const withoutNulls = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, inner: unknown) => inner ?? undefined);

/** Where a value holds a number under a key that names an ID: "stageId", "0.lineItems.1.productId". */
const numbersUnderIds = (value: unknown, path = ''): string[] => {
  if (typeof value === 'number') return /(^|\.)(id|number|\w+Ids?(\.\d+)?)$/.test(path) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    numbersUnderIds(inner, path === '' ? key : `${path}.${key}`),
  );
};

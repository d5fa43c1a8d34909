import { z } from 'zod';
import App from '../../index.js';
import type { Readings } from '../sandbox/index.js';
import { promisedKeys } from '../support/forms.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { records } from '../support/records.js';
import { creatableKinds, editableKinds } from '../support/steps.js';

const heffl = connectHeffl({ now: () => Date.parse('2026-03-01T08:00:00.000Z') });

const record = z.looseObject({ id: z.string() });

/** The input of a step, if it needs one. */
const inputs: Readonly<Record<string, () => Input>> = {
  ...Object.fromEntries(creatableKinds.map(({ create, createInput }) => [create, () => createInput(heffl)])),
  create_lead: () => ({
    name: 'Omar Khan',
    source: 'Instagram',
    cf_budget: 10,
    custom_fields: { Plate: 'DXB' },
  }),
  create_client: () => ({ type: 'company', name: 'Gulf Coast Hotels', cf_newsletter: true }),
  update_lead: () => ({
    id: heffl.idOf('leads', 'Priya Sharma'),
    value: 500,
    fields_to_clear: ['cf_budget'],
  }),
  update_client: () => ({ id: heffl.idOf('clients', 'Rohan Mehta'), website: 'https://rohan.example.com' }),
  update_deal: () => ({ id: heffl.idOf('deals', 'Annual AC maintenance'), price: 18000 }),
  delete_lead: () => ({ id: heffl.idOf('leads', 'Jane Smith') }),
  find_lead: () => ({ search_by: 'cf_budget', search_value: '500' }),
  find_client: () => ({ search_by: 'cf_preferred_language', search_value: 'arabic' }),
  find_deal: () => ({ search_by: 'title', search_value: 'Annual AC maintenance' }),
  find_task: () => ({ search_by: 'title', search_value: 'Visit the villa' }),
  find_lead_stage: () => ({ search_by: 'name', search_value: 'contacted' }),
  find_lead_source: () => ({ search_by: 'name', search_value: 'instagram' }),
  find_pipeline: () => ({ search_by: 'name', search_value: 'Annual Contracts' }),
  find_tag: () => ({ search_by: 'name', search_value: 'VIP' }),
  find_product: () => ({ search_by: 'name', search_value: 'AC maintenance' }),
  pipeline_stage_list: () => ({ pipelineId: heffl.idOf('pipelines', 'Annual Contracts') }),
};

/** What a step gives if Heffl is read so, and nothing else has happened. */
const outputUnder = async (reading: Partial<Readings>, key: string): Promise<unknown> => {
  await heffl.reset();
  Object.assign(heffl.sandbox.readings, reading);
  return (await heffl.run(key, inputs[key]?.())).output;
};

const creates = creatableKinds.map(({ create }) => create);
const finds = editableKinds.map(({ find }) => find);
const polls = editableKinds.map(({ poll }) => poll);
const references = ['find_lead_stage', 'find_lead_source', 'find_pipeline', 'find_tag', 'find_product'];
const dropdowns = ['lead_stage_list', 'lead_source_list', 'pipeline_stage_list', 'tag_list'];

const lists = ['find_lead', 'new_lead', 'find_tag', 'find_product', ...dropdowns];
const customFields = ['create_lead', 'update_client', 'find_lead', 'find_client', 'find_deal', 'new_deal'];
const stagesAndSources = ['find_lead_stage', 'find_lead_source', 'lead_stage_list', 'lead_source_list'];
const stages = ['create_deal', 'lead_stage_list', 'pipeline_stage_list'];

const sameUnder: readonly (readonly [Partial<Readings>, readonly string[]])[] = [
  [{ listShape: 'data' }, lists],
  [{ listShape: 'array' }, lists],
  [{ createStatus: '201' }, ['create_lead', 'create_invoice']],
  [{ deleteAnswer: 'json' }, ['delete_lead']],
  [{ deleteAnswer: 'empty204' }, ['delete_lead']],
  [{ customFieldKeys: 'bare' }, customFields],
  [{ customFieldKeys: 'topLevel' }, customFields],
  [{ clientUpdateVerb: 'PUT' }, ['update_client']],
  [{ clientUpdateVerb: 'PATCH' }, ['update_client']],
  [{ referencePaths: 'nested' }, stagesAndSources],
  [{ referencePaths: 'flat' }, stagesAndSources],
  [{ stageNames: 'name' }, stages],
  [{ stageNames: 'label' }, stages],
];

describe.each(sameUnder)('%j', (reading, keys) => {
  test.each(keys)('%s: gives the same as by default', async (key) => {
    const output = await outputUnder(reading, key);
    expect(output).not.toEqual([]);
    expect(output).toEqual(await outputUnder({}, key));
  });
});

const withoutNulls = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, inner: unknown) => inner ?? undefined);

test.each([...polls, 'create_invoice'])('answer without keys that are null: %s gives null', async (key) => {
  const output = await outputUnder({ nullKeys: 'dropped' }, key);
  const [first] = [z.union([records, record]).parse(output)].flat();
  const step = App.creates[key] ?? App.triggers[key];
  expect(Object.keys(first ?? {})).toEqual(expect.arrayContaining(promisedKeys(step)));
  expect(withoutNulls(output)).toEqual(withoutNulls(await outputUnder({}, key)));
});

test.each([...creates, 'update_lead', 'update_deal'])('short answer: %s gives every key', async (key) => {
  const short = record.parse(await outputUnder({ shortAnswers: 'on' }, key));
  expect(Object.keys(short)).toEqual(expect.arrayContaining(promisedKeys(App.creates[key])));
  expect(short.id).toBe(record.parse(await outputUnder({}, key)).id);
});

/** Where a value has a number under a key that names an ID: "stageId", "0.lineItems.1.productId". */
const numbersUnderIds = (value: unknown, path = ''): string[] => {
  if (typeof value === 'number') return /(^|\.)(id|number|\w+Ids?(\.\d+)?)$/.test(path) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    numbersUnderIds(inner, path === '' ? key : `${path}.${key}`),
  );
};

test.each([...creates, ...finds, ...references, ...dropdowns])(
  'numbers as IDs: %s gives text',
  async (key) => {
    const output = await outputUnder({ numericIds: 'on' }, key);
    expect(output).not.toEqual([]);
    expect(numbersUnderIds(output)).toEqual([]);
  },
);

test('numbers as IDs: create_deal sends them, and gives the names of stage and pipeline', async () => {
  heffl.sandbox.readings.numericIds = 'on';
  const input = { ...inputs.create_deal?.(), pipelineId: '2', stageId: '7' };
  const { output, requests } = await heffl.run('create_deal', input);
  expect(requests[0]).toMatchObject({ body: { pipelineId: '2', stageId: '7' } });
  expect(output).toMatchObject({ ...input, pipeline: 'Annual Contracts', stage: 'Contract Sent' });
});

test.each(['names', 'ids'] as const)(
  'lead with only %s of stage and source: looks up the names, the IDs are null',
  async (leadReference) => {
    const output = await outputUnder({ leadReference }, 'create_lead');
    const ids = { stageId: heffl.idOf('leadStages', 'New'), sourceId: heffl.idOf('sources', 'Instagram') };
    const expected = {
      names: { stage: 'New', stageId: null, source: 'Instagram', sourceId: null },
      ids: { stage: 'New', source: 'Instagram', ...ids },
    };
    expect(output).toMatchObject(expected[leadReference]);
  },
);

test.each(['documented', 'name', 'label'] as const)(
  'stage named by %s: found by its name',
  async (stageNames) => {
    const output = await outputUnder({ stageNames }, 'find_lead_stage');
    expect(output).toMatchObject([{ name: 'Contacted', type: 'CONTACTED' }]);
  },
);

test('stages and sources only at the flat paths: asked for there after the nested ones', async () => {
  heffl.sandbox.readings.referencePaths = 'flat';
  const stageList = await heffl.run('lead_stage_list');
  expect(stageList.requests.map(({ path }) => path)).toEqual(['/leads/stages', '/lead-stages']);
  const sourceList = await heffl.run('lead_source_list');
  expect(sourceList.requests.map(({ path }) => path)).toEqual(['/leads/sources', '/lead-sources']);
});

test.each(['flat', 'nested'] as const)('%s error: fails with its message', async (errorShape) => {
  heffl.sandbox.readings.errorShape = errorShape;
  const { name, message } = await heffl.fail('create_lead', { name: 'Omar Khan', email: 'jane' });
  expect(name).toBe('HaltedError');
  expect(message).toContain('Invalid email address format');
});

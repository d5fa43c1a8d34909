import { z } from 'zod';
import App from '../../index.js';
import { deal } from '../../src/resources/deals/record.js';
import { asOffered } from '../../src/steps/offered.js';
import type { Readings } from '../sandbox/index.js';
import { connectHeffl, type Input, records } from '../support/heffl.js';
import { creatableKinds } from '../support/steps.js';

const heffl = connectHeffl({ now: () => Date.parse('2026-03-01T08:00:00.000Z') });

const record = z.looseObject({ id: z.string() });

/** The input of a step, if it needs one. */
const inputs: Readonly<Record<string, () => Input>> = {
  ...Object.fromEntries(creatableKinds.map(({ create, createInput }) => [create, () => createInput(heffl)])),
  create_lead: () => ({
    name: 'Omar Khan',
    source: 'Instagram',
    custom_fields: { Budget: 10, Plate: 'DXB' },
  }),
  update_lead: () => ({ id: heffl.idOf('leads', 'Priya Sharma'), fields_to_clear: ['cf_budget'] }),
  update_client: () => ({ id: heffl.idOf('clients', 'Rohan Mehta'), website: 'https://rohan.example.com' }),
  delete_lead: () => ({ id: heffl.idOf('leads', 'Jane Smith') }),
  find_lead: () => ({ search_by: 'cf_budget', search_value: '500' }),
  find_deal: () => ({ search_by: 'title', search_value: 'Annual AC maintenance' }),
  find_lead_stage: () => ({ search_by: 'name', search_value: 'contacted' }),
  pipeline_stage_list: () => ({ pipelineId: heffl.idOf('pipelines', 'Annual Contracts') }),
};

/** What a step gives if Heffl is read so, and nothing else has happened. */
const outputUnder = async (reading: Partial<Readings>, key: string): Promise<unknown> => {
  await heffl.reset();
  Object.assign(heffl.sandbox.readings, reading);
  return (await heffl.run(key, inputs[key]?.())).output;
};

/** Two ways to read what Heffl documents, each far from the default. */
const readings: readonly Partial<Readings>[] = [
  {
    ...{ listShape: 'data', createStatus: '201', deleteAnswer: 'json', customFieldKeys: 'bare' },
    ...{ clientUpdateVerb: 'PUT', referencePaths: 'nested', stageNames: 'name' },
  },
  {
    ...{ listShape: 'array', deleteAnswer: 'empty204', customFieldKeys: 'topLevel' },
    ...{ clientUpdateVerb: 'PATCH', referencePaths: 'flat', stageNames: 'label' },
  },
];

describe.each(readings)('%j', (reading) => {
  test.each([
    ...['create_lead', 'create_deal', 'update_client', 'delete_lead', 'find_lead', 'new_lead', 'new_deal'],
    ...['tag_list', 'lead_stage_list', 'pipeline_stage_list', 'lead_source_list'],
  ])('%s gives the same as by default', async (key) => {
    const output = await outputUnder(reading, key);
    expect(output).not.toEqual([]);
    expect(output).toEqual(await outputUnder({}, key));
  });

  test('find_lead_stage: finds by name', async () => {
    const output = await outputUnder(reading, 'find_lead_stage');
    expect(output).toMatchObject([{ name: 'Contacted', type: 'CONTACTED' }]);
  });
});

test.each<[Partial<Readings>, string]>([
  [{ nullKeys: 'dropped' }, 'new_lead'],
  [{ nullKeys: 'dropped' }, 'new_deal'],
  [{ nullKeys: 'dropped' }, 'new_task'],
  [{ nullKeys: 'dropped' }, 'create_invoice'],
  [{ shortAnswers: 'on' }, 'create_lead'],
  [{ shortAnswers: 'on' }, 'create_deal'],
  [{ shortAnswers: 'on' }, 'create_invoice'],
  [{ shortAnswers: 'on' }, 'update_lead'],
])('%j: %s gives the same records, with every key', async (reading, key) => {
  const recordsOf = (output: unknown) => [z.union([records, record]).parse(output)].flat();
  const given = recordsOf(await outputUnder(reading, key));
  const { outputFields = [] } = (App.creates[key] ?? App.triggers[key])?.operation ?? {};
  // Those of line items stand for their list.
  const keys = outputFields.flatMap((field) => ('key' in field ? [field.key.replace(/\[\].*/, '')] : []));
  for (const one of given) expect(Object.keys(one)).toEqual(expect.arrayContaining(keys));
  const ids = recordsOf(await outputUnder({}, key)).map(({ id }) => id);
  expect(given.map(({ id }) => id)).toEqual(ids);
});

test.each(['find_deal', 'new_task', 'pipeline_list', 'pipeline_stage_list'])(
  'numbers as IDs: %s gives text',
  async (key) => {
    expect(records.parse(await outputUnder({ numericIds: 'on' }, key))).not.toEqual([]);
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
    const names = { stage: 'New', source: 'Instagram' };
    const given = leadReference === 'ids' ? ids : { stageId: null, sourceId: null };
    expect(output).toMatchObject({ ...names, ...given });
  },
);

test.each([
  ['expectedCloseDate', '2026-04-30T00:00:00.000Z', '2026-04-30'],
  ['expectedCloseDate', '2026-04-30T00:00:00+04:00', '2026-04-30'],
  ['expectedCloseDate', '2026-04-30 00:00:00', '2026-04-30'],
  ['expectedCloseDate', null, null],
  ['createdAt', '2026-04-30T00:00:00.000Z', '2026-04-30T00:00:00.000Z'],
  [
    'cf_visit',
    ['2026-04-30T00:00:00.000Z', '2026-04-30T00:00:00Z', 'soon'],
    ['2026-04-30', '2026-04-30', 'soon'],
  ],
  ['cf_visit', '2026-04-30T06:00:00.000Z', '2026-04-30T06:00:00.000Z'],
  ['cf_visit', '2026-04-30T00:00:00+04:00', '2026-04-30T00:00:00+04:00'],
])('%s of %j: gives %j', (key, value, expected) => {
  expect(asOffered(deal, 'read', { id: 'dl_1', [key]: value })).toEqual({ id: 'dl_1', [key]: expected });
});

test.each([
  ['read', { ownerName: null, clientName: null }, { clientName: null }],
  ['read', { ownerName: 'Omar Khan' }, { ownerName: 'Omar Khan' }],
  ['written', { clientName: null, stage: null }, { stage: null }],
  ['event', { stageId: null, clientName: null }, { clientName: null }],
] as const)('%s, with %j: gives %j, without what is never told', (way, fields, expected) => {
  expect(asOffered(deal, way, { id: 'dl_1', ...fields })).toEqual({ id: 'dl_1', ...expected });
});

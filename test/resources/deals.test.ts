import { clock } from '../../src/heffl/clock.js';
import { connectHeffl, type Input } from '../support/heffl.js';

const heffl = connectHeffl();

const smallest = (): Input => ({
  title: 'Pool maintenance',
  clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
  pipelineId: heffl.idOf('pipelines', 'Sales Pipeline'),
  stageId: heffl.idOf('pipelineStages', 'Site Visit'),
});

test('create_deal sends every field as what it is', async () => {
  const links = {
    ...smallest(),
    leadId: heffl.idOf('leads', 'Jane Smith'),
    sourceId: heffl.idOf('sources', 'Referral'),
  };
  const { output, requests } = await heffl.run('create_deal', {
    ...links,
    price: '12,000',
    expectedCloseDate: '2026-04-30',
    priority: 'High',
    custom_fields: { 'Visit Date': '2026-01-22' },
  });
  const body = {
    ...links,
    price: 12000,
    expectedCloseDate: '2026-04-30T00:00:00.000Z',
    priority: 'HIGH',
    cf_visit_date: '2026-01-22',
  };
  expect(requests[0]).toEqual({ method: 'POST', path: '/deals', query: {}, body });
  expect(output).toMatchObject({
    ...body,
    number: 'DL-0003',
    status: 'ACTIVE',
    stage: 'Site Visit',
    pipeline: 'Sales Pipeline',
    clientName: null,
  });
});

test.each([
  ['2026-04-30', '2026-04-30T00:00:00.000Z'],
  ['2026-04-30T00:00:00+04:00', '2026-04-30T00:00:00.000Z'],
  ['2026-04-30T00:00:00-08:00', '2026-04-30T00:00:00.000Z'],
  ['2026-04-30T15:00:00+04:00', '2026-04-30T15:00:00+04:00'],
])('expected close date %s is sent as %s', async (expectedCloseDate, sent) => {
  const id = heffl.idOf('deals', 'Annual AC maintenance');
  const { requests } = await heffl.run('update_deal', { id, expectedCloseDate });
  expect(requests[0]).toMatchObject({ body: { expectedCloseDate: sent } });
});

test.each([
  ['WON', 'WON'],
  ['Lost', 'LOST'],
  ['active', 'ACTIVE'],
])('update_deal takes the status "%s" as %s', async (status, sent) => {
  const id = heffl.idOf('deals', 'Termite treatment, Marina Plaza');
  const { output, requests } = await heffl.run('update_deal', { id, status });
  expect(requests[0]).toEqual({ method: 'PATCH', path: `/deals/${id}`, query: {}, body: { status: sent } });
  expect(output).toMatchObject({ id, status: sent, stage: 'Quotation Sent' });
});

test("a stage of another pipeline is refused in Heffl's own words", async () => {
  const stageId = heffl.idOf('pipelineStages', 'Renewal Due');
  const { name, message } = await heffl.fail('create_deal', { ...smallest(), stageId });
  expect(name).toBe('HaltedError');
  expect(message).toMatch(/could not create the deal: stageId is not a stage of the pipeline of this deal\./);
});

describe('the names of stage and pipeline', () => {
  const pipelines = { method: 'GET', path: '/pipelines', query: { limit: '100' } };
  const create = { method: 'POST', path: '/deals' };
  const names = { stage: 'Site Visit', pipeline: 'Sales Pipeline' };

  test('cost one request, and none in the next minutes', async () => {
    const first = await heffl.run('create_deal', smallest());
    expect(first.requests).toMatchObject([create, pipelines]);
    const second = await heffl.run('create_deal', smallest());
    expect(second.requests).toMatchObject([create]);
    expect([first.output, second.output]).toMatchObject([names, names]);
  });

  test('are shared by finding and polling', async () => {
    await heffl.run('create_deal', smallest());
    const id = heffl.idOf('deals', 'Pool maintenance');
    const found = await heffl.run('find_deal', { search_by: 'id', search_value: id });
    const polled = await heffl.run('new_deal');
    expect([found.requests.length, polled.requests.length]).toEqual([1, 1]);
    expect(found.output).toMatchObject([names]);
    expect(polled.output).toMatchObject([names, {}, {}]);
  });

  test('are asked for again when they are old', async () => {
    await heffl.run('create_deal', smallest());
    heffl.zapier.age(301);
    expect((await heffl.run('create_deal', smallest())).requests).toMatchObject([create, pipelines]);
  });

  test('are as many as Heffl tells: a list of pipelines may leave out their stages', async () => {
    heffl.sandbox.readings.pipelineList = 'short';
    const { output } = await heffl.run('create_deal', smallest());
    expect(output).toMatchObject({ ...smallest(), stage: null, pipeline: 'Sales Pipeline' });
  });

  test('are done without where the cache is down', async () => {
    heffl.zapier.mood = 'fails';
    const { output, requests } = await heffl.run('create_deal', smallest());
    expect(requests).toMatchObject([create]);
    expect(output).toMatchObject({ ...smallest(), stage: null, pipeline: null });
  });

  test('are done without where the key may not list pipelines, which is asked once in minutes', async () => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, match: { path: '/pipelines' }, times: 2 });
    const { output, requests } = await heffl.run('create_deal', smallest());
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /deals',
      'GET /pipelines',
    ]);
    expect(output).toMatchObject({ ...smallest(), stage: null, pipeline: null });
    expect((await heffl.run('new_deal')).requests.map(({ path }) => path)).toEqual(['/deals']);
  });

  test('are done without where Heffl does not give them: the deal is made', async () => {
    jest.spyOn(clock, 'sleep').mockResolvedValue();
    const log = jest.spyOn(console, 'log').mockImplementation();
    heffl.sandbox.faults.inject({ kind: 'status', status: 503, match: { path: '/pipelines' }, times: 10 });
    const { output } = await heffl.run('create_deal', smallest());
    expect(heffl.sandbox.requests.filter(({ path }) => path === '/pipelines')).toHaveLength(2);
    expect(log.mock.calls.join()).toMatch(/names of the stage and the pipeline are left out: .*error 503/s);
    expect(output).toMatchObject({ ...smallest(), stage: null, pipeline: null });
    expect(heffl.sandbox.records.count('deals')).toBe(3);
    jest.restoreAllMocks();
  });
});

describe('the stage of the form', () => {
  const stageOf = async (key: string) =>
    (await heffl.form(key)).fields.find((field) => field.key === 'stageId');

  test('is one of the chosen pipeline in create_deal', async () => {
    expect(await stageOf('create_deal')).toMatchObject({
      dynamic: 'pipeline_stage_list.id.label',
      dependsOn: ['pipelineId'],
    });
  });

  test('is one of any pipeline in update_deal, which has no pipeline', async () => {
    expect(await stageOf('update_deal')).not.toHaveProperty('dependsOn');
    const { output } = await heffl.run('pipeline_stage_list');
    expect(output).toContainEqual({
      id: heffl.idOf('pipelineStages', 'Renewal Due'),
      name: 'Renewal Due',
      label: 'Renewal Due · Annual Contracts',
    });
  });
});

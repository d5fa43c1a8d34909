import { z } from 'zod';
import { connectHeffl } from '../support/heffl.js';

const heffl = connectHeffl();
const choices = z.array(z.strictObject({ id: z.string(), name: z.string(), label: z.string() }));

const open = async (key: string, input = {}, page = 0) => {
  const { output, requests } = await heffl.run(key, input, {
    meta: { page, isFillingDynamicDropdown: true },
  });
  return { choices: choices.parse(output), requests };
};

const dropdowns = [
  ['lead_list', '/leads', "James O'Connor · james.oconnor@example.com"],
  ['client_list', '/clients', 'Rohan Mehta · rohan.mehta@example.com'],
  ['deal_list', '/deals', 'Annual AC maintenance · DL-0002'],
  ['task_list', '/tasks', 'Visit the villa · TSK-0002 · Open'],
  ['product_list', '/products', 'AC maintenance · 149.5'],
  ['tag_list', '/tags', 'VIP · Leads'],
  ['lead_stage_list', '/leads/stages', 'Contacted'],
  ['lead_source_list', '/leads/sources', 'Instagram'],
  ['pipeline_list', '/pipelines', 'Annual Contracts'],
  ['pipeline_stage_list', '/pipelines', 'Site Visit · Sales Pipeline'],
] as const;

test.each(dropdowns)(
  '%s lists %s with what tells records apart, once in minutes',
  async (key, path, label) => {
    const request = { method: 'GET', path, query: { limit: '100' } };
    const first = await open(key);
    expect(first.requests).toEqual([request]);
    expect(first.choices.map((choice) => choice.label)).toContain(label);
    const second = await open(key);
    expect(second).toEqual({ choices: first.choices, requests: [] });
    heffl.zapier.age(301);
    expect((await open(key)).requests).toEqual([request]);
  },
);

test.each([
  ['lead_list', 'leads', (n: number) => ({ name: `Lead ${n}` })],
  ['client_list', 'clients', (n: number) => ({ name: `Client ${n}` })],
  ['product_list', 'products', (n: number) => ({ name: `Product ${n}` })],
  ['tag_list', 'tags', (n: number) => ({ name: `Tag ${n}`, color: '#000000', type: 'leads' })],
  ['task_list', 'tasks', (n: number) => ({ title: `Task ${n}` })],
] as const)('%s shows a hundred at a time, to the last', async (key, collection, fields) => {
  const more = 230 - heffl.sandbox.records.count(collection);
  for (let n = 0; n < more; n++) heffl.sandbox.create(collection, fields(n));
  const first = await open(key, {}, 0);
  const second = await open(key, {}, 1);
  const third = await open(key, {}, 2);
  const pages = [first, second, third].map((page) => page.choices);
  expect(pages.map(({ length }) => length)).toEqual([100, 100, 30]);
  expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(230);
  const queries = [first, second, third].flatMap(({ requests }) => requests.map(({ query }) => query));
  expect(queries.map(({ limit }) => limit)).toEqual(['100', '100', '100']);
  expect(queries[0]).not.toHaveProperty('cursor');
  expect(new Set(queries.map(({ cursor }) => cursor)).size).toBe(3);

  const again = await open(key, {}, 0);
  const onwards = await open(key, {}, 1);
  expect([again, onwards]).toEqual(pages.slice(0, 2).map((page) => ({ choices: page, requests: [] })));
});

test.each([
  ['lead_list', { email: '', mobile: '+971501234567' }, 'Omar · +971501234567'],
  ['client_list', { email: '', phone: '+97142345678' }, 'Omar · +97142345678'],
])('an empty field of %s does not stand in the way of the next', async (key, fields, label) => {
  const body = { items: [{ id: 'x_1', name: 'Omar', ...fields }], hasMore: false };
  heffl.sandbox.faults.inject({ kind: 'status', status: 200, body });
  expect((await open(key)).choices).toMatchObject([{ label }]);
});

test.each(['flat', 'nested'] as const)('a deal is listed with its client, told %s', async (shape) => {
  const client = { id: 'clt_1', name: 'Acme LLC' };
  const told = shape === 'flat' ? { clientId: client.id, clientName: client.name } : { client };
  const body = { items: [{ id: 'dl_1', title: 'Villa', number: 'DL-1', ...told }], hasMore: false };
  heffl.sandbox.faults.inject({ kind: 'status', status: 200, body });
  expect((await open('deal_list')).choices).toMatchObject([{ label: 'Villa · Acme LLC' }]);
});

test('a dropdown ends where its place is lost, and the log says so', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation();
  for (let n = 0; n < 200; n++) heffl.sandbox.create('leads', { name: `Lead ${n}` });
  heffl.zapier.mood = 'fails';
  expect((await open('lead_list', {}, 0)).choices).toHaveLength(100);
  expect(log.mock.calls.join()).toContain('This dropdown ends after its first page');
  expect(await open('lead_list', {}, 1)).toEqual({ choices: [], requests: [] });
  expect(log.mock.calls.join()).toContain('This dropdown ends before its next page');
  jest.restoreAllMocks();
});

test('a page after the last is empty and asks for nothing', async () => {
  await open('lead_list', {}, 0);
  expect(await open('lead_list', {}, 1)).toEqual({ choices: [], requests: [] });
});

test('two connections do not see the records of each other', async () => {
  await open('lead_list');
  const other = { authData: { api_key: 'heffl_user_other' }, meta: { page: 0 } };
  expect(await heffl.fail('lead_list', {}, other)).toMatchObject({ name: 'ExpiredAuthError' });
});

test.each(['fails', 'forgets'] as const)(
  'a cache that %s costs a request, and nothing else',
  async (mood) => {
    heffl.zapier.mood = mood;
    const first = await open('lead_list');
    expect(await open('lead_list')).toEqual(first);
    expect(first.choices).toHaveLength(5);
  },
);

test('a cache that is down is not asked to keep anything', async () => {
  heffl.zapier.mood = 'fails';
  await open('lead_list');
  await heffl.form('create_lead');
  expect(heffl.zapier.cacheCalls).toEqual([
    ['zcache_get', 'choices:lead_list:'],
    ['zcache_get', 'custom-fields:/leads'],
  ]);
});

describe('pipeline_stage_list', () => {
  const annual = ['Renewal Due', 'Contract Sent', 'Signed', 'Not Renewed'];

  test('has the stages of the chosen pipeline alone, kept apart from those of another', async () => {
    const pipelineId = heffl.idOf('pipelines', 'Annual Contracts');
    const { choices: stages, requests } = await open('pipeline_stage_list', { pipelineId });
    expect(stages.map(({ name }) => name)).toEqual(annual);
    expect(stages.map(({ id }) => id)).toEqual(annual.map((name) => heffl.idOf('pipelineStages', name)));
    expect(requests).toEqual([{ method: 'GET', path: `/pipelines/${pipelineId}`, query: {} }]);

    const other = await open('pipeline_stage_list', {
      pipelineId: heffl.idOf('pipelines', 'Sales Pipeline'),
    });
    expect(other.choices.map(({ name }) => name)).toContain('Site Visit');
    expect((await open('pipeline_stage_list', { pipelineId })).requests).toEqual([]);
  });

  test('has the stages of all pipelines, each with its pipeline, where none was chosen', async () => {
    const { choices: stages } = await open('pipeline_stage_list');
    expect(stages).toHaveLength(9);
    expect(stages.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['Won · Sales Pipeline', 'Signed · Annual Contracts']),
    );
  });

  test('asks for each pipeline where the list has none of their stages', async () => {
    heffl.sandbox.readings.pipelineList = 'short';
    const { choices: stages, requests } = await open('pipeline_stage_list');
    expect(stages).toHaveLength(9);
    expect(requests).toHaveLength(3);
  });

  test('keeps the ID of the pipeline in its segment', async () => {
    const { name, requests } = await heffl.fail('pipeline_stage_list', { pipelineId: '../leads' });
    expect(name).toBe('HaltedError');
    expect(requests).toEqual([{ method: 'GET', path: '/pipelines/..%2Fleads', query: {} }]);
  });
});

test('assignee_list has the people of recent tasks, by name where a task tells it', async () => {
  const body = {
    items: [
      {
        id: 't1',
        title: 'One',
        assigneeIds: ['usr_1', 2],
        createdById: 'usr_3',
        createdByName: 'Aisha Rahman',
      },
      { id: 't2', title: 'Two', assigneeIds: ['usr_3', 'usr_1'], createdById: 'usr_4' },
      { id: 't3', title: 'Three', assigneeIds: null },
    ],
    nextCursor: null,
    hasMore: false,
  };
  heffl.sandbox.faults.inject({ kind: 'status', status: 200, body });
  const { choices: people, requests } = await open('assignee_list');
  expect(requests).toEqual([{ method: 'GET', path: '/tasks', query: { limit: '100' } }]);
  expect(people).toEqual([
    { id: 'usr_3', name: 'Aisha Rahman', label: 'Aisha Rahman' },
    { id: 'usr_1', name: 'usr_1', label: 'usr_1' },
    { id: '2', name: '2', label: '2' },
  ]);
});

import { callerOf } from './caller.js';
import { type CollectionName, readingChoices, type Sandbox, startSandbox } from './index.js';

let sandbox: Sandbox;
let caller: ReturnType<typeof callerOf>;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  caller = callerOf(sandbox);
});
afterEach(() => sandbox.close());

const firstOf = (collection: CollectionName) => {
  const [record] = sandbox.records.list(collection);
  if (!record) throw new Error(`No ${collection}`);
  return record;
};

test('the first choice of every reading is what a sandbox starts with', () => {
  const firsts = readingChoices().map(([name, [first]]) => [name, first]);
  expect(Object.fromEntries(firsts)).toEqual(sandbox.readings);
});

test('readings can be chosen at the start', async () => {
  const other = await startSandbox({ readings: { listShape: 'array' } });
  const { body } = await callerOf(other).get('/tags');
  await other.close();
  expect(body).toHaveLength(5);
});

test('listShape: data', async () => {
  sandbox.readings.listShape = 'data';
  const { body } = await caller.get('/leads?limit=2');
  expect(body).toMatchObject({ data: [{}, {}], hasMore: true });
  expect(body).not.toHaveProperty('items');
});

test('listShape: array, which holds everything', async () => {
  sandbox.readings.listShape = 'array';
  expect((await caller.get('/leads?limit=2')).body).toHaveLength(5);
});

test('errorShape: nested', async () => {
  sandbox.readings.errorShape = 'nested';
  const message = 'Invalid email address format';
  const issues = [
    { field: 'name', message: 'name is required' },
    { field: 'email', message },
  ];
  expect(await caller.post('/leads', { email: 'jane' })).toMatchObject({
    status: 400,
    body: { error: { code: 'BAD_REQUEST', message: 'name is required', details: { issues } } },
  });
});

test('createStatus: 201', async () => {
  sandbox.readings.createStatus = '201';
  expect(await caller.post('/leads', { name: 'Jane' })).toMatchObject({
    status: 201,
    body: { name: 'Jane' },
  });
});

test('deleteAnswer: json', async () => {
  sandbox.readings.deleteAnswer = 'json';
  const { id } = firstOf('leads');
  expect((await caller.call('DELETE', `/leads/${id}`)).body).toEqual({ id, deleted: true });
});

test('deleteAnswer: empty204', async () => {
  sandbox.readings.deleteAnswer = 'empty204';
  const answer = await caller.call('DELETE', `/leads/${firstOf('leads').id}`);
  expect(answer).toMatchObject({ status: 204, body: undefined });
});

test('shortAnswers: only to a create or update', async () => {
  sandbox.readings.shortAnswers = 'on';
  const { body } = await caller.post('/leads', { name: 'Jane', mobile: '+971501234567' });
  expect(Object.keys(body ?? {}).sort()).toEqual(['createdAt', 'email', 'id', 'name', 'title']);
  const { id } = firstOf('leads');
  expect((await caller.get(`/leads/${id}`)).body).toHaveProperty('mobile');
});

test('shortAnswers leave a webhook its secret', async () => {
  sandbox.readings.shortAnswers = 'on';
  const hook = { name: 'Hook', url: 'http://127.0.0.1:9/', events: ['lead.created'] };
  expect((await caller.post('/webhooks', hook)).body).toHaveProperty('secret');
});

test('nullKeys: dropped', async () => {
  sandbox.readings.nullKeys = 'dropped';
  const { body } = await caller.post('/leads', { name: 'Jane' });
  expect(body).not.toHaveProperty('email');
  expect(body).toHaveProperty('archived', false);
});

test('timestamps: s', async () => {
  sandbox.readings.timestamps = 's';
  const { body } = await caller.get(`/leads/${firstOf('leads').id}`);
  expect(body).toHaveProperty('createdAt', firstOf('leads').createdAt.replace(/\.\d{3}Z$/, 'Z'));
});

test('customFieldKeys: bare', async () => {
  sandbox.readings.customFieldKeys = 'bare';
  const { body } = await caller.post('/leads', { name: 'Jane', cf_budget: 10 });
  expect(body).toHaveProperty('customFields', { budget: 10 });
});

test('customFieldKeys: topLevel', async () => {
  sandbox.readings.customFieldKeys = 'topLevel';
  const { body } = await caller.post('/leads', { name: 'Jane', cf_budget: 10 });
  expect(body).toMatchObject({ cf_budget: 10 });
  expect(body).not.toHaveProperty('customFields');
});

test('numericIds: stages, pipelines and tasks have numbers, which are taken back in either type', async () => {
  sandbox.readings.numericIds = 'on';
  expect((await caller.get('/leads/stages')).body).toMatchObject({
    items: [{ id: 1 }, { id: 2 }, {}, {}, {}, {}],
  });
  expect((await caller.get('/pipelines/2')).body).toMatchObject({ id: 2, stages: [{ id: 6 }, {}, {}, {}] });
  expect((await caller.get('/tasks/1')).body).toMatchObject({ id: 1 });
  const deal = { title: 'Deal', pipelineId: 2, stageId: '7', clientId: firstOf('clients').id };
  expect((await caller.post('/deals', deal)).body).toMatchObject({
    pipelineId: 2,
    stageId: 7,
    clientId: deal.clientId,
  });
  expect((await caller.patch(`/leads/${firstOf('leads').id}`, { stageId: 2 })).body).toMatchObject({
    stageId: 2,
  });
});

test('numericIds: off takes no numbers', async () => {
  expect(await caller.get('/tasks/1')).toMatchObject({ status: 404 });
});

test.each([
  ['names', ['source', 'stage'], ['sourceId', 'stageId']],
  ['ids', ['sourceId', 'stageId'], ['source', 'stage']],
] as const)('leadReference: %s', async (reading, present, absent) => {
  sandbox.readings.leadReference = reading;
  const { body } = await caller.get(`/leads/${firstOf('leads').id}`);
  for (const key of present) expect(body).toHaveProperty(key);
  for (const key of absent) expect(body).not.toHaveProperty(key);
});

test('stageNames: name, label', async () => {
  sandbox.readings.stageNames = 'name';
  expect((await caller.page('/leads/stages')).items[0]).toMatchObject({ name: 'New' });
  sandbox.readings.stageNames = 'label';
  expect((await caller.page('/pipelines')).items[0]).toMatchObject({
    stages: [{ label: 'New Enquiry' }, {}, {}, {}, {}],
  });
});

test('pipelineList: short', async () => {
  sandbox.readings.pipelineList = 'short';
  const [pipeline] = (await caller.page('/pipelines')).items;
  expect(pipeline).not.toHaveProperty('stages');
  expect((await caller.get(`/pipelines/${pipeline?.id ?? ''}`)).body).toHaveProperty('stages');
});

test.each([
  ['leads', 'leadUpdateVerb'],
  ['clients', 'clientUpdateVerb'],
] as const)('the update verb of %s', async (collection, reading) => {
  const path = `/${collection}/${firstOf(collection).id}`;
  const statuses = async () => {
    const answers = ['PATCH', 'PUT'].map((verb) => caller.call(verb, path, { body: { name: 'New' } }));
    return (await Promise.all(answers)).map(({ status }) => status);
  };
  expect(await statuses()).toEqual([200, 200]);
  sandbox.readings[reading] = 'PUT';
  expect(await statuses()).toEqual([405, 200]);
  sandbox.readings[reading] = 'PATCH';
  sandbox.readings.unservedVerb = '404';
  expect(await statuses()).toEqual([200, 404]);
});

test('listFilters: applied, by part of a text or by the whole address', async () => {
  const named = sandbox.create('leads', { name: 'Zubaida Qureshi', email: 'zubaida@example.com' }).id;
  const found = async (query: string) => (await caller.page(`/leads?${query}`)).items.map(({ id }) => id);
  expect(await found('search=nobody')).toHaveLength(6);
  sandbox.readings.listFilters = 'applied';
  expect(await found('search=qureshi')).toEqual([named]);
  expect(await found('email=zubaida@example.com')).toEqual([named]);
  expect(await found('email=zubaida')).toEqual([]);
  expect(await found('limit=6')).toHaveLength(6);
});

test('listFilters: refused', async () => {
  sandbox.readings.listFilters = 'refused';
  expect(await caller.get('/leads?search=jane')).toMatchObject({
    status: 400,
    body: { message: 'Unknown query parameter: search' },
  });
  expect(await caller.get('/leads?limit=1')).toMatchObject({ status: 200 });
});

test('clientNames: optional', async () => {
  expect(await caller.post('/clients', { type: 'company' })).toMatchObject({ status: 400 });
  sandbox.readings.clientNames = 'optional';
  expect(await caller.post('/clients', { type: 'company' })).toMatchObject({ body: { name: null } });
});

test.each([
  ['nested', [200, 200, 404, 404, 404]],
  ['flat', [404, 404, 200, 200, 200]],
  ['both', [200, 200, 200, 200, 200]],
] as const)('referencePaths: %s', async (reading, expected) => {
  sandbox.readings.referencePaths = reading;
  const paths = ['/leads/stages', '/leads/sources', '/lead-stages', '/lead-sources', '/sources'];
  const answers = await Promise.all(paths.map((path) => caller.get(path)));
  expect(answers.map(({ status }) => status)).toEqual(expected);
});

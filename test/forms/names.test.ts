import { errorTexts } from '../../src/errors.js';
import { connectHeffl, type Input } from '../support/heffl.js';

const heffl = connectHeffl();

const deal = (more: Input): Input => ({
  title: 'Pool maintenance',
  clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
  pipelineId: 'sales pipeline',
  stageId: ' SITE VISIT',
  ...more,
});

test('names of a lead: sent as IDs, for one request a list, and none the next time', async () => {
  const input = { name: 'Noor', stageId: 'contacted', sourceId: 'Walk‑in', tags: 'vip,Urgent' };
  const body = {
    name: 'Noor',
    stageId: heffl.idOf('leadStages', 'Contacted'),
    sourceId: heffl.idOf('sources', 'Walk-in'),
    tags: [heffl.idOf('tags', 'VIP'), heffl.idOf('tags', 'Urgent')],
  };
  const create = { method: 'POST', path: '/leads', query: {}, body };
  const first = await heffl.run('create_lead', input);
  expect(first.requests.map(({ path }) => path)).toEqual([
    '/leads/stages',
    '/leads/sources',
    '/tags',
    '/leads',
  ]);
  expect(first.requests.at(-1)).toEqual(create);
  expect((await heffl.run('create_lead', input)).requests).toEqual([create]);
});

test.each([
  ['Hot, new', ['Hot, new']],
  [
    ['Hot', 'new', 'VIP'],
    ['Hot, new', 'VIP'],
  ],
  ['vip,hot,new , B,C', ['VIP', 'Hot, new', 'B', 'C']],
])('tags %j, some with commas: sent as the IDs of %j', async (tags, expected) => {
  for (const name of ['Hot, new', 'B', 'C', 'B, C'])
    heffl.sandbox.create('tags', { name, color: '#f59e0b', type: 'leads' });
  const { requests } = await heffl.run('create_lead', { name: 'Noor', tags });
  expect(requests.at(-1)?.body).toEqual({
    name: 'Noor',
    tags: expected.map((name) => heffl.idOf('tags', name)),
  });
});

test('a tag that is not there, among some that are: refused by its own name', async () => {
  const { message } = await heffl.fail('create_lead', { name: 'Noor', tags: 'VIP, Cold, Urgent' });
  expect(message).toContain('There is no "Cold" under Tags');
});

test('names of a deal: the stage is one of the chosen pipeline', async () => {
  const { requests } = await heffl.run('create_deal', deal({ sourceId: 'referral' }));
  expect(requests.find(({ method }) => method === 'POST')?.body).toMatchObject({
    pipelineId: heffl.idOf('pipelines', 'Sales Pipeline'),
    stageId: heffl.idOf('pipelineStages', 'Site Visit'),
    sourceId: heffl.idOf('sources', 'Referral'),
  });
});

test('names of products in an invoice: sent as IDs', async () => {
  const { requests } = await heffl.run('create_invoice', {
    clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
    date: '2026-01-15',
    dueDate: '2026-02-14',
    lineItems: [{ name: 'Visit', productId: 'ac maintenance', price: 250 }],
  });
  expect(requests.findLast(({ method }) => method === 'POST')?.body).toMatchObject({
    lineItems: [{ name: 'Visit', productId: heffl.idOf('products', 'AC maintenance') }],
  });
});

test.each(['dps_none', '42', '0b61fa2e-73c7-4ae5-9c3b-6f5f1c6a2f10'])(
  '%s looks like an ID: sent as it is, with one request',
  async (stageId) => {
    const { requests } = await heffl.fail('update_deal', {
      id: heffl.idOf('deals', 'Annual AC maintenance'),
      stageId,
    });
    expect(requests).toMatchObject([{ method: 'PATCH', body: { stageId } }]);
  },
);

test('a name that is not there: refused with those that are', async () => {
  const { message, requests } = await heffl.fail('create_deal', deal({ pipelineId: 'Annual Contracts' }));
  const names = 'Renewal Due, Contract Sent, Signed, Not Renewed';
  expect(message).toBe(errorTexts.noSuchName({ label: 'Stage', value: 'SITE VISIT', names }));
  expect(requests.every(({ method }) => method === 'GET')).toBe(true);
});

test('a name that was added since the list was cached: found', async () => {
  await heffl.run('lead_source_list');
  const { id } = heffl.sandbox.create('sources', { name: 'Billboard' });
  const { requests } = await heffl.run('create_lead', { name: 'Noor', sourceId: 'Billboard' });
  expect(requests.at(-1)?.body).toEqual({ name: 'Noor', sourceId: id });
});

test('a stage of two pipelines: refused in an update, with the pipelines', async () => {
  const pipelineId = heffl.idOf('pipelines', 'Annual Contracts');
  heffl.sandbox.create('pipelineStages', {
    name: 'Won',
    pipelineId,
    type: 'WON',
    position: 9,
    probability: 100,
  });
  const { message } = await heffl.fail('update_deal', {
    id: heffl.idOf('deals', 'Annual AC maintenance'),
    stageId: 'won',
  });
  const names = 'Won · Sales Pipeline, Won · Annual Contracts';
  expect(message).toBe(errorTexts.nameTwice({ label: 'Stage', value: 'won', names }));
});

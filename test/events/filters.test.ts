import { isChosen } from '../../src/steps/filters.js';
import { newDeal } from '../support/happenings.js';
import { connectHeffl } from '../support/heffl.js';
import { instantZaps, type Zap } from '../support/instant-zaps.js';
import { records } from '../support/records.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

const requestsOf = async (zap: Zap) => {
  const before = heffl.sandbox.requests.length;
  const { length } = await zap.outputs();
  return { fired: length, paths: heffl.sandbox.requests.slice(before).map(({ path }) => path) };
};

describe('name among the chosen ones', () => {
  test.each<[name: string | null, chosen: unknown, existing: string[], isAmong: boolean]>([
    ['Contacted', ['contacted ', 'NEW'], [], true],
    [' CONTACTED ', 'New, Contacted', [], true],
    ['New', ['Contacted'], [], false],
    [null, ['Contacted'], [], false],
    [null, [], [], true],
    ['New', '', [], true],
    ['New', [''], [], true],
    ['New', undefined, [], true],
    ['O’Keefe – Dubai', "o'keefe - dubai", [], true],
    ['Google, Ads', ['Google, Ads'], ['Google, Ads'], true],
    ['Ads', ['Google, Ads'], ['Google, Ads'], false],
    ['Ads', 'Google, Ads', [], true],
    ['Ads', ['Google, Ads', 'Ads'], ['Google, Ads'], true],
    ['Google, Ads', ['TikTok', 'Google', ' Ads'], ['Google, Ads'], true],
    ['Google, Ads', 'TikTok,google,ads', [], true],
    ['Google, Ads', ['Google', 'TikTok', 'Ads'], ['Google, Ads'], false],
    ['Ads', 'TikTok, Google, Ads', ['Google, Ads'], false],
  ])('%j, %j, of %j: %s', async (name, chosen, existing, isAmong) => {
    expect(await isChosen(name, chosen, () => Promise.resolve(existing))).toBe(isAmong);
  });

  test('lead_created: the sources in Heffl tell whether "Ads" is a part of a name; if they cannot be read, it fires', async () => {
    heffl.sandbox.create('sources', { name: 'Google, Ads' });
    const zap = await switchOn('lead_created', { sources: ['Google, Ads', 'Website'] });
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, match: { method: 'GET' } });
    const fired: number[] = [];
    for (const source of ['Website', 'Ads', 'Ads', 'Google, Ads', 'WhatsApp'])
      fired.push(await zap.fires('lead.created', { source, value: fired.length }));
    expect(fired).toEqual([1, 1, 0, 1, 0]);
  });

  test.each(['lead', 'deal'])('%s_stage_changed: fires for the chosen stage', async (noun) => {
    const zap = await switchOn(`${noun}_stage_changed`, { stages: ['Contacted'] });
    expect(await zap.fires(`${noun}.stageChanged`, { stage: 'New' })).toBe(0);
    expect(await zap.fires(`${noun}.stageChanged`, { stage: ' CONTACTED' })).toBe(1);
  });

  test('stages of deals: offered once each, without a pipeline', async () => {
    const { fields } = await heffl.form('deal_stage_changed');
    expect(fields.find(({ key }) => key === 'stages')?.dynamic).toBe('stage_name_list.name.label');
    const { output } = await heffl.run('stage_name_list');
    const names = records.parse(output).map(({ label }) => label);
    expect(names).toEqual([...new Set(heffl.sandbox.records.list('pipelineStages').map(({ name }) => name))]);
  });
});

const statuses = ['DRAFT', 'rejected', 'partially_paid', 'Sent', 'PARTIALLY PAID', null];

test.each([
  ['invoice', ['Partially Paid', 'SENT'], ['partially_paid', 'Sent', 'PARTIALLY PAID']],
  ['quotation', 'Accepted, Rejected', ['rejected']],
  ['quotation', [], statuses],
])('%s_status_changed with statuses %j: fires for %j', async (noun, chosen, expected) => {
  const zap = await switchOn(`${noun}_status_changed`, { statuses: chosen });
  const fired: unknown[] = [];
  for (const status of statuses)
    if ((await zap.fires(`${noun}.statusChanged`, { status })) === 1) fired.push(status);
  expect(fired).toEqual(expected);
});

describe('pipelines', () => {
  const [sales, annual] = ['Sales Pipeline', 'Annual Contracts'];
  const createDeal = () => heffl.sandbox.create('deals', newDeal(heffl)).id;

  test('every trigger of deals: has the filter', async () => {
    const triggers = ['created', 'updated', 'stage_changed', 'won', 'lost', 'deleted'];
    for (const trigger of triggers) {
      const { fields } = await heffl.form(`deal_${trigger}`);
      const input = fields.find(({ key }) => key === 'pipelines');
      expect(input).toMatchObject({ list: true, dynamic: 'pipeline_list.name.label' });
    }
  });

  test.each([
    [[annual], 0],
    [['annual contracts', sales], 1],
  ])('%j: fires %d times, for one request for the deal and one for names', async (pipelines, fired) => {
    const zap = await switchOn('deal_created', { pipelines });
    const [one, other] = [createDeal(), createDeal()];
    const paths = [`/deals/${one}`, '/pipelines', `/deals/${other}`];
    expect(await requestsOf(zap)).toEqual({ fired: fired * 2, paths });
  });

  test('the event has the public ID of the pipeline: asks for names alone', async () => {
    heffl.sandbox.readings.hookIds = 'public';
    const zap = await switchOn('deal_created', { pipelines: [sales] });
    createDeal();
    expect(await requestsOf(zap)).toEqual({ fired: 1, paths: ['/pipelines'] });
  });

  test.each([
    ['Site Visit', [annual], 0],
    ['Site Visit', [sales], 1],
    ['Unheard Of', [annual], 1],
  ])('a deleted deal in the stage %s, %j chosen: fires %d times', async (stage, pipelines, expected) => {
    const zap = await switchOn('deal_deleted', { pipelines });
    expect(await zap.fires('deal.deleted', { stage })).toBe(expected);
  });

  test('Heffl does not answer: fires', async () => {
    const zap = await switchOn('deal_created', { pipelines: [annual] });
    createDeal();
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, match: { method: 'GET' }, times: 9 });
    expect(await zap.outputs()).toHaveLength(1);
  });
});

describe('include_client', () => {
  const client = () => {
    const details = { name: 'Rak Towers', email: 'a@rak.example', phone: '+97172345678' };
    const { id } = heffl.sandbox.create('clients', details);
    const { name: clientName, email: clientEmail, phone: clientPhone } = details;
    return { id, details: { clientName, clientEmail, clientPhone } };
  };

  test.each([
    ['deal_updated', 'deal.updated'],
    ['deal_deleted', 'deal.deleted'],
    ['invoice_paid', 'invoice.paid'],
    ['quotation_accepted', 'quotation.updated'],
  ])('%s: one request for the first event of a client, then none', async (trigger, event) => {
    const { id: clientId, details } = client();
    const zap = await switchOn(trigger, { include_client: true });
    const before = heffl.sandbox.requests.length;
    for (const id of ['rec_1', 'rec_2']) {
      const body = { event, payload: { id, clientId, status: 'ACCEPTED' } };
      expect(await zap.deliver({ body, id: `msg_${id}` })).toMatchObject([{ id, ...details }]);
    }
    expect(heffl.sandbox.requests.slice(before).map(({ path }) => path)).toEqual([`/clients/${clientId}`]);
  });

  test('the client is in the event: no request', async () => {
    const { id: clientId, details } = client();
    const zap = await switchOn('deal_created', { include_client: 'true' });
    const before = heffl.sandbox.requests.length;
    heffl.sandbox.create('deals', { ...newDeal(heffl), clientId });
    expect(await zap.outputs()).toMatchObject([details]);
    expect(heffl.sandbox.requests).toHaveLength(before);
  });

  test.each([
    [404, {}],
    [503, {}],
    [200, { id: 'clt_2', name: 'Another', email: 'b@rak.example' }],
  ])('%d %j: the event comes without the details', async (status, answer) => {
    const zap = await switchOn('invoice_created', { include_client: true });
    heffl.sandbox.faults.inject({ kind: 'status', status, body: answer, match: { method: 'GET' }, times: 5 });
    const body = { event: 'invoice.created', payload: { id: 'inv_1', clientId: 'clt_1', clientName: 'Rak' } };
    expect(await zap.deliver({ body })).toMatchObject([
      { clientName: 'Rak', clientEmail: null, clientPhone: null },
    ]);
  });

  test.each([
    ['Yes', ['clientName', 'clientEmail', 'clientPhone']],
    ['off', []],
    ['maybe', []],
  ])('%s: the outputs of an invoice are labelled', async (include_client, expected) => {
    const keys = (await heffl.outputs('invoice_paid', { include_client })).fields.map(({ key }) => key);
    expect(keys.filter((key) => /^client(Name|Email|Phone)/.test(key))).toEqual(expected);
  });
});

test('form_response_created: its form says how to get the answers', async () => {
  const { fields } = await heffl.form('form_response_created');
  expect(fields.map(({ type }) => type)).toEqual(['copy']);
  expect(String(fields[0]?.helpText)).toMatch('send one response');
});

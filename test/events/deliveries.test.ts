import { errorTexts } from '../../src/errors.js';
import { events } from '../../src/heffl/events.js';
import { isChosen } from '../../src/steps/filters.js';
import { connectHeffl, records } from '../support/heffl.js';
import { instantZaps, sealed, type Zap } from '../support/instant-zaps.js';
import { linkedDeal } from '../support/steps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

const DAY_SECONDS = 24 * 60 * 60;
const FOREIGN = 'whsec_c29tZW9uZSBlbHNl';
const UNSIGNED = { name: 'AppError', code: 'UnsignedEvent', status: 401, message: errorTexts.unsigned() };
const NO_EVENT = { name: 'AppError', code: 'NotAnEvent', status: 400, message: errorTexts.notAnEvent() };
const lead = { event: 'lead.created', payload: { id: 'ld_1' } };

test('signature tampered, unsigned, or signed with another secret: refused before the cache is read', async () => {
  const zap = await switchOn('lead_created');
  const calls = heffl.zapier.cacheCalls.length;
  const { rawRequest, cleanedRequest } = zap.signed({ body: lead });
  const content = rawRequest.content.replace('ld_1', 'ld_2');
  const headers = { ...rawRequest.headers, 'Http-Webhook-Signature': '' };
  for (const forged of [
    { cleanedRequest, rawRequest: { ...rawRequest, content } },
    { cleanedRequest, rawRequest: { ...rawRequest, headers } },
    sealed({ body: cleanedRequest }, FOREIGN),
  ]) {
    expect(await zap.refuse(forged)).toEqual(UNSIGNED);
  }
  expect(heffl.zapier.cacheCalls).toHaveLength(calls);
  expect(await zap.deliver({ body: lead })).toHaveLength(1);
});

test('repeated delivery, at the same moment: one fires', async () => {
  const zap = await switchOn('lead_created');
  const outputs = await Promise.all([zap.deliver({ body: lead }), zap.deliver({ body: lead })]);
  expect(outputs.map(({ length }) => length).sort()).toEqual([0, 1]);
});

test.each([
  ['works', 1, 0],
  ['overwrites', 1, 0],
  ['fails', 1, 1],
  ['forgets', 1, 1],
] as const)('cache %s: fires %d time, then %d times', async (mood, first, second) => {
  heffl.zapier.mood = mood;
  const zap = await switchOn('lead_created');
  expect(await zap.deliver({ body: lead })).toHaveLength(first);
  expect(await zap.deliver({ body: lead })).toHaveLength(second);
});

test('repeated delivery, to other Zaps, also with another webhook ID: fires; after six days: gives nothing; after eight: fires', async () => {
  const zap = await switchOn('lead_created');
  expect(await zap.deliver({ body: lead })).toHaveLength(1);
  for (const id of ['msg_by_hand', 'msg_2']) {
    const other = await switchOn('lead_created');
    expect(await other.deliver({ body: lead, id })).toMatchObject([{ id: 'ld_1' }]);
  }
  heffl.zapier.age(6 * DAY_SECONDS);
  expect(await zap.deliver({ body: lead })).toEqual([]);
  heffl.zapier.age(2 * DAY_SECONDS);
  expect(await zap.deliver({ body: lead })).toHaveLength(1);
});

test.each([{}, { subscribeData: { id: 'whk_1' } }])(
  'no signature, and no secret in %j: fires',
  async (kept) => {
    const { output } = await heffl.run('lead_created', {}, { cleanedRequest: lead, ...kept });
    expect(output).toMatchObject([{ id: 'ld_1' }]);
  },
);

test('no record: dropped if the event is another, else refused', async () => {
  const zap = await switchOn('lead_created');
  expect(await zap.deliver({ body: { event: 'webhook.ping', payload: {} } })).toEqual([]);
  for (const body of [{ event: 'lead.created', payload: {} }, 'null'])
    expect(await zap.refuse(zap.signed({ body }))).toEqual(NO_EVENT);
});

test.each(['lead_created', 'deal_won', 'webhook_event'])('event %s did not ask for: dropped', async (key) => {
  const zap = await switchOn(key, { events: ['lead.created'] });
  expect(await zap.deliver({ body: { ...lead, event: 'task.created' } })).toEqual([]);
});

test('event spelt lead.stage_changed: fires, with the spelling of the catalog', async () => {
  const zap = await switchOn('lead_stage_changed');
  const body = { event: 'lead.stage_changed', payload: { id: 'ld_1', stage: 'Contacted' } };
  expect(await zap.deliver({ body })).toMatchObject([{ id: 'ld_1', event: 'lead.stageChanged' }]);
});

test('event without a name: the one that is subscribed to, or null if there are several', async () => {
  const body = { id: 'dl_1', status: 'WON' };
  const outputs = [
    await (await switchOn('deal_created')).deliver({ body }),
    await (await switchOn('deal_won')).deliver({ body }),
  ];
  expect(outputs).toMatchObject([[{ ...body, event: 'deal.created' }], [{ ...body, event: null }]]);
});

describe('webhook_event', () => {
  test('form: offers every event of the catalog that Heffl does not only plan', async () => {
    const { fields } = await heffl.form('webhook_event');
    expect(Object.keys(fields[0]?.choices ?? {})).toEqual(
      Object.keys(events).filter((event) => !event.startsWith('contact.')),
    );
  });

  test.each([
    { typed: ['payment.received, deal.merged'], sent: ['payment.received', 'deal.merged'] },
    { typed: ' payment.received ,, ', sent: ['payment.received'] },
    { typed: ['contact.created'], sent: ['contact.created'] },
    { typed: ['Lead stage changed'], sent: ['lead.stageChanged'] },
    { typed: ['invoice.paid', 'Invoice paid', 'invoice.PAID'], sent: ['invoice.paid'] },
  ])('$typed: subscribes to $sent, and fires', async ({ typed, sent }) => {
    const zap = await switchOn('webhook_event', { events: typed });
    expect(zap.requests).toMatchObject([{ body: { name: 'Zapier: Any Event', events: sent } }]);
    for (const event of sent) heffl.sandbox.announce(event, { id: 'rec_1', amount: 500 });
    const expected = sent.map((event) => ({ id: 'rec_1', amount: 500, event }));
    expect(await zap.outputs()).toMatchObject(expected);
  });

  test('no event: fails without a request', async () => {
    await expect(switchOn('webhook_event', { events: [' '] })).rejects.toThrow('Events is empty');
    expect(heffl.sandbox.requests).toEqual([]);
  });

  test('delivery: gives the record in the shape of other steps, with event, time and webhook ID', async () => {
    const zap = await switchOn('webhook_event', { events: ['deal.updated'] });
    const client = { id: 'cl_1', name: 'Al Noor' };
    const customFields = { cf_budget: 5, other: null };
    const payload = { id: 'dl_1', client, stageId: 11, ownerId: 42, customFields };
    const body = { event: 'deal.updated', timestamp: '2026-11-23T10:00:00.000Z', payload };
    expect(await zap.deliver({ body, id: 'msg_9' })).toEqual([
      {
        ...{ id: 'dl_1', client, cf_budget: 5, cf_other: null },
        ...{ event: 'deal.updated', occurredAt: '2026-11-23T10:00:00.000Z', webhookId: 'msg_9' },
      },
    ]);
  });

  test.each([
    ['a number', { id: 17 }, '17'],
    ['missing', { amount: 5 }, 'msg_by_hand'],
  ])('record ID is %s: gives it as text, or else the webhook ID', async (_, payload, id) => {
    const zap = await switchOn('webhook_event', { events: ['payment.received'] });
    const body = { event: 'payment.received', payload };
    expect(await zap.deliver({ body })).toMatchObject([{ ...payload, id }]);
  });
});

const requestsOf = async (zap: Zap) => {
  const [outputs, requests] = await heffl.watch(zap.outputs);
  return { fired: outputs.length, paths: requests.map(({ path }) => path) };
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
  const createDeal = () => heffl.sandbox.create('deals', linkedDeal(heffl)).id;

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
    for (const [id, asked] of [
      ['rec_1', [{ path: `/clients/${clientId}` }]],
      ['rec_2', []],
    ] as const) {
      const body = { event, payload: { id, clientId, status: 'ACCEPTED' } };
      const told = await heffl.watch(() => zap.deliver({ body, id: `msg_${id}` }));
      expect(told).toMatchObject([[{ id, ...details }], asked]);
    }
  });

  test('the client is in the event: no request', async () => {
    const { id: clientId, details } = client();
    const zap = await switchOn('deal_created', { include_client: 'true' });
    heffl.sandbox.create('deals', { ...linkedDeal(heffl), clientId });
    expect(await heffl.watch(zap.outputs)).toMatchObject([[details], []]);
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

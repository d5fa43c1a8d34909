import { lead } from '../../src/resources/leads/record.js';
import { newDeal } from '../support/happenings.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { instantZaps, type Zap } from '../support/instant-zaps.js';
import { records } from '../support/records.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

const WEEK_SECONDS = 7 * 24 * 60 * 60;

let delivered = 0;
beforeEach(() => {
  delivered = 0;
});

/** How often the trigger fires for a record, in an event of that minute. */
const fires = async (zap: Zap, event: string, payload: Input, minute = delivered): Promise<number> => {
  delivered += 1;
  const timestamp = new Date(Date.UTC(2026, 10, 23, 10, minute)).toISOString();
  const body = { event, timestamp, payload: { id: 'rec_1', ...payload } };
  return (await zap.deliver({ body, id: `msg_${delivered}` })).length;
};

describe('names', () => {
  const names = ['Contacted', ' CONTACTED ', 'Won, and paid', 'New', null, undefined];
  const firedFor = async (zap: Zap, event: string, field: string) => {
    const fired: unknown[] = [];
    for (const name of names) if ((await fires(zap, event, { [field]: name })) === 1) fired.push(name);
    return fired;
  };

  test.each([
    [
      ['contacted ', 'NEW'],
      ['Contacted', ' CONTACTED ', 'New'],
    ],
    ['New, Contacted', ['Contacted', ' CONTACTED ', 'New']],
    [['Won, and paid'], ['Won, and paid']],
    [['Lost'], []],
    [[], names],
    ['', names],
    [[''], names],
    [null, names],
    [undefined, names],
  ])('lead_created, sources %j: fires for %j', async (sources, expected) => {
    const zap = await switchOn('lead_created', { sources });
    expect(await firedFor(zap, 'lead.created', 'source')).toEqual(expected);
  });

  test.each(['lead', 'deal'])('%s_stage_changed, stage Contacted: fires for that', async (noun) => {
    const zap = await switchOn(`${noun}_stage_changed`, { stages: ['Contacted'] });
    expect(await firedFor(zap, `${noun}.stageChanged`, 'stage')).toEqual(['Contacted', ' CONTACTED ']);
  });
});

describe('watch_fields', () => {
  test.each(['lead', 'client', 'deal'])('%s_updated: fires if a chosen field changed', async (noun) => {
    const zap = await switchOn(`${noun}_updated`, { watch_fields: ['cf_budget'] });
    const event = `${noun}.updated`;
    expect(await fires(zap, event, { customFields: { cf_budget: 1 } })).toBe(1);
    expect(await fires(zap, event, { customFields: { budget: 1 } })).toBe(0);
    expect(await fires(zap, event, { cf_budget: 1, cf_other: 2 })).toBe(0);
    expect(await fires(zap, event, { cf_budget: 2 })).toBe(1);
  });

  test('form of lead_updated without custom fields: offers what can change and stands in events', async () => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, body: { code: 'FORBIDDEN', message: 'No' } });
    const { fields } = await heffl.form('lead_updated');
    const fixed = ['id', 'number', 'createdAt', 'stageId', 'sourceId', 'tags'];
    const offered = lead.outputs.filter(({ key }) => !fixed.includes(key));
    const choices = Object.fromEntries(offered.map(({ key, label }) => [key, label]));
    expect(fields).toMatchObject([{ key: 'watch_fields', list: true }]);
    expect(fields[0]?.choices).toEqual(choices);
  });

  const event = 'lead.updated';

  test.each([{ fields: ['email', 'title'] }, { fields: [' email', 'TITLE'] }])(
    '$fields: fires for the first update of a record, then only for a change of these',
    async ({ fields }) => {
      const zap = await switchOn('lead_updated', { watch_fields: fields });
      const updates: [Input, number][] = [
        [{ email: 'a@example.com', title: 'A' }, 1],
        [{ email: 'a@example.com', title: 'A', value: 5 }, 0],
        [{ email: 'a@example.com', title: 'B' }, 1],
        [{ email: 'b@example.com', title: 'B' }, 1],
        [{ email: null, title: 'B' }, 1],
        [{ title: 'B' }, 0],
        [{ email: 'a@example.com', title: 'A' }, 1],
        [{ id: 'rec_2', email: 'a@example.com', title: 'A' }, 1],
      ];
      for (const [payload, expected] of updates) expect(await fires(zap, event, payload)).toBe(expected);
    },
  );

  test('older update comes late: gives nothing, and is not compared with', async () => {
    const zap = await switchOn('lead_updated', { watch_fields: ['email'] });
    expect(await fires(zap, event, { email: 'new@example.com' }, 5)).toBe(1);
    expect(await fires(zap, event, { email: 'old@example.com' }, 4)).toBe(0);
    expect(await fires(zap, event, { email: 'new@example.com' }, 6)).toBe(0);
  });

  test('none chosen: fires for every change', async () => {
    const zap = await switchOn('lead_updated', { watch_fields: [] });
    for (let time = 1; time <= 3; time++) expect(await fires(zap, event, { email: `${time}@x.io` })).toBe(1);
  });

  test.each(['fails', 'forgets'] as const)('cache %s: fires each time', async (mood) => {
    const zap = await switchOn('lead_updated', { watch_fields: ['email'] });
    heffl.zapier.mood = mood;
    for (let time = 1; time <= 2; time++) expect(await fires(zap, event, { email: 'a@example.com' })).toBe(1);
  });

  test('three deliveries of one change at the same moment: one fires', async () => {
    const zap = await switchOn('lead_updated', { watch_fields: ['title'] });
    for (const title of ['A', 'B']) {
      const outputs = await Promise.all([1, 2, 3].map(() => fires(zap, event, { title })));
      expect(outputs.sort()).toEqual([0, 0, 1]);
    }
  });

  test('two deliveries of one change, the second before the state is kept: fires again only after a minute', async () => {
    const zap = await switchOn('lead_updated', { watch_fields: ['title'] });
    const firesIfReadBeforeKept = async (secondsLater: number) => {
      heffl.zapier.edit(/^record:.*:rec_1$/, () => undefined);
      heffl.zapier.age(secondsLater);
      return fires(zap, event, { title: 'A' });
    };
    expect(await firesIfReadBeforeKept(0)).toBe(1);
    expect(await firesIfReadBeforeKept(55)).toBe(0);
    expect(await firesIfReadBeforeKept(10)).toBe(1);
  });

  test('two Zaps: each compares with what it has received itself', async () => {
    const zaps = [
      await switchOn('lead_updated', { watch_fields: ['title'] }),
      await switchOn('lead_updated', { watch_fields: ['email'] }),
    ];
    const { id } = heffl.sandbox.create('leads', { name: 'Noor Haddad', title: 'Villa' });
    heffl.sandbox.update('leads', id, { value: 1 });
    heffl.sandbox.update('leads', id, { title: 'Flat' });
    const outputs = [await zaps[0]?.outputs(), await zaps[1]?.outputs()];
    expect(outputs).toMatchObject([[{ title: 'Flat' }], []]);
  });
});

/** A new deal, and how to change it in Heffl. */
const openDeal = (fields: Input = {}) => {
  const { id } = heffl.sandbox.create('deals', { ...newDeal(heffl), ...fields });
  const edit = (change: Input) => void heffl.sandbox.update('deals', id, change);
  const moveTo = (stage: string) => {
    edit({ stageId: heffl.idOf('pipelineStages', stage) });
  };
  return { id, edit, moveTo };
};

test.each([
  ['deal_lost', { status: 'LOST' }, { status: 'WON' }],
  ['deal_lost', { stage: 'Lost' }, { stage: 'Won' }],
  ['deal_won', { stage: 'Won' }, { stage: 'Lost' }],
])('%s: fires for %j, not for %j', async (trigger, own, other) => {
  const zap = await switchOn(trigger);
  const fired = [await fires(zap, 'deal.stageChanged', own), await fires(zap, 'deal.stageChanged', other)];
  expect(fired).toEqual([1, 0]);
});

describe('deal_won', () => {
  const [trigger, status, stage] = ['deal_won', 'WON', 'Won'];

  test('status set: fires; edited later, or set again: gives nothing', async () => {
    const deal = openDeal();
    const zap = await switchOn(trigger);
    deal.edit({ price: 1 });
    expect(await zap.outputs()).toEqual([]);
    deal.edit({ status });
    expect(await zap.outputs()).toMatchObject([{ id: deal.id, status, event: 'deal.updated' }]);
    deal.edit({ price: 2 });
    deal.edit({ status });
    expect(await zap.outputs()).toEqual([]);
  });

  test('moved to the stage, two events at the same moment: fires once', async () => {
    const deal = openDeal();
    const zap = await switchOn(trigger);
    deal.moveTo(stage);
    const outputs = await Promise.all((await zap.arrivals()).map((arrival) => zap.receive(arrival)));
    expect(outputs).toHaveLength(2);
    expect(outputs.flat()).toMatchObject([{ id: deal.id, stage }]);
    deal.edit({ price: 2 });
    expect(await zap.outputs()).toEqual([]);
  });

  test('stage in an event before the status: fires once', async () => {
    const zap = await switchOn(trigger);
    expect(await fires(zap, 'deal.updated', { stage: 'Quotation Sent', status: 'ACTIVE' })).toBe(0);
    const moved = { stage: ` ${stage.toUpperCase()}`, status: 'ACTIVE' };
    expect(await fires(zap, 'deal.stage_changed', moved)).toBe(1);
    expect(await fires(zap, 'deal.updated', { stage, status })).toBe(0);
  });

  test('moved to a stage of another name that sets the status: fires', async () => {
    const pipelineId = heffl.idOf('pipelines', 'Annual Contracts');
    const stageId = heffl.idOf('pipelineStages', 'Contract Sent');
    const deal = openDeal({ pipelineId, stageId });
    const zap = await switchOn(trigger);
    deal.moveTo('Signed');
    expect(await zap.outputs()).toMatchObject([{ id: deal.id, stage: 'Signed', status }]);
  });

  test('created in the stage: fires', async () => {
    const zap = await switchOn(trigger);
    openDeal({ stageId: heffl.idOf('pipelineStages', stage) });
    expect(await zap.outputs()).toMatchObject([{ stage, event: 'deal.created' }]);
  });

  test('reopened by stage or by status, three times: fires three times each', async () => {
    const zap = await switchOn(trigger);
    const [moved, edited] = [openDeal(), openDeal()];
    for (let time = 1; time <= 3; time++) {
      moved.moveTo(stage);
      moved.moveTo('Site Visit');
      edited.edit({ status });
      edited.edit({ status: 'ACTIVE' });
    }
    expect(await zap.outputs()).toHaveLength(6);
  });

  test('the other outcome first: gives nothing for that, fires for its own', async () => {
    const deal = openDeal();
    const zap = await switchOn(trigger);
    deal.moveTo('Lost');
    deal.edit({ status: 'LOST' });
    expect(await zap.outputs()).toEqual([]);
    deal.moveTo(stage);
    expect(await zap.outputs()).toHaveLength(1);
  });

  test('event with neither status nor stage: gives nothing, and does not reopen the deal', async () => {
    const zap = await switchOn(trigger);
    expect(await fires(zap, 'deal.updated', { status })).toBe(1);
    expect(await fires(zap, 'deal.updated', { price: 5 })).toBe(0);
    expect(await fires(zap, 'deal.updated', { status })).toBe(0);
  });

  test('event without a name: event is null', async () => {
    const zap = await switchOn(trigger);
    expect(await zap.deliver({ body: { id: 'dl_1', status } })).toMatchObject([{ status, event: null }]);
  });

  test('older event comes late: gives nothing, and does not reopen the deal', async () => {
    const zap = await switchOn(trigger);
    const events: [number, string, number][] = [
      [3, status, 1],
      [1, 'ACTIVE', 0],
      [4, status, 0],
      [6, 'ACTIVE', 0],
      [5, status, 0],
      [7, status, 1],
    ];
    for (const [minute, told, expected] of events)
      expect(await fires(zap, 'deal.updated', { status: told }, minute)).toBe(expected);
  });

  test('edited once a week for eight weeks: fires once', async () => {
    const deal = openDeal();
    const zap = await switchOn(trigger);
    deal.moveTo(stage);
    expect(await zap.outputs()).toHaveLength(1);
    for (let week = 1; week <= 8; week++) {
      heffl.zapier.age(WEEK_SECONDS);
      deal.edit({ price: week });
      expect(await zap.outputs()).toEqual([]);
    }
  });

  test('failing cache: fires for the move alone', async () => {
    heffl.zapier.mood = 'fails';
    const deal = openDeal();
    const zap = await switchOn(trigger);
    deal.moveTo('Quotation Sent');
    expect(await zap.outputs()).toEqual([]);
    deal.moveTo(stage);
    expect(await zap.outputs()).toMatchObject([{ event: 'deal.stageChanged' }]);
  });

  test('examples: deals with the outcome, or none, for which Zapier shows the sample', async () => {
    const zap = await switchOn(trigger);
    expect(await zap.examples()).toEqual([]);
    const { id, moveTo } = openDeal();
    openDeal();
    moveTo(stage);
    expect(await zap.examples()).toMatchObject([{ id, status, stage }]);
  });
});

describe('names with commas', () => {
  test.each([
    ['Google, Ads', ['Google, Ads'], ['Google, Ads'], 1],
    ['Ads', ['Google, Ads'], ['Google, Ads'], 0],
    ['Ads', 'Google, Ads', ['Google, Ads'], 0],
    ['Ads', 'Google, Ads', [], 1],
    ['Ads', ['Google, Ads', 'Ads'], ['Google, Ads'], 1],
    ['O’Keefe – Dubai', "o'keefe - dubai", [], 1],
    ['Google, Ads', ['TikTok', 'Google', ' Ads'], ['Google, Ads'], 1],
    ['Google, Ads', 'TikTok,google,ads', [], 1],
    ['Google, Ads', ['Google', 'TikTok', 'Ads'], ['Google, Ads'], 0],
    ['Ads', 'TikTok, Google, Ads', ['Google, Ads'], 0],
  ])('source %j, chosen %j, sources %j: fires %d times', async (source, chosen, sources, expected) => {
    for (const name of sources) heffl.sandbox.create('sources', { name });
    const zap = await switchOn('lead_created', { sources: chosen });
    expect(await fires(zap, 'lead.created', { source })).toBe(expected);
  });

  test('the list of sources cannot be read: fires', async () => {
    const zap = await switchOn('lead_created', { sources: ['Google, Ads'] });
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, match: { method: 'GET' }, times: 3 });
    expect(await fires(zap, 'lead.created', { source: 'Ads' })).toBe(1);
  });
});

test('stages of deals: offered once each, without a pipeline', async () => {
  const { fields } = await heffl.form('deal_stage_changed');
  expect(fields.find(({ key }) => key === 'stages')?.dynamic).toBe('stage_name_list.name.label');
  const { output } = await heffl.run('stage_name_list');
  const names = records.parse(output).map(({ label }) => label);
  expect(names).toEqual([...new Set(heffl.sandbox.records.list('pipelineStages').map(({ name }) => name))]);
});

const statuses = ['DRAFT', 'ACCEPTED', 'rejected', 'partially_paid', 'Sent', 'PARTIALLY PAID', null];

test.each([
  ['invoice', ['Partially Paid', 'SENT'], ['partially_paid', 'Sent', 'PARTIALLY PAID']],
  ['quotation', 'Accepted, Rejected', ['ACCEPTED', 'rejected']],
  ['quotation', [], statuses],
])('%s_status_changed with statuses %j: fires for %j', async (noun, chosen, expected) => {
  const zap = await switchOn(`${noun}_status_changed`, { statuses: chosen });
  const fired: unknown[] = [];
  for (const status of statuses)
    if ((await fires(zap, `${noun}.statusChanged`, { status })) === 1) fired.push(status);
  expect(fired).toEqual(expected);
});

describe('pipelines', () => {
  const sales = 'Sales Pipeline';
  const annual = 'Annual Contracts';
  const deals = [
    'deal_created',
    'deal_updated',
    'deal_stage_changed',
    'deal_won',
    'deal_lost',
    'deal_deleted',
  ];

  test.each(deals)('%s: has the filter', async (trigger) => {
    const { fields } = await heffl.form(trigger);
    expect(fields.find(({ key }) => key === 'pipelines')).toMatchObject({
      list: true,
      dynamic: 'pipeline_list.name.label',
    });
  });

  const requestsOf = async (zap: Zap) => {
    const before = heffl.sandbox.requests.length;
    const { length } = await zap.outputs();
    return { fired: length, paths: heffl.sandbox.requests.slice(before).map(({ path }) => path) };
  };

  test.each([
    [[annual], 0],
    [['annual contracts', sales], 1],
  ])('%j: fires %d times, for one request for the deal and one for names', async (pipelines, fired) => {
    const zap = await switchOn('deal_created', { pipelines });
    const [one, other] = [openDeal(), openDeal()];
    const paths = [`/deals/${one.id}`, '/pipelines', `/deals/${other.id}`];
    expect(await requestsOf(zap)).toEqual({ fired: fired * 2, paths });
  });

  test('the event has the public ID of the pipeline: asks for names alone', async () => {
    heffl.sandbox.readings.hookIds = 'public';
    const zap = await switchOn('deal_created', { pipelines: [sales] });
    openDeal();
    expect(await requestsOf(zap)).toEqual({ fired: 1, paths: ['/pipelines'] });
  });

  test.each([
    ['Site Visit', [annual], 0],
    ['Site Visit', [sales], 1],
    ['Won', [annual], 0],
    ['Unheard Of', [annual], 1],
  ])('a deleted deal in the stage %s, %j chosen: fires %d times', async (stage, pipelines, expected) => {
    const zap = await switchOn('deal_deleted', { pipelines });
    expect(await fires(zap, 'deal.deleted', { stage })).toBe(expected);
  });

  test('Heffl does not answer: fires', async () => {
    const zap = await switchOn('deal_created', { pipelines: [annual] });
    openDeal();
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, match: { method: 'GET' }, times: 9 });
    expect(await zap.outputs()).toHaveLength(1);
  });
});

describe('include_client', () => {
  const client = () => {
    const { name, email, phone } = heffl.sandbox.create('clients', {
      name: 'Rak Towers',
      email: 'a@rak.example',
      phone: '+97172345678',
    });
    return { clientName: name, clientEmail: email, clientPhone: phone };
  };

  test.each([
    ['deal_updated', 'deal.updated'],
    ['deal_deleted', 'deal.deleted'],
    ['invoice_paid', 'invoice.paid'],
    ['quotation_accepted', 'quotation.updated'],
  ])('%s: one request for the first event of a client, then none', async (trigger, event) => {
    const details = client();
    const clientId = heffl.idOf('clients', 'Rak Towers');
    const zap = await switchOn(trigger, { include_client: true });
    const before = heffl.sandbox.requests.length;
    for (const id of ['rec_1', 'rec_2']) {
      const body = { event, payload: { id, clientId, status: 'ACCEPTED' } };
      expect(await zap.deliver({ body, id: `msg_${id}` })).toMatchObject([{ id, ...details }]);
    }
    expect(heffl.sandbox.requests.slice(before).map(({ path }) => path)).toEqual([`/clients/${clientId}`]);
  });

  test('the client is in the event: no request', async () => {
    const details = client();
    const clientId = heffl.idOf('clients', 'Rak Towers');
    const zap = await switchOn('deal_created', { include_client: 'true' });
    const before = heffl.sandbox.requests.length;
    openDeal({ clientId });
    expect(await zap.outputs()).toMatchObject([details]);
    expect(heffl.sandbox.requests).toHaveLength(before);
  });

  test.each([
    [404, {}],
    [403, {}],
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

test('New Form Response: its form says how to get the answers', async () => {
  const { fields } = await heffl.form('form_response_created');
  expect(fields.map(({ type }) => type)).toEqual(['copy']);
  expect(String(fields[0]?.helpText)).toMatch('send one response');
});

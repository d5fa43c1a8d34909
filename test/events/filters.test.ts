import { lead } from '../../src/resources/leads/record.js';
import { newDeal } from '../support/happenings.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { instantZaps, type Zap } from '../support/instant-zaps.js';

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

describe.each([
  { trigger: 'lead_created', input: 'sources', event: 'lead.created', field: 'source' },
  { trigger: 'lead_stage_changed', input: 'stages', event: 'lead.stageChanged', field: 'stage' },
  { trigger: 'deal_stage_changed', input: 'stages', event: 'deal.stageChanged', field: 'stage' },
])('$trigger with $input', ({ trigger, input, event, field }) => {
  const names = ['Contacted', ' CONTACTED ', 'Won, and paid', 'New', null, undefined];

  test.each([
    [['Contacted'], ['Contacted', ' CONTACTED ']],
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
  ])('%j: fires for %j', async (chosen, expected) => {
    const zap = await switchOn(trigger, { [input]: chosen });
    const fired: unknown[] = [];
    for (const name of names) if ((await fires(zap, event, { [field]: name })) === 1) fired.push(name);
    expect(fired).toEqual(expected);
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

  test('none chosen: fires each time, and keeps nothing of the record', async () => {
    const zap = await switchOn('lead_updated', { watch_fields: [] });
    for (let time = 1; time <= 3; time++) expect(await fires(zap, event, { email: 'a@example.com' })).toBe(1);
    expect([...heffl.zapier.cached().keys()].filter((key) => key.includes('rec_1'))).toEqual([]);
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
    expect(outputs).toMatchObject([[{}, { title: 'Flat' }], [{ title: 'Villa' }]]);
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

describe.each([
  {
    trigger: 'deal_won',
    status: 'WON',
    stage: 'Won',
    otherStatus: 'LOST',
    otherStage: 'Lost',
    end: 'Signed',
  },
  {
    trigger: 'deal_lost',
    status: 'LOST',
    stage: 'Lost',
    otherStatus: 'WON',
    otherStage: 'Won',
    end: 'Not Renewed',
  },
])('$trigger', ({ trigger, status, stage, otherStatus, otherStage, end }) => {
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
    deal.moveTo(end);
    expect(await zap.outputs()).toMatchObject([{ id: deal.id, stage: end, status }]);
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
    deal.moveTo(otherStage);
    deal.edit({ status: otherStatus });
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

  test('failing cache: fires for each event of the move', async () => {
    heffl.zapier.mood = 'fails';
    const deal = openDeal();
    const zap = await switchOn(trigger);
    deal.moveTo('Quotation Sent');
    expect(await zap.outputs()).toEqual([]);
    deal.moveTo(stage);
    expect(await zap.outputs()).toHaveLength(2);
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

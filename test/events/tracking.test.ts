import { clock } from '../../src/heffl/clock.js';
import { lead } from '../../src/resources/leads/record.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { instantZaps, type Zap } from '../support/instant-zaps.js';
import { linkedDeal } from '../support/steps.js';
import { stopClock } from '../support/stopped-clock.js';

const heffl = connectHeffl({ pageSize: 10 });
const { switchOn } = instantZaps(heffl);

const DAY_SECONDS = 24 * 60 * 60;
const DAY_MINUTES = 24 * 60;
const event = 'lead.updated';

const createDeal = (fields: Input = {}) =>
  heffl.sandbox.create('deals', { ...linkedDeal(heffl), ...fields }).id;
const edit = (id: string, change: Input) => void heffl.sandbox.update('deals', id, change);
const stage = (name: string) => ({ stageId: heffl.idOf('pipelineStages', name) });
/** An event of `rec_1`, how often it fires, and how many minutes ago it occurred, if not after the one before. */
type Told = readonly [event: string, payload: Input, fires: number, minutesAgo?: number];

/** Sends the events one after the other. */
const expectFires = async (zap: Zap, told: readonly Told[]): Promise<void> => {
  const fired: number[] = [];
  for (const [event, payload, , minutesAgo] of told) fired.push(await zap.fires(event, payload, minutesAgo));
  expect(fired).toEqual(told.map(([, , fires]) => fires));
};

const idsTold = async (zap: Zap) => (await zap.outputs()).map(({ id }) => id);

describe.each([
  { trigger: 'deal_won', status: 'WON', name: 'Won' },
  { trigger: 'deal_lost', status: 'LOST', name: 'Lost' },
])('$trigger', ({ trigger, status, name }) => {
  test('deal with this outcome before: silent if edited, also after 40 days; fires if reopened and back', async () => {
    const [old, later] = [createDeal(stage(name)), createDeal()];
    const zap = await switchOn(trigger);
    edit(old, { price: 1 });
    heffl.zapier.age(40 * DAY_SECONDS);
    edit(old, { price: 2 });
    expect(await idsTold(zap)).toEqual([]);
    for (const change of [{ status }, { price: 3 }]) edit(later, change);
    for (const change of [{ status: 'ACTIVE' }, { status }, stage('Site Visit'), stage(name)])
      edit(old, change);
    expect(await idsTold(zap)).toEqual([later, old, old]);
    heffl.zapier.age(40 * DAY_SECONDS);
    edit(later, { price: 4 });
    expect(await idsTold(zap)).toEqual([]);
  });
});

describe('deal_won', () => {
  test.each(['list fails', 'cache is lost'])('%s: an edit is silent, a move fires', async (fault) => {
    if (fault === 'list fails')
      heffl.sandbox.faults.inject({ kind: 'status', status: 503, match: { path: '/deals' }, times: 5 });
    const id = createDeal(stage('Won'));
    const zap = await switchOn('deal_won');
    heffl.zapier.edit(/^start:/, () => null);
    edit(id, { price: 1 });
    expect(await idsTold(zap)).toEqual([]);
    edit(id, stage('Site Visit'));
    edit(id, stage('Won'));
    expect(await idsTold(zap)).toEqual([id]);
  });

  test('failing cache: fires for the move alone', async () => {
    heffl.zapier.mood = 'fails';
    const id = createDeal();
    const zap = await switchOn('deal_won');
    edit(id, stage('Quotation Sent'));
    edit(id, stage('Won'));
    expect(await zap.outputs()).toMatchObject([{ event: 'deal.stageChanged' }]);
  });

  test('created in the stage, or moved to one of another name that sets the status: fires', async () => {
    const pipelineId = heffl.idOf('pipelines', 'Annual Contracts');
    const signed = createDeal({ pipelineId, ...stage('Contract Sent') });
    const zap = await switchOn('deal_won');
    const created = createDeal(stage('Won'));
    edit(signed, stage('Signed'));
    expect(await zap.outputs()).toMatchObject([
      { id: created, event: 'deal.created', stage: 'Won' },
      { id: signed, stage: 'Signed', status: 'WON' },
    ]);
  });

  test('110 deals on pages of 10: the newest 100 are read in ten requests, and kept in an entry of less than 4 kB', async () => {
    const oldest = createDeal(stage('Won'));
    for (let count = 0; count < 110; count++) createDeal();
    const zap = await switchOn('deal_won');
    expect(zap.requests.map(({ path }) => path)).toEqual(['/webhooks', ...Array<string>(10).fill('/deals')]);
    const entries = [...heffl.zapier.cached()].filter(([key]) => key.startsWith('start:'));
    expect(entries.map(([, value]) => JSON.stringify(value).length < 4_000)).toEqual([true]);
    edit(oldest, { price: 1 });
    expect(await zap.outputs()).toEqual([]);
  });

  test('each answer takes 4 s: deals are read for 10 s, and the Zap is switched on', async () => {
    for (let count = 0; count < 30; count++) createDeal();
    jest.spyOn(clock, 'now').mockImplementation(() => 4_000 * heffl.sandbox.requests.length);
    const { requests } = await switchOn('deal_won');
    expect(requests.map(({ path }) => path)).toEqual(['/webhooks', '/deals', '/deals']);
  });
});

describe('order and repetition of what tells an outcome', () => {
  type Step = readonly [event: string, status: string | null, stage: string | null, fires: number];
  const moved = 'deal.stageChanged';
  const edited = 'deal.updated';
  const open: Step = [edited, 'ACTIVE', 'New', 0];

  test.each<readonly [string, readonly Step[]]>([
    ['move, then edit', [open, [moved, 'WON', 'Won', 1], [edited, 'WON', 'Won', 0]]],
    ['edit, then move', [open, [edited, 'WON', 'Won', 1], [moved, 'WON', 'Won', 0]]],
    ['status alone', [open, [edited, 'won', null, 1], [edited, 'Won', null, 0]]],
    ['stage alone', [open, [edited, null, 'Won', 1], ['deal.stage_changed', null, ' WON', 0]]],
    [
      'stage before status',
      [open, [moved, 'ACTIVE', 'Won', 1], [edited, 'ACTIVE', 'Won', 0], [edited, 'WON', 'Won', 0]],
    ],
    [
      'edit with the new stage and the old status, then move, then status',
      [open, [edited, 'ACTIVE', 'Won', 0], [moved, 'ACTIVE', 'Won', 1], [edited, 'WON', 'Won', 0]],
    ],
    [
      'reopened by status, and won again',
      [open, [edited, 'WON', 'Won', 1], [edited, 'ACTIVE', 'Won', 0], [edited, 'WON', 'Won', 1]],
    ],
    [
      'won by stage, lost by status, and won again',
      [open, [moved, 'ACTIVE', 'Won', 1], [edited, 'LOST', 'Won', 0], [edited, 'WON', 'Won', 1]],
    ],
    ['unknown deal: edit with the status', [[edited, 'WON', 'Won', 1]]],
    ['unknown deal: move to a stage of another name', [[moved, 'WON', 'Signed', 1]]],
    [
      'the other outcome',
      [
        [moved, 'LOST', null, 0],
        [moved, null, 'Lost', 0],
      ],
    ],
    [
      'neither status nor stage',
      [open, [edited, 'WON', null, 1], [edited, null, null, 0], [edited, 'WON', null, 0]],
    ],
  ])('%s', async (_case, steps) => {
    const told = steps.map(([event, status, name, fires]): Told => [event, { status, stage: name }, fires]);
    await expectFires(await switchOn('deal_won'), told);
  });

  test('times in the future, or decades ago, count in the order of arrival; an older event is ignored', async () => {
    await expectFires(await switchOn('deal_won'), [
      [edited, { status: 'WON' }, 1, -50 * 365 * DAY_MINUTES],
      [edited, { status: 'ACTIVE' }, 0, 9],
      [edited, { status: 'WON' }, 1, 8],
      [edited, { status: 'ACTIVE' }, 0, 20],
      [edited, { status: 'WON' }, 0, 7],
      [edited, { status: 'ACTIVE' }, 0, 50 * 365 * DAY_MINUTES],
      [edited, { status: 'WON' }, 1, 6],
    ]);
  });

  test.each([
    ['quotation_accepted', 'quotation', 'ACCEPTED'],
    ['quotation_rejected', 'quotation', 'REJECTED'],
    ['invoice_sent', 'invoice', 'SENT'],
  ])('%s: fires when the %s becomes %s, however it is told', async (trigger, noun, status) => {
    const word = `${status.charAt(0)}${status.slice(1).toLowerCase()}`;
    const told = (id: string, verb: string, now: string, fires: number): Told => [
      `${noun}.${verb}`,
      { id, status: now },
      fires,
    ];
    await expectFires(await switchOn(trigger), [
      told('changed, then edited', 'statusChanged', status, 1),
      told('changed, then edited', 'updated', status, 0),
      told('edited, then changed', 'updated', 'DRAFT', 0),
      told('edited, then changed', 'updated', word, 1),
      told('edited, then changed', 'statusChanged', status, 0),
      told('edited, then changed', 'updated', 'DRAFT', 0),
      told('edited, then changed', 'updated', status, 1),
      told('created so', 'created', status, 1),
      told('created so', 'updated', word, 0),
      told('another status', 'statusChanged', 'CANCELLED', 0),
    ]);
  });
});

describe('watch_fields', () => {
  test('form without custom fields: offers what can change and stands in events', async () => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, body: { code: 'FORBIDDEN', message: 'No' } });
    const { fields } = await heffl.form('lead_updated');
    const fixed = ['id', 'number', 'createdAt', 'stageId', 'sourceId', 'tags'];
    const offered = lead.outputs.filter(({ key }) => !fixed.includes(key));
    const choices = Object.fromEntries(offered.map(({ key, label }) => [key, label]));
    expect(fields).toMatchObject([{ key: 'watch_fields', list: true }]);
    expect(fields[0]?.choices).toEqual(choices);
  });

  test.each([
    { noun: 'lead', fields: ['title'], other: { value: 9 }, change: { title: 'Pool' } },
    { noun: 'lead', fields: ['Budget'], other: { title: 'X' }, change: { cf_budget: 9 } },
    { noun: 'lead', fields: ['Stage', 'source'], other: { title: 'X' }, change: { source: 'Radio' } },
    { noun: 'client', fields: ['phone'], other: { website: 'https://x.io' }, change: { phone: '+9714' } },
    { noun: 'deal', fields: ['price', 'stage'], other: { priority: 'LOW' }, change: { price: 9 } },
  ] as const)(
    '$fields of a $noun that was there before: an edit of $other is silent, of $change fires',
    async ({ noun, ...row }) => {
      const collection = `${noun}s` as const;
      const [record] = heffl.sandbox.records.list(collection);
      const zap = await switchOn(`${noun}_updated`, { watch_fields: row.fields });
      expect(zap.requests[0]).toMatchObject({ body: { events: [`${noun}.updated`, `${noun}.created`] } });
      heffl.sandbox.update(collection, record?.id ?? '', row.other);
      expect(await zap.outputs()).toEqual([]);
      heffl.sandbox.update(collection, record?.id ?? '', row.change);
      expect(await zap.outputs()).toHaveLength(1);
    },
  );

  test('record of later: compared with how it was created', async () => {
    const zap = await switchOn('invoice_updated', { watch_fields: ['Status', 'Line Items'] });
    await expectFires(zap, [
      ['invoice.created', { status: 'DRAFT' }, 0],
      ['invoice.updated', { status: 'DRAFT', notes: 'A' }, 0],
      ['invoice.updated', { status: 'SENT' }, 1],
    ]);
  });

  test('fires for the first update of a record, then only for a change of the chosen fields', async () => {
    const zap = await switchOn('lead_updated', { watch_fields: [' email', 'TITLE', 'cf_budget'] });
    await expectFires(zap, [
      [event, { email: 'a@example.com', title: 'A' }, 1],
      [event, { email: 'a@example.com', title: 'A', value: 5, cf_other: 1 }, 0],
      [event, { email: 'a@example.com', title: 'B' }, 1],
      [event, { email: null, title: 'B' }, 1],
      [event, { title: 'B' }, 0],
      [event, { email: 'a@example.com', title: 'A' }, 1],
      [event, { id: 'rec_2', email: 'a@example.com', title: 'A' }, 1],
      [event, { id: 'rec_3', customFields: { cf_budget: 1 } }, 1],
      [event, { id: 'rec_3', customFields: { budget: 1 } }, 0],
      [event, { id: 'rec_3', cf_budget: '1' }, 0],
      [event, { id: 'rec_3', cf_budget: 2 }, 1],
    ]);
  });

  test('older update comes late: gives nothing, and is not compared with', async () => {
    const zap = await switchOn('lead_updated', { watch_fields: ['email'] });
    await expectFires(zap, [
      [event, { email: 'new@example.com' }, 1, 5],
      [event, { email: 'old@example.com' }, 0, 6],
      [event, { email: 'new@example.com' }, 0, 4],
    ]);
  });

  test('two deliveries of one change, the second before the state is kept: fires again only after a minute', async () => {
    const zap = await switchOn('lead_updated', { watch_fields: ['title'] });
    const firesIfReadBeforeKept = async (secondsLater: number) => {
      heffl.zapier.edit(/^record:.*:rec_1$/, () => undefined);
      heffl.zapier.age(secondsLater);
      return zap.fires(event, { title: 'A' });
    };
    expect(await firesIfReadBeforeKept(0)).toBe(1);
    expect(await firesIfReadBeforeKept(55)).toBe(0);
    expect(await firesIfReadBeforeKept(10)).toBe(1);
  });
});

test('the same event again, after a minute: gives nothing; after ten more: fires', async () => {
  const zap = await switchOn('lead_updated');
  const outputs: number[] = [];
  for (const seconds of [0, 61, 601]) {
    heffl.zapier.age(seconds);
    outputs.push(await zap.fires(event, { title: 'A' }));
  }
  expect(outputs).toEqual([1, 0, 1]);
});

test('the same event again, six times at one moment: fires once', async () => {
  const zap = await switchOn('lead_updated');
  const outputs = await Promise.all(Array.from({ length: 6 }, () => zap.fires(event, { title: 'A' })));
  expect(outputs.sort()).toEqual([0, 0, 0, 0, 0, 1]);
});

test('the same event again, with another one between, also one that the filter dropped: fires', async () => {
  const zap = await switchOn('lead_stage_changed', { stages: ['Contacted'] });
  await expectFires(zap, [
    ['lead.stageChanged', { stage: 'Contacted' }, 1],
    ['lead.stageChanged', { stage: 'New' }, 0],
    ['lead.stageChanged', { stage: 'Contacted' }, 1],
    ['lead.stageChanged', { stage: 'Contacted' }, 0],
  ]);
});

/** What is left of a run after its last writes are lost. */
const die = (secondsAgo: number, lost: RegExp) => {
  heffl.zapier.edit(lost, () => null);
  heffl.zapier.age(secondsAgo);
};
const LAST = /^told:[^:]+:(?!record:)/;
const LAST_TWO = /^told:.*(?<!:claim)$/;

test.each([
  ['lead_updated', {}, 'lead.updated'],
  ['lead_updated', { watch_fields: ['title'] }, 'lead.updated'],
  ['deal_won', {}, 'deal.updated'],
])(
  '%s %j, a run died before it told its event: the same delivery fires, after some seconds and at once',
  async (trigger, input, event) => {
    const { sleeps } = stopClock();
    const zap = await switchOn(trigger, input);
    const body = { event, payload: { id: 'rec_1', title: 'A', status: 'WON' } };
    for (const [seconds, lost] of [
      [6, LAST],
      [6, LAST_TWO],
      [0, LAST_TWO],
    ] as const) {
      expect(await zap.deliver({ body })).toHaveLength(1);
      die(seconds, lost);
    }
    expect(sleeps).toEqual([]);
    expect(await zap.deliver({ body })).toHaveLength(1);
    expect(sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(5_000);
    expect(await zap.deliver({ body })).toEqual([]);
  },
);

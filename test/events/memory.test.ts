import { newDeal } from '../support/happenings.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { instantZaps, type Zap } from '../support/instant-zaps.js';
import { stopClock } from '../support/stopped-clock.js';

const nothing = () => undefined;
let answered: () => void = nothing;
const heffl = connectHeffl({
  onAnswer: () => {
    answered();
  },
});
const { switchOn } = instantZaps(heffl);

const DAY_SECONDS = 24 * 60 * 60;
const MINUTE_MS = 60_000;

let delivered = 0;
beforeEach(() => {
  delivered = 0;
  answered = nothing;
});

/** How often the trigger fires for an event of `rec_1`, that many minutes ago. */
const fires = async (
  zap: Zap,
  event: string,
  payload: Input,
  minutesAgo = 60 - delivered,
): Promise<number> => {
  delivered += 1;
  const timestamp = new Date(Date.now() - minutesAgo * MINUTE_MS).toISOString();
  const body = { event, timestamp, payload: { id: 'rec_1', ...payload } };
  return (await zap.deliver({ body, id: `msg_${delivered}` })).length;
};

const createDeal = (fields: Input = {}) => heffl.sandbox.create('deals', { ...newDeal(heffl), ...fields }).id;
const edit = (id: string, change: Input) => void heffl.sandbox.update('deals', id, change);
const stage = (name: string) => ({ stageId: heffl.idOf('pipelineStages', name) });

describe.each([
  { trigger: 'deal_won', status: 'WON', name: 'Won' },
  { trigger: 'deal_lost', status: 'LOST', name: 'Lost' },
])('$trigger, for a deal with this outcome before the Zap was switched on', ({ trigger, status, name }) => {
  test('edited, also after off and on, and after 40 days: silent; another deal then: fires once', async () => {
    const [old, later] = [createDeal(stage(name)), createDeal()];
    for (const days of [0, 0, 40]) {
      const zap = await switchOn(trigger);
      heffl.zapier.age(days * DAY_SECONDS);
      edit(old, { price: 100 + days });
      expect(await zap.outputs()).toEqual([]);
      if (days === 40) {
        edit(later, { status });
        edit(later, { price: 7 });
        expect(await zap.outputs()).toMatchObject([{ id: later, status }]);
      }
      await zap.switchOff();
    }
  });

  test('reopened by status, or moved away, and back: fires once each', async () => {
    const [reopened, moved] = [createDeal(stage(name)), createDeal(stage(name))];
    const zap = await switchOn(trigger);
    for (const change of [{ status: 'ACTIVE' }, { status }]) edit(reopened, change);
    for (const to of ['Site Visit', name]) edit(moved, stage(to));
    expect((await zap.outputs()).map(({ id }) => id)).toEqual([reopened, moved]);
  });

  test.each(['list fails', 'cache is lost'])(
    '%s: switched on; an edit is silent, a move fires',
    async (fault) => {
      if (fault === 'list fails')
        heffl.sandbox.faults.inject({ kind: 'status', status: 503, match: { path: '/deals' }, times: 5 });
      const id = createDeal(stage(name));
      const zap = await switchOn(trigger);
      heffl.zapier.edit(/^start:/, () => null);
      edit(id, { price: 1 });
      expect(await zap.outputs()).toEqual([]);
      edit(id, stage('Site Visit'));
      edit(id, stage(name));
      expect(await zap.outputs()).toHaveLength(1);
    },
  );
});

test('1,100 deals: the newest 1,000 are read in ten requests, and kept in one entry of less than 40 kB', async () => {
  const oldest = createDeal(stage('Won'));
  for (let count = 0; count < 1_100; count++) createDeal();
  const zap = await switchOn('deal_won');
  expect(zap.requests.map(({ path }) => path)).toEqual(['/webhooks', ...Array<string>(10).fill('/deals')]);
  const entries = [...heffl.zapier.cached()].filter(([key]) => key.startsWith('start:'));
  expect(entries.map(([, value]) => JSON.stringify(value).length < 40_000)).toEqual([true]);
  edit(oldest, { price: 1 });
  expect(await zap.outputs()).toEqual([]);
});

test('each answer takes 4 s: deals are read for 10 s, and the Zap is switched on', async () => {
  for (let count = 0; count < 1_000; count++) createDeal();
  const clock = stopClock();
  answered = () => {
    clock.pass(4_000);
  };
  const { requests } = await switchOn('deal_won');
  expect(requests.map(({ path }) => path)).toEqual(['/webhooks', '/deals', '/deals']);
});

describe('order and repetition of what tells an outcome', () => {
  type Told = readonly [event: string, status: string | null, stage: string | null, fires: number];
  const moved = 'deal.stageChanged';
  const edited = 'deal.updated';
  const open: Told = [edited, 'ACTIVE', 'New', 0];

  test.each<readonly [string, readonly Told[]]>([
    ['move, then edit', [open, [moved, 'WON', 'Won', 1], [edited, 'WON', 'Won', 0]]],
    ['edit, then move', [open, [edited, 'WON', 'Won', 1], [moved, 'WON', 'Won', 0]]],
    ['status alone', [open, [edited, 'won', null, 1], [edited, 'Won', null, 0]]],
    ['stage alone', [open, [edited, null, 'Won', 1], [moved, null, ' WON', 0]]],
    [
      'stage before status',
      [open, [moved, 'ACTIVE', 'Won', 1], [edited, 'ACTIVE', 'Won', 0], [edited, 'WON', 'Won', 0]],
    ],
    [
      'edit with the new stage and the old status, then move, then status',
      [open, [edited, 'ACTIVE', 'Won', 0], [moved, 'ACTIVE', 'Won', 1], [edited, 'WON', 'Won', 0]],
    ],
    ['active in a stage called Won', [open, [edited, 'ACTIVE', 'Won', 0]]],
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
      'neither status nor stage',
      [open, [edited, 'WON', null, 1], [edited, null, null, 0], [edited, 'WON', null, 0]],
    ],
  ])('%s', async (_case, told) => {
    const zap = await switchOn('deal_won');
    const fired: number[] = [];
    for (const [event, status, name] of told) fired.push(await fires(zap, event, { status, stage: name }));
    expect(fired).toEqual(told.map(([, , , expected]) => expected));
  });

  describe.each([
    { trigger: 'quotation_accepted', noun: 'quotation', status: 'ACCEPTED' },
    { trigger: 'quotation_rejected', noun: 'quotation', status: 'REJECTED' },
    { trigger: 'invoice_sent', noun: 'invoice', status: 'SENT' },
  ])('$trigger', ({ trigger, noun, status }) => {
    const word = `${status.charAt(0)}${status.slice(1).toLowerCase()}`;
    test.each([
      [
        'changed, then edited',
        [
          ['statusChanged', status, 1],
          ['updated', status, 0],
        ],
      ],
      [
        'edited, then changed',
        [
          ['updated', word, 1],
          ['statusChanged', status, 0],
        ],
      ],
      [
        'edited alone, twice',
        [
          ['updated', 'DRAFT', 0],
          ['updated', status, 1],
          ['updated', status, 0],
        ],
      ],
      [
        'created so',
        [
          ['created', status, 1],
          ['updated', word, 0],
        ],
      ],
      [
        'taken back, and again',
        [
          ['updated', status, 1],
          ['updated', 'DRAFT', 0],
          ['updated', status, 1],
        ],
      ],
      ['another status', [['statusChanged', 'CANCELLED', 0]]],
    ] as const)('%s', async (_case, told) => {
      const zap = await switchOn(trigger);
      for (const [verb, now, expected] of told)
        expect(await fires(zap, `${noun}.${verb}`, { status: now })).toBe(expected);
    });

    test('Heffl refuses the event of the status: subscribes to the others', async () => {
      heffl.sandbox.readings.unknownEvent = 'refuseUncertain';
      const zap = await switchOn(trigger);
      const others = [`${noun}.updated`, `${noun}.created`];
      expect(zap.requests).toMatchObject([
        { body: { events: [`${noun}.statusChanged`, ...others] } },
        { body: { events: others } },
      ]);
      expect(await fires(zap, `${noun}.updated`, { status })).toBe(1);
    });
  });
});

describe('watch_fields, for a record that was there before the Zap was switched on', () => {
  test.each([
    { noun: 'lead', fields: ['title'], other: { value: 9 }, change: { title: 'Pool' } },
    { noun: 'lead', fields: ['Budget'], other: { title: 'X' }, change: { cf_budget: 9 } },
    { noun: 'lead', fields: ['Stage', 'source'], other: { title: 'X' }, change: { source: 'Radio' } },
    { noun: 'client', fields: ['phone'], other: { website: 'https://x.io' }, change: { phone: '+9714' } },
    { noun: 'deal', fields: ['price', 'stage'], other: { priority: 'LOW' }, change: { price: 9 } },
  ] as const)('$noun, $fields: an edit of $other is silent, of $change fires', async ({ noun, ...row }) => {
    const collection = `${noun}s` as const;
    const [record] = heffl.sandbox.records.list(collection);
    const zap = await switchOn(`${noun}_updated`, { watch_fields: row.fields });
    expect(zap.requests[0]).toMatchObject({ body: { events: [`${noun}.updated`, `${noun}.created`] } });
    heffl.sandbox.update(collection, record?.id ?? '', row.other);
    expect(await zap.outputs()).toEqual([]);
    heffl.sandbox.update(collection, record?.id ?? '', row.change);
    expect(await zap.outputs()).toHaveLength(1);
  });

  test('a record of later: compared with how it was created', async () => {
    const zap = await switchOn('invoice_updated', { watch_fields: ['Status', 'Line Items'] });
    expect(await fires(zap, 'invoice.created', { status: 'DRAFT' })).toBe(0);
    expect(await fires(zap, 'invoice.updated', { status: 'DRAFT', notes: 'A' })).toBe(0);
    expect(await fires(zap, 'invoice.updated', { status: 'SENT' })).toBe(1);
  });
});

describe('the same event again', () => {
  const event = 'lead.updated';

  test('six times within minutes: fires once; after ten minutes, once more', async () => {
    const zap = await switchOn('lead_updated');
    const outputs: number[] = [];
    for (let time = 1; time <= 6; time++) outputs.push(await fires(zap, event, { title: 'A' }));
    heffl.zapier.age(601);
    outputs.push(await fires(zap, event, { title: 'A' }));
    expect(outputs).toEqual([1, 0, 0, 0, 0, 0, 1]);
  });

  test('six times at one moment: fires once', async () => {
    const zap = await switchOn('lead_updated');
    const outputs = await Promise.all(Array.from({ length: 6 }, () => fires(zap, event, { title: 'A' })));
    expect(outputs.sort()).toEqual([0, 0, 0, 0, 0, 1]);
  });

  test('with another one between, also one that the filter dropped: fires', async () => {
    const zap = await switchOn('lead_stage_changed', { stages: ['Contacted'] });
    for (const [name, expected] of [
      ['Contacted', 1],
      ['New', 0],
      ['Contacted', 1],
      ['Contacted', 0],
    ] as const)
      expect(await fires(zap, 'lead.stageChanged', { stage: name })).toBe(expected);
  });
});

describe('a run that died before it told its event', () => {
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
  ])('%s %j: the same delivery fires, after some seconds and at once', async (trigger, input, event) => {
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
  });
});

describe('time of an event', () => {
  const states: readonly [status: string, minutesAgo: number, fires: number][] = [
    ['WON', -50 * 365 * 24 * 60, 1],
    ['ACTIVE', 9, 0],
    ['WON', 8, 1],
    ['ACTIVE', 20, 0],
    ['WON', 7, 0],
    ['ACTIVE', 50 * 365 * 24 * 60, 0],
    ['WON', 6, 1],
  ];
  test('in the future, or decades ago: counts in the order of arrival; an older one is ignored', async () => {
    const zap = await switchOn('deal_won');
    const fired: number[] = [];
    for (const [status, minutesAgo] of states)
      fired.push(await fires(zap, 'deal.updated', { status }, minutesAgo));
    expect(fired).toEqual(states.map(([, , expected]) => expected));
  });
});

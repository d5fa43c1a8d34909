import { z } from 'zod';
import App from '../../index.js';
import { events } from '../../src/heffl/events.js';
import type { Readings, RequestFault } from '../sandbox/index.js';
import { failureOf } from '../support/failure.js';
import { emptyOutputs } from '../support/full-records.js';
import { eventsOf, prepare, special } from '../support/happenings.js';
import { connectHeffl, type Sent } from '../support/heffl.js';
import { instantZaps, type Output, sealed, type Zap } from '../support/instant-zaps.js';
import { linkedDeal } from '../support/steps.js';
import { stopClock } from '../support/stopped-clock.js';

const heffl = connectHeffl({ now: () => Date.parse('2026-03-01T08:00:00.000Z') });
const { switchOn } = instantZaps(heffl);

const hookTriggers = Object.values(App.triggers)
  .filter(({ operation }) => operation.type === 'hook')
  .map((trigger) => ({ ...trigger, label: trigger.display.label, sample: { ...trigger.operation.sample } }));

test('catalog of events: each has one trigger of its own', () => {
  const waitedFor = hookTriggers.flatMap(({ key }) => (key in special ? [] : eventsOf(key)));
  expect(waitedFor.sort()).toEqual(Object.keys(events).sort());
});

/** Custom fields aside. */
const fieldsOf = (record: object): string[] =>
  Object.keys(record)
    .filter((key) => !key.startsWith('cf_'))
    .sort();

/** Every value under a key that ends in `id`, at any depth. */
const idsIn = (value: unknown): unknown[] =>
  Object.entries(z.record(z.string(), z.unknown()).catch({}).parse(value)).flatMap(([key, inner]) =>
    /^id$|Id$/.test(key) ? [inner] : (Array.isArray(inner) ? inner : [inner]).flatMap(idsIn),
  );

/** Asserts the shape that a trigger's sample promises. */
const expectPromised = (key: string, output: object | undefined): void => {
  const promised = fieldsOf(hookTriggers.find((trigger) => trigger.key === key)?.sample ?? {});
  const fields = fieldsOf(output ?? {});
  // These pass on what Heffl sends, so that only the fields of their samples are promised.
  if (['form_response_created', 'webhook_event'].includes(key))
    expect(fields).toEqual(expect.arrayContaining(promised));
  else expect(fields).toEqual(promised);
  expect(idsIn(output).filter((id) => typeof id === 'number')).toEqual([]);
  expect(output).toHaveProperty('occurredAt', expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/));
};

const unsubscribeRequests = async (zap: Zap, subscribeData?: object) => {
  const [, requests] = await heffl.watch(() => zap.switchOff(subscribeData));
  return requests;
};

test.each(hookTriggers)(
  '$key: one POST; fires once without a request, with the fields of its sample; one DELETE',
  async ({ label, ...trigger }) => {
    const { key } = trigger;
    const happen = prepare(heffl, key);
    const zap = await switchOn(key, key === 'webhook_event' ? { events: eventsOf(key) } : {});
    const body = { name: `Zapier: ${label}`, url: zap.targetUrl, events: eventsOf(key) };
    const list = { method: 'GET', path: '/deals', query: { limit: '100' } };
    const read = ['deal_won', 'deal_lost'].includes(key) ? [list] : [];
    expect(zap.requests).toEqual([{ method: 'POST', path: '/webhooks', query: {}, body }, ...read]);
    const [webhook] = heffl.sandbox.records.list('webhooks');
    expect(zap.subscribeData).toMatchObject({ id: webhook?.id, secret: webhook?.secret });

    happen();
    const outputs: Output[] = [];
    for (const arrival of await zap.arrivals()) {
      const { timestamp } = z.object({ timestamp: z.string() }).parse(arrival.cleanedRequest);
      for (const output of await zap.receive(arrival)) {
        expect(output.occurredAt).toBe(timestamp);
        outputs.push(output);
      }
    }
    expect(outputs).toHaveLength(1);
    expect(eventsOf(key)).toContain(outputs[0]?.event);
    expectPromised(key, outputs[0]);
    expect(emptyOutputs(trigger, outputs)).toEqual([]);
    expect(heffl.sandbox.requests).toHaveLength(zap.requests.length);
    for (const example of await zap.examples()) expectPromised(key, example);

    const path = `/webhooks/${webhook?.id ?? ''}`;
    expect(await unsubscribeRequests(zap)).toEqual([{ method: 'DELETE', path, query: {} }]);
    expect(heffl.sandbox.records.count('webhooks')).toBe(0);
  },
);

/** Two ways to read what Heffl documents of its events, each far from the default. */
const readings: readonly Partial<Readings>[] = [
  { envelope: 'data', customFieldKeys: 'bare' },
  { envelope: 'bare', customFieldKeys: 'topLevel', nullKeys: 'dropped' },
];

const createTriggers = hookTriggers.map(({ key }) => key).filter((key) => key.endsWith('_created'));

test.each(createTriggers)('%s, events read in two other ways: gives the same as by default', async (key) => {
  const outputsUnder = async (reading: Partial<Readings>) => {
    await heffl.reset();
    Object.assign(heffl.sandbox.readings, reading);
    const happen = prepare(heffl, key);
    const zap = await switchOn(key);
    happen();
    return zap.outputs();
  };
  const byDefault = await outputsUnder({});
  expect(byDefault).toHaveLength(1);
  for (const reading of readings) expect(await outputsUnder(reading)).toEqual(byDefault);
});

test.each<Partial<Readings>>([{}, { dealClient: 'flat', hookIds: 'public' }])(
  'deal_created, events read as %j: has names of links, custom fields, and IDs that the API takes',
  async (reading) => {
    Object.assign(heffl.sandbox.readings, reading);
    const zap = await switchOn('deal_created');
    heffl.sandbox.create('deals', { ...linkedDeal(heffl), price: 18000, cf_budget: 2500 });
    const [event] = await zap.outputs();
    expect(event).toMatchObject({
      clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
      clientName: 'Blue Palm Hospitality',
      stage: 'Site Visit',
      source: 'Referral',
      leadName: 'Jane Smith',
      ownerName: 'Aisha Rahman',
      price: 18000,
      cf_budget: 2500,
    });
    const ids = {
      ownerId: heffl.idOf('users', 'Aisha Rahman'),
      stageId: heffl.idOf('pipelineStages', 'Site Visit'),
      pipelineId: heffl.idOf('pipelines', 'Sales Pipeline'),
    };
    for (const [key, id] of Object.entries(ids))
      expect(event?.[key]).toBe(reading.hookIds === 'public' ? id : undefined);
  },
);

const match = { method: 'POST', path: '/webhooks' };
const stepsOf = (requests: readonly Sent[]) => requests.map(({ method, path }) => `${method} ${path}`);

describe('subscribe', () => {
  beforeEach(() => {
    stopClock();
  });

  test.each([
    ['lead_created', 'New Lead', ', or use the trigger New Lead (Polling)'],
    ['client_created', 'New Client', ', or use the trigger New Client (Polling)'],
    ['deal_created', 'New Deal', ', or use the trigger New Deal (Polling)'],
    ['invoice_paid', 'Invoice Paid', ''],
  ])('403 for %s: names the permission and the polling trigger', async (key, label, twin) => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, match });
    expect(await failureOf(() => switchOn(key))).toMatchObject({
      code: 'Forbidden',
      message: `Heffl could not switch on the trigger "${label}": the person who made this API key does not have the permission for webhooks. Reconnect with the key of a Heffl admin${twin}.`,
    });
    const labels = Object.values(App.triggers).map(({ display }) => display.label);
    if (twin !== '') expect(labels).toContain(`${label} (Polling)`);
  });

  test.each([
    ['invoice_sent', 'invoice'],
    ['quotation_accepted', 'quotation'],
    ['quotation_rejected', 'quotation'],
  ])('%s, and Heffl refuses the event of the status: subscribes to the others', async (trigger, noun) => {
    heffl.sandbox.readings.unknownEvent = 'refuseUncertain';
    const others = [`${noun}.updated`, `${noun}.created`];
    expect((await switchOn(trigger)).requests).toMatchObject([
      { body: { events: [`${noun}.statusChanged`, ...others] } },
      { body: { events: others } },
    ]);
  });

  test.each([
    { kind: 'cut', before: false },
    { kind: 'cutBody', before: false },
    { kind: 'status', status: 503, before: false },
    { kind: 'status', status: 200, body: { name: 'no ID' }, before: false },
    { kind: 'status', status: 502 },
  ] as const)('answer lost once (%j): leaves one webhook', async (fault) => {
    const other = await switchOn('lead_created');
    heffl.sandbox.faults.inject({ ...fault, match });
    const zap = await switchOn('lead_created');
    const left = heffl.sandbox.records.list('webhooks').map(({ id }) => id);
    expect(left.sort()).toEqual([other.subscribeData.id, zap.subscribeData.id].sort());
    const sent = stepsOf(zap.requests).map((step) => step.replace(/whk_.*/, 'it'));
    const removed = 'before' in fault ? ['DELETE /webhooks/it'] : [];
    expect(sent).toEqual(['POST /webhooks', 'GET /webhooks', ...removed, 'POST /webhooks']);
  });

  const lost = { kind: 'cut', before: false, match } as const;
  const listFails = { kind: 'status', status: 503, match: { method: 'GET' }, times: Infinity } as const;

  test.each<[what: string, RequestFault[], Partial<Readings>, posts: number, left: number]>([
    ['of the second POST as well', [lost, lost], {}, 2, 0],
    ['and webhooks are not listed', [lost], { webhookList: 'unserved' }, 1, 1],
    ['and the list fails', [lost, listFails], {}, 1, 1],
  ])('answer lost, %s: fails', async (_, faults, readings, posts, left) => {
    for (const fault of faults) heffl.sandbox.faults.inject(fault);
    Object.assign(heffl.sandbox.readings, readings);
    const { message } = await failureOf(() => switchOn('lead_created'));
    expect(message).toMatch(/^Heffl was asked to switch on the trigger "New Lead"/);
    expect(stepsOf(heffl.sandbox.requests).filter((step) => step === 'POST /webhooks')).toHaveLength(posts);
    expect(heffl.sandbox.records.count('webhooks')).toBe(left);
  });

  test.each([400, 403, 429])('%d: fails without another request', async (status) => {
    heffl.sandbox.faults.inject({ kind: 'status', status, match, times: 9 });
    await failureOf(() => switchOn('lead_created'));
    expect(new Set(stepsOf(heffl.sandbox.requests))).toEqual(new Set(['POST /webhooks']));
    expect(heffl.sandbox.records.count('webhooks')).toBe(0);
  });
});

describe('unsubscribe', () => {
  test('of a webhook that is gone, which 404 or 410 says: succeeds; 403: fails', async () => {
    const zap = await switchOn('lead_created');
    for (const status of [404, 410, 403])
      heffl.sandbox.faults.inject({ kind: 'status', status, match: { method: 'DELETE' } });
    for (let time = 1; time <= 2; time++) expect(await zap.switchOff()).toEqual({ id: zap.subscribeData.id });
    expect(await failureOf(() => zap.switchOff())).toMatchObject({ code: 'Forbidden', status: 403 });
  });

  test('number as ID: sends it as text', async () => {
    const body = { id: 17, secret: 'whsec_c2VjcmV0' };
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body, match });
    const zap = await switchOn('lead_created');
    expect(zap.subscribeData).toEqual({ ...body, id: '17' });
    expect(await unsubscribeRequests(zap)).toMatchObject([{ path: '/webhooks/17' }]);
  });

  test('without the ID of the webhook: deletes those of its address, also beyond the first page', async () => {
    const [zap, other] = [await switchOn('lead_created'), await switchOn('lead_created')];
    for (let count = 0; count < 100; count++)
      heffl.sandbox.create('webhooks', { name: 'Other', url: 'http://127.0.0.1/', events: ['deal.created'] });
    const list = { method: 'GET', path: '/webhooks' };
    const deletion = { method: 'DELETE', path: `/webhooks/${String(zap.subscribeData.id)}` };
    expect(await unsubscribeRequests(zap, {})).toMatchObject([list, list, deletion]);
    expect(heffl.sandbox.records.count('webhooks')).toBe(101);
    expect(heffl.sandbox.records.get('webhooks', other.subscribeData.id)).toBeDefined();
  });

  test('without its ID, and webhooks are not listed: succeeds', async () => {
    const zap = await switchOn('lead_created');
    heffl.sandbox.readings.webhookList = 'unserved';
    expect(await unsubscribeRequests(zap, {})).toMatchObject([{ method: 'GET', path: '/webhooks' }]);
  });
});

describe('examples', () => {
  const sampleOf = (key: string) => hookTriggers.find((trigger) => trigger.key === key)?.sample;

  test('lead_created: the newest three of the list, and no delivery is kept', async () => {
    const zap = await switchOn('lead_created');
    heffl.sandbox.create('leads', { name: 'Noor Haddad' });
    await zap.outputs();
    expect([...heffl.zapier.cached().keys()].filter((key) => key.startsWith('example:'))).toEqual([]);
    const [examples, requests] = await heffl.watch(zap.examples);
    expect(requests).toMatchObject([{ method: 'GET', path: '/leads', query: { limit: '3' } }]);
    expect(examples).toMatchObject([{ name: 'Noor Haddad', event: 'lead.created' }, {}, {}]);
  });

  test('deal_won: deals that are won, or none, for which Zapier shows the sample', async () => {
    const zap = await switchOn('deal_won');
    expect(await zap.examples()).toEqual([]);
    const [{ id } = { id: '' }] = heffl.sandbox.records.list('deals');
    heffl.sandbox.update('deals', id, { stageId: heffl.idOf('pipelineStages', 'Won') });
    expect(await zap.examples()).toMatchObject([{ id, status: 'WON', stage: 'Won' }]);
  });

  test.each(['invoice_paid', 'form_response_created'])(
    '%s, which has no list: the last event; before the first and after a month, the sample',
    async (key) => {
      const happen = prepare(heffl, key);
      const zap = await switchOn(key);
      expect(await heffl.watch(zap.examples)).toEqual([[sampleOf(key)], []]);
      happen();
      const [event] = await zap.outputs();
      expect(event?.id).not.toBe(sampleOf(key)?.id);
      expect(await heffl.watch(zap.examples)).toEqual([[event], []]);
      heffl.zapier.age(31 * 24 * 60 * 60);
      expect(await zap.examples()).toEqual([sampleOf(key)]);
    },
  );

  test('delivery that is refused, of another event, or repeated: not kept; failing cache: the sample', async () => {
    const zap = await switchOn('invoice_paid');
    const letter = (event: string, id: string, total: number) => ({
      body: { event, payload: { id: 'inv_1', total } },
      id,
    });
    const paid = letter('invoice.paid', 'msg_1', 100);
    await zap.refuse(sealed(paid, 'whsec_c29tZW9uZSBlbHNl'));
    await zap.deliver(letter('invoice.created', 'msg_3', 300));
    expect(await zap.examples()).toEqual([sampleOf('invoice_paid')]);
    await zap.deliver(paid);
    await zap.deliver(letter('invoice.paid', 'msg_4', 400));
    await zap.deliver(paid);
    expect(await zap.examples()).toMatchObject([{ id: 'inv_1', total: 400 }]);
    heffl.zapier.mood = 'fails';
    expect(await zap.deliver(letter('invoice.paid', 'msg_5', 500))).toHaveLength(1);
    expect(await zap.examples()).toEqual([sampleOf('invoice_paid')]);
  });

  test('webhook_event: the last delivery of each event of this Zap, newest first, each record once', async () => {
    const [mine, other] = [
      await switchOn('webhook_event', { events: ['lead.created', 'invoice.paid', 'lead.deleted'] }),
      await switchOn('webhook_event', { events: ['deal.updated'] }),
    ];
    const send = (zap: Zap, event: string, id: string, minute: number) => {
      const timestamp = `2026-11-23T10:${minute}:00.000Z`;
      return zap.deliver({ body: { event, timestamp, payload: { id } }, id: `msg_${minute}` });
    };
    await send(mine, 'lead.created', 'ld_1', 10);
    await send(mine, 'lead.created', 'ld_2', 20);
    await send(mine, 'invoice.paid', 'inv_1', 30);
    await send(mine, 'lead.deleted', 'ld_2', 40);
    await send(other, 'deal.updated', 'dl_1', 50);
    expect((await mine.examples()).map(({ id, event }) => [id, event])).toEqual([
      ['ld_2', 'lead.deleted'],
      ['inv_1', 'invoice.paid'],
    ]);
  });
});

import { z } from 'zod';
import App from '../../index.js';
import { events } from '../../src/heffl/events.js';
import type { Readings } from '../sandbox/index.js';
import { failureOf } from '../support/failure.js';
import { eventsOf, inputOf, newDeal, prepare } from '../support/happenings.js';
import { connectHeffl } from '../support/heffl.js';
import { hookTriggers } from '../support/hook-triggers.js';
import { instantZaps, type Output, sealed, type Zap } from '../support/instant-zaps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

const unsubscribeRequests = async (zap: Zap, subscribeData?: object) => {
  const before = heffl.sandbox.requests.length;
  await zap.switchOff(subscribeData);
  return heffl.sandbox.requests.slice(before).map(({ method, path, body }) => ({ method, path, body }));
};

test('catalog of events: each has one trigger of its own', () => {
  const derived = ['deal_won', 'deal_lost', 'invoice_sent', 'quotation_accepted', 'quotation_rejected'];
  const special = ['webhook_event', ...derived];
  const waitedFor = hookTriggers.flatMap(({ key }) => (special.includes(key) ? [] : eventsOf(key)));
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

/** Asserts the shape that a trigger's sample promises. `more` are fields that a reading adds to it. */
const expectPromised = (key: string, output: object | undefined, more: readonly string[] = []): void => {
  const promised = fieldsOf(hookTriggers.find((trigger) => trigger.key === key)?.sample ?? {});
  const fields = fieldsOf(output ?? {}).filter((field) => promised.includes(field) || !more.includes(field));
  // These pass on what Heffl sends, so that only the fields of their samples are promised.
  if (['form_response_created', 'webhook_event'].includes(key))
    expect(fields).toEqual(expect.arrayContaining(promised));
  else expect(fields).toEqual(promised);
  expect(idsIn(output).filter((id) => typeof id === 'number')).toEqual([]);
  expect(output).toHaveProperty('occurredAt', expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/));
};

describe.each(hookTriggers)('$key', ({ key, label }) => {
  test('subscribes to its events with one POST, unsubscribes with one DELETE', async () => {
    const zap = await switchOn(key, inputOf(key));
    const body = { name: `Zapier: ${label}`, url: zap.targetUrl, events: eventsOf(key) };
    const list = { method: 'GET', path: '/deals', query: { limit: '100' } };
    const read = ['deal_won', 'deal_lost'].includes(key) ? [list] : [];
    expect(zap.requests).toEqual([{ method: 'POST', path: '/webhooks', query: {}, body }, ...read]);
    const [webhook] = heffl.sandbox.records.list('webhooks');
    expect(zap.subscribeData).toMatchObject({ id: webhook?.id, secret: webhook?.secret });
    const path = `/webhooks/${webhook?.id ?? ''}`;
    expect(await unsubscribeRequests(zap)).toEqual([{ method: 'DELETE', path, body: undefined }]);
    expect(heffl.sandbox.records.count('webhooks')).toBe(0);
  });

  test('Z001: fires once, with the fields of its sample and no request; refuses a forgery', async () => {
    const happen = prepare(heffl, key);
    const zap = await switchOn(key, inputOf(key));
    happen();
    const outputs: Output[] = [];
    for (const arrival of await zap.arrivals()) {
      const { timestamp } = z.object({ timestamp: z.string() }).parse(arrival.cleanedRequest);
      const received = await zap.receive(arrival);
      for (const { occurredAt } of received) expect(occurredAt).toBe(timestamp);
      outputs.push(...received, ...(await zap.receive(arrival)));
      const forged = sealed({ body: arrival.cleanedRequest }, 'whsec_c29tZW9uZSBlbHNl');
      expect(await zap.refuse(forged)).toMatchObject({ code: 'UnsignedEvent' });
    }
    expect(outputs).toHaveLength(1);
    expect(eventsOf(key)).toContain(outputs[0]?.event);
    expectPromised(key, outputs[0]);
    expect(heffl.sandbox.requests).toHaveLength(zap.requests.length);
  });
});

/** Three readings of what Heffl documents of its events, far from each other. */
const readings: readonly Partial<Readings>[] = [
  {},
  { envelope: 'data', dealClient: 'flat', customFieldKeys: 'bare', timestamps: 's', hookIds: 'public' },
  { envelope: 'bare', customFieldKeys: 'topLevel', nullKeys: 'dropped', formResponseId: 'without' },
];

describe.each(readings)('events read as %j', (reading) => {
  // The API takes public IDs, so that they stand beside the names.
  const hasIds = reading.hookIds === 'public';

  beforeEach(() => {
    Object.assign(heffl.sandbox.readings, reading);
  });

  test.each(hookTriggers.filter(({ key }) => key.endsWith('_created')))(
    '$key: event and example have the fields of the sample',
    async ({ key }) => {
      const happen = prepare(heffl, key);
      const zap = await switchOn(key);
      happen();
      const [event, ...others] = await zap.outputs();
      const [example] = await zap.examples();
      expect(others).toEqual([]);
      for (const output of [event, example])
        expectPromised(key, output, hasIds ? ['ownerId', 'stageId', 'pipelineId'] : []);
    },
  );

  test('lead_created: event and example have custom fields under their cf_ keys', async () => {
    const zap = await switchOn('lead_created');
    heffl.sandbox.create('leads', { name: 'Noor Haddad', cf_budget: 2500, cf_preferred_language: 'Arabic' });
    for (const [record] of [await zap.outputs(), await zap.examples()]) {
      expect(record).toMatchObject({ cf_budget: 2500, cf_preferred_language: 'Arabic' });
      expect(record).not.toHaveProperty('customFields');
      expect(record).not.toHaveProperty('budget');
    }
  });

  test('deal_created: has the names of its links, and the IDs that the API takes', async () => {
    const zap = await switchOn('deal_created');
    heffl.sandbox.create('deals', newDeal(heffl));
    const [event] = await zap.outputs();
    expect(event).toMatchObject({
      clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
      clientName: 'Blue Palm Hospitality',
      stage: 'Site Visit',
      source: 'Referral',
      leadId: heffl.idOf('leads', 'Jane Smith'),
      leadName: 'Jane Smith',
      ownerName: 'Aisha Rahman',
      price: 18000,
    });
    expect(event).not.toHaveProperty('client');
    const ids = {
      ownerId: heffl.idOf('users', 'Aisha Rahman'),
      stageId: heffl.idOf('pipelineStages', 'Site Visit'),
      pipelineId: heffl.idOf('pipelines', 'Sales Pipeline'),
    };
    for (const [key, id] of Object.entries(ids)) expect(event?.[key]).toBe(hasIds ? id : undefined);
  });
});

describe('subscribe', () => {
  test.each([
    ['lead_created', 'New Lead', ', or use the trigger New Lead (Polling)'],
    ['client_created', 'New Client', ', or use the trigger New Client (Polling)'],
    ['deal_created', 'New Deal', ', or use the trigger New Deal (Polling)'],
    ['invoice_paid', 'Invoice Paid', ''],
  ])('403 for %s: names the permission and the polling trigger', async (key, label, twin) => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, match: { method: 'POST' } });
    expect(await failureOf(() => switchOn(key))).toMatchObject({
      code: 'Forbidden',
      message: `Heffl could not switch on the trigger "${label}": the person who made this API key does not have the permission for webhooks. Reconnect with the key of a Heffl admin${twin}.`,
    });
    const labels = Object.values(App.triggers).map(({ display }) => display.label);
    if (twin !== '') expect(labels).toContain(`${label} (Polling)`);
  });

  test('400 for an unknown event: fails with Heffl’s message', async () => {
    heffl.sandbox.readings.unknownEvent = 'refuse';
    const zap = switchOn('webhook_event', { events: ['lead.sneezed'] });
    await expect(zap).rejects.toThrow('Unknown event: lead.sneezed');
  });

  test('two Zaps with one trigger: a webhook each, and unsubscribing one leaves the other', async () => {
    const [one, other] = [await switchOn('lead_created'), await switchOn('lead_created')];
    expect(one.subscribeData.id).not.toBe(other.subscribeData.id);
    await one.switchOff();
    heffl.sandbox.create('leads', { name: 'Noor Haddad' });
    expect(await one.arrivals()).toEqual([]);
    expect(await other.outputs()).toMatchObject([{ name: 'Noor Haddad' }]);
  });
});

describe('unsubscribe', () => {
  test.each(['record', 'json', 'empty204'] as const)('answered with %s: succeeds', async (deleteAnswer) => {
    heffl.sandbox.readings.deleteAnswer = deleteAnswer;
    const zap = await switchOn('lead_created');
    expect(await zap.switchOff()).toEqual({ id: zap.subscribeData.id });
    expect(heffl.sandbox.records.count('webhooks')).toBe(0);
  });

  test('called twice: sends DELETE twice, and succeeds', async () => {
    const zap = await switchOn('lead_created');
    for (let time = 1; time <= 2; time++)
      expect(await unsubscribeRequests(zap)).toMatchObject([{ method: 'DELETE' }]);
  });

  test.each([
    [410, 'succeeds'],
    [403, 'fails with Forbidden'],
  ])('%d: %s', async (status) => {
    const zap = await switchOn('lead_created');
    heffl.sandbox.faults.inject({ kind: 'status', status, match: { method: 'DELETE' } });
    if (status === 410) expect(await zap.switchOff()).toEqual({ id: zap.subscribeData.id });
    else expect(await failureOf(() => zap.switchOff())).toMatchObject({ code: 'Forbidden', status });
  });

  test('number as ID: sends it as text', async () => {
    const body = { id: 17, secret: 'whsec_c2VjcmV0' };
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body, match: { path: '/webhooks' } });
    const zap = await switchOn('lead_created');
    expect(zap.subscribeData).toEqual({ ...body, id: '17' });
    expect(await unsubscribeRequests(zap)).toMatchObject([{ path: '/webhooks/17' }]);
  });
});

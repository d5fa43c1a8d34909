import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { json, listen } from './http/listen.js';
import {
  type CollectionName,
  eventNames,
  type Fields,
  type Readings,
  type Sandbox,
  startSandbox,
} from './index.js';

type Received = { headers: Record<string, string>; body: string };

let sandbox: Sandbox;
let received: Received[];
let status: number;
let receiver: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  receiver = await listen(({ headers, text }) => {
    received.push({ headers, body: text });
    // A redirect leads back here, where following it would show.
    return { ...json({}, status), headers: { location: '/' } };
  });
});
beforeEach(async () => {
  received = [];
  status = 200;
  await sandbox.reset();
});
afterAll(() => Promise.all([sandbox.close(), receiver.close()]));

/** Registers a webhook, and returns its secret. */
const register = (...events: string[]): string =>
  String(sandbox.create('webhooks', { name: 'Zapier: test', url: receiver.origin, events }).secret);

const first = (): Received => received[0] ?? { headers: {}, body: '' };

const told = z.object({ event: z.string(), timestamp: z.string(), payload: z.looseObject({}) });
const arrived = async () => {
  await sandbox.settled();
  return received.map(({ body }) => told.parse(JSON.parse(body)));
};
const eventsArrived = async () => (await arrived()).map(({ event }) => event);

const idOf = (collection: CollectionName, name: string): string =>
  sandbox.records.list(collection).find((record) => record.name === name)?.id ?? '';

test('secret: in the answer to the registration alone; 24 bytes or more, in base64', async () => {
  const headers = { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'Zapier', url: receiver.origin, events: ['lead.created'] });
  const answer = await fetch(`${sandbox.url}/webhooks`, { method: 'POST', headers, body });
  const { id, secret } = z.object({ id: z.string(), secret: z.string() }).parse(await answer.json());
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32,}=*$/);
  for (const path of ['', `/${id}`])
    expect(await (await fetch(`${sandbox.url}/webhooks${path}`, { headers })).text()).not.toContain('secret');
});

describe('delivery', () => {
  test('is signed as Standard Webhooks asks, and in the log', async () => {
    const secret = register('lead.created');
    sandbox.create('leads', { name: 'Zoë', cf_budget: 5 });
    const [event] = await arrived();
    const payload = { name: 'Zoë', stage: 'New', stageId: 1, ownerId: 1, ownerName: 'Aisha Rahman' };
    expect(event).toMatchObject({
      event: 'lead.created',
      payload: { ...payload, customFields: { cf_budget: 5 } },
    });
    const { headers, body } = first();
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Heffl-Webhooks/1.0' });
    expect(new Webhook(secret).verify(body, headers)).toEqual(event);
    expect(sandbox.deliveries).toMatchObject([
      { event: 'lead.created', url: receiver.origin, status: 200, body },
    ]);
  });

  test.each<[readings: Partial<Readings>, keyOf: (secret: string) => string]>([
    [{ signingKey: 'text' }, (secret) => secret.slice('whsec_'.length)],
    [{ signingKey: 'whole' }, (secret) => secret],
    [{ secretForm: 'plain' }, (secret) => secret],
    [{ secretForm: 'plain', extraSignature: 'wrongFirst' }, (secret) => secret],
  ])('%j: is signed with that key', async (readings, keyOf) => {
    Object.assign(sandbox.readings, readings);
    const secret = register('lead.created');
    expect(secret.startsWith('whsec_')).toBe(readings.secretForm !== 'plain');
    sandbox.create('leads', { name: 'Jane' });
    await sandbox.settled();
    const { headers, body } = first();
    const signatures = headers['webhook-signature']?.split(' ') ?? [];
    const verified = signatures.map((signature) => {
      const webhook = new Webhook(keyOf(secret), { format: 'raw' });
      try {
        return webhook.verify(body, { ...headers, 'webhook-signature': signature }) !== undefined;
      } catch {
        return false;
      }
    });
    expect(verified).toEqual(readings.extraSignature ? [false, true] : [true]);
  });

  test('that is redirected is not followed', async () => {
    register('lead.created');
    status = 302;
    sandbox.create('leads', { name: 'Jane' });
    await sandbox.settled();
    expect(sandbox.deliveries.map((delivery) => delivery.status)).toEqual([302]);
  });

  test.each([
    ['https://hooks.example.com/1', 'Not sent: the address is not on this machine'],
    ['http://127.0.0.1:1/', 'ECONNREFUSED'],
  ])('to %s: an error in the log', async (url, error) => {
    sandbox.create('webhooks', { name: 'Far', url, events: ['lead.created'] });
    sandbox.create('leads', { name: 'Jane' });
    await sandbox.settled();
    expect(sandbox.deliveries.map((delivery) => delivery.url)).toEqual([url]);
    expect(sandbox.deliveries[0]?.error).toContain(error);
  });
});

describe('events', () => {
  const sale = () => ({
    clientId: idOf('clients', 'Al Noor Properties LLC'),
    date: '2026-01-01',
    dueDate: '2026-01-31',
    lineItems: [{ name: 'Visit', quantity: 1, price: 100 }],
  });

  test.each<[CollectionName, () => Fields, changes: (() => Fields)[], events: string[]]>([
    [
      'leads',
      () => ({ name: 'Jane' }),
      [() => ({ title: 'New' }), () => ({ stageId: idOf('leadStages', 'Working') })],
      ['lead.created', 'lead.updated', 'lead.updated', 'lead.stageChanged', 'lead.deleted'],
    ],
    [
      'invoices',
      sale,
      [() => ({ status: 'SENT' }), () => ({ status: 'PAID' })],
      [
        ...['invoice.created', 'invoice.updated', 'invoice.statusChanged'],
        ...['invoice.updated', 'invoice.statusChanged', 'invoice.paid', 'invoice.deleted'],
      ],
    ],
    ['tasks', () => ({ title: 'Call' }), [() => ({ title: 'Visit' })], []],
  ])(
    'what happens to %s is told, each with an ID of its own',
    async (collection, fields, changes, expected) => {
      register(...eventNames);
      const { id } = sandbox.create(collection, fields());
      for (const change of changes) sandbox.update(collection, id, change());
      sandbox.delete(collection, id);
      expect(await eventsArrived()).toEqual(expected);
      const ids = received.map(({ headers }) => headers['webhook-id']);
      expect(new Set(ids).size).toBe(expected.length);
    },
  );

  test('none after the webhook is deleted; any can be raised out of nothing', async () => {
    register('lead.created', 'payment.received');
    sandbox.announce('payment.received', { id: 'pay_1' });
    expect(await arrived()).toMatchObject([{ event: 'payment.received', payload: { id: 'pay_1' } }]);
    for (const { id } of sandbox.records.list('webhooks')) sandbox.delete('webhooks', id);
    sandbox.create('leads', { name: 'Jane' });
    expect(await eventsArrived()).toHaveLength(1);
  });

  test('paid invoice: has its totals', async () => {
    register('invoice.paid');
    const { id } = sandbox.create('invoices', sale());
    sandbox.update('invoices', id, { status: 'PAID' });
    expect(await arrived()).toMatchObject([{ payload: { id, total: 100, paidTotal: 100, pendingTotal: 0 } }]);
  });

  test('deal: has its client within or flat, and IDs as numbers or as in the API', async () => {
    register('deal.updated');
    const [deal] = sandbox.records.list('deals');
    if (!deal) throw new Error('There is no deal.');
    const { id, clientId, stageId } = deal;
    sandbox.update('deals', id, { price: 1 });
    Object.assign(sandbox.readings, { dealClient: 'flat', hookIds: 'public' });
    sandbox.update('deals', id, { price: 2 });
    const [nested, flat] = (await arrived()).map(({ payload }) => payload);
    const names = { stage: 'Quotation Sent', leadName: 'Fatima Al Mansouri' };
    const clientName = 'Al Noor Properties LLC';
    expect(nested).toMatchObject({ ...names, client: { name: clientName }, stageId: 3, pipelineId: 1 });
    expect(flat).toMatchObject({ ...names, clientId, clientName, stageId });
    expect(flat).not.toHaveProperty('client');
  });

  test('form response: with or without an ID', async () => {
    register('form.response.created');
    const response = {
      formId: 'frm_1',
      formTitle: 'Contact us',
      responses: [{ label: 'Name', value: 'Jane' }],
    };
    sandbox.create('formResponses', response);
    sandbox.readings.formResponseId = 'without';
    sandbox.create('formResponses', response);
    const [withId, without] = (await arrived()).map(({ payload }) => payload);
    expect(withId).toMatchObject(response);
    expect(withId).toHaveProperty('id');
    expect(without).toMatchObject(response);
    expect(without).not.toHaveProperty('id');
  });

  test.each<[readings: Partial<Readings>, body: RegExp]>([
    [{ envelope: 'data' }, /^{"event":"lead.created","timestamp":"[^"]*\.\d{3}Z","data":{"id":"ld_/],
    [{ envelope: 'bare' }, /^{"id":"ld_.*"email":null/],
    [{ timestamps: 's' }, /"timestamp":"[^".]*Z".*"createdAt":"[^".]*Z"/],
    [{ customFieldKeys: 'bare' }, /"customFields":{"budget":1}/],
    [{ nullKeys: 'dropped' }, /^(?!.*"email")/],
  ])('%j: the body is like %s', async (readings, body) => {
    Object.assign(sandbox.readings, readings);
    register('lead.created');
    sandbox.create('leads', { name: 'Jane', cf_budget: 1 });
    await sandbox.settled();
    expect(received[0]?.body).toMatch(body);
  });
});

describe('fault of a delivery', () => {
  test('reorder: changes places with the next one, and comes if there is none', async () => {
    register('lead.updated', 'lead.stageChanged');
    sandbox.faults.inject({ kind: 'reorder', times: 3 });
    sandbox.update('leads', idOf('leads', 'Jane Smith'), { title: 'New' });
    expect(await eventsArrived()).toEqual(['lead.updated']);
    sandbox.faults.clear();
    sandbox.faults.inject({ kind: 'reorder' });
    sandbox.update('leads', idOf('leads', 'Jane Smith'), { stageId: idOf('leadStages', 'Working') });
    expect(await eventsArrived()).toEqual(['lead.updated', 'lead.stageChanged', 'lead.updated']);
  });

  test('tampered, duplicate, unsigned: of one event only', async () => {
    const secret = register('lead.created', 'client.created');
    sandbox.faults.inject({ kind: 'tampered', event: 'client.created' });
    for (const kind of ['duplicate', 'unsigned'] as const)
      sandbox.faults.inject({ kind, event: 'lead.created' });
    sandbox.create('clients', { name: 'Acme' });
    sandbox.create('leads', { name: 'Jane' });
    sandbox.create('leads', { name: 'John' });
    sandbox.create('leads', { name: 'Jim' });
    await sandbox.settled();
    const failures = received.map(({ headers, body }) => {
      try {
        return new Webhook(secret).verify(body, headers) && 'none';
      } catch (error) {
        return String(error);
      }
    });
    expect(failures).toEqual([
      expect.stringContaining('No matching signature'),
      ...['none', 'none'],
      expect.stringContaining('Missing required headers'),
      'none',
    ]);
    expect(received[0]?.body).toContain(',"tampered":true}');
    expect(received[2]).toMatchObject({
      body: received[1]?.body,
      headers: { 'webhook-id': received[1]?.headers['webhook-id'] },
    });
  });
});

import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { callerOf } from './caller.js';
import { type CollectionName, eventNames, type Fields, type Sandbox, startSandbox } from './index.js';
import { type Received, type Receiver, startReceiver } from './receiver.js';

let sandbox: Sandbox;
let caller: ReturnType<typeof callerOf>;
let receiver: Receiver;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: false, deliveryAttempts: 2 });
  caller = callerOf(sandbox);
  receiver = await startReceiver();
});
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

const registered = z.object({ id: z.string(), secret: z.string() });
const told = z.object({ event: z.string(), timestamp: z.string(), payload: z.looseObject({}) });

const register = async (...events: string[]) =>
  registered.parse(
    (await caller.post('/webhooks', { name: 'Zapier: test', url: receiver.url, events })).body,
  );

const arrived = async (): Promise<z.output<typeof told>[]> => {
  await sandbox.settled();
  return receiver.received.map(({ body }) => told.parse(JSON.parse(body)));
};

const eventsArrived = async () => (await arrived()).map(({ event }) => event);

const only = async (): Promise<Received> => {
  await sandbox.settled();
  const [first] = receiver.received;
  if (!first || receiver.received.length !== 1)
    throw new Error(`${receiver.received.length} deliveries came`);
  return first;
};

const idOf = (collection: CollectionName, name: string): string =>
  sandbox.records.list(collection).find((record) => record.name === name)?.id ?? '';

describe('registrations', () => {
  test('the secret is told once', async () => {
    const { id, secret } = await register('lead.created');
    expect(secret).toMatch(/^whsec_/);
    expect(Buffer.from(secret.slice('whsec_'.length), 'base64').length).toBeGreaterThanOrEqual(24);
    for (const path of ['/webhooks', `/webhooks/${id}`]) {
      expect(JSON.stringify((await caller.get(path)).body)).not.toContain('secret');
    }
  });

  test('one that is deleted hears nothing more', async () => {
    const { id } = await register('lead.created');
    expect(await caller.call('DELETE', `/webhooks/${id}`)).toMatchObject({ status: 200 });
    expect(await caller.call('DELETE', `/webhooks/${id}`)).toMatchObject({ status: 404 });
    await caller.post('/leads', { name: 'Jane' });
    expect(await eventsArrived()).toEqual([]);
  });
});

describe('a delivery', () => {
  test('is signed as Standard Webhooks asks', async () => {
    const { secret } = await register('lead.created');
    await caller.post('/leads', { name: 'Zoë', cf_budget: 5 });
    const { headers, body } = await only();
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Heffl-Webhooks/1.0' });
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      event: 'lead.created',
      payload: {
        name: 'Zoë',
        stage: 'New',
        stageId: 1,
        ownerId: 1,
        ownerName: 'Aisha Rahman',
        customFields: { cf_budget: 5 },
      },
    });
    expect(sandbox.deliveries).toMatchObject([
      { event: 'lead.created', url: receiver.url, status: 200, body },
    ]);
  });

  test.each(['text', 'whole'] as const)('can be signed with the secret read as %s', async (signingKey) => {
    sandbox.readings.signingKey = signingKey;
    const { secret } = await register('lead.created');
    await caller.post('/leads', { name: 'Jane' });
    const { headers, body } = await only();
    const key = signingKey === 'whole' ? secret : secret.slice('whsec_'.length);
    expect(new Webhook(key, { format: 'raw' }).verify(body, headers)).toBeDefined();
    expect(() => new Webhook(secret).verify(body, headers)).toThrow();
  });

  test('can be signed with a secret of another form', async () => {
    sandbox.readings.secretForm = 'plain';
    const { secret } = await register('lead.created');
    expect(secret).not.toContain('whsec_');
    await caller.post('/leads', { name: 'Jane' });
    const { headers, body } = await only();
    expect(new Webhook(secret, { format: 'raw' }).verify(body, headers)).toBeDefined();
  });

  test('can carry a wrong signature in front of the right one', async () => {
    sandbox.readings.extraSignature = 'wrongFirst';
    const { secret } = await register('lead.created');
    await caller.post('/leads', { name: 'Jane' });
    const { headers, body } = await only();
    const [wrong = '', right = ''] = headers['webhook-signature']?.split(' ') ?? [];
    expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-signature': wrong })).toThrow();
    expect(new Webhook(secret).verify(body, { ...headers, 'webhook-signature': right })).toBeDefined();
  });

  test('that fails is tried again with the same ID', async () => {
    const { secret } = await register('lead.created');
    receiver.answers.push(500);
    await caller.post('/leads', { name: 'Jane' });
    await sandbox.settled();
    expect(sandbox.deliveries.map(({ status }) => status)).toEqual([500, 200]);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const { headers, body } of receiver.received)
      expect(new Webhook(secret).verify(body, headers)).toBeDefined();
  });

  test('that is redirected counts as failed and is not followed', async () => {
    await register('lead.created');
    receiver.answers.push(302, 302);
    await caller.post('/leads', { name: 'Jane' });
    await sandbox.settled();
    expect(sandbox.deliveries.map(({ status }) => status)).toEqual([302, 302]);
  });

  test('that is answered with 410 ends the registration', async () => {
    const { id } = await register('lead.created');
    receiver.answers.push(410);
    await caller.post('/leads', { name: 'Jane' });
    await sandbox.settled();
    await caller.post('/leads', { name: 'John' });
    expect(await eventsArrived()).toHaveLength(1);
    expect((await caller.get(`/webhooks/${id}`)).body).toMatchObject({ status: 'DISABLED' });
  });

  test('never leaves this machine', async () => {
    const hook = { name: 'Far', url: 'https://hooks.example.com/1', events: ['lead.created'] };
    expect(await caller.post('/webhooks', hook)).toMatchObject({ status: 200 });
    await caller.post('/leads', { name: 'Jane' });
    await sandbox.settled();
    expect(sandbox.deliveries[0]?.error).toMatch('Not sent');
  });

  test('to a receiver that is gone is an error in the log and nothing else', async () => {
    await register('lead.created');
    await receiver.close();
    expect(await caller.post('/leads', { name: 'Jane' })).toMatchObject({ status: 200 });
    await sandbox.settled();
    expect(sandbox.deliveries.map(({ error }) => error)).toEqual(Array(2).fill('TypeError: fetch failed'));
    receiver = await startReceiver();
  });
});

describe('events', () => {
  const invoice = () => ({
    clientId: idOf('clients', 'Al Noor Properties LLC'),
    date: '2026-01-01',
    dueDate: '2026-01-31',
    lineItems: [{ name: 'Visit', quantity: 1, price: 100 }],
  });

  test('a stage change comes in addition to the update, and only when the stage changed', async () => {
    await register('lead.updated', 'lead.stageChanged');
    const path = `/leads/${idOf('leads', 'Jane Smith')}`;
    await caller.patch(path, { title: 'New' });
    await caller.patch(path, { stageId: idOf('leadStages', 'Working') });
    const events = await arrived();
    expect(events.map(({ event }) => event)).toEqual(['lead.updated', 'lead.updated', 'lead.stageChanged']);
    expect(events.at(-1)?.payload).toMatchObject({ stage: 'Working', stageId: 3 });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  });

  test('a payment changes the status and pays the invoice', async () => {
    await register(...eventNames.filter((event) => event.startsWith('invoice.')));
    const { id } = sandbox.create('invoices', invoice());
    sandbox.update('invoices', id, { status: 'SENT' });
    sandbox.update('invoices', id, { status: 'PAID' });
    sandbox.delete('invoices', id);
    expect(await eventsArrived()).toEqual([
      ...['invoice.created', 'invoice.updated', 'invoice.statusChanged'],
      ...['invoice.updated', 'invoice.statusChanged', 'invoice.paid', 'invoice.deleted'],
    ]);
    expect((await arrived()).at(-1)?.payload).toMatchObject({ id, paidTotal: 100, pendingTotal: 0 });
  });

  test.each<[CollectionName, () => Fields, Fields, string[]]>([
    [
      'clients',
      () => ({ name: 'Acme' }),
      { phone: '1' },
      ['client.created', 'client.updated', 'client.deleted'],
    ],
    [
      'contacts',
      () => ({ firstName: 'Sara' }),
      { stageName: 'Customer' },
      ['contact.created', 'contact.updated', 'contact.stageChanged', 'contact.deleted'],
    ],
    [
      'quotations',
      () => invoice(),
      { status: 'ACCEPTED' },
      ['quotation.created', 'quotation.updated', 'quotation.statusChanged', 'quotation.deleted'],
    ],
    ['tasks', () => ({ title: 'Call' }), { title: 'Visit' }, []],
  ])('what happens to %s in the app is told', async (collection, fields, change, expected) => {
    await register(...eventNames);
    const { id } = sandbox.create(collection, fields());
    sandbox.update(collection, id, change);
    sandbox.delete(collection, id);
    expect(await eventsArrived()).toEqual(expected);
  });

  test('a deal tells its client within or flat', async () => {
    await register('deal.updated');
    const [deal] = sandbox.records.list('deals');
    sandbox.update('deals', deal?.id ?? '', { price: 1 });
    sandbox.readings.dealClient = 'flat';
    sandbox.readings.hookIds = 'public';
    sandbox.update('deals', deal?.id ?? '', { price: 2 });
    const [nested, flat] = (await arrived()).map(({ payload }) => payload);
    expect(nested).toMatchObject({
      client: { name: 'Al Noor Properties LLC' },
      stage: 'Quotation Sent',
      stageId: 3,
      pipelineId: 1,
    });
    expect(flat).toMatchObject({
      clientId: deal?.clientId,
      stageId: deal?.stageId,
      leadName: 'Fatima Al Mansouri',
    });
    expect(flat).not.toHaveProperty('client');
  });

  test('a form response is told with or without an ID', async () => {
    await register('form.response.created');
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

  test('any event can be raised out of nothing', async () => {
    await register('payment.received');
    sandbox.announce('payment.received', { id: 'pay_1' });
    expect(await arrived()).toMatchObject([{ event: 'payment.received', payload: { id: 'pay_1' } }]);
  });

  test.each([
    ['data', { event: 'x', data: { id: '1' } }],
    ['bare', { id: '1' }],
  ] as const)('the envelope can be %s', async (envelope, body) => {
    sandbox.readings.envelope = envelope;
    await register('x');
    sandbox.announce('x', { id: '1' });
    expect(JSON.parse((await only()).body)).toMatchObject(body);
  });

  test('readings of records hold for events too', async () => {
    Object.assign(sandbox.readings, { customFieldKeys: 'bare', nullKeys: 'dropped', timestamps: 's' });
    await register('lead.created');
    sandbox.create('leads', { name: 'Jane', cf_budget: 1 });
    const [event] = await arrived();
    expect(event?.timestamp).toMatch(/:\d\dZ$/);
    expect(event?.payload).toMatchObject({ customFields: { budget: 1 } });
    expect(event?.payload).not.toHaveProperty('email');
  });
});

describe('faults of delivery', () => {
  test('a duplicate has the same ID and body', async () => {
    await register('lead.created');
    sandbox.faults.inject({ kind: 'duplicate' });
    sandbox.create('leads', { name: 'Jane' });
    await sandbox.settled();
    const [first, second] = receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  });

  test('two deliveries can change places', async () => {
    await register('lead.updated', 'lead.stageChanged');
    sandbox.faults.inject({ kind: 'reorder' });
    sandbox.update('leads', idOf('leads', 'Jane Smith'), { stageId: idOf('leadStages', 'Working') });
    expect(await eventsArrived()).toEqual(['lead.stageChanged', 'lead.updated']);
  });

  test('one that waits to change places is not lost', async () => {
    await register('lead.created');
    sandbox.faults.inject({ kind: 'reorder' });
    sandbox.create('leads', { name: 'Jane' });
    expect(await eventsArrived()).toEqual(['lead.created']);
  });

  test('a delivery can come unsigned', async () => {
    await register('lead.created');
    sandbox.faults.inject({ kind: 'unsigned' });
    sandbox.create('leads', { name: 'Jane' });
    expect((await only()).headers).not.toHaveProperty('webhook-signature');
  });

  test('a delivery can be tampered with, of one event only', async () => {
    const { secret } = await register('lead.created', 'client.created');
    sandbox.faults.inject({ kind: 'tampered', event: 'client.created' });
    sandbox.create('leads', { name: 'Jane' });
    sandbox.create('clients', { name: 'Acme' });
    await sandbox.settled();
    const [whole, tampered] = receiver.received;
    expect(new Webhook(secret).verify(whole?.body ?? '', whole?.headers ?? {})).toBeDefined();
    expect(() => new Webhook(secret).verify(tampered?.body ?? '', tampered?.headers ?? {})).toThrow(
      'No matching signature',
    );
    expect(JSON.parse(tampered?.body ?? '')).toHaveProperty('tampered', true);
  });
});

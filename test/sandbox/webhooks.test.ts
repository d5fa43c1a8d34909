import http from 'node:http';
import { Webhook } from 'standardwebhooks';
import { json, listen } from './http/listen.js';
import { eventNames, type Readings, type Sandbox, startSandbox } from './index.js';

let sandbox: Sandbox;
let received: { path: string; headers: Record<string, string>; body: string }[];
let receiver: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  receiver = await listen(({ path, headers, text }) => {
    received.push({ path, headers, body: text });
    // Following the redirect would show: it leads to the address that answers 200.
    return path === '/moved' ? { status: 302, headers: { location: '/' } } : json({});
  });
});
beforeEach(async () => {
  received = [];
  await sandbox.reset();
});
afterAll(() => Promise.all([sandbox.close(), receiver.close()]));

/** Registers a webhook, and returns its secret. */
const register = (events: readonly string[] = eventNames, url = receiver.origin): string =>
  String(sandbox.create('webhooks', { name: 'Zapier: test', url, events }).secret);

const UNSIGNED = 'WebhookVerificationError: Missing required headers';
const FOREIGN = 'WebhookVerificationError: No matching signature found';

/** Why the receiver would refuse each signature of a delivery; empty if it would not. */
const refusals = (webhook: Webhook, { headers, body }: (typeof received)[number]): string[] =>
  (headers['webhook-signature'] ?? '').split(' ').map((signature) => {
    try {
      webhook.verify(body, { ...headers, 'webhook-signature': signature });
      return '';
    } catch (error) {
      return String(error);
    }
  });

const decoded = (secret: string) => new Webhook(secret);
const raw = (secret: string) => new Webhook(secret, { format: 'raw' });
const text = (secret: string) => raw(secret.slice('whsec_'.length));

test.each<[Partial<Readings>, form: RegExp, webhookOf: (secret: string) => Webhook, expected: string[]]>([
  [{}, /^whsec_[\w+/]{43}=$/, decoded, ['']],
  [{ signingKey: 'text' }, /^whsec_/, text, ['']],
  [{ signingKey: 'whole' }, /^whsec_/, raw, ['']],
  [{ secretForm: 'plain' }, /^[\w+/]{43}=$/, raw, ['']],
  [{ extraSignature: 'wrongFirst' }, /^whsec_/, decoded, [FOREIGN, '']],
])('%j: signed with the key in a secret like %s', async (readings, form, webhookOf, expected) => {
  Object.assign(sandbox.readings, readings);
  const secret = register();
  expect(secret).toMatch(form);
  sandbox.create('leads', { name: 'Zoë' });
  await sandbox.settled();
  expect(received.map((delivery) => refusals(webhookOf(secret), delivery))).toEqual([expected]);
});

test('secret: in the answer to the registration alone', async () => {
  register();
  for (const path of ['/webhooks', '/webhooks/whk_kf12oj']) {
    const answer = await fetch(sandbox.url + path, { headers: { 'x-api-key': sandbox.apiKey } });
    expect(await answer.text()).toMatch(/^(?!.*secret).*Zapier: test/);
  }
});

test('unsigned, tampered, duplicate: befall one event each', async () => {
  const webhook = new Webhook(register());
  for (const kind of ['unsigned', 'tampered', 'duplicate'] as const) sandbox.faults.inject({ kind });
  for (const name of ['Ann', 'Bob', 'Cem', 'Dua']) sandbox.create('leads', { name });
  await sandbox.settled();
  const refused = received.flatMap((delivery) => refusals(webhook, delivery));
  expect(refused).toEqual([UNSIGNED, FOREIGN, '', '', '']);
  expect(received[3]).toEqual(received[2]);
});

test('sends nothing to where a redirect leads or to another machine, and goes on if nobody listens', async () => {
  const { origin } = receiver;
  const sent = jest.spyOn(http, 'request');
  const urls = [`${origin}/moved`, 'http://hooks.example.com', 'http://127.0.0.1:1', origin];
  for (const url of urls) register(['lead.created'], url);
  sandbox.create('leads', { name: 'Jane' });
  await sandbox.settled();
  expect(sent.mock.calls.map(([url]) => url)).toEqual([urls[0], urls[2], urls[3]]);
  expect(received.map(({ path }) => path)).toEqual(['/moved', '/']);
});

test('paid invoice: each of its events with an ID of its own, and with its totals', async () => {
  register();
  const { id } = sandbox.create('invoices', {
    ...{ clientId: 'clt_kf12oj', date: '2026-01-01', dueDate: '2026-01-31' },
    lineItems: [{ name: 'Visit', quantity: 1, price: 100 }],
  });
  sandbox.update('invoices', id, { status: 'PAID' });
  await sandbox.settled();
  const events = ['invoice.created', 'invoice.updated', 'invoice.statusChanged', 'invoice.paid'];
  expect(received.map(({ body }) => /"event":"(.*?)"/.exec(body)?.[1])).toEqual(events);
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(events.length);
  expect(received.at(-1)?.body).toMatch(/"total":100,"paidTotal":100,"pendingTotal":0/);
});

const createLead = () => sandbox.create('leads', { name: 'Jane', cf_budget: 1 });
const updateDeal = () => sandbox.update('deals', 'dl_kf12oj', { price: 1 });
const answerForm = () => sandbox.create('formResponses', { formId: 'frm_1', responses: [] });

test.each<[Partial<Readings>, body: RegExp, happen: () => unknown]>([
  [{}, /^{"event":"lead.created","timestamp":"[^"]*\.\d{3}Z","payload":{"id":"ld_/, createLead],
  [{}, /"email":null,.*"customFields":{"cf_budget":1}/, createLead],
  [{}, /"source":null,"stage":"New","stageId":1,"ownerId":1,"ownerName":"Aisha Rahman"/, createLead],
  [{ envelope: 'data' }, /^{"event":"lead.created","timestamp":"[^"]*","data":{"id":"ld_/, createLead],
  [{ envelope: 'bare' }, /^{"id":"ld_/, createLead],
  [{ timestamps: 's' }, /"timestamp":"[^".]*Z".*"createdAt":"[^".]*Z"/, createLead],
  [{ nullKeys: 'dropped' }, /^(?!.*"email")/, createLead],
  [{}, /^(?!.*"clientName").*"client":{"id":"clt_\w+","name":"Al Noor Properties LLC"/, updateDeal],
  [{}, /"stage":"Quotation Sent","stageId":3,"pipelineId":1,.*"leadName":"Fatima Al Mansouri"/, updateDeal],
  [{ dealClient: 'flat' }, /^(?!.*"client":).*"clientId":"clt_\w+","clientName":"Al Noor/, updateDeal],
  [{ hookIds: 'public' }, /"stageId":"dps_\w+","pipelineId":"dpl_\w+",.*"ownerId":"usr_/, updateDeal],
  [{}, /"payload":{"id":"frs_\w+","formId":"frm_1","responses":\[\]/, answerForm],
  [{ formResponseId: 'without' }, /"payload":{"formId":"frm_1"/, answerForm],
])('%j: the body is like %s', async (readings, body, happen) => {
  Object.assign(sandbox.readings, readings);
  register();
  happen();
  await sandbox.settled();
  expect(received[0]?.body).toMatch(body);
});

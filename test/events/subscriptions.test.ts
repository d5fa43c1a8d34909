import App from '../../index.js';
import { events } from '../../src/heffl/events.js';
import { failureOf } from '../support/failure.js';
import { eventsOf, inputOf } from '../support/happenings.js';
import { connectHeffl } from '../support/heffl.js';
import { hookTriggers } from '../support/hook-triggers.js';
import { instantZaps } from '../support/instant-zaps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

/** What switching off has asked of Heffl. */
const requestsOf = async (action: () => Promise<unknown>) => {
  const { requests } = heffl.sandbox;
  const before = requests.length;
  await action();
  return requests.slice(before).map(({ method, path, body }) => ({ method, path, body }));
};

test('each event of the catalog has one trigger of its own', () => {
  const special = ['webhook_event', 'deal_won', 'deal_lost'];
  const waitedFor = hookTriggers.flatMap(({ key }) => (special.includes(key) ? [] : eventsOf(key)));
  expect(waitedFor.sort()).toEqual(Object.keys(events).sort());
  expect(waitedFor).toHaveLength(25);
});

describe.each(hookTriggers)('$key', ({ key, label }) => {
  test('is switched on with one request for its own events, and keeps the ID and the secret', async () => {
    const { requests, subscribeData, targetUrl } = await switchOn(key, inputOf(key));
    expect(requests).toEqual([
      {
        method: 'POST',
        path: '/webhooks',
        query: {},
        body: { name: `Zapier: ${label}`, url: targetUrl, events: eventsOf(key) },
      },
    ]);
    expect(subscribeData.id).toBe(heffl.sandbox.records.list('webhooks')[0]?.id);
    expect(subscribeData.secret).toMatch(/^whsec_/);
  });

  test('is switched off with one request, twice if need be', async () => {
    const zap = await switchOn(key, inputOf(key));
    const path = `/webhooks/${String(zap.subscribeData.id)}`;
    expect(heffl.sandbox.records.count('webhooks')).toBe(1);
    for (let time = 1; time <= 2; time++) {
      expect(await requestsOf(() => zap.switchOff())).toEqual([{ method: 'DELETE', path, body: undefined }]);
      expect(heffl.sandbox.records.count('webhooks')).toBe(0);
    }
  });
});

test.each(['record', 'json', 'empty204'] as const)(
  'switching off works where Heffl answers a deletion with: %s',
  async (deleteAnswer) => {
    heffl.sandbox.readings.deleteAnswer = deleteAnswer;
    const zap = await switchOn('lead_created');
    await expect(zap.switchOff()).resolves.toEqual({ id: zap.subscribeData.id });
    expect(heffl.sandbox.records.count('webhooks')).toBe(0);
  },
);

test('a webhook that Heffl says is gone for good is switched off', async () => {
  const zap = await switchOn('lead_created');
  heffl.sandbox.faults.inject({ kind: 'status', status: 410, match: { method: 'DELETE' } });
  await expect(zap.switchOff()).resolves.toEqual({ id: zap.subscribeData.id });
});

test('a webhook that Heffl may not delete is not taken for gone', async () => {
  const zap = await switchOn('lead_created');
  heffl.sandbox.faults.inject({ kind: 'status', status: 403, match: { method: 'DELETE' } });
  expect(await failureOf(() => zap.switchOff())).toMatchObject({ code: 'Forbidden', status: 403 });
});

test.each([
  ['lead_created', 'New Lead', ', or use the trigger New Lead (Polling)'],
  ['client_created', 'New Client', ', or use the trigger New Client (Polling)'],
  ['deal_created', 'New Deal', ', or use the trigger New Deal (Polling)'],
  ['invoice_paid', 'Invoice Paid', ''],
])(
  'where the key may not make a webhook for %s, the user is told what else to do',
  async (key, label, twin) => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, match: { method: 'POST' } });
    expect(await failureOf(() => switchOn(key))).toMatchObject({
      code: 'Forbidden',
      message: `Heffl could not switch on the trigger "${label}": the person who made this API key does not have the permission for webhooks. Reconnect with the key of a Heffl admin${twin}.`,
    });
    const labels = Object.values(App.triggers).map(({ display }) => display.label);
    if (twin !== '') expect(labels).toContain(`${label} (Polling)`);
  },
);

test('a Zap that knows of no webhook is switched off without a request', async () => {
  const zap = await switchOn('lead_created');
  expect(await requestsOf(() => zap.switchOff({}))).toEqual([]);
});

test('two Zaps with one trigger have a webhook each, and switching one off leaves the other', async () => {
  const [one, other] = [await switchOn('lead_created'), await switchOn('lead_created')];
  expect(one.subscribeData.id).not.toBe(other.subscribeData.id);
  await one.switchOff();
  heffl.sandbox.create('leads', { name: 'Noor Haddad' });
  expect(await one.arrivals()).toEqual([]);
  expect(await other.outputs()).toMatchObject([{ name: 'Noor Haddad' }]);
});

test('an event that Heffl does not offer is refused in its own words', async () => {
  heffl.sandbox.readings.unknownEvent = 'refuse';
  await expect(switchOn('webhook_event', { events: ['lead.sneezed'] })).rejects.toThrow(
    'Unknown event: lead.sneezed',
  );
});

test.each([{ body: { name: 'no ID' } }, { body: [] }, { body: { id: null } }])(
  'an answer without a webhook ($body) does not pass for one',
  async ({ body }) => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body, match: { path: '/webhooks' } });
    const { message } = await failureOf(() => switchOn('lead_created'));
    expect(message).toMatch('Heffl was asked to switch on the trigger "New Lead"');
  },
);

test('a webhook whose ID is a number is switched off by it', async () => {
  const body = { id: 17, secret: 'whsec_c2VjcmV0' };
  heffl.sandbox.faults.inject({ kind: 'status', status: 200, body, match: { path: '/webhooks' } });
  const zap = await switchOn('lead_created');
  expect(zap.subscribeData).toEqual({ ...body, id: '17' });
  expect(await requestsOf(() => zap.switchOff())).toMatchObject([{ method: 'DELETE', path: '/webhooks/17' }]);
});

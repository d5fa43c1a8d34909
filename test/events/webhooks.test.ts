import { failureOf } from '../support/failure.js';
import { connectHeffl } from '../support/heffl.js';
import { instantZaps, type Zap } from '../support/instant-zaps.js';
import { stopClock } from '../support/stopped-clock.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

const match = { method: 'POST', path: '/webhooks' };
const steps = (from = 0) => heffl.sandbox.requests.slice(from).map(({ method, path }) => `${method} ${path}`);

beforeEach(() => {
  stopClock();
});

describe('subscribe', () => {
  test.each([
    { kind: 'cut', before: false },
    { kind: 'cutBody', before: false },
    { kind: 'status', status: 503, before: false },
    { kind: 'status', status: 200, body: { name: 'no ID' }, before: false },
    { kind: 'status', status: 502 },
  ] as const)('answer lost once (%j): leaves one webhook, which fires', async (fault) => {
    const other = await switchOn('lead_created');
    const before = heffl.sandbox.requests.length;
    heffl.sandbox.faults.inject({ ...fault, match });
    const zap = await switchOn('lead_created');
    const left = heffl.sandbox.records.list('webhooks').map(({ id }) => id);
    expect(left.sort()).toEqual([other.subscribeData.id, zap.subscribeData.id].sort());
    const sent = steps(before).map((step) => step.replace(/whk_.*/, 'it'));
    const removed = 'before' in fault ? ['DELETE /webhooks/it'] : [];
    expect(sent).toEqual(['POST /webhooks', 'GET /webhooks', ...removed, 'POST /webhooks']);
    heffl.sandbox.create('leads', { name: 'Noor Haddad' });
    expect(await zap.outputs()).toHaveLength(1);
  });

  test('answer lost twice: fails, and leaves no webhook', async () => {
    heffl.sandbox.faults.inject({ kind: 'cut', before: false, match, times: 2 });
    const { message } = await failureOf(() => switchOn('lead_created'));
    expect(message).toMatch('Heffl was asked to switch on the trigger "New Lead"');
    expect(heffl.sandbox.records.count('webhooks')).toBe(0);
  });

  test('answer lost, and webhooks cannot be listed: fails', async () => {
    heffl.sandbox.faults.inject({ kind: 'cut', before: false, match });
    heffl.sandbox.readings.webhookList = 'unserved';
    const { message } = await failureOf(() => switchOn('lead_created'));
    expect(message).toMatch('Heffl was asked to switch on the trigger "New Lead"');
    expect(steps()).toEqual(['POST /webhooks', 'GET /webhooks']);
  });

  test('answer lost, and what it left cannot be deleted: fails without another POST', async () => {
    heffl.sandbox.faults.inject({ kind: 'cut', before: false, match });
    const list = { method: 'GET', path: '/webhooks' };
    heffl.sandbox.faults.inject({ kind: 'status', status: 503, match: list, times: Infinity });
    const { message } = await failureOf(() => switchOn('lead_created'));
    expect(message).toMatch('Heffl was asked to switch on the trigger "New Lead"');
    expect(steps().filter((step) => step === 'POST /webhooks')).toHaveLength(1);
  });

  test.each([400, 401, 403, 409, 429])('%d: fails without another request', async (status) => {
    heffl.sandbox.faults.inject({ kind: 'status', status, match, times: 9 });
    await failureOf(() => switchOn('lead_created'));
    expect(new Set(steps())).toEqual(new Set(['POST /webhooks']));
    expect(heffl.sandbox.records.count('webhooks')).toBe(0);
  });
});

describe('unsubscribe without the ID of the webhook', () => {
  const switchOff = async (zap: Zap) => {
    const before = heffl.sandbox.requests.length;
    expect(await zap.switchOff({})).toEqual({});
    return steps(before);
  };

  test('deletes the webhooks of this address, and no other, also beyond the first page', async () => {
    const [zap, other] = [await switchOn('lead_created'), await switchOn('lead_created')];
    for (let count = 0; count < 100; count++)
      heffl.sandbox.create('webhooks', { name: 'Other', url: 'http://127.0.0.1/', events: ['deal.created'] });
    const path = `DELETE /webhooks/${String(zap.subscribeData.id)}`;
    expect(await switchOff(zap)).toEqual(['GET /webhooks', 'GET /webhooks', path]);
    expect(heffl.sandbox.records.count('webhooks')).toBe(101);
    expect(heffl.sandbox.records.get('webhooks', other.subscribeData.id)).toBeDefined();
  });

  test('webhooks cannot be listed: succeeds', async () => {
    const zap = await switchOn('lead_created');
    heffl.sandbox.readings.webhookList = 'unserved';
    expect(await switchOff(zap)).toEqual(['GET /webhooks']);
  });
});

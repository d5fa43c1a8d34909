import { z } from 'zod';
import { errorTexts } from '../../src/errors.js';
import { eventsOf, inputOf, prepare } from '../support/happenings.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import type { Arrival } from '../support/hook-address.js';
import { hookTriggers } from '../support/hook-triggers.js';
import { instantZaps, type Output, sealed, type Zap } from '../support/instant-zaps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

type Fired = { readonly zap: Zap; readonly arrival: Arrival; readonly output: Output };

/** A Zap whose trigger has just fired: what came, and what the trigger gave for it. */
const fired = async (key: string, input: Input = {}): Promise<Fired> => {
  const happen = prepare(heffl, key);
  const zap = await switchOn(key, { ...input, ...inputOf(key) });
  happen();
  const outcomes: { arrival: Arrival; outputs: Output[] }[] = [];
  for (const arrival of await zap.arrivals()) outcomes.push({ arrival, outputs: await zap.receive(arrival) });
  const [first, ...others] = outcomes.filter(({ outputs }) => outputs.length > 0);
  const [output, ...more] = first?.outputs ?? [];
  if (!first || !output || more.length > 0 || others.length > 0) throw new Error('It should fire once.');
  return { zap, arrival: first.arrival, output };
};

const parsed = (content: string): unknown => JSON.parse(content);

const unsigned = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Http-Webhook-Signature'));

const UNSIGNED = { name: 'AppError', code: 'UnsignedEvent', status: 401, message: errorTexts.unsigned() };

describe.each(hookTriggers)('$key', ({ key, sample }) => {
  test('gives what Heffl tells of once, with what happened and when, and asks Heffl for nothing', async () => {
    const { zap, output, arrival } = await fired(key);
    const { timestamp } = z.object({ timestamp: z.string() }).parse(arrival.cleanedRequest);
    expect(Object.keys(output)).toEqual(expect.arrayContaining(Object.keys(sample)));
    expect(eventsOf(key)).toContain(output.event);
    expect(output.occurredAt).toBe(timestamp);
    expect(await zap.receive(arrival)).toEqual([]);
    expect(heffl.sandbox.requests).toHaveLength(1);
  });

  test('drops an event that the Zap did not ask for', async () => {
    const zap = await switchOn(key, inputOf(key));
    const body = { event: 'task.created', timestamp: '2026-11-23T10:00:00.000Z', payload: { id: 'tsk_1' } };
    expect(await zap.receive(zap.signed({ body }))).toEqual([]);
  });

  test('refuses what is tampered with, unsigned or signed with another secret', async () => {
    const zap = await switchOn(key, inputOf(key));
    const body = { event: eventsOf(key)[0], timestamp: '2026-11-23T10:00:00.000Z', payload: { id: 'rec_1' } };
    const { rawRequest, cleanedRequest } = zap.signed({ body });
    const content = rawRequest.content.replace('rec_1', 'rec_2');
    for (const forged of [
      { cleanedRequest: parsed(content), rawRequest: { ...rawRequest, content } },
      { cleanedRequest, rawRequest: { ...rawRequest, headers: unsigned(rawRequest.headers) } },
      sealed({ body }, 'whsec_c29tZW9uZSBlbHNl'),
    ]) {
      expect(await zap.refuse(forged)).toEqual(UNSIGNED);
    }
  });

  test('takes unsigned events where Heffl gave no secret', async () => {
    const happen = prepare(heffl, key);
    const zap = await switchOn(key, inputOf(key));
    heffl.sandbox.faults.inject({ kind: 'unsigned', times: 5 });
    happen();
    const outputs: Output[] = [];
    for (const arrival of await zap.arrivals()) {
      expect(arrival.rawRequest.headers).not.toHaveProperty('Http-Webhook-Signature');
      outputs.push(...(await zap.receive(arrival, { id: zap.subscribeData.id })));
    }
    expect(outputs).toHaveLength(1);
  });

  test('shows examples in the shape of its events', async () => {
    prepare(heffl, key)();
    const zap = await switchOn(key, inputOf(key));
    const examples = await zap.examples();
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.length).toBeLessThanOrEqual(3);
    for (const example of examples) {
      expect(Object.keys(example)).toEqual(expect.arrayContaining(Object.keys(sample)));
      expect(example.event).toBe(eventsOf(key)[0]);
      expect(example.occurredAt).toEqual(expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/));
    }
  });
});

test.each(['lead_created', 'lead_updated', 'form_response_created', 'webhook_event'])(
  '%s works while the cache fails: only a delivery that comes twice cannot be told',
  async (key) => {
    heffl.zapier.mood = 'fails';
    const { zap, arrival, output } = await fired(key, { watch_fields: ['title'] });
    expect(await zap.receive(arrival)).toEqual([output]);
  },
);

test('a delivery that Heffl sends twice at the same moment is taken once', async () => {
  const zap = await switchOn('lead_created');
  heffl.sandbox.faults.inject({ kind: 'duplicate' });
  heffl.sandbox.create('leads', { name: 'Noor Haddad' });
  const arrivals = await zap.arrivals();
  expect(new Set(arrivals.map(({ rawRequest }) => rawRequest.headers['Http-Webhook-Id'])).size).toBe(1);
  const outputs = await Promise.all(arrivals.map((arrival) => zap.receive(arrival)));
  expect(outputs.map(({ length }) => length).sort()).toEqual([0, 1]);
});

test('a delivery that comes again is known by a cache that overwrites what should be new', async () => {
  heffl.zapier.mood = 'overwrites';
  const { zap, arrival } = await fired('lead_created');
  expect(await zap.receive(arrival)).toEqual([]);
});

test('a delivery to two Zaps is taken by both', async () => {
  const zaps = [await switchOn('lead_created'), await switchOn('lead_created')];
  for (const zap of zaps) {
    const letter = zap.signed({ body: { event: 'lead.created', payload: { id: 'ld_1' } }, id: 'msg_same' });
    expect(await zap.receive(letter)).toMatchObject([{ id: 'ld_1' }]);
  }
});

test('a delivery is forgotten after a week, and not before', async () => {
  const zap = await switchOn('lead_created');
  const letter = zap.signed({ body: { event: 'lead.created', payload: { id: 'ld_1' } } });
  expect(await zap.receive(letter)).toHaveLength(1);
  heffl.zapier.age(6 * 24 * 60 * 60);
  expect(await zap.receive(letter)).toEqual([]);
  heffl.zapier.age(2 * 24 * 60 * 60);
  expect(await zap.receive(letter)).toHaveLength(1);
});

test('a refused delivery does not keep the real one of the same name from being taken', async () => {
  const zap = await switchOn('lead_created');
  const body = { event: 'lead.created', payload: { id: 'ld_1' } };
  expect(await zap.refuse(sealed({ body, id: 'msg_1' }, 'whsec_c29tZW9uZSBlbHNl'))).toEqual(UNSIGNED);
  expect(heffl.zapier.cacheCalls).toEqual([]);
  expect(await zap.receive(zap.signed({ body, id: 'msg_1' }))).toHaveLength(1);
});

test.each([{ payload: {} }, { payload: null }, {}])(
  'a foreign event without a record (%j) is dropped',
  async (body) => {
    const zap = await switchOn('lead_created');
    expect(await zap.receive(zap.signed({ body: { event: 'webhook.ping', ...body } }))).toEqual([]);
    const own = zap.signed({ body: { event: 'lead.created', ...body }, id: 'msg_own' });
    expect(await zap.refuse(own)).toMatchObject({ code: 'NotAnEvent' });
  },
);

test.each(['[]', '"lead.created"', 'null', '<html>'])('what is no event (%s) is refused', async (body) => {
  const zap = await switchOn('lead_created');
  const letter = { ...zap.signed({ body }), cleanedRequest: [] };
  expect(await zap.refuse(letter)).toMatchObject({ code: 'NotAnEvent', message: errorTexts.notAnEvent() });
});

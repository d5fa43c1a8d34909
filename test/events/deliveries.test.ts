import { errorTexts } from '../../src/errors.js';
import { events } from '../../src/heffl/events.js';
import { prepare } from '../support/happenings.js';
import { connectHeffl } from '../support/heffl.js';
import { hookTriggers } from '../support/hook-triggers.js';
import { instantZaps, sealed, type Zap } from '../support/instant-zaps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

const DAY_SECONDS = 24 * 60 * 60;
const FOREIGN = 'whsec_c29tZW9uZSBlbHNl';
const UNSIGNED = { name: 'AppError', code: 'UnsignedEvent', status: 401, message: errorTexts.unsigned() };
const lead = { event: 'lead.created', payload: { id: 'ld_1' } };

describe('signature', () => {
  test('tampered, unsigned, or signed with another secret: refused before the cache is read', async () => {
    const zap = await switchOn('lead_created');
    const calls = heffl.zapier.cacheCalls.length;
    const { rawRequest, cleanedRequest } = zap.signed({ body: lead });
    const content = rawRequest.content.replace('ld_1', 'ld_2');
    const headers = { ...rawRequest.headers, 'Http-Webhook-Signature': '' };
    for (const forged of [
      { cleanedRequest, rawRequest: { ...rawRequest, content } },
      { cleanedRequest, rawRequest: { ...rawRequest, headers } },
      sealed({ body: cleanedRequest }, FOREIGN),
    ]) {
      expect(await zap.refuse(forged)).toEqual(UNSIGNED);
    }
    expect(heffl.zapier.cacheCalls).toHaveLength(calls);
    expect(await zap.deliver({ body: lead })).toHaveLength(1);
  });

  test('none, and the subscription has no secret: fires', async () => {
    const zap = await switchOn('lead_created');
    heffl.sandbox.faults.inject({ kind: 'unsigned' });
    heffl.sandbox.create('leads', { name: 'Noor Haddad' });
    const [arrival] = await zap.arrivals();
    expect(await zap.receive(arrival ?? zap.signed({ body: {} }), {})).toMatchObject([
      { name: 'Noor Haddad' },
    ]);
  });

  test.each([
    ['decoded', 'whsec'],
    ['text', 'whsec'],
    ['whole', 'whsec'],
    ['decoded', 'plain'],
  ] as const)('by the secret %s, which was sent %s: fires', async (signingKey, secretForm) => {
    Object.assign(heffl.sandbox.readings, { signingKey, secretForm, extraSignature: 'wrongFirst' });
    const zap = await switchOn('lead_created');
    heffl.sandbox.create('leads', { name: 'نور حداد' });
    expect(await zap.outputs()).toMatchObject([{ name: 'نور حداد' }]);
  });
});

describe('repeated delivery', () => {
  test('at the same moment: one fires', async () => {
    const zap = await switchOn('lead_created');
    heffl.sandbox.faults.inject({ kind: 'duplicate' });
    heffl.sandbox.create('leads', { name: 'Noor Haddad' });
    const outputs = await Promise.all((await zap.arrivals()).map((arrival) => zap.receive(arrival)));
    expect(outputs.map(({ length }) => length).sort()).toEqual([0, 1]);
  });

  test.each([
    ['works', 1, 0],
    ['overwrites', 1, 0],
    ['fails', 1, 1],
  ] as const)('cache %s: fires %d time, then %d times', async (mood, first, second) => {
    heffl.zapier.mood = mood;
    const zap = await switchOn('lead_created');
    expect(await zap.deliver({ body: lead })).toHaveLength(first);
    expect(await zap.deliver({ body: lead })).toHaveLength(second);
  });

  test('to another Zap: fires; after six days: gives nothing; after eight: fires', async () => {
    const zap = await switchOn('lead_created');
    expect(await zap.deliver({ body: lead })).toHaveLength(1);
    expect(await (await switchOn('lead_created')).deliver({ body: lead })).toMatchObject([{ id: 'ld_1' }]);
    heffl.zapier.age(6 * DAY_SECONDS);
    expect(await zap.deliver({ body: lead })).toEqual([]);
    heffl.zapier.age(2 * DAY_SECONDS);
    expect(await zap.deliver({ body: lead })).toHaveLength(1);
  });

  test('of one that was refused: fires', async () => {
    const zap = await switchOn('lead_created');
    expect(await zap.refuse(sealed({ body: lead }, FOREIGN))).toEqual(UNSIGNED);
    expect(await zap.deliver({ body: lead })).toHaveLength(1);
  });
});

describe('body', () => {
  test.each([{ payload: {} }, { payload: null }, {}])(
    'no record (%j): dropped if the event is another, else refused',
    async (body) => {
      const zap = await switchOn('lead_created');
      expect(await zap.deliver({ body: { event: 'webhook.ping', ...body } })).toEqual([]);
      const own = zap.signed({ body: { event: 'lead.created', ...body } });
      expect(await zap.refuse(own)).toMatchObject({ code: 'NotAnEvent' });
    },
  );

  test.each(['[]', '"lead.created"', 'null', '<html>'])('%s: refused', async (body) => {
    const zap = await switchOn('lead_created');
    const letter = { ...zap.signed({ body }), cleanedRequest: [] };
    expect(await zap.refuse(letter)).toMatchObject({ code: 'NotAnEvent', message: errorTexts.notAnEvent() });
  });

  test.each(['lead_created', 'deal_won', 'webhook_event'])(
    'event %s did not ask for: dropped',
    async (key) => {
      const zap = await switchOn(key, { events: ['lead.created'] });
      expect(await zap.deliver({ body: { ...lead, event: 'task.created' } })).toEqual([]);
    },
  );

  test('event spelt lead.stage_changed: fires, with the spelling of the catalog', async () => {
    const zap = await switchOn('lead_stage_changed');
    const body = { event: 'lead.stage_changed', payload: { id: 'ld_1', stage: 'Contacted' } };
    expect(await zap.deliver({ body })).toMatchObject([{ id: 'ld_1', event: 'lead.stageChanged' }]);
  });

  test('event without a name: the one that is subscribed to, or null if there are several', async () => {
    const body = { id: 'dl_1', status: 'WON' };
    const outputs = [
      await (await switchOn('deal_created')).deliver({ body }),
      await (await switchOn('deal_won')).deliver({ body }),
    ];
    expect(outputs).toMatchObject([[{ ...body, event: 'deal.created' }], [{ ...body, event: null }]]);
  });

  const response = { event: 'form.response.created', payload: { formId: 'frm_1', responses: [] } };

  test('form response without an ID: gives the webhook ID, to each Zap', async () => {
    for (const zap of [await switchOn('form_response_created'), await switchOn('form_response_created')])
      expect(await zap.deliver({ body: response, id: 'msg_1' })).toMatchObject([{ id: 'msg_1' }]);
  });

  test('form response and webhook without an ID: gives a digest of the body', async () => {
    const ids = new Set<string>();
    const other = { ...response, payload: { ...response.payload, formId: 'frm_2' } };
    for (const body of [response, response, other]) {
      const zap = await switchOn('form_response_created');
      const rawRequest = { content: JSON.stringify(body), headers: {} };
      for (const { id } of await zap.receive({ rawRequest, cleanedRequest: body }, {})) ids.add(id);
    }
    expect([...ids]).toEqual([expect.stringMatching(/^\w{64}$/), expect.stringMatching(/^\w{64}$/)]);
  });
});

describe('examples', () => {
  const sampleOf = (key: string) => hookTriggers.find((trigger) => trigger.key === key)?.sample;
  const requestsOf = async (zap: Zap) => {
    const before = heffl.sandbox.requests.length;
    return { examples: await zap.examples(), requests: heffl.sandbox.requests.slice(before) };
  };

  test('lead_created: the newest three of the list, and no delivery is kept', async () => {
    const zap = await switchOn('lead_created');
    heffl.sandbox.create('leads', { name: 'Noor Haddad' });
    await zap.outputs();
    expect([...heffl.zapier.cached().keys()].filter((key) => key.startsWith('example:'))).toEqual([]);
    const { examples, requests } = await requestsOf(zap);
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
      expect(await requestsOf(zap)).toEqual({ examples: [sampleOf(key)], requests: [] });
      happen();
      const [event] = await zap.outputs();
      expect(event?.id).not.toBe(sampleOf(key)?.id);
      expect(await requestsOf(zap)).toEqual({ examples: [event], requests: [] });
      heffl.zapier.age(31 * DAY_SECONDS);
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
    await zap.refuse(sealed(paid, FOREIGN));
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

describe('webhook_event', () => {
  test('three events chosen: one webhook, and each fires', async () => {
    const chosen = ['lead.stageChanged', 'quotation.created', 'form.response.created'];
    const keys = ['lead_stage_changed', 'quotation_created', 'form_response_created'];
    const happenings = keys.map((key) => prepare(heffl, key));
    const zap = await switchOn('webhook_event', { events: chosen });
    expect(zap.requests).toMatchObject([{ body: { name: 'Zapier: Any Event', events: chosen } }]);
    for (const happen of happenings) happen();
    expect((await zap.outputs()).map(({ event }) => event)).toEqual(chosen);
  });

  test('form: offers every event of the catalog that Heffl does not only plan', async () => {
    const { fields } = await heffl.form('webhook_event');
    expect(Object.keys(fields[0]?.choices ?? {})).toEqual(
      Object.keys(events).filter((event) => !event.startsWith('contact.')),
    );
  });

  test.each([
    { typed: ['payment.received, deal.merged'], sent: ['payment.received', 'deal.merged'] },
    { typed: ' payment.received ,, ', sent: ['payment.received'] },
    { typed: ['contact.created'], sent: ['contact.created'] },
    { typed: ['Lead stage changed'], sent: ['lead.stageChanged'] },
    { typed: ['invoice.paid', 'Invoice paid', 'invoice.PAID'], sent: ['invoice.paid'] },
  ])('$typed: subscribes to $sent, and fires', async ({ typed, sent }) => {
    const zap = await switchOn('webhook_event', { events: typed });
    expect(zap.requests).toMatchObject([{ body: { events: sent } }]);
    heffl.sandbox.announce(sent[0] ?? '', { id: 'rec_1', amount: 500 });
    expect(await zap.outputs()).toMatchObject([{ id: 'rec_1', amount: 500, event: sent[0] }]);
  });

  test('no event: fails without a request', async () => {
    await expect(switchOn('webhook_event', { events: [' '] })).rejects.toThrow('Events is empty');
    expect(heffl.sandbox.requests).toEqual([]);
  });

  test('delivery: gives the record in the shape of other steps, with event, time and webhook ID', async () => {
    const zap = await switchOn('webhook_event', { events: ['deal.updated'] });
    const client = { id: 'cl_1', name: 'Al Noor' };
    const customFields = { cf_budget: 5, other: null };
    const payload = { id: 'dl_1', client, stageId: 11, ownerId: 42, customFields };
    const body = { event: 'deal.updated', timestamp: '2026-11-23T10:00:00.000Z', payload };
    expect(await zap.deliver({ body, id: 'msg_9' })).toEqual([
      {
        ...{ id: 'dl_1', client, cf_budget: 5, cf_other: null },
        ...{ event: 'deal.updated', occurredAt: '2026-11-23T10:00:00.000Z', webhookId: 'msg_9' },
      },
    ]);
  });

  test.each([
    ['a number', { id: 17 }, '17'],
    ['missing', { amount: 5 }, 'msg_by_hand'],
  ])('record ID is %s: gives it as text, or else the webhook ID', async (_, payload, id) => {
    const zap = await switchOn('webhook_event', { events: ['payment.received'] });
    const body = { event: 'payment.received', payload };
    expect(await zap.deliver({ body })).toMatchObject([{ ...payload, id }]);
  });
});

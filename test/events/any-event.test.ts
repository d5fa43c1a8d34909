import { events } from '../../src/heffl/events.js';
import { prepare } from '../support/happenings.js';
import { connectHeffl } from '../support/heffl.js';
import { instantZaps } from '../support/instant-zaps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

test('one Zap takes any number of events of the catalog, with one webhook', async () => {
  const chosen = ['lead.stageChanged', 'quotation.created', 'form.response.created'];
  const happenings = ['lead_stage_changed', 'quotation_created', 'form_response_created'].map((key) =>
    prepare(heffl, key),
  );
  const zap = await switchOn('webhook_event', { events: chosen });
  expect(zap.requests).toMatchObject([{ body: { name: 'Zapier: Any Event', events: chosen } }]);
  for (const happen of happenings) happen();
  expect((await zap.outputs()).map(({ event }) => event)).toEqual(chosen);
});

test('every event of the catalog can be chosen', async () => {
  const { fields } = await heffl.form('webhook_event');
  expect(Object.keys(fields[0]?.choices ?? {})).toEqual(Object.keys(events));
});

test.each([
  { typed: ['payment.received'], sent: ['payment.received'] },
  { typed: ['payment.received, deal.merged'], sent: ['payment.received', 'deal.merged'] },
  { typed: ' payment.received ,, ', sent: ['payment.received'] },
])('names that Heffl adds later are sent as they are typed: $typed', async ({ typed, sent }) => {
  const zap = await switchOn('webhook_event', { events: typed });
  expect(zap.requests).toMatchObject([{ body: { events: sent } }]);
  heffl.sandbox.announce('payment.received', { id: 'pay_1', amount: 500 });
  expect(await zap.outputs()).toMatchObject([{ id: 'pay_1', amount: 500, event: 'payment.received' }]);
});

test.each(['LEAD.STAGECHANGED', 'lead.stage_changed', 'Lead stage changed'])(
  'an event of the catalog that is typed as %s is sent as Heffl writes it',
  async (typed) => {
    const zap = await switchOn('webhook_event', { events: [typed] });
    expect(zap.requests).toMatchObject([{ body: { events: ['lead.stageChanged'] } }]);
    const body = { event: 'lead.stageChanged', payload: { id: 'ld_1' } };
    expect(await zap.receive(zap.signed({ body }))).toMatchObject([{ event: 'lead.stageChanged' }]);
  },
);

test('an event that was chosen twice is asked for once', async () => {
  const zap = await switchOn('webhook_event', { events: ['invoice.paid', 'Invoice paid', 'invoice.PAID'] });
  expect(zap.requests).toMatchObject([{ body: { events: ['invoice.paid'] } }]);
});

test('a Zap without an event is not switched on', async () => {
  await expect(switchOn('webhook_event', { events: [' '] })).rejects.toThrow('Events is empty');
  expect(heffl.sandbox.requests).toEqual([]);
});

test('the record has the shape of other steps, and comes with what happened, when, and in which delivery', async () => {
  const zap = await switchOn('webhook_event', { events: ['deal.updated'] });
  const payload = {
    id: 'dl_1',
    client: { id: 'cl_1', name: 'Al Noor' },
    stageId: 11,
    ownerId: 42,
    customFields: { cf_budget: 5, other: null },
  };
  const body = { event: 'deal.updated', timestamp: '2026-11-23T10:00:00.000Z', payload };
  expect(await zap.receive(zap.signed({ body, id: 'msg_9' }))).toEqual([
    {
      id: 'dl_1',
      client: { id: 'cl_1', name: 'Al Noor' },
      cf_budget: 5,
      cf_other: null,
      event: 'deal.updated',
      occurredAt: '2026-11-23T10:00:00.000Z',
      webhookId: 'msg_9',
    },
  ]);
});

test('a record whose ID is a number, or that has none, still has one as text', async () => {
  const zap = await switchOn('webhook_event', { events: ['payment.received'] });
  const receive = (payload: object, id: string) =>
    zap.receive(zap.signed({ body: { event: 'payment.received', payload }, id }));
  expect(await receive({ id: 17 }, 'msg_1')).toMatchObject([{ id: '17' }]);
  expect(await receive({ amount: 5 }, 'msg_2')).toMatchObject([{ id: 'msg_2', amount: 5 }]);
});

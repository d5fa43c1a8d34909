import { prepare } from '../support/happenings.js';
import { connectHeffl } from '../support/heffl.js';
import { hookTriggers } from '../support/hook-triggers.js';
import { instantZaps, type Zap } from '../support/instant-zaps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

const sampleOf = (key: string) => hookTriggers.find((trigger) => trigger.key === key)?.sample;
const requestsOf = async (zap: Zap) => {
  const before = heffl.sandbox.requests.length;
  const examples = await zap.examples();
  return { examples, requests: heffl.sandbox.requests.slice(before) };
};

describe.each(['invoice_paid', 'quotation_created', 'form_response_created'])(
  'the example of %s, which Heffl cannot list',
  (key) => {
    test('is the last one that came, and the sample before and a month after', async () => {
      const happen = prepare(heffl, key);
      const zap = await switchOn(key);
      expect(await requestsOf(zap)).toEqual({ examples: [sampleOf(key)], requests: [] });
      happen();
      const [event] = await zap.outputs();
      expect(event?.id).not.toBe(sampleOf(key)?.id);
      expect(await requestsOf(zap)).toEqual({ examples: [event], requests: [] });
      heffl.zapier.age(31 * 24 * 60 * 60);
      expect(await zap.examples()).toEqual([sampleOf(key)]);
    });

    test('is the sample where the cache fails', async () => {
      const happen = prepare(heffl, key);
      const zap = await switchOn(key);
      heffl.zapier.mood = 'fails';
      happen();
      expect(await zap.outputs()).toHaveLength(1);
      expect(await zap.examples()).toEqual([sampleOf(key)]);
    });
  },
);

test('what the answers of a form are called is there to choose after the first response', async () => {
  const zap = await switchOn('form_response_created');
  const responses = [{ label: 'Your name', value: 'Jane Smith' }];
  const payload = { id: 'frs_1', formTitle: 'Contact us', responses };
  await zap.receive(zap.signed({ body: { event: 'form.response.created', payload } }));
  expect(await zap.examples()).toMatchObject([payload]);
});

test('a delivery that is refused, foreign, or comes again leaves no example', async () => {
  const zap = await switchOn('invoice_paid');
  const letter = (event: string, id: string, total: number) =>
    zap.signed({ body: { event, payload: { id: 'inv_1', total } }, id });
  const paid = letter('invoice.paid', 'msg_1', 100);
  const { rawRequest } = letter('invoice.paid', 'msg_2', 200);
  await zap.refuse({ ...paid, rawRequest: { ...rawRequest, content: paid.rawRequest.content } });
  await zap.receive(letter('invoice.created', 'msg_3', 300));
  expect(await zap.examples()).toEqual([sampleOf('invoice_paid')]);
  await zap.receive(paid);
  await zap.receive(letter('invoice.paid', 'msg_4', 400));
  await zap.receive(paid);
  expect(await zap.examples()).toMatchObject([{ id: 'inv_1', total: 400 }]);
});

test('Any Event has the last one of each event that this Zap chose, newest first, and no ID twice', async () => {
  const [mine, other] = [
    await switchOn('webhook_event', { events: ['lead.created', 'invoice.paid', 'lead.deleted'] }),
    await switchOn('webhook_event', { events: ['deal.updated'] }),
  ];
  const send = (zap: Zap, event: string, id: string, minute: number) => {
    const timestamp = `2026-11-23T10:${minute}:00.000Z`;
    return zap.receive(zap.signed({ body: { event, timestamp, payload: { id } }, id: `msg_${minute}` }));
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

test('where Heffl can list the records, examples are from its list, and no delivery is kept', async () => {
  const zap = await switchOn('lead_created');
  heffl.sandbox.create('leads', { name: 'Noor Haddad' });
  await zap.outputs();
  expect([...heffl.zapier.cached().keys()].filter((key) => key.startsWith('example:'))).toEqual([]);
  const { examples, requests } = await requestsOf(zap);
  expect(requests).toMatchObject([{ method: 'GET', path: '/leads', query: { limit: '3' } }]);
  expect(examples[0]).toMatchObject({ name: 'Noor Haddad', number: null });
});

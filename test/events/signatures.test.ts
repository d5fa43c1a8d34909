import { connectHeffl } from '../support/heffl.js';
import { instantZaps } from '../support/instant-zaps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

const HOUR_MS = 60 * 60 * 1000;

test('a delivery that waited for six hours, with a wrong signature in front of the right one, is taken', async () => {
  const zap = await switchOn('lead_created');
  const sentAt = new Date(Date.now() - 6 * HOUR_MS);
  const body = { event: 'lead.created', timestamp: sentAt.toISOString(), payload: { id: 'ld_1' } };
  const { cleanedRequest, rawRequest } = zap.signed({ body, sentAt });
  const name = 'Http-Webhook-Signature';
  const signatures = `v1,${Buffer.alloc(32).toString('base64')} ${rawRequest.headers[name] ?? ''}`;
  const headers = { ...rawRequest.headers, [name]: signatures };
  expect(await zap.receive({ cleanedRequest, rawRequest: { ...rawRequest, headers } })).toMatchObject([
    { id: 'ld_1', occurredAt: sentAt.toISOString() },
  ]);
});

test.each([
  { signingKey: 'decoded', secretForm: 'whsec' },
  { signingKey: 'text', secretForm: 'whsec' },
  { signingKey: 'whole', secretForm: 'whsec' },
  { signingKey: 'decoded', secretForm: 'plain' },
] as const)('a secret is understood as Heffl may mean it: $signingKey, $secretForm', async (readings) => {
  Object.assign(heffl.sandbox.readings, { ...readings, extraSignature: 'wrongFirst' });
  const zap = await switchOn('lead_created');
  heffl.sandbox.create('leads', { name: 'نور حداد' });
  expect(await zap.outputs()).toMatchObject([{ name: 'نور حداد' }]);
});

test('a signature is checked against the body as it came, however it is written', async () => {
  const zap = await switchOn('lead_created');
  const letter = zap.signed({ body: '{ "event": "lead.created",\n "payload": {"id": 7, "id": "ld_1"} }' });
  expect(await zap.receive(letter)).toMatchObject([{ id: 'ld_1' }]);
});

test('an event without its raw body cannot be checked, and is refused', async () => {
  const zap = await switchOn('lead_created');
  const { cleanedRequest, rawRequest } = zap.signed({ body: { payload: { id: 'ld_1' } } });
  const unread = { cleanedRequest, rawRequest: { ...rawRequest, content: '' } };
  expect(await zap.refuse(unread)).toMatchObject({ code: 'UnsignedEvent' });
});

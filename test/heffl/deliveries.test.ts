import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { openDelivery } from '../../src/heffl/deliveries.js';
import { isSigned, type Signed } from '../../src/heffl/signatures.js';
import fc from '../support/properties.js';

const record = { id: 'ld_abc123', name: 'Jane Smith' };
const timestamp = '2025-01-15T10:30:00.000Z';
const created = { event: 'lead.created', timestamp, payload: record };
const signed = {
  'Http-Webhook-Id': 'msg_1',
  'Http-Webhook-Timestamp': '1736937000',
  'Http-Webhook-Signature': 'v1,abc=',
};

const raw = (content: string, headers: Record<string, string> = {}) => ({
  rawRequest: { method: 'POST' as const, querystring: '', headers, content },
});
const arrived = (body: unknown, headers: Record<string, string> = {}) => raw(JSON.stringify(body), headers);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const read = { id: 'msg_1', timestamp: '1736937000', signature: 'v1,abc=', content: '{}' };
const none = { id: undefined, timestamp: undefined, signature: undefined };

test.each<[string, Record<string, string>, object]>([
  [
    'as Heffl sends them, or in capitals',
    { 'webhook-id': 'msg_1', 'WEBHOOK-TIMESTAMP': '1736937000', 'HTTP-WEBHOOK-SIGNATURE': 'v1,abc=' },
    read,
  ],
  ['blank', { 'Http-Webhook-Id': ' ', 'Http-Webhook-Timestamp': '', 'Http-Webhook-Signature': '' }, none],
  ['with other names', { 'X-Webhook-Id': 'a', 'Http-Http-Webhook-Id': 'b', 'Webhook-Idle': 'c' }, none],
])('headers %s', (_, headers, expected) => {
  expect(openDelivery(raw('{}', headers))).toMatchObject(expected);
});

describe('record', () => {
  test.each<[string, object]>([
    ['in payload, and not in the data beside it', { ...created, data: {} }],
    ['in the payload of an envelope with an ID of its own', { id: 'evt_1', ...created }],
    ['in data if payload is null', { ...created, payload: null, data: record }],
  ])('%s: found', (_, body) => {
    const expected = { event: 'lead.created', occurredAt: timestamp, record, key: 'msg_1' };
    expect(openDelivery(arrived(body, signed))).toMatchObject(expected);
  });

  test.each([record, { ...record, data: { page: 'Contact' } }, { name: 'Jane' }])('bare body: %j', (body) => {
    const expected = { event: undefined, occurredAt: timestamp, record: body, key: 'msg_1' };
    expect(openDelivery(arrived(body, signed))).toMatchObject(expected);
  });

  test('no raw request: read from the parsed one; both: from the raw one, which is signed; no ID: a digest', () => {
    const expected = { event: 'lead.created', occurredAt: timestamp, record };
    const key = sha256(JSON.stringify(created));
    expect(openDelivery({ cleanedRequest: created })).toMatchObject({ ...expected, key });
    const forged = { ...arrived({ payload: record }), cleanedRequest: { payload: { id: 'forged' } } };
    expect(openDelivery(forged)).toMatchObject({ record, key: sha256(forged.rawRequest.content) });
  });

  test.each([
    {},
    ...['', 'hello', '{"payload": {"id"', '[{"id": "ld_1"}]', '"ld_1"', 'null'].map((body) => raw(body)),
    { cleanedRequest: [record] },
    { cleanedRequest: 'payload' },
  ])('%j: empty', (bundle) => {
    expect(openDelivery(bundle).record).toEqual({});
  });

  test.each(['"payload": []', '"payload": {}', '"data": null'])('envelope around %s: empty', (content) => {
    const delivery = openDelivery(raw(`{"event": "webhook.ping", ${content}}`));
    expect(delivery).toMatchObject({ event: 'webhook.ping', record: {} });
  });

  test('3,000 lists in lists: read, and can be written again', () => {
    const deep = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;
    const content = `{"event":"lead.created","payload":{"id":"ld_1","notes":${deep}}}`;
    expect(JSON.stringify(openDelivery(raw(content)).record)).toMatch(/^{"id":"ld_1","notes":\[+null\]+}$/);
  });
});

test.each<[string, string | undefined, Record<string, string>, string | null]>([
  ['timestamp of the body: that', '2025-01-15T10:30:00Z', signed, '2025-01-15T10:30:00Z'],
  ['none in the body: the webhook timestamp', undefined, signed, timestamp],
  ['none at all: null', undefined, {}, null],
  ['webhook timestamp in words: null', undefined, { 'webhook-timestamp': 'now' }, null],
  ['webhook timestamp beyond the calendar: null', undefined, { 'webhook-timestamp': '9'.repeat(20) }, null],
])('occurredAt, %s', (_, inBody, headers, expected) => {
  expect(openDelivery(arrived({ timestamp: inBody, payload: record }, headers)).occurredAt).toBe(expected);
});

test.each([
  ['lead.created', 'lead.created'],
  [{ name: 'lead.created' }, undefined],
])('event %j: %s', (event, expected) => {
  expect(openDelivery(arrived({ event, payload: record })).event).toBe(expected);
});

describe('signature', () => {
  const SECRET = 'whsec_aGVmZmwtZW11bGF0b3ItZGVtby1zZWNyZXQtMzJieXQ=';
  const ID = 'msg_emulator000000000000000001';
  const TIMESTAMP = '1736937000';
  const BODY =
    '{"event":"lead.created","timestamp":"2025-01-15T10:30:00.000Z","payload":{"id":"ld_abc123","name":"Jane Smith"}}';

  /** Signed as Heffl says it signs: by the library of the specification, with the key that the secret stands for. */
  const signWith = (webhook: Webhook, body = BODY, seconds = TIMESTAMP): string =>
    webhook.sign(ID, new Date(Number(seconds) * 1000), body);
  const keyed = (key: Uint8Array): Webhook => new Webhook(Uint8Array.from(key), { format: 'raw' });
  const asText = (secret: string): Webhook => keyed(Buffer.from(secret));

  const GENUINE = signWith(new Webhook(SECRET));
  const WRONG = signWith(new Webhook('whsec_YW5vdGhlciBzZWNyZXQ='));

  const isTaken = (changes: Partial<Signed>, secret = SECRET): boolean =>
    isSigned({ id: ID, timestamp: TIMESTAMP, signature: GENUINE, content: BODY, ...changes }, secret);

  test.each([
    ['base64 after whsec_', new Webhook(SECRET), 'v1,GMuEBpdP4eUg3p7fqeP3GBGEmqy3Kn+N36KKWV92zWQ='],
    ['text after whsec_', asText(SECRET.slice(6)), 'v1,S9XGD5R6NuN3GBnQN+lNamJJtpl5yQFkhklIq7f5Hkw='],
    ['the whole secret as text', asText(SECRET), 'v1,HyGat6QBrctY4hSl0si/z3/Ij0i6hOe3qikws8v538M='],
  ])('of the published test vector of 2025, with the key read as %s: taken', (_, webhook, signature) => {
    expect(signWith(webhook)).toBe(signature);
    expect(isTaken({ signature })).toBe(true);
  });

  test.each([
    ['before a wrong one', `${GENUINE} ${WRONG}`],
    ['after one of another length', `v1,c2hvcnQ= ${GENUINE}`],
    ['after an empty one', `v1, ${GENUINE}`],
    ['after one of another version', `v1a,${'x'.repeat(88)} ${GENUINE}`],
    ['after several blanks', `  ${WRONG}   ${GENUINE} `],
  ])('the right one %s: taken', (_, signature) => {
    expect(isTaken({ signature })).toBe(true);
  });

  test.each<[string, Partial<Signed>]>([
    ['wrong signatures', { signature: `${WRONG} ${WRONG}` }],
    ['a signature that is too short', { signature: GENUINE.slice(0, 20) }],
    ['a signature that is too long', { signature: `${GENUINE.slice(0, -1)}AAAA` }],
    ['the signature of another version', { signature: GENUINE.replace('v1,', 'v2,') }],
    ['no signature', { signature: undefined }],
    ['no ID', { id: undefined }],
    ['no timestamp', { timestamp: undefined }],
    ['no body', { content: undefined }],
    ['a blank after the body', { content: `${BODY} ` }],
    ['parts moved over the dots', { id: `${ID}.1736937000`, timestamp: '' }],
  ])('%s: refused', (_, changes) => {
    expect(isTaken(changes)).toBe(false);
  });

  test('any byte of the content, the ID or the time altered, or any bit of the signature: refused', () => {
    for (const [part, text] of Object.entries({ content: BODY, id: ID, timestamp: TIMESTAMP }))
      for (let at = 0; at < text.length; at++) {
        const other = String.fromCharCode(text.charCodeAt(at) ^ 1);
        const altered = text.slice(0, at) + other + text.slice(at + 1);
        expect([altered, isTaken({ [part]: altered })]).toEqual([altered, false]);
      }
    for (let bit = 0; bit < 256; bit++) {
      const bytes = Buffer.from(GENUINE.slice('v1,'.length), 'base64');
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect([bit, isTaken({ signature: `v1,${bytes.toString('base64')}` })]).toEqual([bit, false]);
    }
  });

  test.each([
    ['WHSEC_aGVmZmw=', 'WHSEC_aGVmZmw='],
    ['سرّ', 'سرّ'],
    ['whsec_not base64!', 'not base64!'],
  ])('secret in another form, %s: is text', (secret, key) => {
    expect(isTaken({ signature: signWith(asText(key)) }, secret)).toBe(true);
    expect(isTaken({}, secret)).toBe(false);
  });

  test.each(['whsec_', 'whsec_!!!!', 'whsec_aA!'])(
    'secret %s: never stands for a key that anyone could guess',
    (secret) => {
      const decoded = Buffer.from(secret.slice('whsec_'.length), 'base64');
      // The library takes no empty key; to HMAC, a zero at the end of a key makes no difference.
      const forged = signWith(keyed(Uint8Array.from([...decoded, 0])));
      expect(isTaken({ signature: forged }, secret)).toBe(false);
    },
  );

  const anyText = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.json());

  test('whatever the specification signs: taken', () => {
    const key = fc.uint8Array({ minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(key, anyText, fc.nat(4e9), (bytes, text, at) => {
        const secret = `whsec_${Buffer.from(bytes).toString('base64')}`;
        const [content, seconds] = [`{${text}`, String(at)];
        const signature = signWith(new Webhook(secret), content, seconds);
        expect(isTaken({ timestamp: seconds, signature, content }, secret)).toBe(true);
      }),
    );
  });

  test('any text as a signature, and as a secret: refused', () => {
    fc.assert(
      fc.property(anyText, anyText, (signature, secret) => {
        expect(isTaken({ signature: `v1,${signature}` }, secret)).toBe(false);
      }),
    );
  });
});

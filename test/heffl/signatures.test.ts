import { Webhook } from 'standardwebhooks';
import { isSigned, type Signed } from '../../src/heffl/signatures.js';
import fc from '../support/properties.js';

const SECRET = 'whsec_aGVmZmwtZW11bGF0b3ItZGVtby1zZWNyZXQtMzJieXQ=';
const ID = 'msg_emulator000000000000000001';
const TIMESTAMP = '1736937000';
const BODY =
  '{"event":"lead.created","timestamp":"2025-01-15T10:30:00.000Z","payload":{"id":"ld_abc123","name":"Jane Smith"}}';

/** Signed as Heffl says it signs: by the library of the specification, with the key that the secret stands for. */
const signWith = (webhook: Webhook, body = BODY, id = ID, timestamp = TIMESTAMP): string =>
  webhook.sign(id, new Date(Number(timestamp) * 1000), body);
const asText = (secret: string): Webhook =>
  new Webhook(Uint8Array.from(Buffer.from(secret)), { format: 'raw' });

const GENUINE = signWith(new Webhook(SECRET));
const WRONG = signWith(new Webhook('whsec_YW5vdGhlciBzZWNyZXQ='));

const delivery = (changes: Partial<Signed> = {}): Signed => ({
  id: ID,
  timestamp: TIMESTAMP,
  signature: GENUINE,
  content: BODY,
  ...changes,
});

describe('the published test vector', () => {
  const rest = SECRET.slice('whsec_'.length);

  test.each([
    ['base64 after whsec_', new Webhook(SECRET), 'v1,GMuEBpdP4eUg3p7fqeP3GBGEmqy3Kn+N36KKWV92zWQ='],
    ['text after whsec_', asText(rest), 'v1,S9XGD5R6NuN3GBnQN+lNamJJtpl5yQFkhklIq7f5Hkw='],
    ['the whole secret as text', asText(SECRET), 'v1,HyGat6QBrctY4hSl0si/z3/Ij0i6hOe3qikws8v538M='],
  ])('is accepted with the key read as %s', (_, webhook, signature) => {
    expect(signWith(webhook)).toBe(signature);
    expect(isSigned(delivery({ signature }), SECRET)).toBe(true);
  });
});

test.each([
  ['alone', GENUINE],
  ['before a wrong one', `${GENUINE} ${WRONG}`],
  ['after a wrong one', `${WRONG} ${GENUINE}`],
  ['after one of another length', `v1,c2hvcnQ= ${GENUINE}`],
  ['after an empty one', `v1, ${GENUINE}`],
  ['after one of another version', `v1a,${'x'.repeat(88)} ${GENUINE}`],
  ['after several blanks', `  ${WRONG}   ${GENUINE} `],
])('the right signature is found %s', (_, signature) => {
  expect(isSigned(delivery({ signature }), SECRET)).toBe(true);
});

test.each<[string, Partial<Signed>]>([
  ['a wrong signature', { signature: WRONG }],
  ['two wrong ones', { signature: `${WRONG} ${WRONG}` }],
  ['a signature that is too short', { signature: GENUINE.slice(0, 20) }],
  ['a signature that is too long', { signature: `${GENUINE.slice(0, -1)}AAAA` }],
  ['an empty signature', { signature: 'v1,' }],
  ['the signature of another version', { signature: GENUINE.replace('v1,', 'v2,') }],
  ['a signature without a version', { signature: GENUINE.replace('v1,', '') }],
  ['no signature', { signature: undefined }],
  ['no ID', { id: undefined }],
  ['no timestamp', { timestamp: undefined }],
  ['no body', { content: undefined }],
  ['nothing at all', { id: undefined, timestamp: undefined, signature: undefined, content: undefined }],
  ['another ID', { id: `${ID}x` }],
  ['another timestamp', { timestamp: '1736937001' }],
  ['the same JSON in other words', { content: JSON.stringify(JSON.parse(BODY), null, 1) }],
  ['a blank after the body', { content: `${BODY} ` }],
  ['parts moved over the dots', { id: `${ID}.1736937000`, timestamp: '' }],
])('a delivery with %s is refused', (_, changes) => {
  expect(isSigned(delivery(changes), SECRET)).toBe(false);
});

test('a delivery is not accepted with the secret of another subscription', () => {
  expect(isSigned(delivery(), 'whsec_YW5vdGhlciBzZWNyZXQ=')).toBe(false);
});

test('a delivery that Zapier held for six hours is accepted', () => {
  const timestamp = String(Math.floor(Date.now() / 1000) - 6 * 60 * 60);
  const signature = signWith(new Webhook(SECRET), BODY, ID, timestamp);
  expect(isSigned(delivery({ timestamp, signature: `${WRONG} ${signature}` }), SECRET)).toBe(true);
});

describe('a secret that is not in the usual form', () => {
  test.each(['my own secret', 'aGVmZmw=', 'WHSEC_aGVmZmw=', 'سرّ'])('is text: %s', (secret) => {
    expect(isSigned(delivery({ signature: signWith(asText(secret)) }), secret)).toBe(true);
    expect(isSigned(delivery(), secret)).toBe(false);
  });

  test('whsec_ before what is no base64: is text', () => {
    const signature = signWith(asText('not base64!'));
    expect(isSigned(delivery({ signature }), 'whsec_not base64!')).toBe(true);
  });

  test.each(['whsec_', 'whsec_!!!!', 'whsec_aA!'])(
    'never stands for a key that anyone could guess: %s',
    (secret) => {
      const decoded = Buffer.from(secret.slice('whsec_'.length), 'base64');
      // The library takes no empty key; to HMAC, a zero at the end of a key makes no difference.
      const forged = signWith(new Webhook(Uint8Array.from([...decoded, 0]), { format: 'raw' }));
      expect(isSigned(delivery({ signature: forged }), secret)).toBe(false);
    },
  );
});

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.json());
const oneOf = (text: string) => fc.nat(Math.max(0, text.length - 1));
/** The text with one of its characters moved on to the next. */
const altered = (text: string, index: number): string =>
  `${text.slice(0, index)}${String.fromCharCode(text.charCodeAt(index) ^ 1)}${text.slice(index + 1)}`;

test('whatever the specification signs is accepted', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      anyText,
      fc.nat(4e9),
      (key, text, seconds) => {
        const secret = `whsec_${Buffer.from(key).toString('base64')}`;
        const body = `{${text}`;
        const timestamp = String(seconds);
        const signature = signWith(new Webhook(secret), body, ID, timestamp);
        expect(isSigned({ id: ID, timestamp, signature, content: body }, secret)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

test.each<['content' | 'id' | 'timestamp', string]>([
  ['content', BODY],
  ['id', ID],
  ['timestamp', TIMESTAMP],
])('a delivery of which any byte of the %s was altered is refused', (part, text) => {
  fc.assert(
    fc.property(oneOf(text), (index) => {
      expect(isSigned(delivery({ [part]: altered(text, index) }), SECRET)).toBe(false);
    }),
  );
});

test('a delivery of which any bit of the signature was altered is refused', () => {
  fc.assert(
    fc.property(fc.nat(31), fc.nat(7), (index, bit) => {
      const bytes = Buffer.from(GENUINE.slice('v1,'.length), 'base64');
      bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index);
      const signature = `v1,${bytes.toString('base64')}`;
      expect(isSigned(delivery({ signature }), SECRET)).toBe(false);
    }),
  );
});

test('no text that is given as a signature breaks the check', () => {
  fc.assert(
    fc.property(anyText, anyText, (signature, secret) => {
      expect(isSigned(delivery({ signature: `v1,${signature}` }), secret)).toBe(false);
    }),
  );
});

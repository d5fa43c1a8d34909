import { createHash } from 'node:crypto';
import { openDelivery } from '../../src/heffl/deliveries.js';

const record = { id: 'ld_abc123', name: 'Jane Smith' };
const timestamp = '2025-01-15T10:30:00.000Z';
const signed = {
  'Http-Webhook-Id': 'msg_1',
  'Http-Webhook-Timestamp': '1736937000',
  'Http-Webhook-Signature': 'v1,abc=',
};

type Raw = {
  readonly method: 'POST';
  readonly querystring: string;
  readonly headers: Record<string, string>;
  readonly content: string;
};
const raw = (content: string, headers: Record<string, string> = {}): { readonly rawRequest: Raw } => ({
  rawRequest: { method: 'POST', querystring: '', headers, content },
});
const arrived = (body: unknown, headers: Record<string, string> = {}) => raw(JSON.stringify(body), headers);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('headers', () => {
  test.each([
    ['as Zapier renames them', signed],
    [
      'as Heffl sends them',
      { 'webhook-id': 'msg_1', 'webhook-timestamp': '1736937000', 'webhook-signature': 'v1,abc=' },
    ],
    [
      'in capitals',
      { 'WEBHOOK-ID': 'msg_1', 'WEBHOOK-TIMESTAMP': '1736937000', 'HTTP-WEBHOOK-SIGNATURE': 'v1,abc=' },
    ],
    ['among others', { 'Content-Type': 'application/json', ...signed, 'Http-Webhook-Idle': 'no' }],
  ])('%s: read', (_, headers) => {
    const content = '{"event": "lead.created"}';
    expect(openDelivery(raw(content, headers))).toMatchObject({
      id: 'msg_1',
      timestamp: '1736937000',
      signature: 'v1,abc=',
      content,
    });
  });

  test.each([
    ['no raw request', {}],
    ['none', raw('', {})],
    [
      'blank',
      raw('', { 'Http-Webhook-Id': ' ', 'Http-Webhook-Timestamp': '', 'Http-Webhook-Signature': '' }),
    ],
    ['with other names', raw('', { 'X-Webhook-Id': 'a', 'Http-Http-Webhook-Id': 'b' })],
  ])('%s: undefined', (_, bundle) => {
    expect(openDelivery(bundle)).toMatchObject({
      id: undefined,
      timestamp: undefined,
      signature: undefined,
    });
  });
});

describe('record', () => {
  test.each([
    ['in payload', { event: 'lead.created', timestamp, payload: record }],
    ['in data', { event: 'lead.created', timestamp, data: record }],
    [
      'in payload, and not in the data beside it',
      { event: 'lead.created', timestamp, payload: record, data: {} },
    ],
    [
      'in the payload of an envelope with an ID of its own',
      { id: 'evt_1', event: 'lead.created', timestamp, payload: record },
    ],
    ['in data if payload is null', { event: 'lead.created', timestamp, payload: null, data: record }],
  ])('%s: found', (_, body) => {
    expect(openDelivery(arrived(body, signed))).toMatchObject({
      event: 'lead.created',
      occurredAt: timestamp,
      record,
      key: 'msg_1',
    });
  });

  test('bare body: is the body', () => {
    expect(openDelivery(arrived(record, signed))).toMatchObject({
      event: undefined,
      occurredAt: '2025-01-15T10:30:00.000Z',
      record,
      key: 'msg_1',
    });
  });

  test('bare body with a field called data: is the body', () => {
    const bare = { ...record, data: { page: 'Contact' } };
    expect(openDelivery(arrived(bare, signed)).record).toEqual(bare);
  });

  test('no raw request: read from the parsed one', () => {
    expect(
      openDelivery({ cleanedRequest: { event: 'lead.created', timestamp, payload: record } }),
    ).toMatchObject({
      event: 'lead.created',
      occurredAt: timestamp,
      record,
      key: sha256(JSON.stringify({ event: 'lead.created', timestamp, payload: record })),
    });
  });

  test('raw and parsed request: read from the raw one, which is signed', () => {
    const bundle = { ...arrived({ payload: record }), cleanedRequest: { payload: { id: 'forged' } } };
    expect(openDelivery(bundle).record).toEqual(record);
  });

  test.each([
    ['nothing', {}],
    ['an empty body', raw('')],
    ['words', raw('hello')],
    ['JSON that is cut off', raw('{"payload": {"id"')],
    ['a list', raw('[{"id": "ld_1"}]')],
    ['text', raw('"ld_1"')],
    ['null', raw('null')],
    ['a parsed request that is a list', { cleanedRequest: [record] }],
    ['a parsed request that is text', { cleanedRequest: 'payload' }],
  ])('%s: empty', (_, bundle) => {
    expect(openDelivery(bundle).record).toEqual({});
  });

  test.each([
    ['a list', '{"event": "webhook.ping", "payload": []}'],
    ['an empty record', '{"event": "webhook.ping", "payload": {}}'],
    ['nothing', '{"event": "webhook.ping", "data": null}'],
  ])('envelope around %s: empty, and the event is read', (_, content) => {
    expect(openDelivery(raw(content))).toMatchObject({ event: 'webhook.ping', record: {} });
  });
});

describe('occurredAt', () => {
  test.each([
    [
      'timestamp of the body: that',
      { timestamp: '2025-01-15T10:30:00Z', payload: record },
      signed,
      '2025-01-15T10:30:00Z',
    ],
    ['none in the body: the webhook timestamp', { payload: record }, signed, '2025-01-15T10:30:00.000Z'],
    ['none at all: null', { payload: record }, {}, null],
    ['webhook timestamp in words: null', { payload: record }, { 'webhook-timestamp': 'now' }, null],
    [
      'webhook timestamp beyond the calendar: null',
      { payload: record },
      { 'webhook-timestamp': '9'.repeat(20) },
      null,
    ],
  ])('%s', (_, body, headers, expected) => {
    expect(openDelivery(arrived(body, headers)).occurredAt).toBe(expected);
  });
});

describe('key', () => {
  const body = { event: 'lead.created', timestamp, payload: record };

  test('webhook-id: that', () => {
    expect(openDelivery(arrived(body, { 'Http-Webhook-Id': 'msg_7' })).key).toBe('msg_7');
  });

  test('no webhook-id: the digest of the body', () => {
    const names = [body, body, { ...body, timestamp: '2025-01-15T10:30:01.000Z' }].map(
      (content) => openDelivery(arrived(content)).key,
    );
    expect(names[0]).toBe(sha256(JSON.stringify(body)));
    expect(names[1]).toBe(names[0]);
    expect(names[2]).not.toBe(names[0]);
  });
});

test.each([
  ['lead.created', 'lead.created'],
  ['', undefined],
  [null, undefined],
  [{ name: 'lead.created' }, undefined],
])('event %j: %s', (event, expected) => {
  expect(openDelivery(arrived({ event, payload: record })).event).toBe(expected);
});

test('a body of 3,000 lists in lists: the record is read, and can be written again', () => {
  const content = `{"event":"lead.created","payload":{"id":"ld_1","notes":${'['.repeat(3_000)}${']'.repeat(3_000)}}}`;
  const { record } = openDelivery(raw(content));
  expect(JSON.stringify(record)).toMatch(/^{"id":"ld_1","notes":\[+null\]+}$/);
});

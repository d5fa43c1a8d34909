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

describe('the headers', () => {
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
  ])('are read %s', (_, headers) => {
    const content = '{"event": "lead.created"}';
    expect(openDelivery(raw(content, headers))).toMatchObject({
      id: 'msg_1',
      timestamp: '1736937000',
      signature: 'v1,abc=',
      content,
    });
  });

  test.each([
    ['there is no raw request', {}],
    ['it has no headers', raw('', {})],
    [
      'they are blank',
      raw('', { 'Http-Webhook-Id': ' ', 'Http-Webhook-Timestamp': '', 'Http-Webhook-Signature': '' }),
    ],
    ['they have other names', raw('', { 'X-Webhook-Id': 'a', 'Http-Http-Webhook-Id': 'b' })],
  ])('are nothing where %s', (_, bundle) => {
    expect(openDelivery(bundle)).toMatchObject({
      id: undefined,
      timestamp: undefined,
      signature: undefined,
    });
  });
});

describe('the record', () => {
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
    ['in data where payload is none', { event: 'lead.created', timestamp, payload: null, data: record }],
  ])('is found %s', (_, body) => {
    expect(openDelivery(arrived(body, signed))).toMatchObject({
      event: 'lead.created',
      occurredAt: timestamp,
      record,
      key: 'msg_1',
    });
  });

  test('is the body where that is bare', () => {
    expect(openDelivery(arrived(record, signed))).toMatchObject({
      event: undefined,
      occurredAt: '2025-01-15T10:30:00.000Z',
      record,
      key: 'msg_1',
    });
  });

  test('is the body where that is bare, and has a field called data', () => {
    const bare = { ...record, data: { page: 'Contact' } };
    expect(openDelivery(arrived(bare, signed)).record).toEqual(bare);
  });

  test('is read from the parsed request where the raw one is missing', () => {
    expect(
      openDelivery({ cleanedRequest: { event: 'lead.created', timestamp, payload: record } }),
    ).toMatchObject({
      event: 'lead.created',
      occurredAt: timestamp,
      record,
      key: sha256(JSON.stringify({ event: 'lead.created', timestamp, payload: record })),
    });
  });

  test('is read from the raw request where both are there, as only that one is signed', () => {
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
  ])('is not in %s', (_, bundle) => {
    expect(openDelivery(bundle).record).toEqual({});
  });

  test.each([
    ['a list', '{"event": "webhook.ping", "payload": []}'],
    ['an empty record', '{"event": "webhook.ping", "payload": {}}'],
    ['nothing', '{"event": "webhook.ping", "data": null}'],
  ])('is not in an envelope around %s, which still says what happened', (_, content) => {
    expect(openDelivery(raw(content))).toMatchObject({ event: 'webhook.ping', record: {} });
  });
});

describe('when it happened', () => {
  test.each([
    [
      'is in the body',
      { timestamp: '2025-01-15T10:30:00Z', payload: record },
      signed,
      '2025-01-15T10:30:00Z',
    ],
    [
      'is when it was sent, where the body does not say',
      { payload: record },
      signed,
      '2025-01-15T10:30:00.000Z',
    ],
    ['is not known, where the delivery does not say either', { payload: record }, {}, null],
    [
      'is not known, where the delivery says it in words',
      { payload: record },
      { 'webhook-timestamp': 'now' },
      null,
    ],
    [
      'is not known, where no calendar goes that far',
      { payload: record },
      { 'webhook-timestamp': '9'.repeat(20) },
      null,
    ],
  ])('%s', (_, body, headers, expected) => {
    expect(openDelivery(arrived(body, headers)).occurredAt).toBe(expected);
  });
});

describe('the name of a delivery', () => {
  const body = { event: 'lead.created', timestamp, payload: record };

  test('is the one that Heffl gave it', () => {
    expect(openDelivery(arrived(body, { 'Http-Webhook-Id': 'msg_7' })).key).toBe('msg_7');
  });

  test('is the same for the same body, and another for another, where Heffl gave it none', () => {
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
])('an event called %j is %s', (event, expected) => {
  expect(openDelivery(arrived({ event, payload: record })).event).toBe(expected);
});

test('a body of 3,000 lists in lists: the record is read, and can be written again', () => {
  const content = `{"event":"lead.created","payload":{"id":"ld_1","notes":${'['.repeat(3_000)}${']'.repeat(3_000)}}}`;
  const { record } = openDelivery(raw(content));
  expect(JSON.stringify(record)).toMatch(/^{"id":"ld_1","notes":\[+null\]+}$/);
});

import nock from 'nock';
import type { ZObject } from 'zapier-platform-core';
import packageJson from '../../package.json' with { type: 'json' };
import { errorTexts } from '../../src/errors.js';
import { type Call, connect } from '../../src/heffl/client.js';
import { clock } from '../../src/heffl/clock.js';
import type { Method } from '../../src/heffl/facts.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';
import { closeNetwork } from '../support/network.js';
import fc from '../support/properties.js';

closeNetwork();

const HEFFL = 'https://api.heffl.com';
const KEY = 'heffl_user_abc';

let z: ZObject;
beforeAll(async () => {
  z = await openZ();
});
beforeEach(() => {
  jest.spyOn(clock, 'sleep').mockResolvedValue();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const send = (call: Partial<Call>) =>
  connect(z, { authData: { api_key: KEY } }).send({
    method: 'GET',
    path: '/leads',
    purpose: 'list the leads',
    noun: 'lead',
    ...call,
  });

/** Answers one request, and gives its headers as the network would see them. */
const headersOf = async (call: Partial<Call>): Promise<unknown> => {
  let headers: unknown;
  nock(HEFFL)
    .intercept(/.*/, call.method ?? 'GET')
    .reply(function () {
      headers = this.req.headers;
      return [200, {}];
    });
  await send(call);
  return headers;
};

describe('the request', () => {
  const always = {
    'x-api-key': KEY,
    accept: 'application/json',
    'accept-encoding': 'gzip,deflate',
    connection: 'close',
    host: 'api.heffl.com',
    'user-agent': `Zapier heffl-zapier/${packageJson.version}`,
  };

  test('without a body has the key, what it accepts, and nothing else of ours', async () => {
    expect(await headersOf({ method: 'GET' })).toEqual(always);
  });

  test('with a body says that it is JSON', async () => {
    expect(await headersOf({ method: 'POST', body: { name: 'Jane' } })).toEqual({
      ...always,
      'content-type': 'application/json',
      'content-length': '15',
    });
  });

  test.each([
    ['no query', {}, '/api/v1/leads'],
    ['an empty query', { query: {} }, '/api/v1/leads'],
    ['a query', { query: { limit: 100, cursor: 'abc' } }, '/api/v1/leads?limit=100&cursor=abc'],
    [
      'a query that has to be encoded',
      { query: { cursor: 'a&limit=1#?=%é ' } },
      '/api/v1/leads?cursor=a%26limit%3D1%23%3F%3D%25%C3%A9+',
    ],
    ['an ID', { id: 'ld_abc123' }, '/api/v1/leads/ld_abc123'],
    ['an ID with spaces around it', { id: ' ld_abc123 ' }, '/api/v1/leads/ld_abc123'],
    ['an ID with a path in it', { id: '../webhooks' }, '/api/v1/leads/..%2Fwebhooks'],
    [
      'an ID with an encoded path in it',
      { id: '%2e%2e%2fwebhooks' },
      '/api/v1/leads/%252e%252e%252fwebhooks',
    ],
    ['an ID with a backslash', { id: '..\\webhooks' }, '/api/v1/leads/..%5Cwebhooks'],
    ['an ID with a query in it', { id: 'x?limit=1#top' }, '/api/v1/leads/x%3Flimit%3D1%23top'],
    [
      'an ID with curly brackets',
      { id: '{{bundle.authData.api_key}}' },
      '/api/v1/leads/%7B%7Bbundle.authData.api_key%7D%7D',
    ],
    ['an ID and a query', { id: 'ld_1', query: { limit: 1 } }, '/api/v1/leads/ld_1?limit=1'],
  ])('with %s goes to its address', async (_, call, address) => {
    const answering = nock(HEFFL).get(address).reply(200, { id: 'x' });
    expect(await send(call)).toMatchObject({ status: 200, data: { id: 'x' } });
    expect(answering.isDone()).toBe(true);
  });

  test.each(['', ' ', '.', '..', ' .. '])('with the ID "%s" is never sent', async (id) => {
    expect(await failureOf(() => send({ id }))).toEqual({
      name: 'HaltedError',
      message: `"${id.trim()}" cannot be the ID of a record in Heffl. Choose the record from the list.`,
    });
  });

  test('with an ID of nothing but blanks is refused in a short sentence', async () => {
    expect((await failureOf(() => send({ id: ' '.repeat(1000) }))).message.length).toBeLessThan(250);
  });

  test('keeps any ID in one segment of its path, and the path below the API', async () => {
    const paths: string[] = [];
    nock(HEFFL)
      .get(/.*/)
      .times(40)
      .reply((uri) => {
        paths.push(uri);
        return [200, {}];
      });
    const anyCharacter = fc.integer({ min: 0, max: 0x10_ffff }).map((code) => String.fromCodePoint(code));
    const anyText = fc.oneof(
      fc.string({ unit: anyCharacter, minLength: 1 }),
      fc.string({ unit: fc.constantFrom('.', '/', '\\', '%2e', '?', '#', 'a', '\ud83d'), minLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        await send({ id: `${text}!` });
        const [path = '', query] = (paths.pop() ?? '').split('?');
        expect(path.split('/').slice(0, -1)).toEqual(['', 'api', 'v1', 'leads']);
        expect(decodeURIComponent(path.split('/').at(-1) ?? '')).toBe(
          `${text}!`.trim().replace(/\p{Surrogate}/gu, '\ufffd'),
        );
        expect(query).toBeUndefined();
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  test('takes the body as it is, with every kind of value', async () => {
    const body = {
      name: 'Jane "JJ" Smith\n',
      value: 2500.5,
      email: null,
      archived: false,
      tags: ['VIP', 'Dubai'],
      billingAddress: { city: 'دبي' },
      lineItems: [{ quantity: 2 }],
    };
    nock(HEFFL)
      .post('/api/v1/leads', (sent) => JSON.stringify(sent) === JSON.stringify(body))
      .reply(200, {});
    expect(await send({ method: 'POST', body })).toMatchObject({ status: 200 });
  });

  test.each([
    '{{bundle.authData.api_key}}',
    '{{process.env.HOME}}',
    'a {{{bundle.x}}} b',
    '{{',
    '{"a":{{}}}',
  ])('takes the text %s as it is', async (text) => {
    const body = { name: text, [text]: [text, { deep: text }] };
    nock(HEFFL)
      .post('/api/v1/leads', (sent) => JSON.stringify(sent) === JSON.stringify(body))
      .reply(200, {});
    expect(await send({ method: 'POST', body })).toMatchObject({ status: 200 });
  });

  test('without a body sends none', async () => {
    let sent: unknown;
    nock(HEFFL)
      .delete('/api/v1/leads/ld_1')
      .reply((_, body) => {
        sent = body;
        return [200, {}];
      });
    await send({ method: 'DELETE', id: 'ld_1' });
    expect(sent).toBe('');
  });

  test('has the key without the blanks that were pasted with it', async () => {
    nock(HEFFL, { reqheaders: { 'x-api-key': 'heffl_user_abc' } })
      .get('/api/v1/leads')
      .reply(200, {});
    const heffl = connect(z, { authData: { api_key: '  heffl_user_abc\n' } });
    expect(await heffl.send({ method: 'GET', path: '/leads', purpose: 'list', noun: 'lead' })).toMatchObject({
      status: 200,
    });
  });
});

describe('a key that no header can carry', () => {
  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['blanks', '   '],
    ['one with a line break inside', 'heffl_user\nsecret'],
    ['one with a space inside', 'heffl_user secret'],
    ['one with letters of another script', 'heffl_user_ключ'],
    ['one with a dash that a word processor made', 'heffl–user–secret'],
  ])('is refused with help, and never shown: %s', async (_, key) => {
    const failure = await failureOf(() =>
      connect(z, { authData: key === undefined ? {} : { api_key: key } }),
    );
    expect(failure).toMatchObject({ name: 'AppError', code: 'AuthenticationError', status: 401 });
    expect(failure.message).toContain('https://app.heffl.com/settings/developers');
    expect(failure.message).not.toMatch(/secret|ключ|heffl.user/);
  });
});

describe('the answer', () => {
  const json = { 'content-type': 'application/json' };

  test('is given with its status, its JSON and its headers', async () => {
    nock(HEFFL)
      .get('/api/v1/leads')
      .reply(201, { items: [1] }, { 'x-note': 'hello' });
    const { status, data, headers } = await send({});
    expect([status, data, headers.get('x-note')]).toEqual([201, { items: [1] }, 'hello']);
  });

  test.each([
    ['204 without a body', 204, undefined],
    ['200 without a body', 200, ''],
    ['200 with nothing but blanks', 200, ' \n '],
  ])('may be empty: %s', async (_, status, body) => {
    nock(HEFFL).delete('/api/v1/leads/ld_1').reply(status, body, json);
    expect(await send({ method: 'DELETE', id: 'ld_1' })).toMatchObject({ status, data: undefined });
  });

  test('is read as JSON whatever type it claims', async () => {
    nock(HEFFL).get('/api/v1/leads').reply(200, '[{"id":"a"}]', { 'content-type': 'text/plain' });
    expect((await send({})).data).toEqual([{ id: 'a' }]);
  });

  const notJson = [
    ['a page of HTML', '<html><body>Welcome</body></html>'],
    ['JSON that is cut off', '{"items": [{"id": "ld_'],
    ['plain words', 'OK'],
  ] as const;

  const unreadable = [
    ...notJson.flatMap(([what, body]) =>
      (['GET', 'POST', 'PATCH', 'PUT'] as const).map((method) => [method, what, body] as const),
    ),
    ['DELETE', ...notJson[0]] as const,
  ];
  const answer = (method: Method, body: string, times: number) =>
    nock(HEFFL).intercept('/api/v1/leads/ld_1', method).times(times).reply(200, body, json);
  const change = (method: Method) => ({ method, id: 'ld_1', purpose: 'change the lead' });

  test.each(unreadable)('to a %s is %s, five times: an error that is true', async (method, _, body) => {
    const asked = answer(method, body, method === 'POST' ? 1 : 5);
    const failure = await failureOf(() => send(change(method)));
    const reason = 'the answer is not JSON';
    const expected: Partial<Record<Method, object>> = {
      GET: {
        name: 'AppError',
        code: 'UnexpectedAnswer',
        message: errorTexts.unexpected({ purpose: 'change the lead', reason }),
      },
      POST: {
        name: 'HaltedError',
        message: errorTexts.maybeDone({ purpose: 'change the lead', noun: 'lead' }),
      },
    };
    const maybeChanged = {
      name: 'HaltedError',
      message: `Heffl was asked to change the lead, and may have done it, but ${reason}. Look in Heffl before you run this again.`,
    };
    expect(failure).toEqual(expected[method] ?? maybeChanged);
    expect(asked.isDone()).toBe(true);
  });

  test.each(unreadable.filter(([method]) => method !== 'POST'))(
    'to a %s is %s, once: the call is repeated',
    async (method, _, body) => {
      answer(method, body, 1);
      nock(HEFFL).intercept('/api/v1/leads/ld_1', method).reply(200, { id: 'ld_1' });
      expect(await send(change(method))).toMatchObject({ data: { id: 'ld_1' } });
    },
  );

  const no = 'The plan is full';
  test.each<[string, object]>([
    ['a false success and a message', { success: false, message: `${no}.` }],
    ['a false success in words', { success: 'false', message: no }],
    ['a false success and an ID', { success: false, id: 'ld_1', error: no }],
    ['an error in words', { error: no }],
    ['an error', { error: { code: 'FULL', message: no }, data: null }],
    ['errors', { errors: [{ message: no }] }],
    ['errors in words', { errors: [no] }],
  ])('that says no by %s is a refusal', async (_, body) => {
    nock(HEFFL)
      .persist()
      .intercept('/api/v1/leads', 'GET')
      .reply(200, body)
      .post('/api/v1/leads')
      .reply(200, body);
    const call = { method: 'POST', purpose: 'create the lead', body: {}, isUserData: true } as const;
    expect(await failureOf(() => send(call))).toEqual({
      name: 'HaltedError',
      message: errorTexts.refused({ purpose: 'create the lead', reason: no }),
    });
    expect(await failureOf(() => send({}))).toMatchObject({
      code: 'UnexpectedAnswer',
      message: errorTexts.unexpected({ purpose: 'list the leads', reason: no }),
    });
    nock.cleanAll();
  });

  test('that says no without a reason, or with the key in it, says that it gave none', async () => {
    for (const body of [{ success: false }, { success: false, message: `Bad key ${KEY}` }]) {
      nock(HEFFL).get('/api/v1/leads').reply(200, body);
      expect(await failureOf(() => send({ isUserData: true }))).toMatchObject({
        message: errorTexts.refused({ purpose: 'list the leads', reason: 'it gave no reason' }),
      });
    }
  });

  test.each<[object]>([
    [{ id: 'a', error: 'Last sync failed' }],
    [{ success: true, data: { id: 'a' } }],
    [{ items: [], error: null }],
    [{ error: null }],
    [{ errors: [] }],
  ])('is no refusal: %j', async (body) => {
    nock(HEFFL).get('/api/v1/leads').reply(200, body);
    expect((await send({})).data).toEqual(body);
  });

  test.each(notJson.filter(([, body]) => !body.startsWith('<')))(
    'to a DELETE may be %s: it says that it is done',
    async (_, body) => {
      nock(HEFFL).delete('/api/v1/leads/ld_1').reply(200, body, json);
      expect(await send({ method: 'DELETE', id: 'ld_1' })).toMatchObject({ status: 200, data: undefined });
    },
  );

  test('with a status that the call accepts is given to it', async () => {
    nock(HEFFL).get('/api/v1/leads/ld_1').reply(404, { code: 'NOT_FOUND', message: 'Not found' });
    expect(await send({ id: 'ld_1', accepts: [404] })).toMatchObject({
      status: 404,
      data: { code: 'NOT_FOUND', message: 'Not found' },
    });
  });

  test('with a status that the call does not accept is an error', async () => {
    nock(HEFFL).get('/api/v1/leads/ld_1').reply(410, {});
    expect(await failureOf(() => send({ id: 'ld_1', accepts: [404] }))).toMatchObject({ status: 410 });
  });
});

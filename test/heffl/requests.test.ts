import nock from 'nock';
import { z as schema } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { errorTexts } from '../../src/errors.js';
import { baseUrl } from '../../src/heffl/base-url.js';
import { type Call, connect } from '../../src/heffl/client.js';
import { HEFFL, KEY, openClient } from '../support/client.js';
import { failureOf, halted } from '../support/failure.js';
import fc from '../support/properties.js';

const client = openClient();

const list: Call = { method: 'GET', path: '/leads', purpose: 'list the leads', noun: 'lead' };
const send = (call: Partial<Call> = {}, key?: string) => client.open(key).send({ ...list, ...call });

test.each([
  ['unset', undefined, 'https://api.heffl.com/api/v1'],
  ['blanks', '   ', 'https://api.heffl.com/api/v1'],
  ['https, with a path', 'https://heffl.example/api/v2', 'https://heffl.example/api/v2'],
  ['slashes at the end', 'https://heffl.example/api/v1///', 'https://heffl.example/api/v1'],
  ['spaces around it', '  https://heffl.example/api \n', 'https://heffl.example/api'],
  ['http on a loopback address', 'http://127.8.9.10:4010/api', 'http://127.8.9.10:4010/api'],
  ['http on localhost', 'http://localhost:4010', 'http://localhost:4010'],
  ['http on the loopback of IPv6', 'http://[::1]:4010/api', 'http://[::1]:4010/api'],
])('HEFFL_BASE_URL is %s: taken as it is in this run', (_, address, expected) => {
  if (address !== undefined) process.env.HEFFL_BASE_URL = address;
  expect(baseUrl(client.z)).toBe(expected);
});

test.each([
  ['http on another machine', 'http://api.heffl.com/api/v1'],
  ['a name that only looks like this machine', 'http://localhost.example.com'],
  ['an address that only looks like this machine', 'http://127.0.0.1.example.com'],
  ['a user name', 'https://someone@heffl.example/api'],
  ['a password', 'https://:secret@heffl.example/api'],
  ['a query', 'https://heffl.example/api?team=1'],
  ['a fragment', 'https://heffl.example/api#top'],
  ['another scheme', 'ftp://heffl.example/api'],
  ['no address at all', 'api.heffl.com'],
])('HEFFL_BASE_URL is %s: refused', async (_, address) => {
  process.env.HEFFL_BASE_URL = address;
  expect(await failureOf(() => baseUrl(client.z))).toEqual({
    name: 'AppError',
    code: 'BadBaseUrl',
    message: errorTexts.badBaseUrl({ address: 'https://api.heffl.com/api/v1' }),
  });
});

describe('headers and body', () => {
  /** What the network sees of a request. */
  const sentBy = async (call: Partial<Call>, key?: string) => {
    const sent: unknown[] = [];
    nock(HEFFL)
      .intercept(/.*/, call.method ?? 'GET')
      .reply(function (_, body) {
        sent.push(this.req.headers, body);
        return [200, {}];
      });
    await send(call, key);
    return sent;
  };
  const always = {
    'x-api-key': KEY,
    accept: 'application/json',
    'accept-encoding': 'gzip,deflate',
    connection: 'close',
    host: 'api.heffl.com',
    'user-agent': `Zapier heffl-zapier/${packageJson.version}`,
  };

  test('no body: the key without blanks, what it accepts, and nothing else of ours', async () => {
    expect(await sentBy({}, `  ${KEY}\n`)).toEqual([always, '']);
    expect(await sentBy({ method: 'DELETE', id: 'ld_1' })).toEqual([always, '']);
  });

  test('body: as JSON, with every kind of value, and what Zapier could take for a placeholder', async () => {
    const body = {
      name: 'Jane "JJ" Smith\n',
      value: 2500.5,
      email: null,
      archived: false,
      tags: ['VIP', '{{bundle.authData.api_key}}', '{{process.env.HOME}}', 'a {{{bundle.x}}} b', '{{'],
      billingAddress: { city: 'دبي' },
      lineItems: [{ quantity: 2, '{"a":{{}}}': '{"a":{{}}}' }],
    };
    const length = Buffer.byteLength(JSON.stringify(body));
    expect(await sentBy({ method: 'POST', body })).toEqual([
      { ...always, 'content-type': 'application/json', 'content-length': String(length) },
      body,
    ]);
  });

  test.each([
    ['none', undefined],
    ['one with a space inside', 'heffl_user secret'],
    ['one with a dash that a word processor made', 'heffl–user–secret'],
  ])('a key that no header can carry, %s: refused with help, and not shown', async (_, api_key) => {
    expect(await failureOf(() => connect(client.z, { authData: api_key ? { api_key } : {} }))).toEqual({
      name: 'AppError',
      code: 'AuthenticationError',
      status: 401,
      message: errorTexts.badKey({ keyPage: 'https://app.heffl.com/settings/developers' }),
    });
  });
});

test.each([
  ['no query', {}, '/leads'],
  ['an empty query', { query: {} }, '/leads'],
  ['a query', { query: { limit: 100, cursor: 'abc' } }, '/leads?limit=100&cursor=abc'],
  ['a query to encode', { query: { cursor: 'a&b=1#?=%é ' } }, '/leads?cursor=a%26b%3D1%23%3F%3D%25%C3%A9+'],
  ['an ID with spaces around it', { id: ' ld_abc123 ' }, '/leads/ld_abc123'],
  ['an ID and a query', { id: 'x?limit=1#top', query: { limit: 1 } }, '/leads/x%3Flimit%3D1%23top?limit=1'],
])('address with %s: encoded', async (_, call, address) => {
  nock(HEFFL).get(`/api/v1${address}`).reply(200, { id: 'x' });
  expect(await send(call)).toMatchObject({ status: 200, data: { id: 'x' } });
});

test.each(['', ' ', '.', '..', ' .. ', 'x'.repeat(1_001)])('ID "%s": never sent', async (id) => {
  expect(await failureOf(() => send({ id }))).toEqual(halted(errorTexts.notAnId({ id: id.trim() })));
});

test('any other ID: stays in one segment of its path, below the API', async () => {
  const request = jest.spyOn(client.z, 'request').mockRejectedValue(new Error('sent'));
  const sent = schema.object({ url: schema.string() });
  const anyCharacter = fc.integer({ min: 0, max: 0x10_ffff }).map((code) => String.fromCodePoint(code));
  const anyText = fc.oneof(
    fc.string({ unit: anyCharacter, minLength: 1 }),
    fc.string({ unit: fc.constantFrom('.', '/', '\\', '%2e', '?', '#', 'a', '\ud83d'), minLength: 1 }),
  );
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      await expect(send({ id: `${text}!` })).rejects.toThrow('sent');
      const { pathname, search, hash } = new URL(sent.parse(request.mock.lastCall?.[0]).url);
      const segments = pathname.split('/').map((segment) => decodeURIComponent(segment));
      const id = `${text}!`.trim().replace(/\p{Surrogate}/gu, '\ufffd');
      expect([segments, search, hash]).toEqual([['', 'api', 'v1', 'leads', id], '', '']);
    }),
  );
});

describe('redirect', () => {
  const refused = {
    name: 'AppError',
    code: 'Redirected',
    status: 302,
    message:
      'Heffl could not list the leads: it sent us on to an address where your API key or your data must not go. Contact Heffl support.',
  };
  const redirect = (status: number, location?: string, method = 'GET', times = 1) =>
    nock(HEFFL)
      .intercept('/api/v1/leads', method)
      .times(times)
      .reply(status, '', location === undefined ? {} : { location });

  test.each([
    [301, `${HEFFL}/api/v1/people?limit=1`, '/api/v1/people?limit=1'],
    [302, '/api/v1/people', '/api/v1/people'],
    [307, 'people', '/api/v1/people'],
    [308, '?cursor=a', '/api/v1/leads?cursor=a'],
  ])('GET, %i to %s: followed, with the key', async (status, location, address) => {
    redirect(status, location);
    nock(HEFFL, { reqheaders: { 'x-api-key': KEY } })
      .get(address)
      .reply(200, { items: [] });
    expect(await send()).toMatchObject({ status: 200, data: { items: [] } });
  });

  // A request there would fail in another way: nothing answers it.
  test.each([
    ['another host', 'https://elsewhere.example/api/v1/leads'],
    ['another host without a scheme', '//elsewhere.example/leads'],
    ['the same host without encryption', 'http://api.heffl.com/api/v1/leads'],
    ['another port of the same host', 'https://api.heffl.com:8443/api/v1/leads'],
    ['nothing that is an address', 'http://['],
    ['no location', undefined],
  ])('GET, to %s: fails', async (_, location) => {
    redirect(302, location);
    expect(await failureOf(() => send())).toEqual(refused);
  });

  test('GET, the second one leaves Heffl: fails', async () => {
    redirect(302, '/api/v1/people');
    nock(HEFFL).get('/api/v1/people').reply(302, '', { location: 'https://elsewhere.example/people' });
    expect(await failureOf(() => send())).toEqual(refused);
  });

  test('GET, in a circle: followed three times, then fails', async () => {
    redirect(302, '/api/v1/leads', 'GET', 3);
    nock(HEFFL).get('/api/v1/leads').reply(200, { items: [] });
    expect(await send()).toMatchObject({ status: 200 });
    redirect(302, '/api/v1/leads', 'GET', 4);
    expect(await failureOf(() => send())).toEqual(refused);
  });

  const created = errorTexts.maybeDone({ purpose: 'list the leads', noun: 'lead' });
  const changed = errorTexts.maybeChanged({
    purpose: 'list the leads',
    reason: 'it sent us on to another address',
  });

  test.each([
    ['POST', 303, '/api/v1/leads/ld_1', created],
    ['POST', 308, 'https://elsewhere.example/leads', created],
    ['POST', 300, undefined, created],
    ['PATCH', 302, '/api/v1/people', changed],
    ['DELETE', 301, '/api/v1/leads/', changed],
  ] as const)('%s, %i to %s: may be done', async (method, status, location, message) => {
    redirect(status, location, method);
    expect(await failureOf(() => send({ method, body: {} }))).toEqual(halted(message));
  });

  test.each([307, 308])('POST, %i within Heffl: followed, with its body', async (status) => {
    redirect(status, '/api/v1/people', 'POST');
    nock(HEFFL).post('/api/v1/people', { name: 'Jane' }).reply(200, { id: 'ld_1' });
    expect(await send({ method: 'POST', body: { name: 'Jane' } })).toMatchObject({ data: { id: 'ld_1' } });
  });
});

import nock from 'nock';
import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../../src/errors.js';
import { type Call, connect } from '../../src/heffl/client.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';
import { closeNetwork } from '../support/network.js';

closeNetwork();

const HEFFL = 'https://api.heffl.com';
const ELSEWHERE = 'https://elsewhere.example';

let z: ZObject;
beforeAll(async () => {
  z = await openZ();
});

const send = (call: Partial<Call> = {}) =>
  connect(z, { authData: { api_key: 'heffl_user_abc' } }).send({
    method: 'GET',
    path: '/leads',
    purpose: 'list the leads',
    noun: 'lead',
    ...call,
  });

const refusedAfter = (status: number) => ({
  name: 'AppError',
  code: 'Redirected',
  status,
  message:
    'Heffl could not list the leads: it sent us on to an address where your API key or your data must not go. Contact Heffl support.',
});

test.each([301, 302, 303, 307, 308])('GET, %i within Heffl: followed, with the key', async (status) => {
  nock(HEFFL)
    .get('/api/v1/leads')
    .reply(status, '', { location: `${HEFFL}/api/v1/people?limit=1` });
  nock(HEFFL, { reqheaders: { 'x-api-key': 'heffl_user_abc' } })
    .get('/api/v1/people?limit=1')
    .reply(200, { items: [] });
  expect(await send()).toMatchObject({ status: 200, data: { items: [] } });
});

test.each([
  ['/api/v1/people', '/api/v1/people'],
  ['people', '/api/v1/people'],
  ['?cursor=a', '/api/v1/leads?cursor=a'],
])('redirect to "%s": goes to %s', async (location, address) => {
  nock(HEFFL).get('/api/v1/leads').reply(302, '', { location });
  nock(HEFFL).get(address).reply(200, { items: [] });
  expect(await send()).toMatchObject({ status: 200 });
});

test.each([
  ['another host', `${ELSEWHERE}/api/v1/leads`],
  ['another host without a scheme', '//elsewhere.example/leads'],
  ['the same host without encryption', 'http://api.heffl.com/api/v1/leads'],
  ['another port of the same host', 'https://api.heffl.com:8443/api/v1/leads'],
  ['a host below it', 'https://evil.api.heffl.com/api/v1/leads'],
  ['this machine', 'http://127.0.0.1:9/leads'],
  ['another scheme', 'ftp://api.heffl.com/leads'],
  ['nothing that is an address', 'http://['],
])('redirect to %s: fails, and nothing is sent there', async (_, location) => {
  const requests: string[] = [];
  const note = (request: { readonly host?: string }): void => {
    requests.push(request.host ?? '');
  };
  nock.emitter.on('no match', note);
  const elsewhere = [
    nock(ELSEWHERE).get(/.*/),
    nock('http://api.heffl.com').get(/.*/),
    nock('https://api.heffl.com:8443').get(/.*/),
    nock('https://evil.api.heffl.com').get(/.*/),
  ].map((interceptor) => interceptor.optionally().reply(200, { items: [] }));
  nock(HEFFL).get('/api/v1/leads').reply(302, '', { location });

  expect(await failureOf(() => send())).toEqual(refusedAfter(302));

  nock.emitter.off('no match', note);
  expect(requests).toEqual([]);
  expect(elsewhere.flatMap((scope) => scope.activeMocks())).toHaveLength(4);
});

test('second redirect leaves Heffl: fails', async () => {
  nock(HEFFL).get('/api/v1/leads').reply(302, '', { location: '/api/v1/people' });
  nock(HEFFL)
    .get('/api/v1/people')
    .reply(302, '', { location: `${ELSEWHERE}/people` });
  expect(await failureOf(() => send())).toEqual(refusedAfter(302));
});

test.each(['POST', 'PATCH', 'PUT', 'DELETE'] as const)(
  'a %s that Heffl wants as a GET elsewhere (302) may be done',
  async (method) => {
    nock(HEFFL).intercept('/api/v1/leads', method).reply(302, '', { location: '/api/v1/people' });
    expect(await failureOf(() => send({ method, body: { name: 'Jane' } }))).toEqual({
      name: 'HaltedError',
      message:
        method === 'POST'
          ? errorTexts.maybeDone({ purpose: 'list the leads', noun: 'lead' })
          : errorTexts.maybeChanged({
              purpose: 'list the leads',
              reason: 'it sent us on to another address',
            }),
    });
  },
);

test.each([
  [303, { location: '/api/v1/leads/ld_1' }],
  [303, {}],
  [301, { location: '/api/v1/leads/' }],
  [308, { location: 'https://elsewhere.example/leads' }],
  [304, {}],
])('POST, %i with %j: may be done', async (status, headers) => {
  nock(HEFFL).post('/api/v1/leads').reply(status, '', headers);
  expect(await failureOf(() => send({ method: 'POST', purpose: 'create the lead' }))).toEqual({
    name: 'HaltedError',
    message: errorTexts.maybeDone({ purpose: 'create the lead', noun: 'lead' }),
  });
});

test.each([307, 308])('POST, %i within Heffl: followed, with its body', async (status) => {
  nock(HEFFL).post('/api/v1/leads').reply(status, '', { location: '/api/v1/people' });
  nock(HEFFL).post('/api/v1/people', { name: 'Jane' }).reply(200, { id: 'ld_1' });
  expect(await send({ method: 'POST', body: { name: 'Jane' } })).toMatchObject({ data: { id: 'ld_1' } });
});

test('redirects in a circle: fails', async () => {
  nock(HEFFL).get('/api/v1/leads').times(4).reply(302, '', { location: '/api/v1/leads' });
  expect(await failureOf(() => send())).toEqual(refusedAfter(302));
});

test('three redirects: followed', async () => {
  nock(HEFFL).get('/api/v1/leads').times(3).reply(302, '', { location: '/api/v1/leads' });
  nock(HEFFL).get('/api/v1/leads').reply(200, { items: [] });
  expect(await send()).toMatchObject({ status: 200 });
});

test.each([300, 302, 304])('%i without a location: fails', async (status) => {
  nock(HEFFL).get('/api/v1/leads').reply(status, '');
  expect(await failureOf(() => send())).toEqual(refusedAfter(status));
});

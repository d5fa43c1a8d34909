import { z } from 'zod';
import { errorTexts } from '../../src/errors.js';
import { connectHeffl } from '../support/heffl.js';

const heffl = connectHeffl();
const created = z.object({ status: z.number(), body: z.looseObject({ id: z.string() }) });

test.each([
  ['another host', 'https://evil.example/leads'],
  ['another host without a scheme', '//evil.example/leads'],
  ['another host, encoded', '%2f%2fevil.example/leads'],
  ['another host behind backslashes', '\\\\evil.example/leads'],
  ['the address of Heffl itself', 'https://api.heffl.com/api/v1/leads'],
  ['a user name', 'user:secret@evil.example'],
  ['a way up', '..'],
  ['a way up at the start', '../webhooks'],
  ['a way up in the middle', '/leads/../webhooks'],
  ['a way up, encoded', '/leads/%2e%2e/webhooks'],
  ['a way up, encoded twice', '/leads/%252e%252e/webhooks'],
  ['a way up, half encoded', '/leads/.%2E/webhooks'],
  ['a way up behind an encoded slash', '/leads/x%2f..%2f..%2fwebhooks'],
  ['a way up behind a backslash', '/leads/..\\..\\webhooks'],
  ['a dot', '/./leads'],
  ['an empty segment', '/leads//x'],
  ['a query, encoded', '/leads%3Flimit=1'],
  ['a fragment', '/leads#x'],
  ['a space', '/leads/a b'],
  ['a line break', '/leads\n/x'],
  ['a broken encoding', '/leads/%'],
])('%s is no path: %j', async (_what, path) => {
  expect(await heffl.fail('api_request', { method: 'GET', path })).toEqual({
    name: 'HaltedError',
    message: errorTexts.badPath(),
    requests: [],
  });
});

test.each(['/leads/stages', 'leads/stages', ' /leads/stages '])(
  '%j is a path below the API',
  async (path) => {
    const { requests } = await heffl.run('api_request', { method: 'GET', path });
    expect(requests).toEqual([{ method: 'GET', path: '/leads/stages', query: {} }]);
  },
);

test('the query is sent without its blanks, and cannot change the path', async () => {
  const query = { limit: 2, archived: false, cursor: '', empty: null, search: 'a&b=c#d/../e?f' };
  const { output, requests } = await heffl.run('api_request', { method: 'GET', path: '/leads', query });
  expect(requests).toEqual([
    { method: 'GET', path: '/leads', query: { limit: '2', archived: 'false', search: 'a&b=c#d/../e?f' } },
  ]);
  expect(output).toMatchObject({ status: 200, body: { items: [{}, {}], hasMore: true } });
});

test('a name may be there several times in a query, behind the path or as a list', async () => {
  const path = '/leads?tag=a&tag=b';
  await heffl.run('api_request', { method: 'GET', path, query: { sort: ['x', '', 'y'] } });
  expect(heffl.zapier.logs.join('\n')).toContain('"request_params":"tag=a&tag=b&sort=x&sort=y"');
});

test.each([['limit=10'], [{ filter: { name: 'Jane' } }], [['limit', '10']]])(
  'what is no names with values is refused as a query: %j',
  async (query) => {
    expect(await heffl.fail('api_request', { method: 'GET', path: '/leads', query })).toEqual({
      name: 'HaltedError',
      message: errorTexts.badQuery(),
      requests: [],
    });
  },
);

test('a query may stand behind the path, and the list of keys and values beats it', async () => {
  const path = '/leads?limit=1&cursor=&note=a%26b#../../webhooks';
  const { requests } = await heffl.fail('api_request', { method: 'GET', path, query: { limit: 2 } });
  const query = { limit: '2', cursor: '', note: 'a&b#../../webhooks' };
  expect(requests).toEqual([{ method: 'GET', path: '/leads', query }]);
});

const bodies = [
  ['JSON text', '{"name": "Omar Khan", "value": 2500, "cf_vip": true, "email": null}'],
  ['an object', { name: 'Omar Khan', value: 2500, cf_vip: true, email: null }],
] as const;

test.each(bodies)('a body given as %s is sent as JSON', async (_form, body) => {
  const { output, requests } = await heffl.run('api_request', { method: 'POST', path: '/leads', body });
  expect(requests).toEqual([
    {
      method: 'POST',
      path: '/leads',
      query: {},
      body: { name: 'Omar Khan', value: 2500, cf_vip: true, email: null },
    },
  ]);
  expect(output).toMatchObject({
    status: 200,
    headers: {
      'content-type': 'application/json',
      date: new Date(heffl.sandbox.requests[0]?.at ?? 0).toUTCString(),
    },
    body: { name: 'Omar Khan', customFields: { cf_vip: true } },
  });
  expect(heffl.sandbox.requests[0]?.headers['content-type']).toBe('application/json');
});

test('a list is a body as well', async () => {
  const { requests } = await heffl.fail('api_request', {
    method: 'POST',
    path: '/leads',
    body: '[{"name": "A"}]',
  });
  expect(requests).toMatchObject([{ body: [{ name: 'A' }] }]);
});

test.each(['{"name": ', 'name=Omar', '"Omar"', '17', 'true', 'null'])('%j is no body', async (body) => {
  expect(await heffl.fail('api_request', { method: 'POST', path: '/leads', body })).toEqual({
    name: 'HaltedError',
    message: errorTexts.badJson(),
    requests: [],
  });
});

test('each method does what it says', async () => {
  const made = await heffl.run('api_request', {
    method: 'POST',
    path: '/leads',
    body: { name: 'Omar Khan' },
  });
  const { body } = created.parse(made.output);
  const path = `/leads/${body.id}`;
  const steps = [
    ['PATCH', { title: 'A' }],
    ['put', { title: 'B' }],
    ['GET', { ignored: true }],
    ['DELETE', undefined],
  ] as const;
  for (const [method, sent] of steps) {
    const { requests } = await heffl.run('api_request', { method, path, ...(sent && { body: sent }) });
    const expected = { method: method.toUpperCase(), path, query: {} };
    expect(requests).toEqual([method === 'GET' || !sent ? expected : { ...expected, body: sent }]);
  }
  expect(heffl.sandbox.records.get('leads', body.id)).toBeUndefined();
});

test('an answer without a body is null', async () => {
  heffl.sandbox.readings.deleteAnswer = 'empty204';
  const path = `/leads/${heffl.idOf('leads', 'Jane Smith')}`;
  const { output } = await heffl.run('api_request', { method: 'DELETE', path });
  expect(output).toMatchObject({ status: 204, body: null });
});

test('a method that Heffl has not is refused before anything is sent', async () => {
  expect(await heffl.fail('api_request', { method: 'TRACE', path: '/leads' })).toEqual({
    name: 'HaltedError',
    message: errorTexts.notAMethod({ method: 'TRACE' }),
    requests: [],
  });
});

test.each([
  [
    'a path that there is not',
    404,
    'HaltedError',
    errorTexts.refused({ purpose: 'carry out GET /nothing', reason: 'Route not found' }),
  ],
  ['a refusal', 400, 'HaltedError', errorTexts.refused({ purpose: 'carry out GET /nothing', reason: 'No' })],
  [
    'a missing permission',
    403,
    'AppError',
    errorTexts.notAllowed({ purpose: 'carry out GET /nothing', reason: 'No' }),
  ],
  ['a dead key', 401, 'ExpiredAuthError', errorTexts.expiredKey()],
])('%s is an error as in every other step', async (_what, status, name, message) => {
  const body = { code: 'X', message: status === 404 ? 'Route not found' : 'No' };
  heffl.sandbox.faults.inject({ kind: 'status', status, body });
  expect(await heffl.fail('api_request', { method: 'GET', path: '/nothing' })).toMatchObject({
    name,
    message,
  });
});

test.each([
  ['fields', { dict: true }],
  [undefined, { dict: true }],
  ['json', { type: 'text' }],
])('with the body format %s the body is one input', async (body_format, expected) => {
  const { fields } = await heffl.form('api_request', { body_format });
  expect(fields.filter(({ key }) => key === 'body')).toMatchObject([expected]);
});

import { errorTexts } from '../../src/errors.js';
import { connectHeffl, type Input } from '../support/heffl.js';

const heffl = connectHeffl();

const halted = (message: string) => ({ name: 'HaltedError', message, requests: [] });
const send = (input: Input) => heffl.run('api_request', { method: 'GET', path: '/leads', ...input });
const refused = (input: Input) => heffl.fail('api_request', { method: 'GET', path: '/leads', ...input });

test.each([
  ['another host', 'https://evil.example/leads'],
  ['another host without a scheme', '//evil.example/leads'],
  ['another host, encoded', '%2f%2fevil.example/leads'],
  ['another host after backslashes', '\\\\evil.example/leads'],
  ['the whole address of Heffl', 'https://api.heffl.com/api/v1/leads'],
  ['a user name', 'user:secret@evil.example'],
  ['".." alone', '..'],
  ['".." at the start', '../webhooks'],
  ['".." in the middle', '/leads/../webhooks'],
  ['"..", encoded', '/leads/%2e%2e/webhooks'],
  ['"..", encoded twice', '/leads/%252e%252e/webhooks'],
  ['"..", half encoded', '/leads/.%2E/webhooks'],
  ['".." after an encoded slash', '/leads/x%2f..%2f..%2fwebhooks'],
  ['".." after a backslash', '/leads/..\\..\\webhooks'],
  ['"."', '/./leads'],
  ['an empty segment', '/leads//x'],
  ['a query, encoded', '/leads%3Flimit=1'],
  ['a fragment', '/leads#x'],
  ['a space', '/leads/a b'],
  ['a line break', '/leads\n/x'],
  ['a broken encoding', '/leads/%'],
  ['".." with a tab in it', '/leads/.\t./webhooks'],
  ['".." before an encoded line break', '/leads/..%0a'],
  ['".." before a control character', '/leads/..\u0000'],
  ['".." before an encoded control character', '/leads/..%1f'],
  ['".." before a parameter', '/leads/..;a=b/webhooks'],
  ['".." of wide dots', '/leads/．．/webhooks'],
  ['".." with a mark in it', '/leads/.\u200b./webhooks'],
  ['a control character', '/leads\u0001'],
  ['a control character of the second block', '/leads\u0085'],
])('path with %s (%j): fails without a request', async (_, path) => {
  expect(await refused({ path })).toEqual(halted(errorTexts.badPath()));
});

test('path of 100,000 characters, encoded 50,000 times: fails without a request', async () => {
  const path = `/leads/%${'25'.repeat(50_000)}41`;
  expect(await refused({ path })).toEqual(halted(errorTexts.badPath()));
});

test.each(['/leads/stages', 'leads/stages', ' /leads/stages\u200b '])(
  'path %j: sent below the API',
  async (path) => {
    expect((await send({ path })).requests).toEqual([{ method: 'GET', path: '/leads/stages', query: {} }]);
  },
);

test('query: sent without blanks, and not part of the path', async () => {
  const search = 'a&b=c#d/../e?f';
  const { output, requests } = await send({
    query: { limit: 2, archived: false, cursor: '', empty: null, search },
  });
  const query = { limit: '2', archived: 'false', search };
  expect(requests).toEqual([{ method: 'GET', path: '/leads', query }]);
  expect(output).toMatchObject({ status: 200, body: { items: [{}, {}], hasMore: true } });
});

test('query with a name several times, after the path or as a list: sends each', async () => {
  await send({ path: '/leads?tag=a&tag=b', query: { sort: ['x', '', 'y'] } });
  expect(heffl.zapier.logs.join('\n')).toContain('"request_params":"tag=a&tag=b&sort=x&sort=y"');
});

test('query after the path and in the list: the list wins', async () => {
  const path = '/leads?limit=1&cursor=&note=a%26b#../../webhooks';
  const { requests } = await refused({ path, query: { limit: 2 } });
  const query = { limit: '2', cursor: '', note: 'a&b#../../webhooks' };
  expect(requests).toEqual([{ method: 'GET', path: '/leads', query }]);
});

test.each([['limit=10'], [{ filter: { name: 'Jane' } }], [['limit', '10']]])(
  'query %j: fails without a request',
  async (query) => {
    expect(await refused({ query })).toEqual(halted(errorTexts.badQuery()));
  },
);

const fields = { name: 'Omar Khan', value: 2500, cf_vip: true, email: null };

test.each([
  ['JSON text', JSON.stringify(fields)],
  ['an object', fields],
])('body as %s: sent as JSON', async (_, body) => {
  const { output, requests } = await send({ method: 'POST', body });
  expect(requests).toEqual([{ method: 'POST', path: '/leads', query: {}, body: fields }]);
  const { at = 0, headers = {} } = heffl.sandbox.requests[0] ?? {};
  expect(headers['content-type']).toBe('application/json');
  expect(output).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/json', date: new Date(at).toUTCString() },
    body: { name: 'Omar Khan', customFields: { cf_vip: true } },
  });
});

test('body that is a list: sent', async () => {
  const { requests } = await refused({ method: 'POST', body: '[{"name": "A"}]' });
  expect(requests).toMatchObject([{ body: [{ name: 'A' }] }]);
});

test.each(['{"name": ', 'name=Omar', '"Omar"', '17', 'true', 'null'])(
  'body %j: fails without a request',
  async (body) => {
    expect(await refused({ method: 'POST', body })).toEqual(halted(errorTexts.badJson()));
  },
);

test.each([
  ['PATCH', { title: 'A' }, true],
  ['put', { title: 'B' }, true],
  ['GET', { title: 'C' }, false],
  ['DELETE', undefined, false],
])('method %s with body %j: body sent: %s', async (method, body, isSent) => {
  const id = heffl.idOf('leads', 'Jane Smith');
  const { output, requests } = await send({ method, path: `/leads/${id}`, body });
  const request = { method: method.toUpperCase(), path: `/leads/${id}`, query: {} };
  expect(requests).toEqual([isSent ? { ...request, body } : request]);
  expect(output).toMatchObject({ status: 200, body: { id } });
  const title = heffl.sandbox.records.get('leads', id)?.title;
  expect(title).toBe(method === 'DELETE' ? undefined : isSent ? body?.title : 'Product Demo Request');
});

test('method TRACE: fails without a request', async () => {
  expect(await refused({ method: 'TRACE' })).toEqual(
    halted(errorTexts.notAChoice({ label: 'Method', value: 'TRACE' })),
  );
});

test('answer without a body: gives null', async () => {
  heffl.sandbox.readings.deleteAnswer = 'empty204';
  const path = `/leads/${heffl.idOf('leads', 'Jane Smith')}`;
  expect((await send({ method: 'DELETE', path })).output).toMatchObject({ status: 204, body: null });
});

const toDo = 'carry out GET /nothing';

test.each([
  [404, 'HaltedError', errorTexts.refused({ purpose: toDo, reason: 'Not here' })],
  [400, 'HaltedError', errorTexts.refused({ purpose: toDo, reason: 'Not here' })],
  [403, 'AppError', errorTexts.notAllowed({ purpose: toDo, reason: 'Not here' })],
  [401, 'ExpiredAuthError', errorTexts.expiredKey()],
])('answer %d: fails with %s, as every other step', async (status, name, message) => {
  const body = { code: 'X', message: 'Not here' };
  heffl.sandbox.faults.inject({ kind: 'status', status, body });
  expect(await refused({ path: '/nothing' })).toMatchObject({ name, message });
});

test.each([
  ['fields', { dict: true }],
  [undefined, { dict: true }],
  ['json', { type: 'text' }],
])('form with body_format %s: one input for the body, %j', async (body_format, expected) => {
  const form = await heffl.form('api_request', { body_format });
  expect(form.fields.filter(({ key }) => key === 'body')).toMatchObject([expected]);
});

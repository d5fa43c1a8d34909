import { errorTexts } from '../../src/errors.js';
import { refused } from '../support/failure.js';
import { connectHeffl, type Input } from '../support/heffl.js';

const heffl = connectHeffl();

const send = (input: Input) => heffl.run('api_request', { method: 'GET', path: '/leads', ...input });
const fail = (input: Input) => heffl.fail('api_request', { method: 'GET', path: '/leads', ...input });

test.each([
  ['another host', ['https://evil.example/leads', '//evil.example/leads', '\\\\evil.example/leads']],
  ['another host, encoded', ['%2f%2fevil.example/leads']],
  ['the whole address of Heffl', ['https://api.heffl.com/api/v1/leads']],
  ['a user name', ['user:secret@evil.example']],
  ['".."', ['..', '../webhooks', '/leads/../webhooks', '/leads/..\\..\\webhooks']],
  ['"..", encoded', ['/leads/%2e%2e/webhooks', '/leads/.%2E/webhooks', '/leads/x%2f..%2f..%2fwebhooks']],
  ['"..", encoded twice', ['/leads/%252e%252e/webhooks']],
  ['".." with something unseen', ['/leads/.\t./webhooks', '/leads/.\u200b./webhooks', '/leads/..\u0000']],
  ['".." before what is encoded', ['/leads/..%0a', '/leads/..%1f']],
  ['".." before a parameter', ['/leads/..;a=b/webhooks']],
  ['".." of wide dots', ['/leads/．．/webhooks']],
  ['"." or an empty segment', ['/./leads', '/leads//x']],
  ['a query, encoded, or a fragment', ['/leads%3Flimit=1', '/leads#x']],
  ['a blank or a broken encoding', ['/leads/a b', '/leads\n/x', '/leads/%']],
  ['a control character', ['/leads\u0001', '/leads\u0085']],
  ['far too many characters', [`/leads/%${'25'.repeat(50_000)}41`]],
])('path with %s: fails without a request', async (_, paths) => {
  for (const path of paths)
    expect([path, await fail({ path })]).toEqual([path, refused(errorTexts.badPath())]);
});

test.each(['leads/stages', ' /leads/stages\u200b '])('path %j: sent below the API', async (path) => {
  expect((await send({ path })).requests).toEqual([{ method: 'GET', path: '/leads/stages', query: {} }]);
});

test('query: sent without blanks, and not part of the path', async () => {
  const search = 'a&b=c#d/../e?f';
  const input = { limit: 2, archived: false, cursor: '', empty: null, search };
  const { output, requests } = await send({ query: input });
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
  const { requests } = await fail({ path, query: { limit: 2 } });
  const query = { limit: '2', cursor: '', note: 'a&b#../../webhooks' };
  expect(requests).toEqual([{ method: 'GET', path: '/leads', query }]);
});

test.each([
  ['query', ['limit=10', { filter: { name: 'Jane' } }, ['limit', '10']], errorTexts.badQuery()],
  ['body', ['{"name": ', 'name=Omar', '"Omar"', '17', 'true', 'null'], errorTexts.badJson()],
  ['method', ['TRACE'], errorTexts.notAChoice({ label: 'Method', value: 'TRACE' })],
])('%s %j: fails without a request', async (key, values, message) => {
  for (const value of values) expect(await fail({ method: 'POST', [key]: value })).toEqual(refused(message));
});

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
  const { requests } = await fail({ method: 'POST', body: '[{"name": "A"}]' });
  expect(requests).toMatchObject([{ body: [{ name: 'A' }] }]);
});

test.each([
  ['PATCH', { title: 'A' }, { title: 'A' }, 'A'],
  ['put', { title: 'B' }, { title: 'B' }, 'B'],
  ['GET', { title: 'C' }, undefined, 'Product Demo Request'],
  ['DELETE', undefined, undefined, undefined],
])('method %s with body %j: sends %j, and the title is then "%s"', async (method, body, sent, title) => {
  const id = heffl.idOf('leads', 'Jane Smith');
  const { output, requests } = await send({ method, path: `/leads/${id}`, body });
  const request = { method: method.toUpperCase(), path: `/leads/${id}`, query: {} };
  expect(requests).toEqual([{ ...request, ...(sent && { body: sent }) }]);
  expect(output).toMatchObject({ status: 200, body: { id } });
  expect(heffl.sandbox.records.get('leads', id)?.title).toBe(title);
});

test('answer without a body: gives null', async () => {
  heffl.sandbox.readings.deleteAnswer = 'empty204';
  const path = `/leads/${heffl.idOf('leads', 'Jane Smith')}`;
  expect((await send({ method: 'DELETE', path })).output).toMatchObject({ status: 204, body: null });
});

test('answer 404: fails with its message', async () => {
  const reason = 'Not here';
  heffl.sandbox.faults.inject({ kind: 'status', status: 404, body: { code: 'X', message: reason } });
  const message = errorTexts.refused({ purpose: 'carry out GET /nothing', reason });
  expect(await fail({ path: '/nothing' })).toMatchObject({ name: 'HaltedError', message });
});

test.each([
  ['fields', { dict: true }],
  [undefined, { dict: true }],
  ['json', { type: 'text' }],
])('form with body_format %s: one input for the body, %j', async (body_format, expected) => {
  const form = await heffl.form('api_request', { body_format });
  expect(form.fields.filter(({ key }) => key === 'body')).toMatchObject([expected]);
});

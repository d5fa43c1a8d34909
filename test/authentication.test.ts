import { z } from 'zod';
import App from '../index.js';
import { errorTexts } from '../src/errors.js';
import { KEY_PAGE } from '../src/heffl/facts.js';
import { connectHeffl } from './support/heffl.js';

const heffl = connectHeffl();

const labelWith = async (authData: Readonly<Record<string, string>>): Promise<string> => {
  const { output } = await heffl.run('authentication', {}, { authData });
  return z.strictObject({ connection: z.string() }).parse(output).connection;
};

test('the test of a connection asks for one lead, with the key in its header and nowhere else', async () => {
  const { requests } = await heffl.run('authentication');
  expect(requests).toEqual([{ method: 'GET', path: '/leads', query: { limit: '1' } }]);
  const { headers = {} } = heffl.sandbox.requests[0] ?? {};
  expect(headers).toMatchObject({ 'x-api-key': heffl.sandbox.apiKey, accept: 'application/json' });
  const elsewhere = Object.entries(headers).filter(([name]) => name !== 'x-api-key');
  expect(JSON.stringify(elsewhere)).not.toContain(heffl.sandbox.apiKey);
});

test('spaces around a pasted key do not matter', async () => {
  await heffl.run('authentication', {}, { authData: { api_key: ` ${heffl.sandbox.apiKey}\n` } });
  expect(heffl.sandbox.requests[0]?.headers['x-api-key']).toBe(heffl.sandbox.apiKey);
});

test.each([
  ['a wrong key', 'heffl_user_wrong', 1],
  ['no key', '', 0],
  ['a blank key', '   ', 0],
  ['a key with a line break in it', 'heffl\nuser', 0],
  ['a key with letters that no header has', 'heffl_ключ', 0],
])('%s gets told where to find the right one', async (_what, key, requestCount) => {
  const failure = await heffl.fail('authentication', {}, { authData: { api_key: key } });
  expect(failure).toMatchObject({
    name: 'AppError',
    message: errorTexts.badKey({ keyPage: KEY_PAGE }),
    status: 401,
  });
  expect(failure.requests).toHaveLength(requestCount);
});

test('a key that may not list leads is told of the permission', async () => {
  heffl.sandbox.faults.inject({ kind: 'status', status: 403, body: { code: 'FORBIDDEN', message: 'No' } });
  const { name, message } = await heffl.fail('authentication');
  expect({ name, message }).toEqual({
    name: 'AppError',
    message: errorTexts.notAllowed({ purpose: 'check the API key by listing a lead', reason: 'No' }),
  });
});

test.each([[{}], [null], [{ items: [{}] }], ['ok']])(
  'an answer that holds no list of leads, %j, is no connection',
  async (body) => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body });
    expect(await heffl.fail('authentication')).toMatchObject({
      name: 'AppError',
      code: 'UnexpectedAnswer',
    });
  },
);

test('a connection is called by its workspace', async () => {
  expect(App.authentication?.connectionLabel).toBe('{{connection}}');
  expect(await labelWith({ workspace_name: ' Al Noor Cleaning ' })).toBe('Al Noor Cleaning');
});

test('without a workspace name, the label tells two keys apart and gives none away', async () => {
  const [one, other] = ['heffl_user_4f9a8b7c6d5e', 'heffl_user_4f9a8b7c6d5f'];
  const labels: string[] = [];
  for (const api_key of [one, other, one]) {
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { items: [] } });
    labels.push(await labelWith({ api_key, workspace_name: '  ' }));
  }
  const [first = '', second = '', again = ''] = labels;
  expect(first).toBe(again);
  expect(first).not.toBe(second);
  for (const label of labels) {
    expect(label).toMatch(/^Key [0-9a-f]{6}$/);
    for (let start = 0; start + 4 <= one.length; start++)
      expect(label).not.toContain(one.slice(start, start + 4));
  }
});

test('the key is a password to Zapier', () => {
  expect(App.authentication?.type).toBe('custom');
  expect(App.authentication?.fields).toMatchObject([
    { key: 'api_key', type: 'password', required: true },
    { key: 'workspace_name', required: false },
    { key: 'default_country', required: false },
  ]);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';
import { errorTexts } from '../../src/errors.js';
import { type Sandbox, startSandbox } from '../sandbox/index.js';
import { startZapier, type ZapierStandIn } from '../support/zapier.js';

let sandbox: Sandbox;
let zapier: ZapierStandIn;

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  zapier = await startZapier();
});

beforeEach(() => {
  process.env.HEFFL_BASE_URL = sandbox.url;
  sandbox.requests.length = 0;
});

afterEach(() => {
  sandbox.faults.clear();
});

afterAll(async () => {
  await zapier.close();
  await sandbox.close();
});

const run = (method: string, inputData: Readonly<Record<string, unknown>> = {}): Promise<unknown> =>
  zapier.run(`${method}.operation.perform`, { authData: { api_key: sandbox.apiKey }, inputData });

const messageOf = (outcome: Promise<unknown>): Promise<string> =>
  outcome.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

test('another origin gets no request at all, and so no key, when Heffl redirects to it', async () => {
  const visits: string[] = [];
  const elsewhere = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.end('{}');
  });
  await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
  const { port } = z.object({ port: z.number() }).parse(elsewhere.address());
  try {
    for (const status of [301, 302, 303, 307, 308]) {
      sandbox.faults.inject({ kind: 'redirect', location: `http://127.0.0.1:${port}/leads`, status });
      expect(await messageOf(run('triggers.new_lead'))).toContain('must not go');
    }
    expect(visits).toEqual([]);
  } finally {
    elsewhere.close();
  }
});

test.each([
  [400, 'Heffl could not create the lead: Invalid email. Correct this in the step and run it again.'],
  [401, errorTexts.expiredKey()],
])('a refusal (%i) is one sentence or two, without the data, the answer or the key', async (status, text) => {
  const body = { message: 'Invalid email', note: `for ${sandbox.apiKey}`.slice(0, 12), raw: 'secret' };
  sandbox.faults.inject({ kind: 'status', status, body });
  expect(await messageOf(run('creates.create_lead', { name: 'private@example.com' }))).toBe(text);
});

test.each([
  'http://api.heffl.com/api/v1',
  'ftp://127.0.0.1/api/v1',
  'https://user:pass@api.heffl.com/api/v1',
  'no address',
])('the base URL %s is refused before any request', async (address) => {
  process.env.HEFFL_BASE_URL = address;

  expect(await messageOf(run('triggers.new_lead'))).toContain('HEFFL_BASE_URL must be an https address');
});

const strangeIds = [
  '../webhooks',
  '..\\webhooks',
  '%2e%2e/webhooks',
  'a/../../webhooks',
  'a?limit=1',
  'a#b',
  '//evil.example.com',
];

test.each(strangeIds)('the ID %p cannot leave its segment of the path', async (id) => {
  await expect(run('searches.find_lead', { search_by: 'id', search_value: id })).resolves.toEqual([]);
  expect(await messageOf(run('creates.delete_lead', { id }))).toContain('Lead not found');

  for (const { path, query } of sandbox.requests) {
    expect(path).toMatch(/^\/leads\/[^/?#]+$/);
    expect(query).toEqual({});
  }
});

test.each(['.', '..', ' .. ', ' '])('the ID %p is refused before any request', async (id) => {
  expect(await messageOf(run('creates.delete_lead', { id }))).toMatch(/cannot be the ID|is empty/);
  expect(sandbox.requests).toEqual([]);
});

test('what a search looks for never reaches the address', async () => {
  await run('searches.find_lead', { search_by: 'name', search_value: 'x&limit=1&cursor=y#z' });

  expect(sandbox.requests.map(({ path, query }) => ({ path, query }))).toEqual([
    { path: '/leads', query: { limit: '100' } },
  ]);
});

test.each([
  ['a line break', 'heffl_user_secret\nkey'],
  ['letters that no header takes', 'heffl_user_sécret'],
])('an API key with %s is refused without being shown', async (_, key) => {
  const message = await messageOf(zapier.run('authentication.test', { authData: { api_key: key } }));

  expect(message).toContain('Settings > Developers');
  expect(message).not.toContain('cret');
});

test('text that Zapier would take for a placeholder reaches Heffl as it was written', async () => {
  const name = 'Try {{bundle.authData.api_key}} and {{process.env.SECRET}}';
  await run('creates.create_lead', { name });

  expect(sandbox.requests.map(({ body }) => body)).toEqual([{ name }]);
});

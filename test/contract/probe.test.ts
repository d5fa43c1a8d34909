import { stripVTControlCharacters } from 'node:util';
import { clock } from '../../src/heffl/clock.js';
import {
  type Match,
  type Readings,
  type RequestFault,
  type Sandbox,
  startSandbox,
} from '../sandbox/index.js';
import { commandOf } from '../support/command.js';
import { readCases, toLookAt, writeCases } from './cases.js';
import { openLive } from './live.js';
import { probe } from './probe.js';
import { WIDTH } from './report.js';
import { Scratch } from './scratch.js';

const apiKey = 'heffl_user_0123456789_of_a_live_account';

let sandbox: Sandbox;
/** Milliseconds that were slept, in no time. */
let slept: number[];

beforeAll(async () => {
  const now = () => clock.now();
  sandbox = await startSandbox({ apiKey, now });
});
beforeEach(async () => {
  slept = [];
  jest.spyOn(clock, 'now').mockImplementation(() => slept.reduce((sum, ms) => sum + ms, 1_768_473_000_000));
  jest.spyOn(clock, 'sleep').mockImplementation((ms) => Promise.resolve(void slept.push(ms)));
  await sandbox.reset();
});
afterAll(() => sandbox.close());

const read = (readings: Partial<Readings>): void => {
  Object.assign(sandbox.readings, readings);
};
const fail = (...faults: readonly RequestFault[]): void => {
  for (const fault of faults) sandbox.faults.inject(fault);
};
const answers = (status: number, match: Match, times = Infinity): RequestFault => {
  return { kind: 'status', status, body: { message: 'No' }, match, times };
};

/** What the probe must leave as it was. */
const counts = () =>
  (['leads', 'clients', 'deals', 'tasks', 'webhooks'] as const).map((name) => sandbox.records.count(name));

const run = async ({ isWriting = false } = {}) => {
  const before = counts();
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(stripVTControlCharacters(line));
  const { signal } = new AbortController();
  const code = await probe({ url: sandbox.url, key: apiKey, isWriting, say, signal });
  return { code, lines, text: lines.join('\n'), isClean: counts().join() === before.join() };
};

const CLEANED = '  ✔ Everything that was made is deleted again.';

test('reading: sends GETs alone, each once, within a minute, and finds all as assumed: exit 0', async () => {
  const { code, text } = await run();
  expect(code).toBe(0);
  const sent = sandbox.requests.map(({ method, path, query, headers }) =>
    JSON.stringify([method, path, query, headers['x-api-key']]),
  );
  expect(sent).toEqual([...new Set(sent)]);
  expect(new Set(sandbox.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  expect(slept).toEqual([]);
  expect(text).toContain(`
${readCases.length} as assumed, 0 otherwise and tolerated,
0 to change, 0 not asked, ${sent.length} requests
Nothing was written.`);
});

test('writing: asks all, finds all as assumed, deletes what it made, fits 80 columns: exit 0', async () => {
  const { code, lines, text, isClean } = await run({ isWriting: true });
  const questions = [...readCases, ...writeCases].map(({ question }) => `  ✔ ${question}`);
  expect(lines.filter((line) => line.startsWith('  ✔ '))).toEqual([...questions, CLEANED]);
  expect(text).toContain(`\n${questions.length} as assumed, 0 otherwise`);
  expect(lines.filter((line) => line.startsWith('  – '))).toHaveLength(toLookAt.length);
  expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
  expect(lines.filter((line) => line.includes('waiting'))).toEqual([
    '    … waiting 60 s, to stay under 60 requests a minute',
  ]);
  expect({ code, isClean }).toEqual({ code: 0, isClean: true });
});

test('each verdict has its own lines, without the key and colours that Heffl repeats: exit 1 if one is refuted', async () => {
  read({ listShape: 'data', leadReference: 'ids', rateLimitHint: 'none' });
  const message = `No \u001b[31m${apiKey}\u001b[0m\nhere`;
  fail({ kind: 'status', status: 404, body: { message }, match: { path: '/tasks' }, times: Infinity });
  const { code, text } = await run();
  expect(code).toBe(1);
  expect(text).not.toContain(apiKey);
  for (const lines of [
    `  ✔ How does a list hold its records?
      otherwise: in data
      tolerated by src/heffl/pages.ts: readPage`,
    `  ✘ How does a lead tell its stage and its source?
      assumed: by name and by ID
      by ID alone: Stage and Source stay empty in Zaps
      change src/resources/leads/record.ts: lead`,
    `  ✘ Which values does type have on tasks?
      assumed: call, todo, meeting
      GET /tasks: status 404: No ••• here
      change src/heffl/facts.ts: endpoints.tasks`,
    `  – How many requests a minute does a key have?
      not asked: no header has the limit`,
    `  – Which bytes of the secret sign a delivery?
      look at the first delivery, in the Zap's history: if it says that Heffl
      did not sign it, the key is another
      assumed: those that are base64 after whsec_, or the text itself
      on it depends src/heffl/signatures.ts: isSigned`,
  ])
    expect(text).toContain(`\n${lines}\n`);
});

test.each<[what: string, fault: RequestFault, words: string]>([
  ['503', { kind: 'status', status: 503 }, 'it answers status 503 to GET /leads'],
  ['401', { kind: 'status', status: 401 }, 'Heffl does not take this key (status 401).'],
  ['HTML', { kind: 'html' }, 'its answer is not JSON'],
  ['no answer', { kind: 'cut' }, 'Heffl cannot be reached: '],
  ['a redirect', { kind: 'redirect', location: 'https://a.b' }, 'Heffl redirects to https://a.b.'],
])('%s to the first request: said, exit 2, and nothing else is asked', async (_, fault, words) => {
  fail(fault);
  const { code, text } = await run();
  expect(code).toBe(2);
  expect(text).toContain(words);
  expect(sandbox.requests).toHaveLength(1);
});

test('403 to the list of leads: the rest is asked, exit 0', async () => {
  fail(answers(403, { path: /^\/leads/ }));
  const { code, text } = await run();
  expect(code).toBe(0);
  expect(text).toContain('\n  ✔ Do pipelines have their stages with them in a list?\n');
});

test('faults all over: the rest is asked, and nothing is left behind', async () => {
  fail(
    { kind: 'cut', match: { method: 'POST', path: '/leads' }, before: false },
    { kind: 'html', match: { method: 'GET', path: /^\/clients\/clt_/ } },
    answers(503, { method: 'PATCH' }, 1),
    { kind: 'recordWithoutId', match: { method: 'POST', path: '/webhooks' } },
    answers(500, { method: 'DELETE' }, 1),
  );
  const { lines, isClean } = await run({ isWriting: true });
  expect(sandbox.faults.pending).toBe(0);
  expect(lines).toContain('  – What is the answer to a delete of leads?');
  expect(lines).toContain('  ✔ What is the answer to a delete of tasks?');
  expect(lines).toContain(CLEANED);
  expect(isClean).toBe(true);
});

test('what cannot be deleted or looked for is named, exit 1', async () => {
  read({ clientNames: 'optional' });
  fail(
    answers(500, { method: 'DELETE' }),
    { kind: 'recordWithoutId', match: { method: 'POST', path: '/clients' }, times: 2 },
    answers(500, { path: '/clients' }),
  );
  const { code, lines } = await run({ isWriting: true });
  expect(code).toBe(1);
  const left = lines.slice(lines.indexOf('  ✘ Delete in Heffl what could not be deleted:'));
  expect(left).toContain(`      leads: ${String(sandbox.records.list('leads').at(-1)?.id)}`);
  expect(left.join()).toMatch(/ {6}clients: perhaps one with the website "https:[^"]+delete-me-\d+"/);
});

type Make = (scratch: Scratch) => Promise<unknown>;
const nameless: Make = (scratch) => scratch.make('clients', { type: 'company' }, 'website');

test.each<[what: string, make: Make, fault: RequestFault]>([
  ['its creation says 500', (one) => one.shared('tasks'), { kind: 'status', status: 500, before: false }],
  ['it has no name, and its creation is cut', nameless, { kind: 'cut', before: false }],
  ['its client cannot be deleted first', (one) => one.shared('deals'), answers(500, { method: 'DELETE' }, 1)],
  ['deleting it fails twice', (one) => one.shared('leads'), answers(500, { method: 'DELETE' }, 2)],
])('a scratch record is deleted if %s', async (_, make, fault) => {
  read({ clientNames: 'optional' });
  fail(fault);
  const before = counts();
  const scratch = new Scratch(openLive(sandbox.url, apiKey), 'Probe 1');
  await Promise.allSettled([make(scratch)]);
  expect(await scratch.clear()).toEqual([]);
  expect(sandbox.faults.pending).toBe(0);
  expect(counts()).toEqual(before);
});

describe('pace', () => {
  const open = () => {
    const waits: [seconds: number, why: string][] = [];
    return { heffl: openLive(sandbox.url, apiKey, (...wait) => waits.push(wait)), waits };
  };

  test('51 requests at once: the last one waits for the first to be a minute old', async () => {
    const { heffl, waits } = open();
    for (let sent = 0; sent < 51; sent++) await heffl.send('GET', '/tags');
    expect(waits).toEqual([[60, 'to stay under 60 requests a minute']]);
    expect(slept).toEqual([60_000]);
    expect(heffl.count()).toBe(51);
  });

  test.each([
    [{ 'RateLimit-Reset': '7' }, 7],
    [{}, 60],
  ])('429 with %j: waits %i s, and asks again', async (headers, seconds) => {
    fail({ kind: 'status', status: 429, headers });
    const { heffl, waits } = open();
    expect(await heffl.get('/tags')).toMatchObject({ status: 200 });
    expect(waits).toEqual([[seconds, 'because Heffl asks for it']]);
    expect(slept).toEqual([seconds * 1000]);
  });
});

describe('npm run probe', () => {
  const { start } = commandOf('probe');
  const startWith = (option: string, HEFFL_API_KEY: string) =>
    start([option], { HEFFL_BASE_URL: sandbox.url, HEFFL_API_KEY });

  test.each([
    ['--help', apiKey, 0, 'npm run probe -- --write   also makes records'],
    ['--wirte', apiKey, 2, "✘ Unknown option '--wirte'"],
    ['--write', ' ', 2, '✘ There is no key. Make one at https://app.heffl.com/settings/developers'],
  ])('%s with the key "%s": exit %i, and no request', async (option, key, code, words) => {
    const run = await startWith(option, key).end();
    expect(run.code).toBe(code);
    expect(run.stdout).toContain(words);
    expect(run.stdout.split('\n').filter((line) => line.length > WIDTH)).toEqual([]);
    expect(sandbox.requests).toEqual([]);
  });

  test('Ctrl-C while it writes: asks nothing more, and deletes what it made', async () => {
    const before = counts();
    const command = startWith('--write', apiKey);
    await command.said(/status of an answer to a create/);
    command.kill('SIGINT');
    const { stdout, code } = await command.end();
    expect(stdout).toContain('Stopping once what was made is deleted.');
    expect(stdout).toContain(CLEANED);
    expect(stdout).not.toContain('What is the answer to a delete of leads?');
    expect(sandbox.requests.some(({ method }) => method === 'POST')).toBe(true);
    expect(counts()).toEqual(before);
    expect(code).toBe(0);
  });
});

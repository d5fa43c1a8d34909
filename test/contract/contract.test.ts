import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { clock } from '../../src/heffl/clock.js';
import { isObject } from '../../src/heffl/json.js';
import { readingChoices, type RequestFault, type Sandbox } from '../sandbox/index.js';
import { commandOf } from '../support/command.js';
import { connectHeffl } from '../support/heffl.js';
import { answered, type Asked, type Case, type Setting } from './case.js';
import { readCases, toLookAt, writeCases } from './cases.js';
import { type Live, openLive } from './live.js';
import { findingOf, probe } from './probe.js';
import { WIDTH } from './report.js';
import { Scratch } from './scratch.js';

const START = Date.parse('2026-01-15T10:30:00.000Z');
const apiKey = 'heffl_user_0123456789_of_a_live_account';

const account = connectHeffl({ apiKey, now: () => clock.now(), rateLimit: 60 });
let sandbox: Sandbox;
/** Milliseconds that were slept, in no time. */
let slept: number[];

beforeEach(() => {
  ({ sandbox } = account);
  slept = [];
  jest.spyOn(clock, 'now').mockImplementation(() => slept.reduce((sum, ms) => sum + ms, START));
  jest.spyOn(clock, 'sleep').mockImplementation((ms) => Promise.resolve(void slept.push(ms)));
});

const isFaults = (setting: Setting): setting is readonly RequestFault[] => Array.isArray(setting);

const set = (...settings: readonly Setting[]): void => {
  for (const setting of settings) {
    if (isFaults(setting)) for (const fault of setting) sandbox.faults.inject(fault);
    else Object.assign(sandbox.readings, setting);
  }
};

describe('cases', () => {
  const settingsOf = <Source>(one: Asked<Case<Source>>) =>
    (['tolerated', 'refuted', 'notAsked'] as const).flatMap((verdict) =>
      Object.entries(one[verdict] ?? {}).map(([answer, setting]) => ({ one, verdict, answer, setting })),
    );

  /** Each case in each setting that it names. The probe asks all of them in the default of the sandbox. */
  const holds = <Source>(cases: readonly Asked<Case<Source>>[], sourceOf: (heffl: Live) => Source): void => {
    test.each(cases.flatMap(settingsOf))(
      '$one.question $verdict: $answer',
      async ({ one, setting, ...finding }) => {
        set(setting);
        expect(await findingOf(one, sourceOf(openLive(sandbox.url, apiKey)))).toMatchObject(finding);
      },
    );
  };
  holds(readCases, (heffl) => heffl);
  holds(writeCases, (heffl) => new Scratch(heffl, 'Contract'));

  const settings = [...readCases.flatMap(settingsOf), ...writeCases.flatMap(settingsOf)];
  const cases = [...readCases, ...writeCases];

  test('each question is asked once, and has an answer that is not assumed', () => {
    const questions = [...cases, ...toLookAt].map(({ question }) => question);
    expect(questions).toEqual([...new Set(questions)]);
    expect(new Set(settings.map(({ one }) => one.question)).size).toBe(cases.length);
  });

  test('every reading of the sandbox is asked for, or to be looked at', () => {
    const asked = settings.flatMap(({ setting }) => (isFaults(setting) ? [] : Object.keys(setting)));
    const looked = toLookAt.flatMap(({ readings = [] }): string[] => [...readings]);
    expect(new Set([...asked, ...looked])).toEqual(new Set(readingChoices().map(([name]) => name)));
  });

  test('every fact is what a file of the code exports', async () => {
    const facts = [...cases, ...toLookAt].flatMap(({ assumed: [, fact], copes = fact }) => [fact, copes]);
    for (const fact of new Set(facts)) {
      const [file = '', path = ''] = fact.split(': ');
      const module: unknown = await import(join(__dirname, '../..', file));
      const value = path.split('.').reduce((one, key) => (isObject(one) ? one[key] : undefined), module);
      expect([fact, value]).not.toEqual([fact, undefined]);
    }
  });
});

/** What the probe must leave as it was. */
const counts = () =>
  (['leads', 'clients', 'deals', 'tasks', 'webhooks'] as const).map((name) => sandbox.records.count(name));

const CLEANED = '  ✔ Everything that was made is deleted again.';

describe('probe', () => {
  const run = async ({ isWriting = false } = {}) => {
    const before = counts();
    const lines: string[] = [];
    const say = (line: string): void => void lines.push(stripVTControlCharacters(line));
    const { signal } = new AbortController();
    const code = await probe({ url: sandbox.url, key: apiKey, isWriting, say, signal });
    return { code, lines, text: lines.join('\n'), isClean: counts().join() === before.join() };
  };

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

  test('writing: asks all at 50 requests a minute, finds all as assumed, deletes what it made, fits 80 columns: exit 0', async () => {
    const { code, lines, text, isClean } = await run({ isWriting: true });
    const questions = [...readCases, ...writeCases].map(({ question }) => `  ✔ ${question}`);
    expect(lines.filter((line) => line.startsWith('  ✔ '))).toEqual([...questions, CLEANED]);
    expect(text).toContain(`\n${questions.length} as assumed, 0 otherwise`);
    expect(lines.filter((line) => line.startsWith('  – '))).toHaveLength(toLookAt.length);
    expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
    expect(lines.filter((line) => line.includes('waiting'))).toEqual([
      '    … waiting 60 s, to stay under 60 requests a minute',
    ]);
    expect(slept).toEqual([60_000]);
    expect(sandbox.requests.filter(({ at }) => at === START)).toHaveLength(50);
    expect({ code, isClean }).toEqual({ code: 0, isClean: true });
  });

  test.each([
    [{ 'RateLimit-Reset': '7' }, 7],
    [{}, 60],
  ])('429 with %j: waits %i s, and asks again', async (headers, seconds) => {
    set([{ kind: 'status', status: 429, headers }]);
    const { code, lines } = await run();
    expect(lines).toContain(`    … waiting ${seconds} s, because Heffl asks for it`);
    expect(slept).toEqual([seconds * 1000]);
    expect(code).toBe(0);
  });

  test('each verdict has its own lines, without the key and colours that Heffl repeats: exit 1 if one is refuted', async () => {
    const message = `No \u001b[31m${apiKey}\u001b[0m\nhere`;
    set({ listShape: 'data', leadReference: 'ids', rateLimitHint: 'none' });
    set(answered('GET', '/tasks', 404, { message }));
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
    set([fault]);
    const { code, text } = await run();
    expect(code).toBe(2);
    expect(text).toContain(words);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('403 to the list of leads: the rest is asked, exit 0', async () => {
    set(answered('GET', /^\/leads/, 403, { message: 'No' }));
    const { code, lines } = await run();
    expect(code).toBe(0);
    expect(lines).toContain('  ✔ Do pipelines have their stages with them in a list?');
  });

  test('faults all over: the rest is asked, and nothing is left behind', async () => {
    set([
      { kind: 'cut', match: { method: 'POST', path: '/leads' }, before: false },
      { kind: 'status', status: 500, match: { method: 'POST', path: '/tasks' }, before: false },
      { kind: 'recordWithoutId', match: { method: 'POST', path: '/webhooks' } },
      { kind: 'html', match: { method: 'GET', path: /^\/clients\/clt_/ } },
      { kind: 'status', status: 503, match: { method: 'PATCH' } },
      { kind: 'status', status: 500, match: { method: 'DELETE', path: /^\/clients/ }, times: 2 },
    ]);
    const { lines, isClean } = await run({ isWriting: true });
    expect(sandbox.faults.pending).toBe(0);
    expect(lines).toContain('  – What is the answer to a delete of leads?');
    expect(lines).toContain('  ✔ What is the answer to a delete of deals?');
    expect(lines).toContain(CLEANED);
    expect(isClean).toBe(true);
  });

  test('the creation of a company without a name is cut: found by its website, and deleted', async () => {
    set({ clientNames: 'optional' }, [{ kind: 'cut', before: false }]);
    const before = counts();
    const scratch = new Scratch(openLive(sandbox.url, apiKey), 'Probe 1');
    await expect(scratch.make('clients', { type: 'company' }, 'website')).rejects.toThrow();
    expect(await scratch.clear()).toEqual([]);
    expect(counts()).toEqual(before);
  });

  test('what cannot be deleted or looked for is named, exit 1', async () => {
    set({ clientNames: 'optional' }, answered('DELETE', /./, 500), [
      { kind: 'recordWithoutId', match: { method: 'POST', path: '/clients' }, times: 2 },
      { kind: 'status', status: 500, match: { path: '/clients' }, times: Infinity },
    ]);
    const { code, lines } = await run({ isWriting: true });
    expect(code).toBe(1);
    const left = lines.slice(lines.indexOf('  ✘ Delete in Heffl what could not be deleted:'));
    expect(left).toContain(`      leads: ${String(sandbox.records.list('leads').at(-1)?.id)}`);
    expect(left.join()).toMatch(/ {6}clients: perhaps one with the website "https:[^"]+delete-me-\d+"/);
  });
});

describe('npm run probe', () => {
  const { start } = commandOf('probe');
  const startWith = (option: string, HEFFL_API_KEY: string) =>
    start([option], { HEFFL_BASE_URL: sandbox.url, HEFFL_API_KEY });

  test.each([
    ['--wirte', apiKey, /✘ Unknown option '--wirte'[^]*npm run probe -- --write {3}also makes records/],
    ['--write', ' ', /✘ There is no key\. Make one at https:\/\/app\.heffl\.com\/settings\/developers/],
  ])('%s with the key "%s": exit 2, and no request', async (option, key, words) => {
    const { code, stdout } = await startWith(option, key).end();
    expect(code).toBe(2);
    expect(stdout).toMatch(words);
    expect(stdout.split('\n').filter((line) => line.length > WIDTH)).toEqual([]);
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

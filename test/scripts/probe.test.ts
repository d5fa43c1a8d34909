import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { lineOf } from '../../scripts/probe/code.js';
import { openHeffl } from '../../scripts/probe/heffl.js';
import { main } from '../../scripts/probe/main.js';
import { readQuestions, writeQuestions } from '../../scripts/probe/questions.js';
import { WIDTH } from '../../scripts/probe/report.js';
import { clock } from '../../src/heffl/clock.js';
import { startSandbox, type Fault, type Readings, type Sandbox } from '../sandbox/index.js';

const root = join(__dirname, '../..');
const key = 'heffl_user_0123456789_of_a_live_account';

let sandbox: Sandbox;

const start = async (readings: Partial<Readings> = {}, rateLimit: number | false = 60): Promise<void> => {
  sandbox = await startSandbox({ apiKey: key, readings, rateLimit });
  process.env.HEFFL_BASE_URL = sandbox.url;
  process.env.HEFFL_API_KEY = key;
};

const run = async (...args: string[]) => runUntil(new AbortController(), '', ...args);

/** Runs it, and stops it when it says so. */
const runUntil = async (stop: AbortController, cue: string, ...args: string[]) => {
  const lines: string[] = [];
  const code = await main(args, {
    root,
    signal: stop.signal,
    say: (text) => {
      lines.push(...stripVTControlCharacters(text).split('\n'));
      if (cue !== '' && text.includes(cue)) stop.abort();
    },
  });
  return { code, lines, text: lines.join('\n'), told: toldIn(lines) };
};

/** The mark and the text below each question. */
const toldIn = (lines: readonly string[]): Record<string, { mark: string; text: string }> => {
  const told: Record<string, { mark: string; text: string }> = {};
  let current: { mark: string; text: string } | undefined;
  for (const line of lines) {
    const [, mark, question] = /^ {2}([✔✘–]) (.+\?)$/.exec(line) ?? [];
    const id = [...readQuestions, ...writeQuestions].find((one) => one.question === question)?.id;
    if (mark !== undefined && id !== undefined) {
      current = { mark, text: '' };
      told[id] = current;
    } else if (current && line.startsWith('      ')) {
      current.text = `${current.text} ${line.trim()}`.trim();
    } else {
      current = undefined;
    }
  }
  return told;
};

/** What the probe must have left as it was. */
const kept = (): Record<string, number> => ({
  leads: sandbox.records.count('leads'),
  clients: sandbox.records.count('clients'),
  webhooks: sandbox.records.count('webhooks'),
});

beforeEach(() => {
  jest.spyOn(clock, 'sleep').mockResolvedValue();
});

afterEach(async () => {
  jest.restoreAllMocks();
  delete process.env.HEFFL_BASE_URL;
  delete process.env.HEFFL_API_KEY;
  await sandbox.close();
});

describe('Reading', () => {
  test('sends GETs alone, and finds the documented Heffl as assumed', async () => {
    await start();
    const { code, told, text } = await run();
    expect(code).toBe(0);
    expect(new Set(sandbox.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(Object.keys(told)).toEqual(readQuestions.map(({ id }) => id));
    const others = Object.entries(told).filter(([, { text: words }]) => !words.startsWith('as assumed: '));
    expect(others.map(([id]) => id)).toEqual(['task-fields']);
    expect(text).toContain(`${sandbox.requests.length} requests`);
    expect(text).toContain('Nothing was written.');
  });

  test('asks each address once', async () => {
    await start();
    await run();
    const addresses = sandbox.requests
      .filter(({ headers }) => headers['x-api-key'] === key)
      .map(({ path, query }) => `${path} ${JSON.stringify(query)}`);
    expect(addresses).toEqual([...new Set(addresses)]);
  });
});

describe('Where Heffl is another one that the code copes with', () => {
  const readings: Partial<Readings> = {
    listShape: 'data',
    errorShape: 'nested',
    createStatus: '201',
    deleteAnswer: 'empty204',
    shortAnswers: 'on',
    customFieldKeys: 'bare',
    numericIds: 'on',
    leadReference: 'ids',
    pipelineList: 'short',
    leadUpdateVerb: 'PUT',
    clientUpdateVerb: 'PUT',
    referencePaths: 'flat',
    limitOutOfRange: 'clamp',
    unknownEvent: 'refuse',
    rateLimitHint: 'rateLimitItems',
    secretForm: 'plain',
  };

  test('each difference is told, with the line that copes with it', async () => {
    await start(readings);
    const before = kept();
    const { code, told } = await run('--write');
    expect(code).toBe(0);
    const different = Object.entries(told)
      .filter(([, { text }]) => text.startsWith('otherwise, and tolerated: '))
      .map(([id, { text }]): [string, string] => [
        id,
        text.replace('otherwise, and tolerated: ', '').replace(/ \(\S+:\d+\)$/, ''),
      ]);
    expect(Object.fromEntries(different)).toEqual({
      'list-shape': 'in data',
      'page-size': 'limit=101 is taken, and gives 5 records',
      'lead-stages': '/lead-stages: each look-up costs 1 request too many',
      'lead-sources': '/lead-sources: each look-up costs 1 request too many',
      'error-shape': 'in error.message',
      'rate-limit-headers': 'ratelimit',
      'id-types': 'numbers on tasks, pipelines',
      'custom-field-keys': 'in customFields, without cf_',
      'lead-links': 'by ID alone',
      'pipeline-stages': 'no, only a pipeline that is read by its ID: one more request for each',
      'task-fields': 'without createdByName',
      'create-status': '201',
      'create-echo': 'no, it lacks mobile, value, website: a step gives them as empty',
      'leads-update-verb': 'PUT, and yes: each update costs one request too many',
      'clients-update-verb': 'PUT, and yes: each update costs one request too many',
      'custom-field-write': 'in customFields, without cf_',
      'delete-answer': '204, empty',
      'webhook-secret': 'other text',
      'webhook-unknown-event': 'refused with status 400: Unknown event: zapier.probe',
    });
    expect(told['rate-limit']).toEqual({ mark: '–', text: 'not told: no header has the limit' });
    expect(kept()).toEqual(before);
  });
});

describe('Where Heffl is one that the code does not cope with', () => {
  const answers = (path: string, body: unknown): Fault => ({
    kind: 'status',
    status: 200,
    body,
    match: { method: 'GET', path },
    times: 99,
  });

  test.each<[what: string, fault: Fault, id: string, answer: string, file: string, text: string]>([
    [
      'a list under another key',
      answers('/leads', { records: [] }),
      'list-shape',
      'among records',
      'src/heffl/pages.ts',
      'body.items',
    ],
    [
      'pages by number',
      answers('/leads', { items: [{ id: '1' }], meta: { pageNo: 1 } }),
      'paging',
      'by page numbers (pageNo)',
      'src/heffl/pages.ts',
      'nextCursor',
    ],
    [
      'the oldest first',
      answers('/leads', [
        { id: '1', createdAt: '2026-01-01T00:00:00Z' },
        { id: '2', createdAt: '2026-01-02T00:00:00Z' },
      ]),
      'sort-order',
      'oldest first: polling misses new records',
      'src/heffl/pages.ts',
      'limit',
    ],
    [
      'an unknown enum value',
      answers('/tasks', { items: [{ id: '1', status: 'PENDING' }] }),
      'tasks-status',
      'also PENDING',
      'src/heffl/api.ts',
      'taskStatus: {',
    ],
    [
      'another status for a missing record',
      { kind: 'status', status: 418, match: { path: '/leads/zapier-probe' } },
      'missing-record',
      'status 418',
      'src/operations/find.ts',
      'accepts',
    ],
  ])(
    '%s is to change, at the line that says so, with exit 1',
    async (_what, fault, id, answer, file, text) => {
      await start();
      sandbox.faults.inject(fault);
      const { code, told } = await run();
      expect(code).toBe(1);
      expect(told[id]?.mark).toBe('✘');
      expect(told[id]?.text).toContain(answer);
      const [, named, number] = /change (\S+):(\d+)$/.exec(told[id]?.text ?? '') ?? [];
      expect(named).toBe(file);
      expect(readFileSync(join(root, file), 'utf8').split('\n')[Number(number) - 1]).toContain(text);
    },
  );
});

describe('Writing', () => {
  test('takes away all that it made, touches nothing else, and finds the documented Heffl as assumed', async () => {
    await start();
    const before = kept();
    const { code, told, text } = await run('--write');
    expect(code).toBe(0);
    expect(Object.keys(told)).toEqual([...readQuestions, ...writeQuestions].map(({ id }) => id));
    expect(writeQuestions.filter(({ id }) => !told[id]?.text.startsWith('as assumed: '))).toEqual([]);
    expect(text).toContain('Everything that was made is deleted again.');
    expect(kept()).toEqual(before);
  });

  const failing: [what: string, fault: Fault][] = [
    [
      'a create whose answer is lost',
      { kind: 'cut', match: { method: 'POST', path: '/leads' }, before: false },
    ],
    [
      'a create that is told as failed',
      { kind: 'status', status: 500, match: { method: 'POST', path: '/leads' }, before: false },
    ],
    ['a create without an ID', { kind: 'recordWithoutId', match: { method: 'POST', path: '/clients' } }],
    [
      'a webhook whose answer is lost',
      { kind: 'cut', match: { method: 'POST', path: '/webhooks' }, before: false },
    ],
    ['an update', { kind: 'status', status: 503, match: { method: 'PATCH' } }],
    ['a reading', { kind: 'html', match: { path: /^\/leads\/ld_/ }, times: 3 }],
    ['a delete', { kind: 'status', status: 500, match: { method: 'DELETE' } }],
    ['a delete, twice', { kind: 'cut', match: { method: 'DELETE' }, times: 2 }],
  ];

  test.each(failing)('leaves nothing behind where %s fails', async (_what, fault) => {
    await start();
    const before = kept();
    sandbox.faults.inject(fault);
    const { text } = await run('--write');
    expect(sandbox.faults.pending).toBe(0);
    expect(kept()).toEqual(before);
    expect(text).toContain('Everything that was made is deleted again.');
  });

  test('leaves nothing behind where it is stopped', async () => {
    await start();
    const before = kept();
    const { told, text } = await runUntil(
      new AbortController(),
      'status of an answer to a create',
      '--write',
    );
    expect(Object.keys(told).at(-1)).toBe('create-status');
    expect(sandbox.requests.at(-1)).toMatchObject({ method: 'DELETE' });
    expect(text).toContain('Everything that was made is deleted again.');
    expect(kept()).toEqual(before);
  });

  test.each<[what: string, fault: Fault, id: string, told: string]>([
    [
      'an update that changes nothing',
      { kind: 'status', status: 200, body: {}, match: { method: 'PATCH', path: /^\/leads/ } },
      'leads-update-verb',
      'assumed: PATCH, and yes PATCH is taken, and changes nothing change src/heffl/api.ts:',
    ],
    [
      'a webhook that is refused',
      {
        kind: 'status',
        status: 400,
        body: { message: 'Unknown event: contact.created' },
        match: { method: 'POST', path: '/webhooks' },
      },
      'webhook-create',
      'assumed: yes status 400: Unknown event: contact.created change src/operations/hook-trigger.ts:',
    ],
  ])('finds %s, and says which line to change', async (_what, fault, id, words) => {
    await start();
    const before = kept();
    sandbox.faults.inject(fault);
    const { code, told } = await run('--write');
    expect(code).toBe(1);
    expect(told[id]).toMatchObject({ mark: '✘' });
    expect(told[id]?.text.replace(/\d+$/, '')).toBe(words);
    expect(kept()).toEqual(before);
  });

  test('names what it could not take away, with exit 1', async () => {
    await start();
    sandbox.faults.inject({ kind: 'status', status: 500, match: { method: 'DELETE' }, times: 99 });
    const { code, lines } = await run('--write');
    expect(code).toBe(1);
    const [lead] = sandbox.records.list('leads').slice(-1);
    expect(lines).toContain('  ✘ Please delete in Heffl what could not be deleted:');
    expect(lines).toContain(`      leads: ${lead?.id ?? 'none'}`);
  });
});

describe('The key', () => {
  test('is not shown, even where Heffl repeats it, and colours of Heffl are not either', async () => {
    await start();
    const body = { message: `No \u001b[31m${key}\u001b[0m\nhere` };
    sandbox.faults.inject({ kind: 'status', status: 404, body, match: { path: '/leads/zapier-probe' } });
    const { text, told } = await run('--write');
    expect(told['missing-record']?.text).toBe('as assumed: status 404: No ••• here');
    expect(text).not.toContain(key);
  });

  test('that Heffl does not take is said once, with exit 2', async () => {
    await start();
    process.env.HEFFL_API_KEY = 'heffl_user_wrong';
    const { code, text } = await run();
    expect(code).toBe(2);
    expect(text).toContain('Heffl does not take this key (status 401: Invalid API key).');
    expect(sandbox.requests).toHaveLength(1);
  });

  test.each([undefined, ' '])(
    'that is missing (%j) is asked for, with exit 2 and no request',
    async (missing) => {
      await start();
      delete process.env.HEFFL_API_KEY;
      if (missing !== undefined) process.env.HEFFL_API_KEY = missing;
      const { code, text } = await run();
      expect(code).toBe(2);
      expect(text).toContain('set HEFFL_API_KEY');
      expect(sandbox.requests).toEqual([]);
    },
  );
});

describe('The pace', () => {
  test('stays under the limit of a minute, and tells each wait', async () => {
    await start({}, false);
    let now = 1_000_000;
    jest.spyOn(clock, 'now').mockImplementation(() => now);
    const sleep = jest.spyOn(clock, 'sleep').mockImplementation((ms) => {
      now += ms;
      return Promise.resolve();
    });
    const waits: [number, string][] = [];
    const heffl = openHeffl({ url: sandbox.url, key, onWait: (...wait) => waits.push(wait) });
    for (let sent = 0; sent < 51; sent++) await heffl.send('GET', '/tags');
    expect(sleep.mock.calls).toEqual([[60_000]]);
    expect(waits).toEqual([[60, 'to stay under 60 requests a minute']]);
    expect(heffl.count()).toBe(51);
  });

  test('waits as long as Heffl asks, and asks again', async () => {
    await start({}, false);
    const headers = { 'RateLimit-Reset': '7' };
    sandbox.faults.inject({ kind: 'status', status: 429, headers });
    const { code, text } = await run();
    expect(code).toBe(0);
    expect(jest.mocked(clock.sleep).mock.calls).toEqual([[7_000]]);
    expect(text).toContain('waiting 7 s, because Heffl asks for it');
  });
});

describe('The questions', () => {
  const questions = [...readQuestions, ...writeQuestions];

  beforeEach(() => start());

  test.each(questions.map(({ id, code }) => [id, code] as const))(
    '%s names one line of the code',
    (_id, code) => {
      expect(lineOf(root, code)).toMatch(/^src\/\S+:\d+$/);
    },
  );

  test('have different names and words', () => {
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
    expect(new Set(questions.map(({ question }) => question)).size).toBe(questions.length);
  });
});

describe('The command', () => {
  beforeEach(() => start());

  test('fits into a terminal of 110 columns', async () => {
    const { lines } = await run('--write');
    expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
  });

  test('explains itself with --help, and refuses what it does not know with exit 2', async () => {
    expect(await run('--help')).toMatchObject({ code: 0 });
    const unknown = await run('--wirte');
    expect(unknown.code).toBe(2);
    expect(unknown.text).toContain("'--wirte'");
    expect(sandbox.requests).toEqual([]);
  });

  test('runs as npm runs it', () => {
    const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/probe.ts'], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    });
    expect(status).toBe(2);
    expect(stdout).toContain('There is no key.');
  });
});

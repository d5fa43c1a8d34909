import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { lineOf } from '../../scripts/probe/code.js';
import { openHeffl } from '../../scripts/probe/heffl.js';
import { main } from '../../scripts/probe/main.js';
import { lookQuestions, readQuestions, writeQuestions } from '../../scripts/probe/questions.js';
import { WIDTH } from '../../scripts/probe/report.js';
import { clock } from '../../src/heffl/clock.js';
import { isObject } from '../../src/heffl/json.js';
import { task } from '../../src/resources/tasks/record.js';
import { type Fault, type Readings, type Sandbox, startSandbox } from '../sandbox/index.js';

const root = join(__dirname, '../..');
const key = 'heffl_user_0123456789_of_a_live_account';

let sandbox: Sandbox;

/** Milliseconds that were waited, in no time. */
let waited = 0;

const start = async (readings: Partial<Readings> = {}, rateLimit: number | false = 60): Promise<void> => {
  sandbox = await startSandbox({ apiKey: key, readings, rateLimit, now: () => Date.now() + waited });
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
    const id = [...readQuestions, ...writeQuestions, ...lookQuestions].find(
      (one) => one.question === question,
    )?.id;
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
  deals: sandbox.records.count('deals'),
  tasks: sandbox.records.count('tasks'),
  webhooks: sandbox.records.count('webhooks'),
});

beforeEach(() => {
  waited = 0;
  jest.spyOn(clock, 'now').mockImplementation(() => Date.now() + waited);
  jest.spyOn(clock, 'sleep').mockImplementation((ms) => {
    waited += ms;
    return Promise.resolve();
  });
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
    expect(Object.keys(told)).toEqual([...readQuestions, ...lookQuestions].map(({ id }) => id));
    const others = Object.entries(told).filter(([, { text: words }]) => !words.startsWith('as assumed: '));
    expect(others.map(([id]) => id)).toEqual(['task-fields', ...lookQuestions.map(({ id }) => id)]);
    expect(text).toContain(`${sandbox.requests.length} requests`);
    expect(text).toContain('Nothing was written.');
  });

  test('asks all of it within one minute of its pace', async () => {
    await start();
    await run();
    expect(sandbox.requests.length).toBeLessThanOrEqual(50);
    expect(clock.sleep).not.toHaveBeenCalled();
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

/** What Heffl answered, without the line that copes with it. */
const answerIn = (text: string): string =>
  text.replace('otherwise: ', '').replace(/ tolerated by src\/\S+:\d+$/, '');

/** The line of the source that a report names as `src/…:12`. */
const sourceAt = (place: string | undefined): string | undefined => {
  const [file = '', number] = place?.split(':') ?? [];
  return readFileSync(join(root, file), 'utf8').split('\n')[Number(number) - 1];
};

describe('Where Heffl is another one that the code copes with', () => {
  const readings: Partial<Readings> = {
    listShape: 'data',
    errorShape: 'nested',
    createStatus: '201',
    deleteAnswer: 'empty204',
    shortAnswers: 'on',
    customFieldKeys: 'bare',
    numericIds: 'on',
    pipelineList: 'short',
    leadUpdateVerb: 'PUT',
    clientUpdateVerb: 'PUT',
    referencePaths: 'flat',
    limitOutOfRange: 'clamp',
    listFilters: 'applied',
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
      .filter(([, { text }]) => text.startsWith('otherwise: '))
      .map(([id, { text }]): [string, string] => [id, answerIn(text)]);
    const hint: unknown = expect.stringMatching(/^ratelimit: "default";r=\d+;t=60, read as 60 s from now$/);
    expect(Object.fromEntries(different)).toEqual({
      'list-shape': 'in data',
      'page-size': 'limit=101 is taken, and gives 5 records',
      'list-filters': 'search is applied, email is applied: a search could be one request',
      'lead-stages': '/lead-stages: each look-up costs 1 request too many',
      'lead-sources': '/lead-sources: each look-up costs 1 request too many',
      'error-shape': 'in error.message',
      'rate-limit-headers': hint,
      'id-types':
        'numbers in leads.stageId, deals.pipelineId, deals.stageId, tasks.id, pipelines.id, pipelines.stages.id, leadStages.id',
      'custom-field-keys': 'in customFields, without cf_',
      'pipeline-stages':
        'no, only a pipeline that is read by its ID: one more request for each, and deals without the name of their stage',
      'task-fields': 'without createdByName',
      'create-status': '201',
      'create-echo': 'no, it lacks mobile, value, website: a step gives them as empty',
      'leads-update-verb': 'PUT, and yes: each update costs one request too many',
      'clients-update-verb': 'PUT, and yes: each update costs one request too many',
      'custom-field-write': 'in customFields, without cf_',
      'deals-delete': '204, empty',
      'tasks-delete': '204, empty',
      'leads-delete': '204, empty',
      'webhook-secret': 'other text',
      'webhook-unknown-event': 'refused with status 400: Unknown event: zapier.probe',
    });
    expect(told['rate-limit']).toEqual({ mark: '–', text: 'not told: no header has the limit' });
    expect(kept()).toEqual(before);
  });

  test.each<[id: string, readings: Partial<Readings>, code: string]>([
    ['create-echo', { shortAnswers: 'on' }, 'keys.map('],
    ['pipeline-stages', { pipelineList: 'short' }, 'await stagesOf('],
    ['list-shape', { listShape: 'data' }, 'body.items, body.data'],
    ['list-filters', { listFilters: 'applied' }, 'await walk('],
  ])(
    '%s names the line that copes with it on a line of its own, however long the answer is',
    async (...one) => {
      const [id, reading, code] = one;
      await start(reading);
      const { told, lines } = await run('--write');
      const place = / (tolerated by \S+)$/.exec(told[id]?.text ?? '')?.[1];
      expect(lines).toContain(`      ${String(place)}`);
      expect(sourceAt(place?.replace('tolerated by ', ''))).toContain(code);
    },
  );

  test('a record within data is taken out where the line says so', async () => {
    await start();
    const [lead] = sandbox.records.list('leads').slice(-1);
    const path = `/leads/${lead?.id ?? ''}`;
    sandbox.faults.inject({ kind: 'status', status: 200, body: { data: lead }, match: { path } });
    const { told } = await run();
    expect(told['one-record']?.text).toMatch(
      /^otherwise: within data tolerated by src\/heffl\/records\.ts:\d+$/,
    );
    expect(sourceAt(told['one-record']?.text.split(' ').at(-1))).toContain('export const unwrapped');
  });

  test('filters that are refused are told', async () => {
    await start({ listFilters: 'refused' });
    const { code, told } = await run();
    expect(code).toBe(0);
    expect(answerIn(told['list-filters']?.text ?? '')).toBe('search is refused, email is refused');
  });
});

describe('What Heffl is not known to serve', () => {
  const unserved: [id: string, paths: string[], code: string][] = [
    ['invoices-read', ['/invoices', '/quotations'], 'unlisted: true'],
    ['users', ['/users'], 'loadAssignees'],
    ['me', ['/me'], 'connectionLabel'],
    ['custom-field-list', ['/custom-fields'], 'customFieldsOf'],
  ];

  const answers = (path: string, status: number, body: unknown = {}): Fault => ({
    kind: 'status',
    status,
    body,
    match: { method: 'GET', path },
  });

  test.each(unserved)('%s: is told where it is served after all, with the line', async (id, paths, code) => {
    await start();
    for (const path of paths) sandbox.faults.inject(answers(path, 200, { items: [] }));
    const { code: exit, told } = await run();
    expect(exit).toBe(0);
    expect(told[id]).toMatchObject({ mark: '✔' });
    expect(told[id]?.text).toContain(`otherwise: yes, ${paths.join(', ')}: `);
    expect(sourceAt(told[id]?.text.split(' ').at(-1))).toContain(code);
  });

  test.each([404, 405])('%i means no', async (status) => {
    await start();
    for (const path of unserved.flatMap(([, paths]) => paths)) sandbox.faults.inject(answers(path, status));
    const { told } = await run();
    for (const [id] of unserved) expect(told[id]).toEqual({ mark: '✔', text: 'as assumed: no' });
  });

  test.each(unserved)('%s: a key that may not see it is told nothing', async (id, paths) => {
    await start();
    for (const path of paths) sandbox.faults.inject(answers(path, 403, { message: 'Not yours' }));
    const text = `not told: ${paths.map((path) => `${path}: status 403: Not yours`).join(', ')}`;
    expect((await run()).told[id]).toEqual({ mark: '–', text });
  });

  test('one that is served counts, whatever becomes of the other', async () => {
    await start();
    sandbox.faults.inject(answers('/quotations', 200, { items: [] }));
    sandbox.faults.inject(answers('/invoices', 403));
    const { told } = await run();
    expect(told['invoices-read']?.text).toContain('otherwise: yes, /quotations: ');
  });

  test('a page that is no JSON, and a refusal of what was asked, say neither yes nor no', async () => {
    await start();
    sandbox.faults.inject({ kind: 'html', match: { path: '/me' } });
    sandbox.faults.inject(answers('/custom-fields', 400, { message: 'Unknown entity' }));
    const { told } = await run();
    expect(told.me).toEqual({ mark: '–', text: 'not told: /me: status 200' });
    expect(told['custom-field-list']?.text).toBe('not told: /custom-fields: status 400: Unknown entity');
  });
});

describe('Whether lists can be filtered', () => {
  const refusals = (status: number, times: number): Fault => ({
    kind: 'status',
    status,
    match: { method: 'GET', path: '/leads' },
    times,
  });

  test('is not told by a workspace without leads', async () => {
    await start();
    for (const { id } of sandbox.records.list('leads')) sandbox.delete('leads', id);
    expect((await run()).told['list-filters']).toEqual({ mark: '–', text: 'not told: there is no lead' });
  });

  test('is not told to a key that may not list leads', async () => {
    await start();
    sandbox.faults.inject(refusals(403, 99));
    expect((await run()).told['list-filters']).toEqual({ mark: '–', text: 'not told: status 403' });
  });
});

describe('Where nothing can be asked', () => {
  test.each<[what: string, fault: Fault, words: string]>([
    ['Heffl is down', { kind: 'status', status: 503 }, 'it answers status 503 to GET /leads'],
    ['there is no such path', { kind: 'status', status: 404 }, 'it answers status 404 to GET /leads'],
    ['a page answers', { kind: 'html', status: 200 }, 'its answer is not JSON'],
    [
      'Heffl has moved',
      { kind: 'redirect', location: 'https://api2.heffl.com/api/v1/leads' },
      'change DEFAULT_BASE_URL in src/heffl/facts.ts',
    ],
  ])('because %s, it is said once, with exit 2 and no line to change', async (_, fault, words) => {
    await start();
    sandbox.faults.inject({ ...fault, times: 99 });
    const { code, text } = await run();
    expect(code).toBe(2);
    expect(text).toContain(words);
    expect(text).not.toMatch(/change src/);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('as the key may not list leads, the rest is asked, and no line is to change', async () => {
    await start();
    const body = { code: 'FORBIDDEN', message: 'No' };
    sandbox.faults.inject({ kind: 'status', status: 403, body, match: { path: /^\/leads/ }, times: 99 });
    const { code, text } = await run();
    expect(code).toBe(0);
    expect(text).toContain('as assumed: yes');
    expect(text).not.toMatch(/change src/);
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
      'a record in an envelope of its own',
      {
        kind: 'status',
        status: 200,
        body: { lead: { id: 'ld_1' } },
        match: { path: /^\/leads\/ld_/ },
        times: 99,
      },
      'one-record',
      'without the ID that was asked for',
      'src/heffl/records.ts',
      'unwrapped',
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
      'src/heffl/facts.ts',
      'taskStatus: {',
    ],
    [
      'another status for a missing record',
      { kind: 'status', status: 418, match: { path: '/leads/zapier-probe' } },
      'missing-record',
      'status 418',
      'src/heffl/facts.ts',
      'id: [',
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

test('A list that goes on under another name is told by what a longer page has more', async () => {
  await start();
  const page = (ids: string[]) => ({ items: ids.map((id) => ({ id })), next_cursor: 'abc' });
  const listed = { kind: 'status', status: 200, match: { path: '/leads' } } as const;
  sandbox.faults.inject({ ...listed, body: page(['1']) });
  sandbox.faults.inject({ ...listed, body: page(['1', '2']), times: 99 });
  const { code, told } = await run();
  expect(code).toBe(1);
  expect(told.paging?.text).toContain('there are more leads, and nothing leads to them: items, next_cursor');
  expect(sourceAt(told.paging?.text.split(' ').at(-1))).toContain('const next = ');
});

/** What Heffl answers to a GET, as often as it is asked. */
const answersTo = (path: string | RegExp, status: number, body: unknown): void => {
  sandbox.faults.inject({ kind: 'status', status, body, match: { method: 'GET', path }, times: 99 });
};

/** The line that a report ends with. */
const placeIn = (text: string | undefined): string | undefined => sourceAt(text?.split(' ').at(-1));

describe('What a deal tells of its stage, pipeline and client', () => {
  const ids = { id: 'dl_1', title: 'Deal', stageId: 'dps_1', pipelineId: 'dpl_1', clientId: 'clt_1' };

  test.each(['stage', 'pipeline', 'client'])('is to change where the %s is missing', async (link) => {
    await start();
    answersTo('/deals', 200, { items: [{ ...ids, [`${link}Id`]: undefined }] });
    const { code, told } = await run();
    expect(code).toBe(1);
    expect(told['deal-links']?.mark).toBe('✘');
    const words = ['stage', 'pipeline', 'client'].map(
      (one) => `${one} ${one === link ? 'not at all' : 'by ID alone'}`,
    );
    expect(told['deal-links']?.text).toContain(words.join(', '));
    expect(placeIn(told['deal-links']?.text)).toContain(`key: '${link}Id'`);
  });

  test('is tolerated where there are names, also of linked records that are given whole', async () => {
    await start();
    const client = { id: 'clt_1', name: 'Acme' };
    answersTo('/deals', 200, { items: [{ ...ids, clientId: undefined, client, stageName: 'New' }] });
    expect(answerIn((await run()).told['deal-links']?.text ?? '')).toBe(
      'stage by name and by ID, pipeline by ID alone, client by name and by ID',
    );
  });
});

describe('A lead', () => {
  test('without the names of its stage and source is to change', async () => {
    await start({ leadReference: 'ids' });
    const { code, told } = await run();
    expect(code).toBe(1);
    expect(told['lead-links']?.mark).toBe('✘');
    expect(told['lead-links']?.text).toContain('by ID alone: Stage and Source stay empty in Zaps');
    expect(placeIn(told['lead-links']?.text)).toContain('export const lead = {');
  });

  test('with its names alone is tolerated', async () => {
    await start({ leadReference: 'names' });
    expect(answerIn((await run()).told['lead-links']?.text ?? '')).toBe('by name alone');
  });

  test('that says when it was last changed is told', async () => {
    await start();
    answersTo('/leads', 200, { items: [{ id: 'ld_1', updatedAt: '2026-01-15T10:30:00Z' }] });
    expect(answerIn((await run()).told['changed-at']?.text ?? '')).toBe(
      'yes, leads: a trigger could poll for changes',
    );
  });
});

describe('The fields of a task', () => {
  const { createdByName, ...fields } = task.sample;

  test.each<[what: string, by: object, told: string]>([
    [
      'as the steps read them',
      { createdBy: { id: 'usr_1', name: createdByName } },
      'as assumed: all of them',
    ],
    ['also where they are null', { createdByName: null }, 'as assumed: all of them'],
  ])('are looked at %s', async (_what, by, words) => {
    await start();
    answersTo('/tasks', 200, { items: [{ ...fields, ...by }] });
    expect((await run()).told['task-fields']?.text).toBe(words);
  });
});

describe('A list that is refused', () => {
  const refusal = { code: 'FORBIDDEN', message: 'Not yours' };

  test.each([
    ['/deals', 'deals-status'],
    ['/deals', 'deal-links'],
    ['/tasks', 'task-fields'],
    ['/pipelines', 'pipeline-stages'],
    ['/clients', 'changed-at'],
  ])('%s is said to be, and not to be empty: %s', async (path, id) => {
    await start();
    answersTo(path, 403, refusal);
    const { code, told } = await run();
    expect(code).toBe(0);
    expect(told[id]).toEqual({ mark: '–', text: `not told: GET ${path}: status 403: Not yours` });
  });

  test('does not hide what the others tell', async () => {
    await start();
    answersTo('/pipelines', 403, refusal);
    const { told } = await run();
    const hidden = 'but for what is hidden (GET /pipelines: status 403: Not yours)';
    expect(told['id-types']?.text).toBe(`as assumed: text everywhere, ${hidden}`);
    expect(told['stage-names']?.text).toBe(`as assumed: not shown for deals, label for leads, ${hidden}`);
  });

  test('because there is no such path names the line with the path', async () => {
    await start();
    answersTo('/tasks', 404, { message: 'Not found' });
    const { code, told } = await run();
    expect(code).toBe(1);
    expect(told['tasks-status']?.text).toContain('GET /tasks: status 404: Not found');
    expect(placeIn(told['tasks-status']?.text)).toContain("tasks: { paths: ['/tasks']");
  });

  test('is not taken for an empty one where the answer holds no list', async () => {
    await start();
    answersTo('/deals', 200, { deals: [] });
    expect((await run()).told['deal-links']?.text).toBe(
      'not told: GET /deals: there is no list that can be read',
    );
  });
});

test('The stages of pipelines are looked at by ID where the list leaves them out', async () => {
  await start({ pipelineList: 'short' });
  expect((await run()).told['stage-names']?.text).toBe('as assumed: name for deals, label for leads');
});

describe('How long to wait', () => {
  test('is shown as Heffl says it, and as it is read', async () => {
    await start();
    expect((await run()).told['rate-limit-headers']?.text).toBe(
      'as assumed: ratelimit-reset: 60, read as 60 s from now',
    );
  });

  test('is told apart from a moment', async () => {
    await start({ rateLimitHint: 'resetEpoch' });
    const { text } = (await run()).told['rate-limit-headers'] ?? { text: '' };
    expect(answerIn(text)).toMatch(/^ratelimit-reset: \d{10}, read as 20\S+Z, \d+ s from now$/);
    expect(placeIn(text)).toContain('number >= EARLIEST_EPOCH');
  });
});

test.each([404, 405])('That webhooks cannot be listed (%i) is no difference', async (status) => {
  await start();
  answersTo('/webhooks', status, {});
  expect((await run()).told['webhook-list']).toEqual({ mark: '✔', text: 'as assumed: no' });
});

describe('What no program can ask', () => {
  test('is told with where to look, what is assumed and the line that depends on it', async () => {
    await start();
    const { told } = await run();
    for (const { id, assumed } of lookQuestions) {
      expect(told[id]?.mark).toBe('–');
      expect(told[id]?.text).toContain(`assumed: ${assumed} not told: look at `);
      expect(told[id]?.text).toMatch(/ depends on it: src\/\S+:\d+$/);
    }
  });
});

/** Heffl, but for events that it refuses to register. */
const refuseEvents = (isRefused: (event: string, all: string[]) => boolean, status = 400): void => {
  const { fetch: send } = globalThis;
  jest.spyOn(globalThis, 'fetch').mockImplementation((address, init) => {
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const events: unknown = isObject(body) ? body.events : undefined;
    const all = Array.isArray(events) ? events.map(String) : [];
    const refused = all.filter((event) => isRefused(event, all));
    return refused.length > 0
      ? Promise.resolve(Response.json({ message: `No such event: ${String(refused[0])}` }, { status }))
      : send(address, init);
  });
};

describe('Events that Heffl refuses', () => {
  const isPlanned = (event: string): boolean => event.startsWith('contact.');

  test('are tolerated where they are planned, as their triggers are hidden', async () => {
    await start();
    const before = kept();
    refuseEvents(isPlanned);
    const { code, told } = await run('--write');
    expect(code).toBe(0);
    expect(answerIn(told['webhook-events']?.text ?? '')).toBe(
      'all but contact.*: status 400: No such event: contact.created',
    );
    expect(placeIn(told['webhook-events']?.text)).toContain('const contact = {');
    expect(kept()).toEqual(before);
  });

  test('are each named, with the line of the first that is offered', async () => {
    await start();
    const before = kept();
    refuseEvents((event) => isPlanned(event) || event.endsWith('.statusChanged'));
    const { code, told } = await run('--write');
    expect(code).toBe(1);
    expect(told['webhook-events']?.text).toContain(
      'all but invoice.statusChanged, quotation.statusChanged, contact.*: status 400',
    );
    expect(placeIn(told['webhook-events']?.text)).toContain("'invoice.statusChanged':");
    expect(kept()).toEqual(before);
  });

  test('together, and not alone, are tolerated', async () => {
    await start();
    refuseEvents((event, all) => all.length > 5 && event === 'lead.created');
    expect(answerIn((await run('--write')).told['webhook-events']?.text ?? '')).toBe(
      'yes, but not all at once: status 400: No such event: lead.created',
    );
  });

  test('make for many requests, and for one line about waiting at a time', async () => {
    await start();
    refuseEvents((event) => event !== 'lead.deleted');
    const { lines, told } = await run('--write');
    expect(told['webhook-events']?.text).toContain(
      'all but lead.created, lead.updated, lead.stageChanged, client.*, ',
    );
    const waits = lines.map((line) => line.includes('… waiting '));
    expect(waits).toContain(true);
    expect(waits.filter((isWait, index) => isWait && waits[index + 1])).toEqual([]);
  });

  test('are not guessed where Heffl refuses the key', async () => {
    await start();
    refuseEvents((event) => event === 'form.response.created', 403);
    expect((await run('--write')).told['webhook-events']?.text).toBe(
      'not told: status 403: No such event: form.response.created',
    );
  });
});

describe('Deals and tasks', () => {
  test.each<[what: string, fault: Fault, id: string, answer: string, code: string]>([
    [
      'a task that is refused',
      {
        kind: 'status',
        status: 400,
        body: { message: 'Bad type' },
        match: { method: 'POST', path: '/tasks' },
      },
      'tasks-create',
      'status 400: Bad type',
      'export const createTaskFields',
    ],
    [
      'a task that is not kept as it was sent',
      { kind: 'status', status: 200, body: { id: 'tsk_1', type: 'todo' }, match: { path: /^\/tasks\/tsk_/ } },
      'tasks-create',
      'yes, but not description, status, priority',
      'export const createTaskFields',
    ],
    [
      'a deal that is refused',
      { kind: 'status', status: 422, body: {}, match: { method: 'POST', path: '/deals' } },
      'deals-create',
      'status 422',
      'export const createDealFields',
    ],
    [
      'a deal that PATCH does not change',
      { kind: 'status', status: 405, body: {}, match: { method: 'PATCH', path: /^\/deals/ } },
      'deals-update-verb',
      'status 405',
      "deals: { paths: ['/deals']",
    ],
    [
      'a task that cannot be deleted',
      { kind: 'status', status: 405, body: {}, match: { method: 'DELETE', path: /^\/tasks/ } },
      'tasks-delete',
      'status 405',
      "method: 'DELETE',",
    ],
  ])('%s is to change, and nothing is left', async (_what, fault, id, answer, code) => {
    await start();
    const before = kept();
    sandbox.faults.inject(fault);
    const { code: exit, told } = await run('--write');
    expect(exit).toBe(1);
    expect(told[id]?.mark).toBe('✘');
    expect(told[id]?.text).toContain(answer);
    expect(placeIn(told[id]?.text)).toContain(code);
    expect(kept()).toEqual(before);
  });

  test.each(['/deals', '/tasks'])('are taken away where the answer to POST %s is lost', async (path) => {
    await start();
    const before = kept();
    sandbox.faults.inject({ kind: 'cut', match: { method: 'POST', path }, before: false });
    const { text } = await run('--write');
    expect(kept()).toEqual(before);
    expect(text).toContain('Everything that was made is deleted again.');
  });

  test('are not told of without a pipeline to put a deal in', async () => {
    await start();
    answersTo('/pipelines', 200, { items: [] });
    expect((await run('--write')).told['deals-create']?.text).toBe(
      'not told: there is no pipeline with a stage',
    );
  });

  test('are sent IDs as text where Heffl has numbers', async () => {
    await start({ numericIds: 'on' });
    expect((await run('--write')).told['deals-create']?.text).toBe('as assumed: yes');
  });
});

describe('Writing', () => {
  test('takes away all that it made, touches nothing else, and finds the documented Heffl as assumed', async () => {
    await start();
    const before = kept();
    const { code, told, text } = await run('--write');
    expect(code).toBe(0);
    expect(Object.keys(told)).toEqual(
      [...readQuestions, ...writeQuestions, ...lookQuestions].map(({ id }) => id),
    );
    expect(writeQuestions.filter(({ id }) => !told[id]?.text.startsWith('as assumed: '))).toEqual([]);
    expect(told['client-name']?.text).toBe('as assumed: status 400: name is required for a company');
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

  test('finds that a company needs no name, takes the nameless one away, and says which line to change', async () => {
    await start({ clientNames: 'optional' });
    const before = kept();
    const { code, told, text } = await run('--write');
    expect(code).toBe(1);
    expect(told['client-name']).toMatchObject({ mark: '✘' });
    expect(told['client-name']?.text).toContain('no, it is made without one change src/resources/clients/');
    expect(sourceAt(told['client-name']?.text.split(' ').at(-1))).toContain('requireClientName');
    expect(kept()).toEqual(before);
    expect(text).toContain('Everything that was made is deleted again.');
  });

  const namelessClient = { method: 'POST', path: '/clients' };

  test.each<[what: string, fault: Fault]>([
    ['is lost', { kind: 'cut', match: namelessClient, before: false, times: 2 }],
    ['says that it failed', { kind: 'status', status: 500, match: namelessClient, before: false, times: 2 }],
    ['has no ID', { kind: 'recordWithoutId', match: namelessClient, times: 2 }],
  ])('takes a nameless client away where the answer to its creation %s', async (_what, fault) => {
    await start({ clientNames: 'optional' });
    const before = kept();
    sandbox.faults.inject(fault);
    const { text } = await run('--write');
    expect(sandbox.faults.pending).toBe(0);
    expect(
      sandbox.requests.filter(({ method, path }) => `${method} ${path}` === 'POST /clients'),
    ).toHaveLength(2);
    expect(kept()).toEqual(before);
    expect(text).toContain('Everything that was made is deleted again.');
  });

  test('names the website of a nameless client that no list shows', async () => {
    await start({ clientNames: 'optional' });
    sandbox.faults.inject({ kind: 'cut', match: namelessClient, before: false, times: 2 });
    sandbox.faults.inject({
      kind: 'status',
      status: 200,
      body: { items: [{ id: 'clt_1', name: 'Acme' }] },
      match: { method: 'GET', path: '/clients' },
      times: 99,
    });
    const { code, lines } = await run('--write');
    expect(code).toBe(1);
    const left = lines.filter((line) =>
      line.startsWith('      clients: perhaps one with the website "https:'),
    );
    expect(left).toHaveLength(1);
    expect(left[0]).toMatch(/"https:\/\/example\.com\/zapier-probe-delete-me-\d{17}"$/);
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
      'assumed: PATCH, and yes PATCH is taken, and changes nothing change src/heffl/facts.ts:',
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
      'assumed: yes status 400: Unknown event: contact.created change src/steps/hook-trigger.ts:',
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
  const questions = [...readQuestions, ...writeQuestions, ...lookQuestions];

  beforeEach(() => start());

  test.each(questions.map(({ id, code, copes = code }) => [id, code, copes] as const))(
    '%s names one line of the code',
    (_id, ...places) => {
      for (const place of places) expect(lineOf(root, place)).toMatch(/^src\/\S+:\d+$/);
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
    const help = await run('--help');
    expect(help.lines.filter((line) => line.length > WIDTH)).toEqual([]);
    expect(help.code).toBe(0);
    expect(help.text).toMatch(/1 where a line must change, or .* is left/s);
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

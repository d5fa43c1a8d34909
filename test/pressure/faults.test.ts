import App from '../../index.js';
import { clock } from '../../src/heffl/clock.js';
import type { RequestFault } from '../sandbox/index.js';
import { type Failure, failureIn } from '../support/failure.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { stopClock } from '../support/stopped-clock.js';

const heffl = connectHeffl({ now: () => clock.now() });

beforeEach(() => {
  stopClock();
});

const lead = 'ld_kf12oj';

const operations = {
  create: ['create_lead', { name: 'Noor' }],
  update: ['update_lead', { id: lead, title: 'Villa' }],
  delete: ['delete_lead', { id: 'ld_4u25d2' }],
  get: ['find_lead', { search_by: 'id', search_value: lead }],
  find: ['find_lead', { search_by: 'email', search_value: 'jane@example.com' }],
  miss: ['find_lead', { search_by: 'email', search_value: 'nobody@example.com' }],
  poll: ['new_lead', {}],
  dropdown: ['lead_list', {}],
  requestPost: ['api_request', { method: 'POST', path: '/leads', body: { name: 'Noor' } }],
  requestPatch: ['api_request', { method: 'PATCH', path: `/leads/${lead}`, body: { name: 'Noor' } }],
} as const satisfies Record<string, readonly [key: string, input: Input]>;

type Operation = keyof typeof operations;

/** How a step ends: "done", or the parts of its error. */
const outcomeOf = async ([key, input]: readonly [key: string, input: Input]): Promise<string> => {
  const end = await heffl.run(key, input).catch((error: unknown): Failure => failureIn(error));
  return 'output' in end ? 'done' : `${end.name} ${end.message} ${end.code ?? ''}`;
};

const times = Infinity;
const status = (code: number, body?: unknown) => ({ kind: 'status', status: code, body }) as const;
const busy = (after: string) => ({ ...status(429), headers: { 'retry-after': after } });
const elsewhere = 'https://elsewhere.example.com/leads';
const other = status(200, { id: 'x' });

/** What becomes of an operation, after how many requests. What the client does for every call: see its own tests. */
const table: readonly (readonly [RequestFault, readonly Operation[], outcome: string, requests: number])[] = [
  // A fault that passes: repeated. A create that may have arrived is not: see the replays.
  [status(503), ['update', 'find'], 'done', 2],
  [{ kind: 'cut' }, ['get'], 'done', 2],
  [{ kind: 'badJson' }, ['poll', 'dropdown'], 'done', 2],

  // A fault that stays. Zapier repeats by itself what only read.
  [{ ...status(500), times }, ['poll'], 'problem of its own right now (error 500)', 5],
  [{ ...status(500), times }, ['delete'], 'may have done it, but the answer was error 500', 5],
  [{ kind: 'cut', times }, ['get'], 'did not answer', 5],
  [{ kind: 'html', times }, ['update'], 'may have done it, but the answer is not JSON', 5],
  [{ kind: 'cut', times }, ['requestPost'], 'so the record may exist', 1],
  [{ kind: 'cut', times }, ['requestPatch'], 'may have done it, but no answer arrived', 5],

  // Busy: a short wait is sat out, a long one is left to Zapier.
  [busy('2'), ['create', 'poll'], 'done', 2],
  [busy('40'), ['update', 'poll'], 'ThrottledError', 1],

  // The key.
  [status(401), ['create', 'poll'], 'ExpiredAuthError', 1],
  [status(403), ['update', 'poll'], 'does not have the permission', 1],

  // Answers that are not what they should be.
  [status(200, {}), ['find', 'poll', 'dropdown'], 'holds no list', 1],
  [{ kind: 'recordWithoutId' }, ['find', 'poll', 'dropdown'], 'record without an ID', 1],
  [{ kind: 'recordWithoutId' }, ['get'], 'holds no lead', 1],
  [{ kind: 'redirect', location: elsewhere }, ['poll'], 'sent us on to an address', 1],
  [{ kind: 'redirect', location: elsewhere }, ['update'], 'may have done it, but it sent us on', 1],
  [status(200, { success: false, message: 'The plan is full' }), ['create'], ': The plan is full.', 1],
  [other, ['get'], 'AppError Heffl could not find the lead: the answer is about another', 1],
  [other, ['update', 'delete'], 'may have done it, but the answer is about another lead', 1],
  [status(204), ['get'], 'holds no lead', 1],
  [{ kind: 'hasMoreWithoutCursor' }, ['miss'], 'stops before its end', 1],
  [{ kind: 'hasMoreWithoutCursor' }, ['poll', 'dropdown'], 'done', 1],
  [{ kind: 'repeatCursor', times }, ['miss'], 'stops before its end', 1],
  [{ kind: 'repeatCursor', times }, ['poll', 'dropdown'], 'done', 1],
  [{ kind: 'emptyPage' }, ['miss', 'poll'], 'done', 2],
];

test.each(table.flatMap(([fault, on, ...end]) => on.map((name) => [fault, name, ...end] as const)))(
  '%j on %s: %s, %i requests',
  async (fault, name, outcome, requests) => {
    heffl.sandbox.faults.inject(fault);
    expect(await outcomeOf(operations[name])).toContain(outcome);
    expect(heffl.sandbox.requests).toHaveLength(requests);
  },
);

test.each([status(204), status(200), status(200, { success: true })])(
  'update done, and answered with $status and $body: the lead as it then is',
  async (fault) => {
    heffl.sandbox.faults.inject({ ...fault, before: false });
    const { output, requests } = await heffl.run(...operations.update);
    expect(requests.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
    const { createdAt } = heffl.sandbox.records.get('leads', lead) ?? {};
    expect(output).toMatchObject({ id: lead, title: 'Villa', createdAt });
  },
);

test('update done, answered with 204, and then not read: the ID and what was sent', async () => {
  heffl.sandbox.faults.inject(status(204));
  heffl.sandbox.faults.inject({ ...status(503), times });
  const { output } = await heffl.run(...operations.update);
  expect(output).toMatchObject({ id: lead, title: 'Villa', createdAt: null });
});

test.each<[string, Input, object]>([
  ['update_task', { id: 'tsk_1', title: 'Call' }, { id: '12' }],
  ['find_task', { search_by: 'id', search_value: 'tsk_1' }, [{ id: '12' }]],
  ['delete_task', { id: 'tsk_1' }, { deleted: true }],
])('%s: a number and a text may be two IDs of one record', async (key, input, output) => {
  heffl.sandbox.faults.inject(status(200, { id: 12, title: 'Call' }));
  expect((await heffl.run(key, input)).output).toMatchObject(output);
});

test('all actions and searches share one throttle for the connection, with room for polls', () => {
  for (const { operation } of [...Object.values(App.creates), ...Object.values(App.searches)])
    expect(operation.throttle).toMatchObject({ window: 60, limit: 45, key: 'heffl-api', scope: ['auth'] });
});

describe('lists in lists, 3,000 levels deep', () => {
  const deep = Array.from({ length: 3_000 }).reduce<unknown>((inner) => [inner], 'x');
  const json = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;

  test.each<[key: string, input: Input]>([
    ['create_lead', { name: deep }],
    ['create_invoice', { lineItems: [{ name: deep }] }],
    ['update_lead', { id: deep, title: 'Villa' }],
    ['find_lead', { search_by: 'email', search_value: deep }],
    ['api_request', { method: 'POST', path: '/leads', body: deep }],
    ['api_request', { method: 'POST', path: '/leads', body: json }],
  ])('in an input of %s: refused in words', async (key, input) => {
    const { name, message, requests } = await heffl.fail(key, input);
    expect([name, requests]).toEqual(['HaltedError', []]);
    expect(message).toMatch(/^"\w+" holds lists inside of lists more than 100 levels deep/);
  });

  test.each(['create', 'update', 'get'] as const)('in the answer to %s: it is done', async (name) => {
    const body = { id: lead, name: 'Noor', notes: deep, customFields: { cf_notes: { deep } }, tags: deep };
    heffl.sandbox.faults.inject(status(200, body));
    expect(await outcomeOf(operations[name])).toBe('done');
  });
});

const runAll = async () => {
  expect((await heffl.form('create_deal')).fields).not.toEqual([]);
  for (const key of ['pipeline_stage_list', 'new_deal'])
    expect((await heffl.run(key)).output).not.toEqual([]);
  for (const name of ['create', 'find'] as const) expect(await outcomeOf(operations[name])).toBe('done');
};

test.each(['fails', 'forgets', 'lags'] as const)('%s: every step works', async (mood) => {
  heffl.zapier.mood = mood;
  await runAll();
});

test('cache: neither its keys nor the log hold the API key or what is searched for', async () => {
  await runAll();
  expect(heffl.zapier.cacheCalls.length).toBeGreaterThan(10);
  expect(heffl.zapier.logs).toHaveLength(heffl.sandbox.requests.length);
  const keys = heffl.zapier.cacheCalls.map(([, key]) => key).join();
  expect(keys).not.toContain('jane');
  expect(keys + heffl.zapier.logs.join()).not.toContain(heffl.sandbox.apiKey);
});

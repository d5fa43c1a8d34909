import App from '../../index.js';
import { clock } from '../../src/heffl/clock.js';
import { readingsSchema, type RequestFault } from '../sandbox/index.js';
import { type Failure, failureIn } from '../support/failure.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { stopClock } from '../support/stopped-clock.js';

/** Requests a minute: more than a step sends after a fault. */
const LIMIT = 20;
const heffl = connectHeffl({ now: () => clock.now(), rateLimit: LIMIT });

let time: ReturnType<typeof stopClock>;
beforeEach(() => {
  time = stopClock();
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
} as const satisfies Record<string, readonly [key: string, input: Input]>;

type Operation = keyof typeof operations;

const lists = ['find', 'poll', 'dropdown'] as const;
const reads = ['get', 'poll'] as const;
const changes = ['update', 'delete'] as const;
/** The client does these for every call: see its own tests. */
const some = ['create', 'update', 'poll'] as const;
const repeatable = ['update', 'get', ...lists] as const;

/** How a step ends: "done", or the parts of its error. */
const outcomeOf = async (step: readonly [key: string, input: Input]): Promise<string> => {
  const [key, input] = step;
  const failure = await heffl.run(key, input).catch((error: unknown): Failure => failureIn(error));
  return 'output' in failure ? 'done' : Object.values(failure).join(' ');
};

const times = Infinity;
const busy = (after: string): RequestFault => ({
  kind: 'status',
  status: 429,
  headers: { 'retry-after': after },
});
const status = (code: number) => ({ kind: 'status', status: code }) as const;
const MAY_EXIST = 'HaltedError Heffl was asked to create the lead, and did not say whether it did';
const elsewhere = 'https://elsewhere.example.com/leads';

/** What becomes of an operation, after how many requests. */
const table: readonly (readonly [RequestFault, readonly Operation[], outcome: string, requests: number])[] = [
  // A fault that passes: repeated, except by a create that may have arrived.
  [status(503), repeatable, 'done', 2],
  [{ kind: 'cut' }, repeatable, 'done', 2],
  [{ kind: 'cutBody' }, ['update', ...reads], 'done', 2],
  [{ kind: 'badJson' }, ['update', ...reads], 'done', 2],
  [{ kind: 'html' }, ['update', ...reads], 'done', 2],
  [{ kind: 'status', status: 503, before: false }, ['create'], MAY_EXIST, 1],
  [{ kind: 'cut', before: false }, ['create'], MAY_EXIST, 1],
  [{ kind: 'cutBody' }, ['create'], MAY_EXIST, 1],
  [{ kind: 'badJson' }, ['create'], MAY_EXIST, 1],
  [{ kind: 'html' }, ['create'], MAY_EXIST, 1],
  [{ kind: 'recordWithoutId' }, ['create'], MAY_EXIST, 1],
  [{ kind: 'redirect', location: '/api/v1/leads' }, ['create'], MAY_EXIST, 1],

  // A fault that stays. Zapier repeats by itself what only read.
  [{ ...status(500), times }, reads, 'problem of its own right now (error 500)', 5],
  [{ ...status(500), times }, changes, 'may have done it, but the answer was error 500', 5],
  [{ kind: 'cut', times }, reads, 'did not answer', 5],
  [{ kind: 'cut', times }, changes, 'may have done it, but no answer arrived', 5],
  [{ kind: 'html', times }, reads, 'UnexpectedAnswer', 5],
  [{ kind: 'html', times }, changes, 'may have done it, but the answer is not JSON', 5],

  // Busy: a short wait is sat out, a long one is left to Zapier.
  [busy('2'), some, 'done', 2],
  [busy('40'), some, 'ThrottledError', 1],
  [status(429), some, 'ThrottledError', 1],

  // The key.
  [status(401), some, 'ExpiredAuthError', 1],
  [status(403), some, 'does not have the permission', 1],

  // Answers that are not what they should be.
  [{ kind: 'listWithoutList' }, lists, 'holds no list', 1],
  [{ kind: 'recordWithoutId' }, lists, 'record without an ID', 1],
  [{ kind: 'recordWithoutId' }, ['get'], 'holds no lead', 1],
  [{ kind: 'redirect', location: elsewhere }, reads, 'sent us on to an address', 1],
  [{ kind: 'redirect', location: elsewhere }, changes, 'may have done it, but it sent us on', 1],
  [{ ...status(200), body: { success: false, message: 'The plan is full' } }, some, ': The plan is full.', 1],
  [status(418), some, 'UnexpectedAnswer', 1],
  [
    { ...status(200), body: { id: 'ld_other', name: 'Ali' } },
    ['get', ...changes],
    'is about another lead',
    1,
  ],
  [status(204), ['get'], 'holds no lead', 1],
  [{ kind: 'html', status: 400 }, ['get', ...changes], 'HaltedError', 1],
  [{ kind: 'hasMoreWithoutCursor' }, ['miss'], 'stops before its end', 1],
  [{ kind: 'hasMoreWithoutCursor' }, ['poll', 'dropdown'], 'done', 1],
  [{ kind: 'repeatCursor', times }, ['miss'], 'stops before its end', 1],
  [{ kind: 'repeatCursor', times }, ['poll', 'dropdown'], 'done', 1],
  [{ kind: 'emptyPage' }, ['find', 'miss', 'poll'], 'done', 2],
];

const cases = table.flatMap(([fault, on, outcome, requests]) =>
  on.map((name) => ({
    fault,
    what: JSON.stringify({ ...fault, ...('times' in fault && { times: 'all' }) }),
    name,
    outcome,
    requests,
  })),
);

test.each(cases)(
  '$what on $name: $outcome, $requests requests',
  async ({ fault, name, outcome, requests }) => {
    heffl.sandbox.faults.inject(fault);
    expect(await outcomeOf(operations[name])).toContain(outcome);
    expect(heffl.sandbox.requests).toHaveLength(requests);
  },
);

test('DELETE carried out but not answered: repeated, and the 404 counts as done', async () => {
  const { id } = heffl.sandbox.create('leads', { name: 'Gone soon' });
  heffl.sandbox.faults.inject({ kind: 'cut', before: false });
  expect(await outcomeOf(['delete_lead', { id }])).toBe('done');
  expect(heffl.sandbox.requests.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
});

test('poll, and Heffl never answers: fails before Zapier’s 30 seconds are over', async () => {
  jest.restoreAllMocks();
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  try {
    const start = Date.now();
    heffl.sandbox.faults.inject({ kind: 'hang', times });
    const progress = { isOver: false };
    const outcome = outcomeOf(operations.poll).finally(() => {
      progress.isOver = true;
    });
    while (!progress.isOver) {
      await jest.advanceTimersByTimeAsync(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await outcome).toContain('did not answer');
    expect(Date.now() - start).toBeLessThanOrEqual(28_000);
  } finally {
    jest.useRealTimers();
  }
});

describe('rate limit', () => {
  const useUp = async (): Promise<void> => {
    for (let request = 0; request < LIMIT; request++)
      await fetch(`${heffl.sandbox.url}/tags`, { headers: { 'x-api-key': heffl.sandbox.apiKey } });
  };
  const delay = async (chance: number) => {
    jest.spyOn(Math, 'random').mockReturnValue(chance);
    return (await heffl.fail('new_lead')).delay;
  };

  test.each(readingsSchema.shape.rateLimitHint.unwrap().options)(
    'hint %s: waits as told, up to 30 s more',
    async (hint) => {
      heffl.sandbox.readings.rateLimitHint = hint;
      await useUp();
      time.pass(20_000);
      const wait = hint === 'none' ? 60 : 40;
      expect([await delay(0), await delay(1)]).toEqual([wait, wait + 30]);
    },
  );

  test('all actions and searches share one throttle for the connection, with room for polls', () => {
    for (const { operation } of [...Object.values(App.creates), ...Object.values(App.searches)])
      expect(operation.throttle).toMatchObject({ window: 60, limit: 45, key: 'heffl-api', scope: ['auth'] });
  });
});

describe('lists in lists, 3,000 levels deep', () => {
  const deep = Array.from({ length: 3_000 }).reduce<unknown>((inner) => [inner], 'x');
  const json = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;

  test.each<[key: string, input: Input]>([
    ['create_lead', { name: deep }],
    ['create_lead', { name: 'Noor', custom_fields: { Budget: deep } }],
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
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body });
    expect(await outcomeOf(operations[name])).toBe('done');
  });
});

describe('cache', () => {
  const forms = ['create_lead', 'update_lead', 'create_deal', 'find_client', 'lead_updated'];
  const steps = ['lead_list', 'lead_stage_list', 'pipeline_stage_list', 'new_deal'];
  const runAll = async () => {
    for (const key of forms) expect((await heffl.form(key)).fields).not.toEqual([]);
    for (const key of steps) expect((await heffl.run(key)).output).not.toEqual([]);
    for (const name of ['create', 'find'] as const) expect(await outcomeOf(operations[name])).toBe('done');
  };

  test.each(['fails', 'forgets', 'refuses', 'full', 'lags'] as const)(
    '%s: every step works',
    async (mood) => {
      heffl.zapier.mood = mood;
      await runAll();
    },
  );

  test('neither its keys nor the log hold the API key or what is searched for', async () => {
    await runAll();
    expect(heffl.zapier.cacheCalls.length).toBeGreaterThan(10);
    expect(heffl.zapier.logs).toHaveLength(heffl.sandbox.requests.length);
    const keys = heffl.zapier.cacheCalls.map(([, key]) => key).join();
    expect(keys).not.toContain('jane');
    expect(keys + heffl.zapier.logs.join()).not.toContain(heffl.sandbox.apiKey);
  });
});

import { clock } from '../../src/heffl/clock.js';
import { type RequestFault, type Sandbox, startSandbox } from '../sandbox/index.js';
import { type RunBundle, startZapier, type ZapierStandIn } from '../support/zapier.js';

let sandbox: Sandbox;
let zapier: ZapierStandIn;

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  zapier = await startZapier();
});

beforeEach(() => {
  process.env.HEFFL_BASE_URL = sandbox.url;
  jest.spyOn(clock, 'sleep').mockResolvedValue();
  sandbox.requests.length = 0;
  // A dropdown or form that an earlier test loaded would spare this one its request.
  zapier.age(3600);
});

afterEach(() => {
  sandbox.faults.clear();
  jest.restoreAllMocks();
});

afterAll(async () => {
  await zapier.close();
  await sandbox.close();
});

const lead = 'ld_kf12oj';

type Operation = { readonly method: string; readonly bundle: RunBundle };

const operations = {
  create: { method: 'creates.create_lead', bundle: { inputData: { name: 'Noor' } } },
  update: { method: 'creates.update_lead', bundle: { inputData: { id: lead, title: 'Villa' } } },
  delete: { method: 'creates.delete_lead', bundle: { inputData: { id: 'ld_4u25d2' } } },
  get: { method: 'searches.find_lead', bundle: { inputData: { search_by: 'id', search_value: lead } } },
  find: {
    method: 'searches.find_lead',
    bundle: { inputData: { search_by: 'email', search_value: 'jane@example.com' } },
  },
  poll: { method: 'triggers.new_lead', bundle: {} },
  dropdown: { method: 'triggers.lead_list', bundle: {} },
} as const satisfies Record<string, Operation>;

type OperationName = keyof typeof operations;

const reading: readonly OperationName[] = ['get', 'find', 'poll', 'dropdown'];

const run = async ({ method, bundle }: Operation): Promise<string> => {
  const outcome = await zapier
    .run(`${method}.operation.perform`, { ...bundle, authData: { api_key: sandbox.apiKey } })
    .then(() => 'done')
    .catch((error: unknown) => (error instanceof Error ? `${error.name} ${error.message}` : String(error)));
  return outcome;
};

const all = Object.keys(operations).filter((name): name is OperationName => name in operations);
const but = (...left: OperationName[]): OperationName[] => all.filter((name) => !left.includes(name));

type Row = {
  readonly fault: RequestFault;
  readonly on: readonly OperationName[];
  readonly outcome: string;
  /** Requests that Heffl sees. */
  readonly requests: number;
};

const always = Infinity;

const table: readonly Row[] = [
  // A fault that passes is not noticed, except by a create, which is never sent again.
  ...[500, 502, 503, 504].map((status) => ({
    fault: { kind: 'status', status } as const,
    on: but('create', 'delete'),
    outcome: 'done',
    requests: 2,
  })),
  { fault: { kind: 'cut' }, on: but('create', 'delete'), outcome: 'done', requests: 2 },
  {
    fault: { kind: 'status', status: 503, before: false },
    on: ['create'],
    outcome: 'may exist',
    requests: 1,
  },
  { fault: { kind: 'cut', before: false }, on: ['create'], outcome: 'may exist', requests: 1 },
  { fault: { kind: 'badJson' }, on: ['create'], outcome: 'may exist', requests: 1 },
  { fault: { kind: 'html', status: 200 }, on: ['create'], outcome: 'may exist', requests: 1 },
  { fault: { kind: 'recordWithoutId' }, on: ['create'], outcome: 'may exist', requests: 1 },

  // A fault that stays is told, after a few attempts.
  ...[500, 503].map((status) => ({
    fault: { kind: 'status', status, times: always } as const,
    on: but('create'),
    outcome: `problem of its own right now (error ${status})`,
    requests: 5,
  })),
  { fault: { kind: 'cut', times: always }, on: but('create'), outcome: 'did not answer', requests: 5 },

  // Busy: a short wait is sat out, also by a create; a long one is Zapier's.
  {
    fault: { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
    on: but('delete'),
    outcome: 'done',
    requests: 2,
  },
  {
    fault: { kind: 'status', status: 429, headers: { 'retry-after': '40' } },
    on: but('delete'),
    outcome: 'ThrottledError',
    requests: 1,
  },
  { fault: { kind: 'status', status: 429 }, on: but('delete'), outcome: 'ThrottledError', requests: 1 },

  // The key.
  { fault: { kind: 'status', status: 401 }, on: all, outcome: 'ExpiredAuthError', requests: 1 },
  { fault: { kind: 'status', status: 403 }, on: all, outcome: 'does not have the permission', requests: 1 },

  // Answers that are not what they should be.
  { fault: { kind: 'badJson' }, on: reading, outcome: 'UnexpectedAnswer', requests: 1 },
  { fault: { kind: 'html', status: 200 }, on: reading, outcome: 'UnexpectedAnswer', requests: 1 },
  {
    fault: { kind: 'html', status: 200 },
    on: ['update', 'delete'],
    outcome: 'may have done it',
    requests: 1,
  },
  {
    fault: { kind: 'listWithoutList' },
    on: ['find', 'poll', 'dropdown'],
    outcome: 'holds no list',
    requests: 1,
  },
  {
    fault: { kind: 'recordWithoutId' },
    on: ['find', 'poll', 'dropdown'],
    outcome: 'record without an ID',
    requests: 1,
  },
  { fault: { kind: 'recordWithoutId' }, on: ['get'], outcome: 'holds no lead', requests: 1 },
  {
    fault: { kind: 'redirect', location: 'https://elsewhere.example.com/leads', status: 302 },
    on: all,
    outcome: 'sent us on to an address',
    requests: 1,
  },
  { fault: { kind: 'status', status: 418 }, on: all, outcome: 'UnexpectedAnswer', requests: 1 },
];

const cases = table.flatMap(({ fault, on, outcome, requests }) =>
  on.map((name) => ({ ...describeFault(fault), name, fault, outcome, requests })),
);

function describeFault({ kind, times, before, ...fault }: RequestFault): { readonly what: string } {
  const status = 'status' in fault ? ` ${String(fault.status)}` : '';
  const when = before === false ? ' after the work is done' : '';
  return { what: `${kind}${status}${when}${times === always ? ' for ever' : ''}` };
}

test.each(cases)('$what on $name: $outcome', async ({ name, fault, outcome, requests }) => {
  sandbox.faults.inject(fault);

  expect(await run(operations[name])).toContain(outcome);
  expect(sandbox.requests).toHaveLength(requests);
});

test('a deletion that Heffl carried out without an answer counts as done when it is found gone', async () => {
  const { id } = sandbox.create('leads', { name: 'Gone soon' });
  sandbox.faults.inject({ kind: 'cut', before: false });

  expect(await run({ method: 'creates.delete_lead', bundle: { inputData: { id } } })).toBe('done');
  expect(sandbox.requests.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
});

test('a deletion of a record that is not there is refused, also after a wait for the rate limit', async () => {
  sandbox.faults.inject({ kind: 'status', status: 429, headers: { 'retry-after': '1' } });

  expect(await run({ method: 'creates.delete_lead', bundle: { inputData: { id: 'ld_nobody' } } })).toContain(
    'Heffl could not delete the lead "ld_nobody": Lead not found',
  );
});

test('a create is tried again where the connection was never made', async () => {
  process.env.HEFFL_BASE_URL = 'http://127.0.0.1:9/api/v1';

  expect(await run(operations.create)).toContain('did not answer');
  expect(clock.sleep).toHaveBeenCalledTimes(4);
});

test('a silent Heffl does not eat the run: it ends before Zapier would stop it, after 30 seconds', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  try {
    const start = Date.now();
    sandbox.faults.inject({ kind: 'hang', times: always });
    const progress = { isOver: false };
    const outcome = run(operations.poll).finally(() => {
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

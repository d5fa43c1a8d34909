import { z } from 'zod';
import { errorTexts } from '../../src/errors.js';
import { clock } from '../../src/heffl/clock.js';
import type { Readings, RequestFault } from '../sandbox/index.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { creatableKinds, editableKinds, loadLinks } from '../support/steps.js';

const HOUR_MS = 3_600_000;

const heffl = connectHeffl({ now: () => Date.now() + 3 * HOUR_MS });

beforeEach(async () => {
  jest.spyOn(clock, 'sleep').mockResolvedValue();
  await loadLinks(heffl, 'deals');
});
afterEach(() => {
  jest.restoreAllMocks();
});

const record = z.looseObject({ id: z.string() });
const methodsOf = (requests: readonly { readonly method: string }[]): string[] =>
  requests.map(({ method }) => method);

/** A POST that was done, with an answer that does not say so. */
const done: readonly RequestFault[] = [
  { kind: 'cut', before: false },
  { kind: 'status', status: 503, before: false },
  { kind: 'html', before: false },
  { kind: 'status', status: 204, before: false },
  { kind: 'recordWithoutId' },
  { kind: 'redirect', location: '/api/v1/leads', before: false },
];
/** A POST that was not done. */
const undone: readonly RequestFault[] = [{ kind: 'cut' }, { kind: 'status', status: 503 }];

const named = (faults: readonly RequestFault[]) =>
  faults.map((fault) => ({ what: `${fault.kind} ${'status' in fault ? String(fault.status) : ''}`, fault }));

describe.each(creatableKinds)('$create', ({ noun, collection, create, createInput }) => {
  const count = (): number => heffl.sandbox.records.count(collection);
  const maybeDone = {
    name: 'HaltedError',
    message: errorTexts.maybeDone({ purpose: `create the ${noun}`, noun }),
  };
  const failAfter = async (fault: RequestFault, input: Input): Promise<void> => {
    heffl.sandbox.faults.inject({ ...fault, match: { method: 'POST' } });
    expect(await heffl.fail(create, input)).toMatchObject(maybeDone);
  };

  if (noun === 'invoice')
    test('cannot be listed: the error is all, and a replay creates it again', async () => {
      await failAfter({ kind: 'cut', before: false }, createInput(heffl));
      const { requests } = await heffl.run(create, createInput(heffl));
      expect([methodsOf(requests), zcalls()]).toEqual([['POST'], []]);
    });
  else {
    test.each(named(done))('done, then $what: a replay gives that record, once', async ({ fault }) => {
      const before = count();
      await failAfter(fault, createInput(heffl));
      const { output, requests } = await heffl.run(create, createInput(heffl));

      expect(record.parse(output).id).toBe(heffl.sandbox.records.list(collection).at(-1)?.id);
      expect([methodsOf(requests), count()]).toEqual([['GET'], before + 1]);

      await heffl.run(create, createInput(heffl));
      expect(count()).toBe(before + 2);
    });

    test('done, and the run dies: a replay waits until it must be over, and gives that record', async () => {
      const before = count();
      const { requests } = heffl.sandbox;
      let time = Date.now();
      jest.spyOn(clock, 'now').mockImplementation(() => time);
      jest.spyOn(clock, 'sleep').mockImplementation((ms) => Promise.resolve(void (time += ms)));
      let revive = (): void => undefined;
      const until = new Promise<void>((resolve) => (revive = resolve));
      heffl.sandbox.faults.inject({ kind: 'slow', until, match: { method: 'POST' } });
      const dying = heffl.run(create, createInput(heffl));
      while (requests.at(-1)?.method !== 'POST') await new Promise(setImmediate);

      expect(await heffl.fail(create, createInput(heffl))).toMatchObject({
        name: 'ThrottledError',
        message: errorTexts.sameData({ noun, seconds: 17 }),
        requests: [],
      });
      time += 17_000;
      const replay = await heffl.run(create, createInput(heffl));
      expect(record.parse(replay.output).id).toBe(heffl.sandbox.records.list(collection).at(-1)?.id);
      expect([methodsOf(replay.requests), count()]).toEqual([['GET'], before + 1]);
      revive();
      await dying;
    });

    test.each(named(undone))('not done, $what: a replay creates it', async ({ fault }) => {
      const before = count();
      heffl.sandbox.create(collection, createInput(heffl), Date.now());
      await failAfter(fault, createInput(heffl));
      const { requests } = await heffl.run(create, createInput(heffl));
      expect([methodsOf(requests), count()]).toEqual([['GET', 'POST'], before + 2]);
    });
  }

  test('no error before: two runs create two records', async () => {
    const before = count();
    const first = await heffl.run(create, createInput(heffl));
    const second = await heffl.run(create, createInput(heffl));
    expect([...methodsOf(first.requests), ...methodsOf(second.requests)]).toEqual(['POST', 'POST']);
    expect(count()).toBe(before + 2);
  });
});

/** The marks that the cache was asked for. */
const zcalls = () => heffl.zapier.cacheCalls.filter(([, key]) => key.startsWith('unsure:'));

const full = {
  name: "Noor O'Keefe",
  email: 'Noor@Example.com',
  mobile: '050 123 4599',
  value: '2,500',
  tags: ['tag_1', 'tag_2'],
  source: 'Instagram',
  cf_budget: 2500,
  cf_visit_date: '2026-04-30',
  custom_fields: { 'Preferred Language': 'Arabic' },
};

test.each<Partial<Readings>>([
  { customFieldKeys: 'bare' },
  { customFieldKeys: 'topLevel' },
  { leadReference: 'names' },
  { leadReference: 'ids' },
  { timestamps: 's' },
  { nullKeys: 'dropped' },
  { listShape: 'data' },
  { shortAnswers: 'on' },
])('a lead with everything is found again: %j', async (readings) => {
  Object.assign(heffl.sandbox.readings, readings);
  heffl.sandbox.faults.inject({ kind: 'cut', before: false, match: { method: 'POST' } });
  await heffl.fail('create_lead', full);
  const { requests } = await heffl.run('create_lead', full);
  expect(requests.filter(({ path }) => path === '/leads')).toMatchObject([{ method: 'GET' }]);
});

test.each<[string, Input]>([
  ['another spelling of the phone', { mobile: '+971 50 123 4599' }],
  ['a number as text', { value: '2500.00' }],
  ['another case of the email', { email: 'noor@example.com' }],
  ['a curly apostrophe', { name: 'Noor O’Keefe ' }],
  ['a moment for a day', { cf_visit_date: '2026-04-30T00:00:00.000Z' }],
  ['a list in another order', { tags: ['tag_2', 'tag_1'] }],
  ['the names of tags for their IDs', { tags: ['VIP', 'Dubai'] }],
  ['a source by its ID alone', { source: undefined }],
])('%s in the list is the same lead', async (_, stored) => {
  heffl.sandbox.faults.inject({ kind: 'cut', match: { method: 'POST' } });
  await heffl.fail('create_lead', full);
  const { custom_fields, ...fields } = { ...full, mobile: '+971501234599', value: 2500, ...stored };
  answerWith([{ id: 'ld_1', ...fields, createdAt: now(), note: custom_fields }]);
  expect((await heffl.run('create_lead', full)).output).toMatchObject({ id: 'ld_1' });
});

test.each<[string, Input]>([
  ['another name', { name: 'Noor Keefe' }],
  ['another email', { email: 'nora@example.com' }],
  ['no email', { email: null }],
  ['another phone', { mobile: '+971501234590' }],
  ['another number', { value: 2501 }],
  ['another custom field', { cf_budget: 25000 }],
  ['another day', { cf_visit_date: '2026-04-03' }],
  ['one tag of two', { tags: ['tag_1'] }],
  ['a time before the create', { createdAt: new Date(Date.now() + 3 * HOUR_MS - 60_000).toISOString() }],
  ['no time', { createdAt: null }],
])('%s in the list is another lead', async (_, stored) => {
  heffl.sandbox.faults.inject({ kind: 'cut', match: { method: 'POST' } });
  await heffl.fail('create_lead', full);
  const { custom_fields, ...fields } = { ...full, mobile: '+971501234599', value: 2500, ...stored };
  answerWith([{ id: 'ld_1', createdAt: now(), ...fields, note: custom_fields }]);
  expect(methodsOf((await heffl.run('create_lead', full)).requests)).toEqual(['GET', 'POST']);
});

/** The list that the next GET is answered with. */
const answerWith = (items: readonly object[]): void => {
  heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { items }, match: { method: 'GET' } });
};
const now = (): string => new Date(Date.now() + 3 * HOUR_MS).toISOString();

test('a replay after 24 hours is a new submission', async () => {
  heffl.sandbox.faults.inject({ kind: 'cut', before: false, match: { method: 'POST' } });
  await heffl.fail('create_lead', full);
  heffl.zapier.age(24 * 3600 + 1);
  // The kinds of custom fields are read anew after a day.
  expect(methodsOf((await heffl.run('create_lead', full)).requests)).toEqual(['GET', 'POST']);
});

test('a replay that cannot look creates nothing', async () => {
  heffl.sandbox.faults.inject({ kind: 'cut', before: false, match: { method: 'POST' } });
  await heffl.fail('create_lead', full);
  heffl.sandbox.faults.inject({ kind: 'status', status: 503, times: Infinity });
  const { name, requests } = await heffl.fail('create_lead', full);
  expect([name, new Set(methodsOf(requests))]).toEqual(['AppError', new Set(['GET'])]);
});

test.each(
  (['POST', 'PATCH', 'PUT', 'DELETE'] as const).flatMap((method) =>
    named([...undone, { kind: 'html' }]).map(({ what, fault }) => ({ method, what, fault })),
  ),
)('API Request, $method, $what: halted', async ({ method, fault }) => {
  heffl.sandbox.faults.inject({ ...fault, times: Infinity });
  const path = method === 'POST' ? '/leads' : '/leads/ld_1';
  const { name, message } = await heffl.fail('api_request', { method, path, body: { name: 'Noor' } });
  expect(name).toBe('HaltedError');
  expect(message).toMatch(method === 'POST' ? /the record may exist/ : /may have done it/);
});

describe.each(editableKinds)('$remove', ({ noun, collection, remove, seeded }) => {
  test.each<[string, readonly RequestFault[], string]>([
    [
      'limited',
      [
        { kind: 'cut', before: false },
        { kind: 'status', status: 429, headers: { 'retry-after': '60' } },
      ],
      'ThrottledError',
    ],
    [
      'down',
      [
        { kind: 'cut', before: false },
        { kind: 'status', status: 503, times: 4 },
      ],
      'HaltedError',
    ],
  ])('done, then %s: the next run finds it done', async (_, faults, name) => {
    const id = heffl.idOf(collection, seeded);
    for (const fault of faults) heffl.sandbox.faults.inject(fault);
    expect(await heffl.fail(remove, { id })).toMatchObject({ name });
    expect((await heffl.run(remove, { id })).output).toEqual({ id, deleted: true });
  });

  test('limited at once, and not there: the next run does not find it done', async () => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });
    expect(await heffl.fail(remove, { id: 'gone_1' })).toMatchObject({ name: 'ThrottledError' });
    const { message } = await heffl.fail(remove, { id: 'gone_1' });
    expect(message).toContain(
      `delete the ${noun} "gone_1": ${noun.charAt(0).toUpperCase()}${noun.slice(1)} not`,
    );
  });
});

describe.each(editableKinds)('$update', ({ noun, collection, update, change, seeded }) => {
  const empty = [
    { kind: 'status', status: 204, before: false },
    { kind: 'status', status: 200, before: false },
    { kind: 'status', status: 200, body: { success: true }, before: false },
  ] as const;

  test.each(empty)('answered by $status with $body: the record as it then is', async (fault) => {
    const id = heffl.idOf(collection, seeded);
    heffl.sandbox.faults.inject(fault);
    const { output, requests } = await heffl.run(update, { id, ...change });
    expect(methodsOf(requests)).toEqual(['PATCH', 'GET']);
    const { createdAt } = heffl.sandbox.records.get(collection, id) ?? {};
    expect(output).toMatchObject({ id, createdAt });
  });

  test('answered by 204, and then not read: the ID and what was sent', async () => {
    const id = heffl.idOf(collection, seeded);
    heffl.sandbox.faults.inject(empty[0]);
    heffl.sandbox.faults.inject({ kind: 'status', status: 503, times: Infinity });
    jest.spyOn(console, 'log').mockReturnValue();
    expect((await heffl.run(update, { id, ...change })).output).toMatchObject({ id, ...change });
  });

  test('answered with another record: it may have changed', async () => {
    const id = heffl.idOf(collection, seeded);
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { id: `${id}x` } });
    expect(await heffl.fail(update, { id, ...change })).toMatchObject({
      name: 'HaltedError',
      message: errorTexts.maybeChanged({
        purpose: `update the ${noun}`,
        reason: `the answer is about another ${noun}`,
      }),
    });
  });
});

test.each([
  ['find_lead', { search_by: 'id', search_value: 'ld_1' }, 'AppError'],
  ['delete_lead', { id: 'ld_1' }, 'HaltedError'],
])('%s answered with another record is an error', async (key, input, name) => {
  heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { id: 'ld_2', name: 'Jane' } });
  const failure = await heffl.fail(key, input);
  expect(failure.name).toBe(name);
  expect(failure.message).toContain('the answer is about another lead');
});

test.each<[string, Input, object]>([
  ['update_task', { id: 'tsk_1', title: 'Call' }, { id: '12' }],
  ['find_task', { search_by: 'id', search_value: 'tsk_1' }, [{ id: '12' }]],
  ['delete_task', { id: 'tsk_1' }, { deleted: true }],
])('%s: a number and a text may be two IDs of one record', async (key, input, output) => {
  heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { id: 12, title: 'Call' } });
  expect((await heffl.run(key, input)).output).toMatchObject(output);
});

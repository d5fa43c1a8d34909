import { z } from 'zod';
import { errorTexts } from '../../src/errors.js';
import { clock } from '../../src/heffl/clock.js';
import type { RequestFault } from '../sandbox/index.js';
import { connectHeffl, type Input, type Sent } from '../support/heffl.js';
import { creatableKinds, loadLinks } from '../support/steps.js';

const HOUR_MS = 3_600_000;

/** Heffl's clock is three hours ahead of ours. */
const heffl = connectHeffl({ now: () => Date.now() + 3 * HOUR_MS });
const hefflTime = (laterMs = 0): string => new Date(Date.now() + 3 * HOUR_MS + laterMs).toISOString();

beforeEach(() => {
  jest.spyOn(clock, 'sleep').mockResolvedValue();
});

const methodsOf = ({ requests }: { readonly requests: readonly Sent[] }): string[] =>
  requests.map(({ method }) => method);
const idIn = (output: unknown): string => z.looseObject({ id: z.string() }).parse(output).id;
const cut: RequestFault = { kind: 'cut', before: false };

test.each(creatableKinds)(
  '$create, done and not answered: a replay gives that record, and the run after it creates another',
  async ({ noun, collection, create, createInput }) => {
    await loadLinks(heffl, collection);
    heffl.sandbox.faults.inject({ ...cut, match: { method: 'POST' } });
    const message = errorTexts.maybeDone({ purpose: `create the ${noun}`, noun });
    expect(await heffl.fail(create, createInput(heffl))).toMatchObject({ name: 'HaltedError', message });
    const created = heffl.sandbox.records.list(collection).at(-1)?.id;
    const replay = await heffl.run(create, createInput(heffl));
    // Invoices cannot be listed.
    const isListed = noun !== 'invoice';
    expect(methodsOf(replay)).toEqual([isListed ? 'GET' : 'POST']);
    expect(idIn(replay.output) === created).toBe(isListed);
    expect(methodsOf(await heffl.run(create, createInput(heffl)))).toEqual(['POST']);
    expect(heffl.zapier.cacheCalls.some(([, key]) => key.startsWith('unsure:'))).toBe(isListed);
  },
);

const omar = { name: 'Omar Khan' };

test.each<[RequestFault, string[]]>([
  [{ kind: 'status', status: 503, before: false }, ['GET']],
  [{ kind: 'recordWithoutId' }, ['GET']],
  [{ kind: 'redirect', location: '/api/v1/leads', before: false }, ['GET']],
  [{ kind: 'cut' }, ['GET', 'POST']],
])('create_lead, %j: sent once, and a replay sends %j', async (fault, sent) => {
  // By Heffl's clock, it was made three hours before.
  heffl.sandbox.create('leads', omar, Date.now());
  heffl.sandbox.faults.inject({ ...fault, match: { method: 'POST' } });
  const { message, requests } = await heffl.fail('create_lead', omar);
  expect([message, requests.length]).toEqual([expect.stringContaining('so the lead may exist'), 1]);
  const replay = await heffl.run('create_lead', omar);
  expect(methodsOf(replay)).toEqual(sent);
  expect(idIn(replay.output)).toBe(heffl.sandbox.records.list('leads').at(-1)?.id);
});

test('done, and the run dies: a replay waits until it must be over, and gives that record', async () => {
  const { requests } = heffl.sandbox;
  let time = Date.now();
  jest.spyOn(clock, 'now').mockImplementation(() => time);
  jest.spyOn(clock, 'sleep').mockImplementation((ms) => Promise.resolve(void (time += ms)));
  let revive = (): void => undefined;
  const until = new Promise<void>((resolve) => (revive = resolve));
  heffl.sandbox.faults.inject({ kind: 'slow', until, match: { method: 'POST' } });
  const dying = heffl.run('create_lead', omar);
  while (requests.at(-1)?.method !== 'POST') await new Promise(setImmediate);

  expect(await heffl.fail('create_lead', omar)).toMatchObject({
    name: 'ThrottledError',
    message: errorTexts.sameData({ noun: 'lead', seconds: 17 }),
    requests: [],
  });
  time += 17_000;
  const replay = await heffl.run('create_lead', omar);
  expect(methodsOf(replay)).toEqual(['GET']);
  revive();
  expect(idIn((await dying).output)).toBe(idIn(replay.output));
});

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
const failToCreate = async (fault: RequestFault, key = 'create_lead', input: Input = full): Promise<void> => {
  heffl.sandbox.faults.inject({ ...fault, match: { method: 'POST' } });
  await heffl.fail(key, input);
};
/** What a replay sends after a create that did not arrive, if this is the newest record. */
const sentByReplay = async (key: string, input: Input, newest: Input): Promise<string[]> => {
  await failToCreate({ kind: 'cut' }, key, input);
  const body = { items: [{ id: 'x_1', createdAt: hefflTime(), ...newest }] };
  heffl.sandbox.faults.inject({ kind: 'status', status: 200, body, match: { method: 'GET' } });
  return methodsOf(await heffl.run(key, input));
};

test('a lead with everything is found again, although Heffl tells it in another form', async () => {
  const form = { customFieldKeys: 'topLevel', leadReference: 'ids', timestamps: 's' } as const;
  Object.assign(heffl.sandbox.readings, { ...form, nullKeys: 'dropped', shortAnswers: 'on' });
  await failToCreate(cut);
  const { requests } = await heffl.run('create_lead', full);
  expect(requests.filter(({ path }) => path === '/leads')).toMatchObject([{ method: 'GET' }]);
});

test.each<[string, Input, 'the same' | 'another']>([
  ['another spelling of the phone', { mobile: '+971 50 123 4599' }, 'the same'],
  ['a number as text', { value: '2500.00' }, 'the same'],
  ['another case of the email', { email: 'noor@example.com' }, 'the same'],
  ['a curly apostrophe', { name: 'Noor O’Keefe ' }, 'the same'],
  ['a moment for a day', { cf_visit_date: '2026-04-30T00:00:00.000Z' }, 'the same'],
  ['a list in another order', { tags: ['tag_2', 'tag_1'] }, 'the same'],
  ['the names of tags for their IDs', { tags: ['VIP', 'Dubai'] }, 'the same'],
  ['a source by its ID alone', { source: undefined }, 'the same'],
  ['another name', { name: 'Noor Keefe' }, 'another'],
  ['no email', { email: null }, 'another'],
  ['another phone', { mobile: '+971501234590' }, 'another'],
  ['another number', { value: 2501 }, 'another'],
  ['another custom field', { cf_budget: 25000 }, 'another'],
  ['another day', { cf_visit_date: '2026-04-03' }, 'another'],
  ['one tag of two', { tags: ['tag_1'] }, 'another'],
  ['a minute before the create', { createdAt: hefflTime(-60_000) }, 'another'],
  ['no time', { createdAt: null }, 'another'],
])('the newest lead as it was sent, but %s, %j: is %s', async (_, stored, which) => {
  const { custom_fields: note, ...fields } = { ...full, mobile: '+971501234599', value: 2500 };
  const sent = await sentByReplay('create_lead', full, { ...fields, note, ...stored });
  expect(sent).toEqual(which === 'the same' ? ['GET'] : ['GET', 'POST']);
});

test.each([
  ['in the same city', { city: 'dubai', state: null, country: 'Oman' }, ['GET']],
  ['in another city', { city: 'Sharjah', country: 'Oman' }, ['GET', 'POST']],
  ['without an address, which Heffl may not tell', undefined, ['GET']],
])('the newest client as it was sent, %s, %j: a replay sends %j', async (_, billingAddress, sent) => {
  const client = { type: 'company', name: 'Al Noor LLC' };
  const input = { ...client, billingAddress__city: 'Dubai', billingAddress__country: 'Oman' };
  expect(await sentByReplay('create_client', input, { ...client, billingAddress })).toEqual(sent);
});

test('a replay after 24 hours is a new submission', async () => {
  await failToCreate(cut);
  heffl.zapier.age(24 * 3600 + 1);
  // The kinds of custom fields are read anew after a day.
  expect(methodsOf(await heffl.run('create_lead', full))).toEqual(['GET', 'POST']);
});

test('a replay that cannot look creates nothing', async () => {
  await failToCreate(cut);
  heffl.sandbox.faults.inject({ kind: 'status', status: 503, times: Infinity });
  const failure = await heffl.fail('create_lead', full);
  expect([failure.name, new Set(methodsOf(failure))]).toEqual(['AppError', new Set(['GET'])]);
});

const busy: RequestFault = { kind: 'status', status: 429, headers: { 'retry-after': '60' } };

test.each<[string, RequestFault, string]>([
  ['limited', busy, 'ThrottledError'],
  ['down', { kind: 'status', status: 503, times: 4 }, 'HaltedError'],
])('delete_lead, done, then %s: the next run finds it done', async (_, fault, name) => {
  const id = heffl.idOf('leads', 'Jane Smith');
  heffl.sandbox.faults.inject(cut);
  heffl.sandbox.faults.inject(fault);
  expect(await heffl.fail('delete_lead', { id })).toMatchObject({ name });
  expect((await heffl.run('delete_lead', { id })).output).toEqual({ id, deleted: true });
});

test('delete_lead, limited at once, and not there: the next run does not find it done', async () => {
  heffl.sandbox.faults.inject(busy);
  expect(await heffl.fail('delete_lead', { id: 'gone_1' })).toMatchObject({ name: 'ThrottledError' });
  const { message } = await heffl.fail('delete_lead', { id: 'gone_1' });
  expect(message).toContain('delete the lead "gone_1": Lead not found');
});

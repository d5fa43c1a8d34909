import nock from 'nock';
import { discoverCustomFields } from '../../src/forms/custom-fields.js';
import type { JsonObject } from '../../src/heffl/json.js';
import { deal } from '../../src/resources/deals/record.js';
import { lead } from '../../src/resources/leads/record.js';
import { startRun } from '../../src/run.js';
import { HEFFL, KEY, openClient } from '../support/client.js';
import { failureOf } from '../support/failure.js';

const client = openClient();

const fieldsOf = (kind: typeof lead | typeof deal = lead) =>
  discoverCustomFields(startRun(client.z, { authData: { api_key: KEY } }), kind);
const keysOf = async (kind?: typeof lead | typeof deal) => (await fieldsOf(kind)).map(({ key }) => key);

/** Answers one request for a list. */
const answerWith = (records: readonly JsonObject[], path = '/leads'): void => {
  const items = records.map((record, index) => ({ id: `x_${index}`, ...record }));
  nock(HEFFL).get(`/api/v1${path}?limit=100`).reply(200, { items, hasMore: true, nextCursor: 'c' });
};

test.each<[string, readonly unknown[], JsonObject]>([
  ['texts', ['a', 'b'], {}],
  ['lines', ['a', 'b\nc'], { type: 'text' }],
  ['numbers, or nothing', [1, null, '', undefined, 2.5], { meta: { format: 'number' } }],
  ['yes or no', [true, false], { meta: { format: 'yesNo' }, choices: { yes: 'Yes', no: 'No' } }],
  ['days', ['2026-04-30', '2026-05-01'], { meta: { format: 'plainDay' } }],
  ['midnights of UTC', ['2026-04-30T00:00:00.000Z', '2026-05-01T00:00:00Z'], { meta: { format: 'day' } }],
  ['days in both forms', ['2026-04-30', '2026-05-01T00:00:00Z'], { meta: { format: 'plainDay' } }],
  ['moments', ['2026-04-30', '2026-05-01T10:00:00.000Z'], { meta: { format: 'moment' } }],
  ['numbers and words', [1, 'two'], {}],
  ['what begins like a day', ['2026-04-30 or so'], {}],
  ['nothing', [null, ''], {}],
  ['lists', [['a'], ['b', 'c']], { list: true }],
  ['lists of numbers', [[1], [2, 3]], { list: true, meta: { format: 'number' } }],
  ['lists and texts', [['a'], 'b'], {}],
])('records hold %s: %j', async (_, values, expected) => {
  answerWith(values.map((value) => ({ customFields: { cf_x: value } })));
  expect(await fieldsOf()).toStrictEqual([{ key: 'cf_x', label: 'X', type: 'string', ...expected }]);
});

test('records hold other records or files: no input for them', async () => {
  const values = [[{ id: 'ct_1' }], { url: 'https://example.com/a.pdf' }, ['a', { id: 'ct_1' }]];
  answerWith([Object.fromEntries(values.map((value, index) => [`cf_${index}`, value]))]);
  expect(await fieldsOf()).toEqual([]);
});

test('keys: labelled by their words', async () => {
  const labels = { cf_: 'cf_', cf__net__worth_: 'Net Worth', cf_الميزانية: 'الميزانية' };
  answerWith([Object.fromEntries(Object.keys(labels).map((key) => [key, 'x']))]);
  const fields = await fieldsOf();
  expect(Object.fromEntries(fields.map(({ key, label }) => [key, label]))).toEqual(labels);
});

test('several records, in each form in which Heffl may give fields: each once, by the alphabet', async () => {
  answerWith([
    { customFields: { cf_budget: 1, Area: 'Marina' } },
    { customFields: { budget: 2 }, cf_size: 'S' },
    { customFields: null },
    {},
  ]);
  expect(await keysOf()).toEqual(['cf_area', 'cf_budget', 'cf_size']);
});

test('cache: empty, and fields of another kind: each asked for once', async () => {
  answerWith([]);
  answerWith([{ cf_size: 1 }], '/deals');
  for (let time = 1; time <= 2; time++)
    expect([await keysOf(), await keysOf(deal)]).toEqual([[], ['cf_size']]);
});

test.each([
  ['text'],
  [{ key: 'cf_x' }],
  [['cf_x']],
  [[{ label: 'X' }]],
  [[{ key: 'cf_x', label: 'X', type: 'string', meta: { format: 'x' } }]],
])('cache: holds %j: not trusted', async (kept) => {
  jest.spyOn(client.z.cache, 'get').mockResolvedValue(kept);
  answerWith([{ cf_budget: 1 }]);
  expect(await keysOf()).toEqual(['cf_budget']);
});

test('401: fails', async () => {
  nock(HEFFL).get('/api/v1/leads').query(true).reply(401, {});
  expect(await failureOf(() => fieldsOf())).toMatchObject({ name: 'ExpiredAuthError' });
});

import nock from 'nock';
import type { ZObject } from 'zapier-platform-core';
import { discoverCustomFields } from '../../src/forms/custom-fields.js';
import type { JsonObject } from '../../src/heffl/json.js';
import { deal } from '../../src/resources/deals/record.js';
import { lead } from '../../src/resources/leads/record.js';
import { startRun } from '../../src/run.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';
import { closeNetwork } from '../support/network.js';
import { stopClock } from '../support/stopped-clock.js';

closeNetwork();

let z: ZObject;
beforeEach(async () => {
  z = await openZ();
  stopClock();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const authData = { api_key: 'heffl_user_abc' };
const fieldsOf = (kind: typeof lead | typeof deal = lead) =>
  discoverCustomFields(startRun(z, { authData }), kind);

const listOf = (path: string, records: readonly JsonObject[]): void => {
  const items = records.map((record, index) => ({ id: `x_${index}`, ...record }));
  nock('https://api.heffl.com')
    .get(`/api/v1${path}?limit=100`)
    .reply(200, { items, hasMore: true, nextCursor: 'c' });
};

describe('a custom field that records use', () => {
  test.each<[string, readonly unknown[], JsonObject]>([
    ['text', ['a', 'b'], {}],
    ['text of several lines', ['a', 'b\nc'], { type: 'text' }],
    ['a number', [1, 2.5], { meta: { format: 'number' } }],
    ['yes or no', [true, false], { meta: { format: 'yesNo' }, choices: { yes: 'Yes', no: 'No' } }],
    ['a day', ['2026-04-30', '2026-05-01'], { meta: { format: 'plainDay' } }],
    [
      'a day, as midnight UTC',
      ['2026-04-30T00:00:00.000Z', '2026-05-01T00:00:00Z'],
      { meta: { format: 'day' } },
    ],
    ['a day, in both forms', ['2026-04-30', '2026-05-01T00:00:00Z'], { meta: { format: 'plainDay' } }],
    ['a moment', ['2026-04-30', '2026-05-01T10:00:00.000Z'], { meta: { format: 'moment' } }],
    ['text, if it is not always a number', [1, 'two'], {}],
    ['text, if it is not always a date', ['2026-04-30', 'soon'], {}],
    ['text, if it only begins like a date', ['2026-04-30 or so'], {}],
    ['a number, if it is empty at times', [1, null, '', undefined, 2], { meta: { format: 'number' } }],
    ['text, if it is always empty', [null, ''], {}],
    ['a list', [['a'], ['b', 'c']], { list: true }],
    ['a list of numbers', [[1], [2, 3]], { list: true, meta: { format: 'number' } }],
    ['no list, if it is not always one', [['a'], 'b'], {}],
  ])('is %s', async (_, values, expected) => {
    listOf(
      '/leads',
      values.map((value) => ({ customFields: { cf_x: value } })),
    );
    expect(await fieldsOf()).toStrictEqual([{ key: 'cf_x', label: 'X', type: 'string', ...expected }]);
  });

  test.each([[[{ id: 'ct_1' }]], [[[{ url: 'https://example.com/a.pdf' }]]], [['a', { id: 'ct_1' }]]])(
    'has no input if it holds records or files: %j',
    async (values) => {
      listOf(
        '/leads',
        values.map((value) => ({ cf_x: value })),
      );
      expect(await fieldsOf()).toEqual([]);
    },
  );

  test.each([
    ['cf_company_size', 'Company Size'],
    ['cf_budget', 'Budget'],
    ['cf__net__worth_', 'Net Worth'],
    ['cf_الميزانية', 'الميزانية'],
    ['cf_', 'cf_'],
  ])('with the key %s is labelled "%s"', async (key, label) => {
    listOf('/leads', [{ [key]: 'x' }]);
    expect(await fieldsOf()).toEqual([{ key, label, type: 'string' }]);
  });
});

test('the fields of all records are there once, in every form in which Heffl may give them, by the alphabet', async () => {
  listOf('/leads', [
    { customFields: { cf_budget: 1, Area: 'Marina' } },
    { customFields: { budget: 2 }, cf_size: 'S' },
    { customFields: null },
    {},
  ]);
  expect((await fieldsOf()).map(({ key }) => key)).toEqual(['cf_area', 'cf_budget', 'cf_size']);
});

describe('the cache', () => {
  test('no custom fields: no second request either', async () => {
    listOf('/leads', []);
    await fieldsOf();
    expect(await fieldsOf()).toEqual([]);
  });

  test('two kinds of record: kept apart', async () => {
    listOf('/leads', [{ cf_budget: 1 }]);
    listOf('/deals', [{ cf_size: 1 }]);
    await fieldsOf();
    expect((await fieldsOf(deal)).map(({ key }) => key)).toEqual(['cf_size']);
  });

  test.each([
    ['text'],
    [{ key: 'cf_x' }],
    [['cf_x']],
    [[{ label: 'X' }]],
    [[{ key: 'cf_x', label: 'X', type: 'string', meta: { format: 'x' } }]],
  ])('holds %j: not trusted', async (kept) => {
    jest.spyOn(z.cache, 'get').mockResolvedValue(kept);
    listOf('/leads', [{ cf_budget: 1 }]);
    expect((await fieldsOf()).map(({ key }) => key)).toEqual(['cf_budget']);
  });
});

test('401: fails', async () => {
  nock('https://api.heffl.com').get('/api/v1/leads').query(true).reply(401, {});
  expect(await failureOf(() => fieldsOf())).toMatchObject({ name: 'ExpiredAuthError' });
});

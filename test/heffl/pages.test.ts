import nock from 'nock';
import type { ZObject } from 'zapier-platform-core';
import { connect } from '../../src/heffl/client.js';
import { endpoints } from '../../src/heffl/facts.js';
import { fetchPage, type PageRequest, tryPage } from '../../src/heffl/pages.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';
import { closeNetwork } from '../support/network.js';
import { stopClock } from '../support/stopped-clock.js';

closeNetwork();

const HEFFL = 'https://api.heffl.com';
const NOW = '2026-11-23T10:00:00.000Z';

let z: ZObject;
beforeAll(async () => {
  z = await openZ();
});
beforeEach(() => {
  stopClock(NOW);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const heffl = () => connect(z, { authData: { api_key: 'heffl_user_abc' } });
const leads: PageRequest = { endpoint: endpoints.leads, noun: 'lead' };

describe('request', () => {
  test.each<[string, Partial<PageRequest>, string]>([
    ['no limit: 100', {}, '/leads?limit=100'],
    ['limit of 3: 3', { limit: 3 }, '/leads?limit=3'],
    ['cursor: encoded', { cursor: 'c&1' }, '/leads?limit=100&cursor=c%261'],
    ['cursor undefined: left out', { cursor: undefined }, '/leads?limit=100'],
  ])('%s', async (_, request, address) => {
    nock(HEFFL).get(`/api/v1${address}`).reply(200, { items: [] });
    expect((await fetchPage(z, heffl(), { ...leads, ...request })).items).toEqual([]);
  });
});

describe('page', () => {
  const rows = [{ id: 'ld_2', name: 'Omar' }, { id: 1 }];

  test.each([
    ['items with a cursor', { items: rows, nextCursor: 'c1', hasMore: true }, 'c1'],
    ['items at the end', { items: rows, nextCursor: null, hasMore: false }, undefined],
    [
      'items with a cursor, although there is no more',
      { items: rows, nextCursor: 'c1', hasMore: false },
      undefined,
    ],
    ['items with a cursor, and no word of more', { items: rows, nextCursor: 'c1' }, 'c1'],
    ['items with a cursor that is a number', { items: rows, nextCursor: 7, hasMore: true }, '7'],
    ['items with more, but no cursor', { items: rows, hasMore: true }, undefined],
    ['items with an empty cursor', { items: rows, nextCursor: '', hasMore: true }, undefined],
    ['items with a cursor that is an object', { items: rows, nextCursor: {}, hasMore: true }, undefined],
    ['data with a cursor', { data: rows, nextCursor: 'c1', hasMore: true }, 'c1'],
    ['a bare list', rows, undefined],
    ['items with a cursor in meta', { items: rows, meta: { nextCursor: 'c1', hasMore: true } }, 'c1'],
    ['items with an end in meta', { items: rows, nextCursor: 'c1', meta: { hasMore: false } }, undefined],
    [
      'items numbered by page',
      { items: rows, meta: { count: 2, total: 50, pageNo: 1, pageSize: 2 } },
      undefined,
    ],
    ['items beside data that is no list', { items: rows, data: { total: 2 } }, undefined],
  ])('%s: read', async (_, body, next) => {
    nock(HEFFL).get('/api/v1/leads').query(true).reply(200, body);
    expect(await fetchPage(z, heffl(), leads)).toMatchObject({ items: rows, next, at: Date.parse(NOW) });
  });

  test('Date header: the time of the page', async () => {
    nock(HEFFL)
      .get('/api/v1/leads')
      .query(true)
      .reply(200, { items: [] }, { date: 'Mon, 23 Nov 2026 09:59:00 GMT' });
    const { at } = await fetchPage(z, heffl(), leads);
    expect(new Date(at).toISOString()).toBe('2026-11-23T09:59:00.000Z');
  });

  test.each([
    ['an object without a list', { total: 3 }, 'the answer holds no list'],
    ['items that are no list', { items: { id: 'ld_1' } }, 'the answer holds no list'],
    ['null', null, 'the answer holds no list'],
    ['a number', 7, 'the answer holds no list'],
    ['nothing', undefined, 'the answer holds no list'],
    ['a record without an ID', { items: [{ name: 'Jane' }] }, 'the list holds a record without an ID'],
    ['a record with a blank ID', { items: [{ id: ' ' }] }, 'the list holds a record without an ID'],
    ['a record with an object for an ID', { items: [{ id: {} }] }, 'the list holds a record without an ID'],
    ['a record that is null', { items: [null] }, 'the list holds a record without an ID'],
    ['a record that is text', ['ld_1'], 'the list holds a record without an ID'],
  ])('%s: fails', async (_, body, why) => {
    nock(HEFFL)
      .get('/api/v1/leads')
      .query(true)
      .reply(200, body === undefined ? '' : JSON.stringify(body));
    expect(await failureOf(() => fetchPage(z, heffl(), leads))).toEqual({
      name: 'AppError',
      code: 'UnexpectedAnswer',
      message: `Heffl could not list the leads: ${why}. If this goes on, contact Heffl support with this text.`,
    });
  });
});

test('record without an ID among others: left out and logged', async () => {
  const log = jest.spyOn(z.console, 'log').mockImplementation(() => undefined);
  nock(HEFFL)
    .get('/api/v1/leads')
    .query(true)
    .reply(200, { items: [{ id: 'ld_1' }, { name: 'Jane' }, null] });
  expect(await fetchPage(z, heffl(), leads)).toMatchObject({ items: [{ id: 'ld_1' }] });
  expect(log).toHaveBeenCalledWith('Heffl listed 2 records without an ID, which are left out.');
});

describe('list with several paths', () => {
  const stages: PageRequest = { endpoint: endpoints.leadStages, noun: 'lead stage' };
  const sources: PageRequest = { endpoint: endpoints.leadSources, noun: 'lead source' };
  const found = { items: [{ id: 'x' }] };

  test('served at the first: one request', async () => {
    nock(HEFFL).get('/api/v1/leads/stages?limit=100').reply(200, found);
    expect(await fetchPage(z, heffl(), stages)).toMatchObject(found);
  });

  test.each([400, 404, 405])('%i at the first: asked for at the second', async (status) => {
    nock(HEFFL).get('/api/v1/leads/stages?limit=100').reply(status, { message: 'Lead not found' });
    nock(HEFFL).get('/api/v1/lead-stages?limit=100').reply(200, found);
    expect(await fetchPage(z, heffl(), stages)).toMatchObject(found);
  });

  test('served at the last: asked for at each, with the same query', async () => {
    const address = 'limit=5&cursor=c1';
    nock(HEFFL).get(`/api/v1/leads/sources?${address}`).reply(404, {});
    nock(HEFFL).get(`/api/v1/lead-sources?${address}`).reply(404, {});
    nock(HEFFL).get(`/api/v1/sources?${address}`).reply(200, found);
    expect(await fetchPage(z, heffl(), { ...sources, limit: 5, cursor: 'c1' })).toMatchObject(found);
  });

  test('served at none: fails with the last answer', async () => {
    nock(HEFFL).get('/api/v1/leads/stages').query(true).reply(404, {});
    nock(HEFFL).get('/api/v1/lead-stages').query(true).reply(404, { message: 'No such path' });
    expect(await failureOf(() => fetchPage(z, heffl(), stages))).toMatchObject({
      code: 'UnexpectedAnswer',
      status: 404,
    });
  });

  test('403 at the first: fails without another request', async () => {
    nock(HEFFL).get('/api/v1/leads/stages').query(true).reply(403, {});
    expect(await failureOf(() => fetchPage(z, heffl(), stages))).toMatchObject({ code: 'Forbidden' });
  });
});

describe('tryPage', () => {
  test('accepted status: undefined', async () => {
    nock(HEFFL).get('/api/v1/leads').query(true).reply(403, { code: 'FORBIDDEN' });
    expect(await tryPage(z, heffl(), leads, [403])).toBeUndefined();
  });

  test('another status: fails', async () => {
    nock(HEFFL).get('/api/v1/leads').query(true).reply(400, {});
    expect(await failureOf(() => tryPage(z, heffl(), leads, [403]))).toMatchObject({ status: 400 });
  });

  test('200: the page', async () => {
    nock(HEFFL)
      .get('/api/v1/leads')
      .query(true)
      .reply(200, { items: [{ id: 'a' }] });
    expect(await tryPage(z, heffl(), leads, [403])).toMatchObject({ items: [{ id: 'a' }] });
  });

  test('several paths: the status of the last one is accepted', async () => {
    nock(HEFFL).get('/api/v1/leads/stages').query(true).reply(404, {});
    nock(HEFFL).get('/api/v1/lead-stages').query(true).reply(410, {});
    const request = { endpoint: endpoints.leadStages, noun: 'lead stage' };
    expect(await tryPage(z, heffl(), request, [410])).toBeUndefined();
  });
});

test('429 with busyText: throttled with that text', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0);
  nock(HEFFL).get('/api/v1/leads').query(true).reply(429, {}, { 'retry-after': '10' });
  const busyText = (seconds: number): string => `Goes on in ${seconds}.`;
  expect(await failureOf(() => fetchPage(z, heffl(), { ...leads, busyText }))).toEqual({
    name: 'ThrottledError',
    message: 'Goes on in 10.',
    delay: 10,
  });
});

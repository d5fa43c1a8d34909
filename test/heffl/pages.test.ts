import nock from 'nock';
import { endpoints } from '../../src/heffl/facts.js';
import { fetchPage, type PageRequest, tryPage } from '../../src/heffl/pages.js';
import { HEFFL, openClient } from '../support/client.js';
import { failureOf } from '../support/failure.js';

const client = openClient();
const page = (request: PageRequest) => fetchPage(client.z, client.open(), request);
const leads: PageRequest = { endpoint: endpoints.leads, noun: 'lead' };
const stages: PageRequest = { endpoint: endpoints.leadStages, noun: 'lead stage' };

/** Lets Heffl answer a GET of the address, which has this query unless it has one of its own. */
const answer = (address: string, status: number, body?: unknown, headers: Record<string, string> = {}) =>
  nock(HEFFL)
    .get(`/api/v1${address.includes('?') ? address : `${address}?limit=100`}`)
    .reply(status, typeof body === 'string' ? body : JSON.stringify(body), headers);

describe('page', () => {
  const items = [{ id: 'ld_2', name: 'Omar' }, { id: 1 }];

  test.each<[string, unknown, string | undefined]>([
    ['the end', { items, nextCursor: null, hasMore: false }, undefined],
    ['a cursor, although there is no more', { items, nextCursor: 'c1', hasMore: false }, undefined],
    ['a cursor, and no word of more', { items, nextCursor: 'c1' }, 'c1'],
    ['a cursor that is a number', { items, nextCursor: 7, hasMore: true }, '7'],
    ['more, but an empty cursor', { items, nextCursor: '', hasMore: true }, undefined],
    ['a cursor that is an object', { items, nextCursor: {}, hasMore: true }, undefined],
    ['the list in data', { data: items, nextCursor: 'c1', hasMore: true }, 'c1'],
    ['the list alone', items, undefined],
    ['a cursor in meta', { items, meta: { nextCursor: 'c1', hasMore: true } }, 'c1'],
    ['an end in meta', { items, nextCursor: 'c1', meta: { hasMore: false } }, undefined],
    ['page numbers', { items, meta: { count: 2, total: 50, pageNo: 1, pageSize: 2 } }, undefined],
    ['data that is no list beside it', { items, data: { total: 2 } }, undefined],
  ])('with %s: read', async (_, body, next) => {
    answer('/leads', 200, body);
    expect(await page(leads)).toMatchObject({ items, next, at: Date.parse('2026-11-23T10:00:00.000Z') });
  });

  test('Date header: the time of the page', async () => {
    answer('/leads', 200, { items }, { date: 'Mon, 23 Nov 2026 09:59:00 GMT' });
    expect((await page(leads)).at).toBe(Date.parse('2026-11-23T09:59:00.000Z'));
  });

  const noList = 'the answer holds no list';
  const noId = 'the list holds a record without an ID';

  test.each([
    [{ items: { id: 'ld_1' } }, noList],
    [null, noList],
    ['', noList],
    [{ items: [{ id: ' ' }] }, noId],
    [[null], noId],
  ])('%j: fails, as %s', async (body, why) => {
    answer('/leads', 200, body);
    expect(await failureOf(() => page(leads))).toEqual({
      name: 'AppError',
      code: 'UnexpectedAnswer',
      message: `Heffl could not list the leads: ${why}. If this goes on, contact Heffl support with this text.`,
    });
  });

  test('record without an ID among others: left out and logged', async () => {
    const log = jest.spyOn(client.z.console, 'log').mockImplementation(() => undefined);
    answer('/leads', 200, { items: [{ id: 'ld_1' }, { name: 'Jane' }, null] });
    expect((await page(leads)).items).toEqual([{ id: 'ld_1' }]);
    expect(log).toHaveBeenCalledWith('Heffl listed 2 records without an ID, which are left out.');
  });
});

describe('list with several paths', () => {
  const found = { items: [{ id: 'x' }] };

  test.each([400, 404, 405])('%i at the first: asked for at the second', async (status) => {
    answer('/leads/stages', status, { message: 'Lead not found' });
    answer('/lead-stages', 200, found);
    expect(await page(stages)).toMatchObject(found);
  });

  test('served at the last: asked for at each, with the same query', async () => {
    const query = '?limit=5&cursor=c1';
    answer(`/leads/sources${query}`, 404, {});
    answer(`/lead-sources${query}`, 404, {});
    answer(`/sources${query}`, 200, found);
    const sources = { endpoint: endpoints.leadSources, noun: 'lead source', limit: 5, cursor: 'c1' };
    expect(await page(sources)).toMatchObject(found);
  });

  test('served at none: fails with the last answer, which tryPage may accept', async () => {
    const noSuchPath = () => {
      answer('/leads/stages', 404, {});
      answer('/lead-stages', 410, { message: 'No such path' });
    };
    noSuchPath();
    expect(await failureOf(() => page(stages))).toMatchObject({
      code: 'UnexpectedAnswer',
      status: 410,
    });
    noSuchPath();
    expect(await tryPage(client.z, client.open(), stages, [410])).toBeUndefined();
  });

  test('403 at the first: fails without another request', async () => {
    answer('/leads/stages', 403, {});
    expect(await failureOf(() => page(stages))).toMatchObject({ code: 'Forbidden' });
  });
});

test('429 with busyText: throttled with that text', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0);
  answer('/leads', 429, {}, { 'retry-after': '10' });
  const busyText = (seconds: number): string => `Goes on in ${seconds}.`;
  expect(await failureOf(() => page({ ...leads, busyText }))).toEqual({
    name: 'ThrottledError',
    message: 'Goes on in 10.',
    delay: 10,
  });
});

import nock from 'nock';
import type { ZObject } from 'zapier-platform-core';
import { openCache } from '../../src/heffl/cache.js';
import { connect } from '../../src/heffl/client.js';
import { endpoints } from '../../src/heffl/facts.js';
import { keyedHash } from '../../src/heffl/keyed-hash.js';
import { ListMemory } from '../../src/heffl/list-memory.js';
import type { ListedRecord } from '../../src/heffl/pages.js';
import type { HefflRecord } from '../../src/heffl/records.js';
import { searchList } from '../../src/heffl/search.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';
import { closeNetwork } from '../support/network.js';
import { stopClock } from '../support/stopped-clock.js';

closeNetwork();

let z: ZObject;
let time: ReturnType<typeof stopClock>;
beforeEach(async () => {
  z = await openZ();
  time = stopClock();
  jest.spyOn(Math, 'random').mockReturnValue(0);
});

type Question = {
  readonly first: string;
  readonly second?: string;
  readonly name?: string;
  readonly howMany?: number;
};

/** What Heffl has under an ID. */
let readById: (id: string) => HefflRecord | undefined;
let idsRead: string[];
beforeEach(() => {
  idsRead = [];
  readById = (id) => ({ id, name: `lead ${id}` });
});

/** One run of a search by no whole value, as Zapier starts it. It gives one record, or several if more are wanted. */
const search = async ({ first, second, name = first, howMany = 1 }: Question) => {
  const ofThisRun = { ...z };
  const cache = openCache(ofThisRun);
  const found = await searchList({
    z: ofThisRun,
    heffl: connect(ofThisRun, { authData: { api_key: 'heffl_user_abc' } }),
    cache,
    memory: new ListMemory(cache, keyedHash('heffl_user_abc'), '/leads'),
    endpoint: endpoints.leads,
    noun: 'lead',
    name,
    questions: [first, ...(second === undefined ? [] : [second])].map((wanted) => ({
      matches: (record: HefflRecord) => record.name === wanted,
    })),
    howMany,
    read: (item) => ({ ...item, id: String(item.id) }),
    columnsOf: () => new Map(),
    get: (id) => {
      idsRead.push(id);
      return Promise.resolve(readById(id));
    },
  });
  return howMany === 1 ? found[0] : found;
};

type Body = { readonly items: readonly ListedRecord[]; readonly nextCursor?: string | null };
type Served = Body | { readonly status: number; readonly headers?: Record<string, string> };

/** Lets Heffl answer by cursor, any number of times; gives the cursors that it was asked for, oldest first. */
const serve = (answerTo: (cursor: string) => Served): readonly string[] => {
  nock.cleanAll();
  const asked: string[] = [];
  nock('https://api.heffl.com')
    .persist()
    .get('/api/v1/leads')
    .query((query) => query.limit === '100')
    .optionally()
    .reply((uri) => {
      const cursor = new URL(uri, 'https://api.heffl.com').searchParams.get('cursor') ?? 'start';
      asked.push(cursor);
      const answer = answerTo(cursor);
      if ('items' in answer) return [200, { ...answer, hasMore: Boolean(answer.nextCursor) }];
      return [answer.status, { message: 'No' }, answer.headers ?? {}];
    });
  return asked;
};

/** A list of pages with one record each, `n` to the page with the cursor `c<n>`; the first page has none. */
const numbered =
  (pages: number, msPerPage = 0) =>
  (cursor: string): Served => {
    time.pass(msPerPage);
    const page = cursor === 'start' ? 0 : Number(cursor.slice(1));
    return {
      items: [{ id: page, name: `lead ${page}` }],
      nextCursor: page + 1 < pages ? `c${page + 1}` : null,
    };
  };
/** So slow that a run has time for four pages. */
const SLOW_MS = 4_500;
const cursors = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => (from + index === 0 ? 'start' : `c${from + index}`));

const askedOf = (pages: Readonly<Record<string, Served>>): readonly string[] =>
  serve((cursor) => pages[cursor] ?? { status: 500 });

describe('a list of several pages', () => {
  const jane = { id: 'ld_3', name: 'Jane' };

  test('is walked page by page to the first match, and no further', async () => {
    const asked = serve(numbered(10));
    expect(await search({ first: 'lead 3' })).toEqual({ id: '3', name: 'lead 3' });
    expect(asked).toEqual(['start', 'c1', 'c2', 'c3']);
  });

  test('is walked to its end before the answer is none', async () => {
    const asked = serve(numbered(4));
    expect(await search({ first: 'nobody' })).toBeUndefined();
    expect(asked).toEqual(cursors(0, 3));
  });

  test('gives the newest of several matches', async () => {
    askedOf({ start: { items: [{ id: 1, name: 'Omar' }, jane, { ...jane, id: 'older' }] } });
    expect(await search({ first: 'Jane' })).toEqual(jane);
  });

  test('may have an empty page in the middle', async () => {
    const asked = askedOf({
      start: { items: [{ id: 1, name: 'Omar' }], nextCursor: 'b' },
      b: { items: [], nextCursor: 'c' },
      c: { items: [jane] },
    });
    expect(await search({ first: 'Jane' })).toEqual(jane);
    expect(asked).toEqual(['start', 'b', 'c']);
  });

  test('may be empty', async () => {
    expect(askedOf({ start: { items: [] } })).toEqual([]);
    expect(await search({ first: 'Jane' })).toBeUndefined();
  });
});

describe('the second choice', () => {
  test('does not end the walk, and loses to the first on a later page', async () => {
    serve(numbered(5));
    expect(await search({ first: 'lead 3', second: 'lead 0' })).toEqual({ id: '3', name: 'lead 3' });
  });

  test('counts at the end, its newest match first', async () => {
    const asked = askedOf({
      start: { items: [{ id: 1, name: 'Omar' }], nextCursor: 'b' },
      b: { items: [{ id: 2, name: 'Jane' }], nextCursor: 'c' },
      c: { items: [{ id: 3, name: 'Jane' }] },
    });
    expect(await search({ first: 'nobody', second: 'Jane' })).toEqual({ id: '2', name: 'Jane' });
    expect(asked).toEqual(['start', 'b', 'c']);
  });

  test('is remembered over runs', async () => {
    const asked = serve(numbered(6, SLOW_MS));
    expect(await failureOf(() => search({ first: 'nobody', second: 'lead 2' }))).toMatchObject({ delay: 5 });
    expect(await search({ first: 'nobody', second: 'lead 2' })).toEqual({ id: '2', name: 'lead 2' });
    // The walk took long: the newest page is read once more.
    expect(asked).toEqual([...cursors(0, 5), 'start']);
    expect(idsRead).toEqual(['2']);
  });

  test.each([
    ['was deleted', undefined],
    ['no longer matches', { id: '2', name: 'lead 2 b' }],
  ])('that was found in an earlier run, and %s, is not given', async (_, now) => {
    serve(numbered(6, SLOW_MS));
    await failureOf(() => search({ first: 'nobody', second: 'lead 2' }));
    readById = () => now;
    expect(await search({ first: 'nobody', second: 'lead 2' })).toBeUndefined();
  });

  test('made while the walk went on: counts, before an older one', async () => {
    let isMade = false;
    serve((cursor) => {
      const served = numbered(6, SLOW_MS)(cursor);
      return isMade && cursor === 'start'
        ? {
            items: [
              { id: 'late', name: 'lead 2' },
              { id: 0, name: 'lead 0' },
            ],
            nextCursor: 'c1',
          }
        : served;
    });
    await failureOf(() => search({ first: 'nobody', second: 'lead 2' }));
    isMade = true;
    expect(await search({ first: 'nobody', second: 'lead 2' })).toEqual({ id: 'late', name: 'lead 2' });
  });
});

describe('a list that goes in circles', () => {
  const circles = {
    name: 'AppError',
    code: 'UnexpectedAnswer',
    message:
      'Heffl could not list all leads: its list goes in circles. If this goes on, contact Heffl support with this text.',
  };

  test.each([
    ['from a page to itself', { start: 'a', a: 'a' }, 2],
    ['over two pages', { start: 'a', a: 'b', b: 'a' }, 4],
    ['over three pages', { start: 'a', a: 'b', b: 'c', c: 'b' }, 4],
  ])('%s is an error, and no endless walk', async (_, nextOf: Readonly<Record<string, string>>, requests) => {
    const asked = serve((cursor) => ({ items: [{ id: cursor }], nextCursor: nextOf[cursor] ?? null }));
    expect(await failureOf(() => search({ first: 'nobody' }))).toEqual(circles);
    expect(asked).toHaveLength(requests);
  });

  test('leaves no place behind', async () => {
    serve(() => ({ items: [{ id: 1 }], nextCursor: 'a' }));
    await failureOf(() => search({ first: 'nobody' }));
    const asked = serve(numbered(1));
    await search({ first: 'nobody' });
    expect(asked).toEqual(['start']);
  });
});

describe('a list that is too long for one run', () => {
  test('is left after 45 pages, and walked on from there, each page asked for once', async () => {
    const asked = serve(numbered(100));
    expect(await failureOf(() => search({ first: 'lead 95' }))).toEqual({
      name: 'ThrottledError',
      delay: 60,
      message:
        '45 leads searched so far, and there are more. A running Zap goes on from there by itself in about 60 seconds. In the Zap editor, test the step again then.',
    });
    expect(await failureOf(() => search({ first: 'lead 95' }))).toMatchObject({
      message:
        '90 leads searched so far, and there are more. A running Zap goes on from there by itself in about 60 seconds. In the Zap editor, test the step again then.',
    });
    expect(await search({ first: 'lead 95' })).toEqual({ id: '95', name: 'lead 95' });
    expect(asked).toEqual(cursors(0, 95));
  });

  test('is left when the time of the run is up', async () => {
    const asked = serve(numbered(100, SLOW_MS));
    // Its pages took longer than Heffl's limit asks for.
    expect(await failureOf(() => search({ first: 'lead 6' }))).toMatchObject({
      name: 'ThrottledError',
      delay: 5,
    });
    expect(asked).toEqual(cursors(0, 3));
    expect(await search({ first: 'lead 6' })).toEqual({ id: '6', name: 'lead 6' });
    expect(asked).toEqual(cursors(0, 6));
  });

  test.each([1_000, 3_000, 5_000, 7_000, 9_000])(
    'each page takes %i ms: is left while there still is time for one',
    async (msPerPage) => {
      const timer = jest.spyOn(global, 'setTimeout');
      serve(numbered(60, msPerPage));
      expect(await failureOf(() => search({ first: 'nobody' }))).toMatchObject({ name: 'ThrottledError' });
      // Those of the cache take 2 s.
      const patience = timer.mock.calls.flatMap(([, ms = 0]) => (ms > 0 && ms !== 2_000 ? [ms] : []));
      expect(patience.length).toBeGreaterThan(0);
      expect(patience.filter((ms) => ms < msPerPage)).toEqual([]);
    },
  );

  test('is not left for good: a search that ended begins at the newest page', async () => {
    const asked = serve(numbered(6, SLOW_MS));
    await failureOf(() => search({ first: 'lead 5' }));
    await search({ first: 'lead 5' });
    await failureOf(() => search({ first: 'lead 5' }));
    // What was new was looked at as well, because that completes the memory.
    expect(asked).toEqual([...cursors(0, 5), 'start', ...cursors(0, 3)]);
  });

  test('is not read again if the look at what is new fails: only that is repeated', async () => {
    let isBusy = true;
    const asked: readonly string[] = serve((cursor) => {
      const isSecondLook = cursor === 'start' && asked.length > 1;
      return isSecondLook && isBusy
        ? { status: 429, headers: { 'retry-after': '30' } }
        : numbered(4, SLOW_MS)(cursor);
    });
    expect(await failureOf(() => search({ first: 'nobody' }))).toMatchObject({ name: 'ThrottledError' });
    expect(await failureOf(() => search({ first: 'nobody' }))).toMatchObject({ name: 'ThrottledError' });
    isBusy = false;
    expect(await search({ first: 'nobody' })).toBeUndefined();
    expect(asked).toEqual([...cursors(0, 3), 'start', 'start']);
  });

  test('has a place of its own for each question', async () => {
    const asked = serve(numbered(6, SLOW_MS));
    await failureOf(() => search({ first: 'lead 5', name: 'one' }));
    await failureOf(() => search({ first: 'lead 5', name: 'other' }));
    expect(asked).toEqual([...cursors(0, 3), ...cursors(0, 3)]);
  });
});

describe('a place that was kept', () => {
  beforeEach(async () => {
    serve(numbered(8, SLOW_MS));
    expect(await failureOf(() => search({ first: 'lead 7' }))).toMatchObject({ name: 'ThrottledError' });
  });

  test.each([
    ['not quite 15 minutes ago is where the walk goes on', 15 * 60_000 - 1, cursors(4, 7)],
    ['15 minutes ago is too old', 15 * 60_000, cursors(0, 7)],
  ])('%s', async (_, ms, expected) => {
    time.pass(ms);
    const asked = serve(numbered(8));
    expect(await search({ first: 'lead 7' })).toEqual({ id: '7', name: 'lead 7' });
    expect(asked).toEqual(expected);
  });

  test.each([400, 404, 410, 422])('is given up if Heffl no longer knows its cursor (%i)', async (status) => {
    let isKnown = false;
    const asked = serve((cursor) => {
      if (cursor !== 'c4' || isKnown) return numbered(8)(cursor);
      isKnown = true;
      return { status };
    });
    // The walk that starts over may well pass the same cursor.
    expect(await search({ first: 'lead 7' })).toEqual({ id: '7', name: 'lead 7' });
    expect(asked).toEqual(['c4', ...cursors(0, 7)]);
  });

  test('is given up with the count that belongs to it', async () => {
    serve((cursor) => (cursor === 'c4' ? { status: 410 } : numbered(8, SLOW_MS)(cursor)));
    expect(await failureOf(() => search({ first: 'lead 7' }))).toMatchObject({
      message:
        '4 leads searched so far, and there are more. A running Zap goes on from there by itself in about 5 seconds. In the Zap editor, test the step again then.',
    });
  });

  test('does not excuse a refusal of the first page', async () => {
    const asked = serve(() => ({ status: 400 }));
    expect(await failureOf(() => search({ first: 'lead 7' }))).toMatchObject({ status: 400 });
    expect(asked).toEqual(['c4', 'start']);
  });

  test.each([
    ['nothing', null],
    ['text', 'c4'],
    ['no cursor', { seen: 4, at: Date.parse('2026-11-23T10:00:00Z') }],
    ['no count', { cursor: 'c4', at: Date.parse('2026-11-23T10:00:00Z') }],
    ['no time', { cursor: 'c4', seen: 4 }],
  ])('is not trusted if the cache gives %s for it', async (_, kept) => {
    jest.spyOn(z.cache, 'get').mockResolvedValue(kept);
    const asked = serve(numbered(8));
    await search({ first: 'lead 0' });
    expect(asked).toEqual(['start']);
  });

  test('holds nothing of the question, which may be a phone number', async () => {
    const set = jest.spyOn(z.cache, 'set');
    serve(numbered(8, SLOW_MS));
    await failureOf(() => search({ first: 'nobody', name: 'hash' }));
    expect(set.mock.calls.map(([key]) => key)).toContain('walk:hash');
    expect(JSON.stringify(set.mock.calls)).not.toContain('501234567');
  });
});

const busy: Served = { status: 429, headers: { 'retry-after': '30' } };

describe('a walk that Heffl stops', () => {
  test('429 on a later page: keeps the place, and says how far it got', async () => {
    serve((cursor) => (cursor === 'c5' ? busy : numbered(20)(cursor)));
    expect(await failureOf(() => search({ first: 'lead 7' }))).toEqual({
      name: 'ThrottledError',
      delay: 30,
      message:
        '5 leads searched so far, and there are more. A running Zap goes on from there by itself in about 30 seconds. In the Zap editor, test the step again then.',
    });
    const asked = serve(numbered(20));
    expect(await search({ first: 'lead 7' })).toEqual({ id: '7', name: 'lead 7' });
    expect(asked).toEqual(cursors(5, 7));
  });

  test('429 on the first page: says nothing of a search', async () => {
    serve(() => busy);
    const { name, message } = await failureOf(() => search({ first: 'lead 7' }));
    expect(name).toBe('ThrottledError');
    expect(message).toContain('60 requests a minute');
  });

  test('failed page: keeps the place', async () => {
    serve((cursor) => (cursor === 'c5' ? { status: 503 } : numbered(20)(cursor)));
    expect(await failureOf(() => search({ first: 'lead 7' }))).toMatchObject({ code: 'HefflDown' });
    const asked = serve(numbered(20));
    expect(await search({ first: 'lead 7' })).toEqual({ id: '7', name: 'lead 7' });
    expect(asked).toEqual(cursors(5, 7));
  });

  test('failed first page: keeps no place', async () => {
    const set = jest.spyOn(z.cache, 'set');
    serve(() => ({ status: 503 }));
    expect(await failureOf(() => search({ first: 'lead 7' }))).toMatchObject({ code: 'HefflDown' });
    expect(set).not.toHaveBeenCalled();
  });

  test('cursor refused twice: starts over once', async () => {
    const asked = serve((cursor) => (cursor === 'c5' ? { status: 400 } : numbered(20)(cursor)));
    expect(await failureOf(() => search({ first: 'lead 7' }))).toMatchObject({ status: 400 });
    expect(asked).toEqual([...cursors(0, 5), ...cursors(0, 5)]);
  });
});

describe('a cache that fails', () => {
  beforeEach(() => {
    for (const method of ['get', 'set', 'delete'] as const)
      jest.spyOn(z.cache, method).mockRejectedValue(new Error('The cache is down.'));
  });

  test('short list: walked all the same', async () => {
    serve(numbered(10));
    expect(await search({ first: 'lead 9' })).toEqual({ id: '9', name: 'lead 9' });
  });

  test('long list: walked on in the same run', async () => {
    const asked = serve(numbered(50));
    expect(await search({ first: 'lead 45' })).toEqual({ id: '45', name: 'lead 45' });
    expect(asked).toEqual(cursors(0, 45));
  });

  test('list that this run has no time for: an error, and never "none"', async () => {
    serve(numbered(60, 1_000));
    expect(await failureOf(() => search({ first: 'lead 55' }))).toEqual({
      name: 'AppError',
      code: 'TooManyToSearch',
      message:
        'Only 20 leads could be searched in the time that Zapier gives a step, and there are more. Try again in a few minutes, or search by ID.',
    });
  });

  test('429 in the middle: an error, because to start anew would go on for ever', async () => {
    serve((cursor) => (cursor === 'c5' ? busy : numbered(20)(cursor)));
    expect(await failureOf(() => search({ first: 'lead 7' }))).toMatchObject({ code: 'TooManyToSearch' });
  });
});

describe('several records are wanted', () => {
  const pages = (cursor: string): Served =>
    cursor === 'start'
      ? {
          items: [
            { id: 1, name: 'Jane', archived: true },
            { id: 2, name: 'Jane' },
          ],
          nextCursor: 'b',
        }
      : { items: [{ id: 3, name: 'Omar' }, ...['4', '5', '6'].map((id) => ({ id, name: 'Jane' }))] };

  test.each([
    [1, ['2'], 1],
    [2, ['2', '4'], 2],
    [10, ['2', '4', '5', '6', '1'], 2],
  ])('%i: active ones first, then the newest', async (howMany, ids, requests) => {
    const asked = serve(pages);
    const found = await search({ first: 'Jane', howMany });
    expect([found].flat().map((record) => record?.id)).toEqual(ids);
    expect(asked).toHaveLength(requests);
  });
});

describe('a list that stops without its end', () => {
  const items = [{ id: 1, name: 'Omar' }];
  const full = Array.from({ length: 100 }, (_, id) => ({ id, name: 'Omar' }));
  const answer = (body: object | readonly object[]) => {
    nock.cleanAll();
    nock('https://api.heffl.com').get('/api/v1/leads').query({ limit: '100' }).reply(200, body);
  };
  const stops = {
    code: 'UnexpectedAnswer',
    message:
      'Heffl could not list all leads: its list stops before its end. If this goes on, contact Heffl support with this text.',
  };

  test.each([
    ['hasMore without a cursor', { items, hasMore: true }],
    ['hasMore with an empty cursor', { data: items, meta: { hasMore: true, nextCursor: '' } }],
    ['a total that is larger', { items, meta: { total: 2, count: 1 } }],
    ['a total that is larger, after all', { items, hasMore: false, total: 500 }],
    ['a bare list that is exactly full', full],
    ['a full page without a word of more', { items: full }],
  ])('%s: an error, and not "none"', async (_, body) => {
    answer(body);
    expect(await failureOf(() => search({ first: 'Jane' }))).toMatchObject(stops);
  });

  test.each([
    ['a bare list that is not full', items],
    ['a bare list that is larger than asked for', [...full, ...items]],
    ['a full page that says it is the last', { items: full, hasMore: false }],
    ['a full page without a next cursor', { items: full, nextCursor: null }],
    ['a total that is reached', { items, meta: { total: 1 } }],
  ])('%s: whole', async (_, body) => {
    answer(body);
    expect(await search({ first: 'Jane' })).toBeUndefined();
  });

  test('a match on the way does not need the end', async () => {
    answer({ items, hasMore: true });
    expect(await search({ first: 'Omar' })).toEqual({ id: '1', name: 'Omar' });
  });
});

test('empty pages without end are an error after 21 of them', async () => {
  let page = 0;
  const asked = serve(() => ({ items: [], nextCursor: `c${++page}` }));
  expect(await failureOf(() => search({ first: 'Jane' }))).toMatchObject({ code: 'UnexpectedAnswer' });
  expect(asked).toHaveLength(21);
});

test('a circle with new cursors is known by its newest record', async () => {
  let page = 0;
  const asked = serve(() => ({ items: [{ id: page++ % 3, name: 'Omar' }], nextCursor: `c${page}` }));
  expect(await failureOf(() => search({ first: 'Jane' }))).toMatchObject({ code: 'UnexpectedAnswer' });
  expect(asked).toHaveLength(4);
});

import { errorTexts } from '../../src/errors.js';
import { openCache } from '../../src/heffl/cache.js';
import { type Answer, type Call, throttled } from '../../src/heffl/client.js';
import { timeLeftIn } from '../../src/heffl/deadline.js';
import { endpoints } from '../../src/heffl/facts.js';
import { keyedHash } from '../../src/heffl/keyed-hash.js';
import { ListMemory } from '../../src/heffl/list-memory.js';
import type { HefflRecord } from '../../src/heffl/records.js';
import { refusal } from '../../src/heffl/refusals.js';
import { searchList } from '../../src/heffl/search.js';
import { openCore } from '../support/core.js';
import { failureOf } from '../support/failure.js';
import { stopClock } from '../support/stopped-clock.js';

const core = openCore();
let time: ReturnType<typeof stopClock>;

type Refused = { readonly status: number };
const isRefused = (answer: object): answer is Refused => 'status' in answer;
/** Asks for a wait of 30 s. */
const busy: Refused = { status: 429 };

/** How Heffl answers a request for a page: with this body, or refused. */
let answerTo: (cursor: string) => object;
/** The cursors of these requests, oldest first, and the milliseconds that the run had left at each. */
let asked: string[];
let timeLeft: number[];
const serve = (answer: (cursor: string) => object): void => {
  answerTo = answer;
  asked = [];
  timeLeft = [];
};

/** What Heffl has under an ID, and the IDs that were read. */
let readById: (id: string) => HefflRecord | undefined;
let idsRead: string[];
beforeEach(() => {
  time = stopClock();
  jest.spyOn(Math, 'random').mockReturnValue(0);
  idsRead = [];
  readById = (id) => ({ id, name: `lead ${id}` });
});

type Wanted = { readonly second?: string; readonly name?: string; readonly howMany?: number };

/** One run of a search by no whole value, as Zapier starts it: the IDs that it finds. */
const search = async (first: string, { second, name = first, howMany = 1 }: Wanted = {}) => {
  const ofThisRun = { ...core.z };
  const cache = openCache(ofThisRun);
  const left = timeLeftIn(ofThisRun);
  const send = (call: Call): Promise<Answer> => {
    const cursor = String(call.query?.cursor ?? 'start');
    asked.push(cursor);
    timeLeft.push(left());
    const served = answerTo(cursor);
    const headers = new Headers();
    if (!isRefused(served)) return Promise.resolve({ status: 200, data: served, headers });
    const answer = { status: served.status, data: { message: 'No' }, headers };
    if (call.accepts?.includes(served.status)) return Promise.resolve(answer);
    return Promise.reject(
      served.status === 429 ? throttled(core.z, 30_000, call.busyText) : refusal(core.z, answer, call),
    );
  };
  const found = await searchList({
    z: ofThisRun,
    heffl: { send, timeLeft: left },
    cache,
    memory: new ListMemory(cache, keyedHash('heffl_user_abc'), '/leads'),
    endpoint: endpoints.leads,
    noun: 'lead',
    name,
    questions: [first, ...(second === undefined ? [] : [second])].map((wanted) => ({
      matches: (record) => record.name === wanted,
    })),
    howMany,
    read: (item) => ({ ...item, id: String(item.id) }),
    columnsOf: () => new Map(),
    get: (id) => {
      idsRead.push(id);
      return Promise.resolve(readById(id));
    },
  });
  return found.map(({ id }) => id);
};
const failed = (first: string, wanted?: Wanted) => failureOf(() => search(first, wanted));

/** A list of pages with one record each, `n` to the page with the cursor `c<n>`; the first page has none. */
const numbered =
  (pages: number, msPerPage = 0) =>
  (cursor: string) => {
    time.pass(msPerPage);
    const page = cursor === 'start' ? 0 : Number(cursor.slice(1));
    const isLast = page + 1 >= pages;
    return {
      items: [{ id: page, name: `lead ${page}` }],
      nextCursor: isLast ? null : `c${page + 1}`,
      hasMore: !isLast,
    };
  };
/** So slow that a run has time for four pages. */
const SLOW_MS = 4_500;
const cursors = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => (from + index === 0 ? 'start' : `c${from + index}`));

const jane = (id: number) => ({ id, name: 'Jane' });
const omar = { id: 1, name: 'Omar' };

const paused = (seen: number, delay: number) => ({
  name: 'ThrottledError',
  delay,
  message: `${seen} leads searched so far, and there are more. A running Zap goes on from there by itself in about ${delay} seconds. In the Zap editor, test the step again then.`,
});
const broken = (reason: string) => ({
  name: 'AppError',
  code: 'UnexpectedAnswer',
  message: `Heffl could not list all leads: ${reason}. If this goes on, contact Heffl support with this text.`,
});

describe('a list of several pages', () => {
  test('is read page by page to the first match and no further, or to its end', async () => {
    serve(numbered(10));
    expect([await search('lead 3'), asked]).toEqual([['3'], cursors(0, 3)]);
    serve(numbered(4));
    expect([await search('nobody'), asked]).toEqual([[], cursors(0, 3)]);
  });

  test('may have an empty page in the middle, or be empty', async () => {
    const pages: Record<string, object> = {
      start: { items: [omar], nextCursor: 'b' },
      b: { items: [], nextCursor: 'c' },
      c: { items: [jane(3), jane(2)] },
    };
    serve((cursor) => pages[cursor] ?? { status: 500 });
    expect([await search('Jane'), asked]).toEqual([['3'], ['start', 'b', 'c']]);
    serve(() => ({ items: [] }));
    expect([await search('Jane'), asked]).toEqual([[], ['start']]);
  });

  const archived = { ...jane(1), archived: true };
  test.each([
    [2, ['2', '4'], 2],
    [10, ['2', '4', '5', '6', '1'], 2],
  ])('%i records are wanted: active ones first, then the newest', async (howMany, ids, requests) => {
    const later = { items: [{ ...omar, id: 3 }, ...[4, 5, 6].map(jane)] };
    serve((cursor) => (cursor === 'b' ? later : { items: [archived, jane(2)], nextCursor: 'b' }));
    expect([await search('Jane', { howMany }), asked.length]).toEqual([ids, requests]);
  });
});

describe('the second choice', () => {
  test('does not end the walk, loses to the first on a later page, and counts at the end, the newest first', async () => {
    serve(numbered(5));
    expect([await search('lead 3', { second: 'lead 0' }), asked]).toEqual([['3'], cursors(0, 3)]);
    serve((cursor) => ({ items: [jane(cursor === 'b' ? 3 : 2)], nextCursor: cursor === 'b' ? null : 'b' }));
    expect([await search('nobody', { second: 'Jane' }), asked]).toEqual([['2'], ['start', 'b']]);
  });

  test('is remembered over runs', async () => {
    serve(numbered(6, SLOW_MS));
    expect(await failed('nobody', { second: 'lead 2' })).toEqual(paused(4, 5));
    expect(await search('nobody', { second: 'lead 2' })).toEqual(['2']);
    // The walk took long: the newest page is read once more.
    expect([asked, idsRead]).toEqual([[...cursors(0, 5), 'start'], ['2']]);
  });

  test.each([
    ['was deleted', undefined],
    ['no longer matches', { id: '2', name: 'lead 2 b' }],
  ])('that was found in an earlier run, and %s: is not given', async (_, now) => {
    serve(numbered(6, SLOW_MS));
    await failed('nobody', { second: 'lead 2' });
    readById = () => now;
    expect(await search('nobody', { second: 'lead 2' })).toEqual([]);
  });

  test('made while the walk went on: counts, before an older one', async () => {
    serve(numbered(6, SLOW_MS));
    await failed('nobody', { second: 'lead 2' });
    const late = { id: 'late', name: 'lead 2' };
    serve((cursor) => {
      const page = numbered(6, SLOW_MS)(cursor);
      return cursor === 'start' ? { ...page, items: [late, ...page.items] } : page;
    });
    expect(await search('nobody', { second: 'lead 2' })).toEqual(['late']);
  });
});

describe('a list without an end', () => {
  test.each<[string, Record<string, string>, number]>([
    ['from a page to itself', { start: 'a', a: 'a' }, 2],
    ['over three pages', { start: 'a', a: 'b', b: 'c', c: 'b' }, 4],
  ])('in circles %s: an error, and no place is left behind', async (_, nextOf, requests) => {
    serve((cursor) => ({ items: [{ id: cursor }], nextCursor: nextOf[cursor] ?? null }));
    expect(await failed('nobody')).toEqual(broken('its list goes in circles'));
    expect(asked).toHaveLength(requests);
    serve(numbered(1));
    await search('nobody');
    expect(asked).toEqual(['start']);
  });

  test('empty pages: an error after 21 of them', async () => {
    serve(() => ({ items: [], nextCursor: `c${asked.length}` }));
    expect(await failed('Jane')).toEqual(broken('its list goes in circles'));
    expect(asked).toHaveLength(21);
  });

  test('a circle with new cursors: is known by its newest record', async () => {
    serve(() => ({ items: [{ id: asked.length % 3, name: 'Omar' }], nextCursor: `c${asked.length}` }));
    expect(await failed('Jane')).toEqual(broken('its list goes in circles'));
    expect(asked).toHaveLength(4);
  });

  const items = [omar];
  const full = Array.from({ length: 100 }, (_, id) => ({ ...omar, id }));

  test.each<[string, object]>([
    ['hasMore without a cursor', { items, hasMore: true }],
    ['hasMore with an empty cursor', { data: items, meta: { hasMore: true, nextCursor: '' } }],
    ['a total that is larger', { items, meta: { total: 2, count: 1 } }],
    ['a full page without a word of more', full],
  ])('%s: an error', async (_, body) => {
    serve(() => body);
    expect(await failed('Jane')).toEqual(broken('its list stops before its end'));
  });

  test('hasMore without a cursor, but a match on the way: gives it', async () => {
    serve(() => ({ items, hasMore: true }));
    expect(await search('Omar')).toEqual(['1']);
  });

  test.each<[string, object]>([
    ['a bare list that is not full', items],
    ['a bare list that is larger than asked for', [...full, ...items]],
    ['a full page that says it is the last', { items: full, hasMore: false }],
    ['a full page without a next cursor', { items: full, nextCursor: null }],
    ['a total that is reached', { items, meta: { total: 1 } }],
  ])('%s: whole', async (_, body) => {
    serve(() => body);
    expect(await search('Jane')).toEqual([]);
  });
});

describe('a list that is too long for one run', () => {
  test('is left after 45 pages, and walked on from there, each page asked for once', async () => {
    serve(numbered(100));
    expect(await failed('lead 95')).toEqual(paused(45, 60));
    expect(await failed('lead 95')).toEqual(paused(90, 60));
    expect([await search('lead 95'), asked]).toEqual([['95'], cursors(0, 95)]);
  });

  test('is left when the time of the run is up', async () => {
    serve(numbered(100, SLOW_MS));
    // Its pages took longer than Heffl's limit asks for.
    expect(await failed('lead 6')).toEqual(paused(4, 5));
    expect([await search('lead 6'), asked]).toEqual([['6'], cursors(0, 6)]);
  });

  test.each([1_000, 5_000, 9_000])(
    'of %i ms a page: is left while there is time for one',
    async (msPerPage) => {
      serve(numbered(60, msPerPage));
      expect(await failed('nobody')).toMatchObject({ name: 'ThrottledError' });
      expect(timeLeft.filter((ms) => ms < msPerPage)).toEqual([]);
    },
  );

  test('is not left for good: a search that ended begins at the newest page', async () => {
    serve(numbered(6, SLOW_MS));
    await failed('lead 5');
    await search('lead 5');
    await failed('lead 5');
    // What was new was looked at as well, because that completes the memory.
    expect(asked).toEqual([...cursors(0, 5), 'start', ...cursors(0, 3)]);
  });

  test('is not read again if the look at what is new fails: only that is repeated', async () => {
    let isBusy = true;
    serve((cursor) => {
      const isSecondLook = cursor === 'start' && asked.length > 1;
      return isSecondLook && isBusy ? busy : numbered(4, SLOW_MS)(cursor);
    });
    expect(await failed('nobody')).toMatchObject({ name: 'ThrottledError' });
    expect(await failed('nobody')).toMatchObject({ name: 'ThrottledError' });
    isBusy = false;
    expect([await search('nobody'), asked]).toEqual([[], [...cursors(0, 3), 'start', 'start']]);
  });

  test('has a place of its own for each question, which holds nothing of it', async () => {
    const set = jest.spyOn(core.z.cache, 'set');
    serve(numbered(6, SLOW_MS));
    await failed('+971501234567', { name: 'one' });
    await failed('+971501234567', { name: 'other' });
    expect(asked).toEqual([...cursors(0, 3), ...cursors(0, 3)]);
    expect(set.mock.calls.map(([key]) => key)).toEqual(expect.arrayContaining(['walk:one', 'walk:other']));
    expect(JSON.stringify(set.mock.calls)).not.toContain('501234567');
  });
});

describe('a place that was kept', () => {
  beforeEach(async () => {
    serve(numbered(8, SLOW_MS));
    expect(await failed('lead 7')).toEqual(paused(4, 5));
  });

  test.each([
    ['not quite 15 minutes ago: the walk goes on there', 15 * 60_000 - 1, cursors(4, 7)],
    ['15 minutes ago: is too old', 15 * 60_000, cursors(0, 7)],
  ])('%s', async (_, ms, expected) => {
    time.pass(ms);
    serve(numbered(8));
    expect([await search('lead 7'), asked]).toEqual([['7'], expected]);
  });

  test.each([400, 404, 410, 422])('%i, as Heffl no longer knows its cursor: is given up', async (status) => {
    // The walk that starts over may well pass the same cursor.
    serve((cursor) => (asked.length === 1 ? { status } : numbered(8)(cursor)));
    expect([await search('lead 7'), asked]).toEqual([['7'], ['c4', ...cursors(0, 7)]]);
  });

  test('is given up with the count that belongs to it', async () => {
    serve((cursor) => (cursor === 'c4' ? { status: 410 } : numbered(8, SLOW_MS)(cursor)));
    expect(await failed('lead 7')).toEqual(paused(4, 5));
  });

  test('does not excuse a refusal of the first page', async () => {
    serve(() => ({ status: 400 }));
    expect(await failed('lead 7')).toMatchObject({ status: 400 });
    expect(asked).toEqual(['c4', 'start']);
  });

  const at = Date.parse('2026-11-23T10:00:00Z');

  const strange = ['c4', { seen: 4, at }, { cursor: 'c4', at }, { cursor: 'c4', seen: 4 }];

  test.each(strange)('is not trusted if the cache gives %j for it', async (kept) => {
    jest.spyOn(core.z.cache, 'get').mockResolvedValue(kept);
    serve(numbered(8));
    await search('lead 0');
    expect(asked).toEqual(['start']);
  });
});

describe('a walk that Heffl stops', () => {
  test.each<[string, object, object]>([
    ['429', busy, paused(5, 30)],
    ['503', { status: 503 }, { code: 'HefflDown' }],
  ])('%s on a later page: keeps the place', async (_, answer, failure) => {
    serve((cursor) => (cursor === 'c5' ? answer : numbered(20)(cursor)));
    expect(await failed('lead 7')).toMatchObject(failure);
    serve(numbered(20));
    expect([await search('lead 7'), asked]).toEqual([['7'], cursors(5, 7)]);
  });

  test.each<[string, object, object]>([
    ['429', busy, { name: 'ThrottledError', message: errorTexts.busy({ perMinute: 60, seconds: 30 }) }],
    ['503', { status: 503 }, { code: 'HefflDown' }],
  ])('%s on the first page: says nothing of a search, and keeps no place', async (_, answer, failure) => {
    const set = jest.spyOn(core.z.cache, 'set');
    serve(() => answer);
    expect(await failed('lead 7')).toMatchObject(failure);
    expect(set).not.toHaveBeenCalled();
  });

  test('cursor refused twice: starts over once', async () => {
    serve((cursor) => (cursor === 'c5' ? { status: 400 } : numbered(20)(cursor)));
    expect(await failed('lead 7')).toMatchObject({ status: 400 });
    expect(asked).toEqual([...cursors(0, 5), ...cursors(0, 5)]);
  });
});

describe('a cache that fails', () => {
  beforeEach(() => {
    for (const method of ['get', 'set', 'delete'] as const)
      jest.spyOn(core.z.cache, method).mockRejectedValue(new Error('The cache is down.'));
  });

  test('long list: walked on in the same run', async () => {
    serve(numbered(50));
    expect([await search('lead 47'), asked]).toEqual([['47'], cursors(0, 47)]);
  });

  test('list that this run has no time for: an error, and never "none"', async () => {
    serve(numbered(60, 1_000));
    expect(await failed('lead 55')).toEqual({
      name: 'AppError',
      code: 'TooManyToSearch',
      message:
        'Only 20 leads could be searched in the time that Zapier gives a step, and there are more. Try again in a few minutes, or search by ID.',
    });
  });
});

test('9,000 rows: every entry of at most 64 kB, and the rows at their edges are found', async () => {
  const set = jest.spyOn(core.z.cache, 'set');
  const memory = new ListMemory(openCache(core.z), keyedHash('key'), '/leads');
  const idAt = (n: number): string => `ld_${String(n).padStart(9, '0')}`;
  const columnsAt = (n: number) => ({ email: [`lead${n}@example.com`], name: n % 2 ? [`lead ${n}`] : [] });
  const rows = Array.from({ length: 9_000 }, (_, n) =>
    memory.rowOf(idAt(n), new Map(Object.entries(columnsAt(n)))),
  );
  const segment = await memory.keepRows(rows);
  // Two of hashes, the second beginning in the middle of the names, and three of 4,000 IDs.
  expect(set).toHaveBeenCalledTimes(5);
  for (const [, entry] of set.mock.calls)
    expect(Buffer.byteLength(JSON.stringify(entry))).toBeLessThanOrEqual(65_536);
  for (const n of [1, 1_713, 1_715, 3_999, 4_001, 7_999, 8_001, 8_999])
    for (const [column, texts] of Object.entries(columnsAt(n)))
      expect(await memory.find(segment ? [segment] : [], column, texts)).toEqual([idAt(n)]);
});

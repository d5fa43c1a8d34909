import { endpoints, noSuch, PAGE_SIZE } from '../../src/heffl/facts.js';
import { isObject, textOf } from '../../src/heffl/json.js';
import {
  assumedIf,
  isInvalid,
  isOk,
  listed,
  listIn,
  listKeyIn,
  ok,
  pathOf,
  recentOf,
  refused,
  wordsOf,
} from './answers.js';
import { answered, assumed, type Case, type Cases, listing, notAsked, refuted, tolerated } from './case.js';
import type { Reader, Reply } from './live.js';

const leads = pathOf('leads');
const ONE = { limit: 1 };

/** What nobody is called, not even in part: a fuzzy search might find a "probe". */
const NOBODY = 'xqzjwvkfyp';
const NOBODYS = { search: NOBODY, email: `${NOBODY}@${NOBODY}.invalid` };

/** What Heffl does about a filter that no record passes. */
const effectOf = (reply: Reply): string => {
  if (isInvalid(reply)) return 'refused';
  return listIn(ok(reply)).length > 0 ? 'ignored' : 'applied';
};

const pathCase = (key: 'leadStages' | 'leadSources', what: string, otherPath: string): Case<Reader> => {
  const { paths } = endpoints[key];
  return {
    question: `Where are the lead ${what}?`,
    asked: paths.map((path) => `GET ${path}`).join(', '),
    assumed: paths[0],
    fact: `src/heffl/facts.ts: endpoints.${key}`,
    find: async (heffl) => {
      for (const [index, path] of paths.entries()) {
        const reply = await heffl.get(path, ONE);
        if (refused(reply).verdict === 'notAsked') return refused(reply);
        if (isOk(reply) && listKeyIn(reply))
          return index === 0 ? assumed(path) : tolerated(`${path}: each look-up costs ${index} more`);
      }
      return refuted(`at none of ${paths.join(', ')}`);
    },
    tolerated: { [`${otherPath}: each look-up costs 1 more`]: { referencePaths: 'flat' } },
    refuted: { [`at none of ${paths.join(', ')}`]: answered('GET', new RegExp(`${what}$`), 404) },
  };
};

/** The list of leads that were created on these days of a month. */
const createdOn = (...days: readonly number[]) =>
  listing(leads, ...days.map((day) => ({ id: day, createdAt: `2026-01-0${day}` })));

/** How Heffl lists records. */
export const lists: Cases<Reader> = {
  'list-shape': {
    question: 'How does a list hold its records?',
    asked: 'GET /leads?limit=1',
    assumed: '{items, nextCursor, hasMore}',
    fact: 'src/heffl/pages.ts: readPage',
    find: async (heffl) => {
      const reply = ok(await heffl.get(leads, ONE));
      const key = listKeyIn(reply);
      if (key) return assumedIf(key === 'items', key === 'array' ? 'as a bare list' : `in ${key}`);
      return refuted(isObject(reply.data) ? `among ${Object.keys(reply.data).join(', ')}` : 'not as JSON');
    },
    tolerated: { 'in data': { listShape: 'data' }, 'as a bare list': { listShape: 'array' } },
    refuted: {
      'among records': answered('GET', leads, 200, { records: [] }),
      'not as JSON': [{ kind: 'html' }],
    },
  },
  paging: {
    question: 'How does a list go on?',
    asked: 'GET /leads?limit=1, then with its nextCursor',
    assumed: 'by cursor and limit',
    fact: 'src/heffl/pages.ts: readPage',
    find: async (heffl) => {
      const reply = ok(await heffl.get(leads, ONE));
      if (!listKeyIn(reply)) return notAsked('there is no list that can be read');
      const items = listIn(reply);
      const body = isObject(reply.data) ? reply.data : {};
      const paging = isObject(body.meta) ? { ...body, ...body.meta } : body;
      const cursor = textOf(paging.nextCursor);
      if (cursor !== undefined) {
        const [second] = listIn(await heffl.get(leads, { ...ONE, cursor }));
        if (second?.id === items[0]?.id) return refuted('the cursor leads to the same record again');
        return items.length > 1
          ? refuted(`limit=1 gives ${items.length} records`)
          : assumed('by cursor and limit');
      }
      if ('pageNo' in paging) return refuted('by page numbers (pageNo)');
      if (paging.hasMore === true) return refuted('hasMore without nextCursor');
      if (items.length > 1) return tolerated('limit is ignored, and everything comes at once');
      const isAll = (await recentOf(heffl, 'leads')).length === items.length;
      if (isAll) return notAsked('there is at most one lead');
      return refuted(`there are more leads, and nothing leads to them: ${listed(Object.keys(body))}`);
    },
    tolerated: { 'limit is ignored, and everything comes at once': { listShape: 'array' } },
    refuted: {
      'the cursor leads to the same record again': answered('GET', leads, 200, {
        items: [{ id: '1' }],
        nextCursor: '1',
      }),
      'by page numbers (pageNo)': answered('GET', leads, 200, { items: [{ id: '1' }], meta: { pageNo: 1 } }),
      'hasMore without nextCursor': [{ kind: 'hasMoreWithoutCursor' }],
      'there are more leads, and nothing leads to them: items, next_cursor': [
        { kind: 'status', status: 200, body: { items: [{ id: '1' }], next_cursor: '1' } },
      ],
    },
    notAsked: { 'there is at most one lead': listing(leads, { id: '1' }) },
  },
  'page-size': {
    question: 'How many records may a page have?',
    asked: 'GET /leads?limit=100 and 101',
    assumed: `${PAGE_SIZE} at most`,
    fact: 'src/heffl/facts.ts: PAGE_SIZE',
    find: async (heffl) => {
      ok(await heffl.get(leads, { limit: PAGE_SIZE }));
      const more = await heffl.get(leads, { limit: PAGE_SIZE + 1 });
      if (!isOk(more)) return assumed(`limit=${PAGE_SIZE + 1} gives ${wordsOf(more)}`);
      return tolerated(`limit=${PAGE_SIZE + 1} is taken, records given: ${listIn(more).length}`);
    },
    tolerated: { 'limit=101 is taken, records given: 5': { limitOutOfRange: 'clamp' } },
    refuted: { 'status 400: 50 at most': answered('GET', leads, 400, { message: '50 at most' }) },
  },
  'sort-order': {
    question: 'In which order are records listed?',
    asked: 'GET /leads',
    assumed: 'newest first',
    fact: 'src/heffl/pages.ts: fetchPage',
    find: async (heffl) => {
      const created = (await recentOf(heffl, 'leads'))
        .map(({ createdAt }) => Date.parse(String(createdAt)))
        .filter((time) => !Number.isNaN(time));
      if (new Set(created).size < 2) return notAsked('there are no two leads with different createdAt');
      const oldestFirst = created.toSorted((one, other) => one - other).join();
      if (created.toReversed().join() === oldestFirst) return assumed('newest first');
      if (created.join() === oldestFirst) return refuted('oldest first: polling misses new records');
      return refuted('by something else than createdAt');
    },
    refuted: {
      'oldest first: polling misses new records': createdOn(1, 2),
      'by something else than createdAt': createdOn(2, 3, 1),
    },
    notAsked: { 'there are no two leads with different createdAt': createdOn(1) },
  },
  'unknown-cursor': {
    question: 'What does Heffl do with a cursor that it does not know?',
    asked: 'GET /leads?cursor=zapier-probe',
    assumed: 'it refuses with 400',
    fact: 'src/heffl/facts.ts: noSuch.cursor',
    find: async (heffl) => {
      const reply = await heffl.get(leads, { ...ONE, cursor: 'zapier-probe' });
      if (isOk(reply)) return tolerated('it starts the list over');
      return noSuch.cursor.includes(reply.status)
        ? assumedIf(reply.status === 400, wordsOf(reply))
        : refused(reply);
    },
    tolerated: { 'status 422': answered('GET', leads, 422), 'it starts the list over': listing(leads) },
    refuted: { 'status 418': answered('GET', leads, 418) },
  },
  'list-filters': {
    question: 'Can a list be searched or filtered?',
    asked: 'GET /leads?limit=1, with search and with email that nobody has',
    assumed: 'no, both are ignored',
    fact: 'src/steps/find.ts: findStep',
    find: async (heffl) => {
      await recentOf(heffl, 'leads');
      const effects: string[] = [];
      for (const [name, value] of Object.entries(NOBODYS))
        effects.push(`${name} is ${effectOf(await heffl.get(leads, { ...ONE, [name]: value }))}`);
      const words = effects.join(', ');
      if (words.includes('applied')) return tolerated(`${words}: a search could be one request`);
      return assumedIf(!words.includes('refused'), words);
    },
    tolerated: {
      'search is applied, email is applied: a search could be one request': { listFilters: 'applied' },
      'search is refused, email is refused': { listFilters: 'refused' },
    },
    notAsked: { 'GET /leads: there is none': listing(leads) },
  },
  'lead-stages': pathCase('leadStages', 'stages', '/lead-stages'),
  'lead-sources': pathCase('leadSources', 'sources', '/lead-sources'),
};

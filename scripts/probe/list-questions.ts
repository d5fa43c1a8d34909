import { endpoints, noSuch, PAGE_SIZE } from '../../src/heffl/facts.js';
import { isObject, textOf } from '../../src/heffl/json.js';
import { isOk, listed, listKeyIn, recordsIn, refused, wordsOf } from './answers.js';
import type { Reply } from './heffl.js';
import { assumed, type Finding, type ReadQuestion, tolerated, untold, wrong } from './question.js';
import { recentOf } from './records.js';

const pages = 'src/heffl/pages.ts';
const leads = endpoints.leads.paths[0];

/** What nobody is called, not even in part: a fuzzy search might find a "probe". */
const NOBODY = 'xqzjwvkfyp';
const NOBODYS = { search: NOBODY, email: `${NOBODY}@${NOBODY}.invalid` };

/** What Heffl does about a filter that no record passes. */
const effectOf = (reply: Reply): 'ignored' | 'applied' | 'refused' | undefined => {
  if ([400, 422].includes(reply.status)) return 'refused';
  if (!isOk(reply) || !listKeyIn(reply)) return undefined;
  return recordsIn(reply).length > 0 ? 'ignored' : 'applied';
};

type PathQuestion = {
  readonly id: string;
  readonly what: string;
  readonly key: 'leadStages' | 'leadSources';
};

const pathQuestion = ({ id, what, key }: PathQuestion): ReadQuestion => {
  const { paths } = endpoints[key];
  return {
    id,
    question: `Where are the lead ${what}?`,
    asked: paths.map((path) => `GET ${path}`).join(', '),
    assumed: paths[0],
    code: { file: 'src/heffl/facts.ts', text: `  ${key}: {` },
    find: async (heffl) => {
      for (const [index, path] of paths.entries()) {
        const reply = await heffl.get(path, { limit: 1 });
        if (refused(reply).verdict === 'untold') return refused(reply);
        if (!isOk(reply) || !listKeyIn(reply)) continue;
        return index === 0
          ? assumed(path)
          : tolerated(`${path}: each look-up costs ${index} request${index > 1 ? 's' : ''} too many`);
      }
      return wrong(`at none of ${paths.join(', ')}`);
    },
  };
};

/** How Heffl lists records. */
export const listQuestions: readonly ReadQuestion[] = [
  {
    id: 'list-shape',
    question: 'How does a list hold its records?',
    asked: 'GET /leads?limit=1',
    assumed: '{items, nextCursor, hasMore}',
    code: { file: pages, text: 'const items = [data, body.items, body.data]' },
    find: async (heffl) => {
      const reply = await heffl.get(leads, { limit: 1 });
      if (!isOk(reply)) return refused(reply);
      switch (listKeyIn(reply)) {
        case 'items':
          return assumed('in items');
        case 'data':
          return tolerated('in data');
        case 'array':
          return tolerated('as a bare list');
        default:
          return wrong(isObject(reply.data) ? `among ${Object.keys(reply.data).join(', ')}` : 'not as JSON');
      }
    },
  },
  {
    id: 'paging',
    question: 'How does a list go on?',
    asked: 'GET /leads?limit=1, then with its nextCursor',
    assumed: 'cursor and limit',
    code: { file: pages, text: 'const next = paging.hasMore === false' },
    find: async (heffl) => {
      const reply = await heffl.get(leads, { limit: 1 });
      if (!isOk(reply)) return refused(reply);
      if (!listKeyIn(reply)) return untold('there is no list that can be read');
      const [first] = recordsIn(reply);
      const count = recordsIn(reply).length;
      const body = isObject(reply.data) ? reply.data : {};
      const meta = isObject(body.meta) ? body.meta : {};
      const cursor = textOf(body.nextCursor) ?? textOf(meta.nextCursor);
      if (cursor !== undefined) {
        const [second] = recordsIn(await heffl.get(leads, { limit: 1, cursor }));
        if (second?.id === first?.id) return wrong('the cursor leads to the same record again');
        return count > 1 ? wrong(`limit=1 gives ${count} records`) : assumed('by cursor and limit');
      }
      if ('pageNo' in meta || 'pageNo' in body) return wrong('by page numbers (pageNo)');
      if (body.hasMore === true) return wrong('hasMore without nextCursor');
      if (count > 1) return tolerated('limit is ignored, and everything comes at once');
      if ((await recentOf(heffl, 'leads')).length > count)
        return wrong(`there are more leads, and nothing leads to them: ${listed(Object.keys(body))}`);
      return untold('there is at most one lead');
    },
  },
  {
    id: 'page-size',
    question: 'How many records may a page have?',
    asked: 'GET /leads?limit=100 and 101',
    assumed: `${PAGE_SIZE} at most`,
    code: { file: 'src/heffl/facts.ts', text: 'export const PAGE_SIZE' },
    find: async (heffl) => {
      const most = await heffl.get(leads, { limit: PAGE_SIZE });
      if (!isOk(most)) return refused(most);
      const more = await heffl.get(leads, { limit: PAGE_SIZE + 1 });
      if (!isOk(more)) return assumed(`limit=${PAGE_SIZE + 1} gives ${wordsOf(more)}`);
      const count = recordsIn(more).length;
      return tolerated(`limit=${PAGE_SIZE + 1} is taken, and gives ${count} record${count === 1 ? '' : 's'}`);
    },
  },
  {
    id: 'sort-order',
    question: 'In which order are records listed?',
    asked: 'GET /leads',
    assumed: 'newest first',
    code: { file: pages, text: 'query: { limit, ...(cursor !== undefined && { cursor }) },' },
    find: async (heffl) => {
      const created = (await recentOf(heffl, 'leads'))
        .map(({ createdAt }) => Date.parse(String(createdAt)))
        .filter((time) => !Number.isNaN(time));
      if (new Set(created).size < 2) return untold('there are no two leads with different createdAt');
      const isSorted = (direction: 1 | -1): boolean =>
        created.every((time, index) => index === 0 || (time - (created[index - 1] ?? time)) * direction >= 0);
      if (isSorted(-1)) return assumed('newest first');
      return wrong(
        isSorted(1) ? 'oldest first: polling misses new records' : 'by something else than createdAt',
      );
    },
  },
  {
    id: 'unknown-cursor',
    question: 'What becomes of a cursor that Heffl does not know?',
    asked: 'GET /leads?cursor=zapier-probe',
    assumed: 'refused with 400',
    code: { file: 'src/heffl/facts.ts', text: '  cursor: [' },
    find: async (heffl): Promise<Finding> => {
      const reply = await heffl.get(leads, { limit: 1, cursor: 'zapier-probe' });
      if (reply.status === 400) return assumed(wordsOf(reply));
      if (noSuch.cursor.includes(reply.status)) return tolerated(wordsOf(reply));
      return isOk(reply) ? tolerated('ignored: the list starts over') : refused(reply);
    },
  },
  {
    id: 'list-filters',
    question: 'Can a list be searched or filtered?',
    asked: 'GET /leads?limit=1, with search and with email that nobody has',
    assumed: 'no, both are ignored',
    code: { file: 'src/steps/find.ts', text: 'const found = await walk({' },
    find: async (heffl) => {
      const all = await heffl.get(leads, { limit: 1 });
      if (!isOk(all)) return refused(all);
      if (recordsIn(all).length === 0) return untold('there is no lead');
      const effects: string[] = [];
      for (const [name, value] of Object.entries(NOBODYS)) {
        const reply = await heffl.get(leads, { limit: 1, [name]: value });
        const effect = effectOf(reply);
        if (!effect) return untold(`${name}: ${isOk(reply) ? 'no list' : wordsOf(reply)}`);
        effects.push(`${name} is ${effect}`);
      }
      const words = listed(effects);
      if (words.includes('applied')) return tolerated(`${words}: a search could be one request`);
      return words.includes('refused') ? tolerated(words) : assumed(words);
    },
  },
  pathQuestion({ id: 'lead-stages', what: 'stages', key: 'leadStages' }),
  pathQuestion({ id: 'lead-sources', what: 'sources', key: 'leadSources' }),
];

import { type Endpoint, endpoints, noSuch, PAGE_SIZE } from '../../src/heffl/facts.js';
import { isObject, textOf } from '../../src/heffl/json.js';
import { firstServed, listed, pathOf, recentOf } from './answers.js';
import type { Case, Cases, Fact } from './case.js';
import { answered, assumed, assumedIf, listing, notAsked, refuted, tolerated } from './case.js';
import type { Reader, Reply } from './live.js';

const leads = pathOf('leads');
const ONE = { limit: 1 };

const NO_WEBHOOKS = 'no: a webhook whose creation had no answer cannot be found, and stays in Heffl';

/** What nobody is called, not even in part: a fuzzy search might find a "probe". */
const NOBODY = 'xqzjwvkfyp';
const NOBODYS = { search: NOBODY, email: `${NOBODY}@${NOBODY}.invalid` };

/** What Heffl does about a filter that no record passes. */
const effectOf = (reply: Reply): string => {
  if (reply.isInvalid) return 'refused';
  return reply.ok().list.length > 0 ? 'ignored' : 'applied';
};

const pathCase = (key: 'leadStages' | 'leadSources', what: string, otherPath: string): Case<Reader> => {
  const { paths }: Endpoint = endpoints[key];
  const nowhere = `at none of ${paths.join(', ')}`;
  return {
    asked: paths.map((path) => `GET ${path}`).join(', '),
    assumed: [paths[0], `src/heffl/facts.ts: endpoints.${key}`],
    find: async (heffl) => {
      const { way, reply } = await firstServed(paths, noSuch.path, (path) => heffl.get(path, ONE));
      if (reply.refusal.verdict === 'notAsked') return reply.refusal;
      if (!reply.isOk || !reply.listKey) return refuted(nowhere);
      const others = paths.indexOf(way);
      return others === 0 ? assumed(way) : tolerated(`${way}: each look-up costs ${others} more`);
    },
    tolerated: { [`${otherPath}: each look-up costs 1 more`]: { referencePaths: 'flat' } },
    refuted: { [nowhere]: answered('GET', new RegExp(`${what}$`), 404) },
  };
};

/** @param use what could be better if Heffl serves one of the addresses */
const unserved = (addresses: readonly string[], fact: Fact, use: string): Case<Reader> => {
  const pathIn = (address = ''): string => address.replace(/\?.*/, '');
  const path = pathIn(addresses[0]);
  return {
    asked: addresses.map((address) => `GET ${address}`).join(', '),
    assumed: ['no', fact],
    find: async (heffl) => {
      const unclear: string[] = [];
      for (const address of addresses) {
        const reply = await heffl.get(address);
        // One that is served counts, whatever the answer to the others.
        if (reply.isOk && (reply.listKey ?? reply.record))
          return tolerated(`yes, ${pathIn(address)}: ${use}`);
        if (!noSuch.verb.includes(reply.status)) unclear.push(`${pathIn(address)}: ${reply.words}`);
      }
      return unclear.length > 0 ? notAsked(listed(unclear)) : assumed('no');
    },
    tolerated: { [`yes, ${path}: ${use}`]: listing(path) },
    notAsked: { [`${path}: status 403: No`]: answered('GET', path, 403, { message: 'No' }) },
  };
};

/** The list of leads that were created on these days of a month. */
const createdOn = (...days: readonly number[]) =>
  listing(leads, ...days.map((day) => ({ id: day, createdAt: `2026-01-0${day}` })));

/** How Heffl lists records, and which lists it has. */
export const lists: Cases<Reader> = {
  'How does a list hold its records?': {
    asked: 'GET /leads?limit=1',
    assumed: ['{items, nextCursor, hasMore}', 'src/heffl/pages.ts: readPage'],
    find: async (heffl) => {
      const { listKey, body } = (await heffl.get(leads, ONE)).ok();
      if (!listKey) return refuted(`in ${listed(Object.keys(body))}`);
      return assumedIf(listKey === 'items', `in ${listKey}`);
    },
    tolerated: { 'in data': { listShape: 'data' }, 'in array': { listShape: 'array' } },
    refuted: { 'in records': answered('GET', leads, 200, { records: [] }) },
  },
  'How does a list go on?': {
    asked: 'GET /leads?limit=1, then with its nextCursor',
    assumed: ['by cursor and limit', 'src/heffl/pages.ts: readPage'],
    find: async (heffl) => {
      const { list, body } = (await heffl.get(leads, ONE)).ok();
      const paging = isObject(body.meta) ? { ...body, ...body.meta } : body;
      const cursor = textOf(paging.nextCursor);
      const [second] = cursor === undefined ? [] : (await heffl.get(leads, { ...ONE, cursor })).list;
      if (list.length === 1 && second && second.id !== list[0]?.id) return assumed('by cursor and limit');
      const all = await recentOf(heffl, 'leads');
      if (all.length === 1) return notAsked('there is one lead');
      if (all.length === list.length) return tolerated('limit is ignored, and everything comes at once');
      return refuted(`limit=1 gives ${list.length}, and nothing leads on: ${listed(Object.keys(paging))}`);
    },
    tolerated: { 'limit is ignored, and everything comes at once': { listShape: 'array' } },
    refuted: {
      'limit=1 gives 1, and nothing leads on: items, pageNo': [
        { kind: 'status', status: 200, body: { items: [{ id: '1' }], pageNo: 1 } },
      ],
    },
    notAsked: { 'there is one lead': listing(leads, { id: '1' }) },
  },
  'How many records may a page have?': {
    asked: 'GET /leads?limit=100 and 101',
    assumed: [`${PAGE_SIZE} at most`, 'src/heffl/facts.ts: PAGE_SIZE'],
    find: async (heffl) => {
      (await heffl.get(leads, { limit: PAGE_SIZE })).ok();
      const more = await heffl.get(leads, { limit: PAGE_SIZE + 1 });
      if (!more.isOk) return assumed(`limit=${PAGE_SIZE + 1} gives ${more.words}`);
      return tolerated(`limit=${PAGE_SIZE + 1} is taken, records given: ${more.list.length}`);
    },
    tolerated: { 'limit=101 is taken, records given: 5': { limitOutOfRange: 'clamp' } },
    refuted: { 'status 400: 50 at most': answered('GET', leads, 400, { message: '50 at most' }) },
  },
  'In which order are records listed?': {
    asked: 'GET /leads',
    assumed: ['newest first', 'src/heffl/pages.ts: fetchPage'],
    find: async (heffl) => {
      const created = (await recentOf(heffl, 'leads'))
        .map(({ createdAt }) => Date.parse(String(createdAt)))
        .filter((time) => !Number.isNaN(time));
      if (new Set(created).size < 2) return notAsked('there are no two leads with different createdAt');
      const isSorted = created.every((time, index) => time <= (created[index - 1] ?? Infinity));
      return isSorted ? assumed('newest first') : refuted('otherwise: polling misses new records');
    },
    refuted: { 'otherwise: polling misses new records': createdOn(1, 2) },
    notAsked: { 'there are no two leads with different createdAt': createdOn(1) },
  },
  'What does Heffl do with a cursor that it does not know?': {
    asked: 'GET /leads?cursor=zapier-probe',
    assumed: ['it refuses with 400', 'src/heffl/facts.ts: noSuch.cursor'],
    find: async (heffl) => {
      const reply = await heffl.get(leads, { ...ONE, cursor: 'zapier-probe' });
      return reply.isOk ? tolerated('it starts the list over') : reply.among(noSuch.cursor, 400);
    },
    tolerated: { 'status 422': answered('GET', leads, 422), 'it starts the list over': listing(leads) },
    refuted: { 'status 418': answered('GET', leads, 418) },
  },
  'Can a list be searched or filtered?': {
    asked: 'GET /leads?limit=1, with search and with email that nobody has',
    assumed: ['no, both are ignored', 'src/steps/find.ts: findStep'],
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
  'Where are the lead stages?': pathCase('leadStages', 'stages', '/lead-stages'),
  'Where are the lead sources?': pathCase('leadSources', 'sources', '/lead-sources'),
  // What v1 is not known to serve. The code does without each, and could do better with it.
  'Can invoices and quotations be read?': unserved(
    [`${pathOf('invoices')}?limit=1`, '/quotations?limit=1'],
    'src/heffl/facts.ts: endpoints.invoices',
    'triggers could poll them, and show real ones as examples',
  ),
  'Is there a list of users?': unserved(
    ['/users?limit=1'],
    'src/resources/tasks/assignees.ts: loadAssignees',
    'assignees could be chosen from it',
  ),
  'Does Heffl tell whose key it is?': unserved(
    ['/me'],
    'src/authentication.ts: authentication',
    'a connection could have that name',
  ),
  // As v2 has it. Its clients are companies and contacts; it has none for leads.
  'Is there a list of custom fields?': unserved(
    ['/custom-fields?entity=companies'],
    'src/forms/custom-fields.ts: discoverCustomFields',
    'forms could show the fields that no recent record uses',
  ),
  'Can webhooks be listed?': {
    asked: 'GET /webhooks?limit=1',
    assumed: ['yes', 'src/steps/hook-trigger.ts: hookTrigger'],
    find: async (heffl) => {
      const reply = await heffl.get(pathOf('webhooks'), ONE);
      if (reply.isOk && reply.listKey) return assumed('yes');
      return noSuch.verb.includes(reply.status) ? tolerated(NO_WEBHOOKS) : notAsked(reply.words);
    },
    tolerated: { [NO_WEBHOOKS]: { webhookList: 'unserved' } },
  },
};

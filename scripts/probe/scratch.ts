import { endpoints, PAGE_SIZE } from '../../src/heffl/api.js';
import { clock } from '../../src/heffl/clock.js';
import { isObject, textOf, type JsonObject } from '../../src/heffl/json.js';
import { unwrapped } from '../../src/heffl/record.js';
import { isOk, recordsIn, wordsOf } from './answers.js';
import type { LiveHeffl, Reply } from './heffl.js';

export type ScratchCollection = 'leads' | 'clients' | 'webhooks';

/** A record of the probe's own. */
export type ScratchRecord = { readonly id: string; readonly sent: JsonObject; readonly reply: Reply };

/** Records that the probe makes, changes and takes away again. */
export type Scratch = {
  readonly heffl: LiveHeffl;
  /** Sends the request that makes a record. Its name tells it from all others. */
  readonly make: (collection: ScratchCollection, fields: JsonObject) => Promise<Reply>;
  /**
   * The one lead, client or webhook that questions share, made when it is first asked for.
   *
   * @throws NothingMade
   */
  readonly shared: (collection: ScratchCollection) => Promise<ScratchRecord>;
  /** Changes the shared record with the first verb that is served, and says which that was. */
  readonly update: (
    collection: 'leads' | 'clients',
    fields: JsonObject,
  ) => Promise<{ readonly verb: string; readonly reply: Reply }>;
  /** The shared record as Heffl has it now. */
  readonly reread: (collection: 'leads' | 'clients') => Promise<JsonObject>;
  readonly remove: (collection: ScratchCollection, id: string) => Promise<Reply>;
  /** Takes away whatever is left, and answers what could not be taken away. */
  readonly clear: () => Promise<string[]>;
};

/** Addresses that no one has: .invalid leads nowhere, and example.com takes no mail. */
const SHARED = {
  leads: {
    email: 'zapier-probe@example.com',
    mobile: '+971500000000',
    title: 'Zapier probe',
    value: 1,
    website: 'https://example.com',
  },
  clients: { type: 'company', website: 'https://example.com' },
  webhooks: { url: 'https://zapier-probe.invalid/hook', events: ['lead.deleted'] },
} as const satisfies Record<ScratchCollection, JsonObject>;

const GONE = [404, 410];
/** What Heffl may answer to a verb that it does not serve. */
const UNSERVED = [404, 405];
const MOST_ATTEMPTS = 3;
const PAUSE_MS = 2_000;

/** @param mark the name of everything that is made; nothing else in Heffl may have it */
export const openScratch = (heffl: LiveHeffl, mark: string): Scratch => {
  const made = new Map<string, { readonly collection: ScratchCollection; readonly id: string }>();
  /** Where a request was sent whose answer does not tell whether there is a record now. */
  const unsure = new Set<ScratchCollection>();
  const sharedRecords = new Map<ScratchCollection, Promise<ScratchRecord>>();

  const make: Scratch['make'] = async (collection, fields) => {
    const wasUnsure = unsure.has(collection);
    unsure.add(collection);
    const reply = await heffl.send('POST', pathOf(collection), { body: { name: mark, ...fields } });
    const id = idIn(reply);
    if (id !== undefined) made.set(`${collection} ${id}`, { collection, id });
    const isRefused = reply.status >= 400 && reply.status < 500;
    if (!wasUnsure && (id !== undefined || isRefused)) unsure.delete(collection);
    return reply;
  };

  const remove: Scratch['remove'] = async (collection, id) => {
    const reply = await heffl.send('DELETE', recordPath(collection, id));
    if (isOk(reply) || GONE.includes(reply.status)) made.delete(`${collection} ${id}`);
    return reply;
  };

  const makeShared = async (collection: ScratchCollection): Promise<ScratchRecord> => {
    const sent = SHARED[collection];
    const reply = await make(collection, sent);
    const id = idIn(reply);
    if (!isOk(reply) || id === undefined) throw new NothingMade(reply);
    return { id, sent, reply };
  };

  const shared: Scratch['shared'] = (collection) => {
    const record = sharedRecords.get(collection) ?? makeShared(collection);
    sharedRecords.set(collection, record);
    return record;
  };

  const update: Scratch['update'] = async (collection, body) => {
    const { id } = await shared(collection);
    const [first, ...others] = endpoints[collection].updateVerbs;
    let verb: 'PATCH' | 'PUT' = first;
    let reply = await heffl.send(verb, recordPath(collection, id), { body });
    for (const other of others) {
      if (!UNSERVED.includes(reply.status)) break;
      verb = other;
      reply = await heffl.send(verb, recordPath(collection, id), { body });
    }
    return { verb, reply };
  };

  const reread: Scratch['reread'] = async (collection) => {
    const { id } = await shared(collection);
    const reply = await heffl.send('GET', recordPath(collection, id));
    const record = unwrapped(reply.data);
    if (!isOk(reply) || !isObject(record)) throw new Error(`it could not be read again (${wordsOf(reply)})`);
    return record;
  };

  const findUnsure = async (collection: ScratchCollection): Promise<void> => {
    const reply = await heffl.send('GET', pathOf(collection), { query: { limit: PAGE_SIZE } });
    if (!isOk(reply)) throw new Error(wordsOf(reply));
    for (const { id, name } of recordsIn(reply)) {
      if (name === mark) made.set(`${collection} ${id}`, { collection, id: String(id) });
    }
    unsure.delete(collection);
  };

  /** One attempt at everything that is left, the newest first: a webhook goes before what it would tell of. */
  const clearOnce = async (): Promise<void> => {
    for (const collection of [...unsure]) await quietly(() => findUnsure(collection));
    for (const { collection, id } of [...made.values()].reverse())
      await quietly(() => remove(collection, id));
  };

  const clear: Scratch['clear'] = async () => {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS && made.size + unsure.size > 0; attempt++) {
      if (attempt > 1) await clock.sleep(PAUSE_MS);
      await clearOnce();
    }
    return [
      ...[...made.values()].map(({ collection, id }) => `${collection}: ${id}`),
      ...[...unsure].map((collection) => `${collection}: perhaps one with the name "${mark}"`),
    ];
  };

  return { heffl, make, shared, update, reread, remove, clear };
};

/** Heffl refused to make a record, or its answer has no ID. */
export class NothingMade extends Error {
  constructor(readonly reply: Reply) {
    super(`nothing was made (${wordsOf(reply)})`);
  }
}

/** What fails here is tried again, and in the end told as left over. */
const quietly = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch {
    // Still among what is left.
  }
};

const idIn = ({ data }: Reply): string | undefined => {
  const record = unwrapped(data);
  return isObject(record) ? textOf(record.id) : undefined;
};

const pathOf = (collection: ScratchCollection): string => endpoints[collection].paths[0];

const recordPath = (collection: ScratchCollection, id: string): string =>
  `${pathOf(collection)}/${encodeURIComponent(id)}`;

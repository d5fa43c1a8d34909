import { clock } from '../../src/heffl/clock.js';
import { endpoints, GONE, noSuch, PAGE_SIZE } from '../../src/heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../../src/heffl/json.js';
import { unwrapped } from '../../src/heffl/records.js';
import { isOk, recordsIn, wordsOf } from './answers.js';
import type { LiveHeffl, Reply } from './heffl.js';
import { pipelinesWithStages, stagesIn } from './records.js';

export type ScratchCollection = ChangedCollection | 'webhooks';

/** What can be changed, and read again. */
export type ChangedCollection = 'leads' | 'clients' | 'deals' | 'tasks';

/** A record of the probe's own. */
export type ScratchRecord = { readonly id: string; readonly sent: JsonObject; readonly reply: Reply };

/** Records that the probe makes, changes and takes away again. */
export type Scratch = {
  readonly heffl: LiveHeffl;
  /** Sends the request that makes a record. Its name or title tells it from all others. */
  readonly make: (collection: ScratchCollection, fields: JsonObject) => Promise<Reply>;
  /** Sends the request that makes a company without a name. Its website tells it from all others. */
  readonly makeNameless: () => Promise<Reply>;
  /**
   * The one record of a collection that questions share, made when it is first asked for.
   *
   * @throws NothingMade
   * @throws Error where there is nothing that it could be made with
   */
  readonly shared: (collection: ScratchCollection) => Promise<ScratchRecord>;
  /** Changes the shared record with the first verb that is served, and says which that was. */
  readonly update: (
    collection: ChangedCollection,
    fields: JsonObject,
  ) => Promise<{ readonly verb: string; readonly reply: Reply }>;
  /** The shared record as Heffl has it now. */
  readonly reread: (collection: ChangedCollection) => Promise<JsonObject>;
  readonly remove: (collection: ScratchCollection, id: string) => Promise<Reply>;
  /** Takes away whatever is left, and answers what could not be taken away. */
  readonly clear: () => Promise<string[]>;
};

/** What tells a record of the probe's own from all others. */
type Sign = {
  readonly collection: ScratchCollection;
  readonly field: 'name' | 'title' | 'website';
  readonly value: string;
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
  // With the words that Create Task sends.
  tasks: { description: 'Zapier probe', type: 'todo', status: 'OPEN', priority: 'LOW' },
  webhooks: { url: 'https://zapier-probe.invalid/hook', events: ['lead.deleted'] },
} as const satisfies Record<Exclude<ScratchCollection, 'deals'>, JsonObject>;

/** The field that tells what a record is called. */
const NAMES = {
  leads: 'name',
  clients: 'name',
  deals: 'title',
  tasks: 'title',
  webhooks: 'name',
} as const satisfies Record<ScratchCollection, string>;

/** The ID of a pipeline and of a stage in it, as text: so do the steps send them. */
const somewhereIn = async (heffl: LiveHeffl): Promise<JsonObject> => {
  for (const pipeline of await pipelinesWithStages(heffl)) {
    const [stageId] = stagesIn(pipeline).flatMap(({ id }) => textOf(id) ?? []);
    if (stageId !== undefined) return { pipelineId: String(pipeline.id), stageId };
  }
  throw new Error('there is no pipeline with a stage');
};

const MOST_ATTEMPTS = 3;
const PAUSE_MS = 2_000;

/** @param mark the name of everything that is made, with a time in it; nothing else in Heffl may have it */
export const openScratch = (heffl: LiveHeffl, mark: string): Scratch => {
  const made = new Map<string, { readonly collection: ScratchCollection; readonly id: string }>();
  /** What was sent where the answer does not tell whether there is a record now. */
  const unsure = new Map<string, Sign>();
  const sharedRecords = new Map<ScratchCollection, Promise<ScratchRecord>>();

  const post = async (sign: Sign, fields: JsonObject): Promise<Reply> => {
    const { collection, field, value } = sign;
    const key = `${collection} ${field}`;
    const wasUnsure = unsure.has(key);
    unsure.set(key, sign);
    const body = { [field]: value, ...fields };
    const reply = await heffl.send('POST', pathOf(collection), { body });
    const id = idIn(reply);
    if (id !== undefined) made.set(`${collection} ${id}`, { collection, id });
    const isRefused = reply.status >= 400 && reply.status < 500;
    if (!wasUnsure && (id !== undefined || isRefused)) unsure.delete(key);
    return reply;
  };

  const make: Scratch['make'] = (collection, fields) =>
    post({ collection, field: NAMES[collection], value: mark }, fields);

  // Not told by an email: older documentation refuses that of a company, whether or not it has a name.
  const makeNameless: Scratch['makeNameless'] = () => {
    const value = `https://example.com/zapier-probe-delete-me-${mark.replaceAll(/\D/g, '')}`;
    return post({ collection: 'clients', field: 'website', value }, { type: 'company' });
  };

  const remove: Scratch['remove'] = async (collection, id) => {
    const reply = await heffl.send('DELETE', recordPath(collection, id));
    if (isOk(reply) || GONE.includes(reply.status)) made.delete(`${collection} ${id}`);
    return reply;
  };

  const sentFor = async (collection: ScratchCollection): Promise<JsonObject> =>
    collection === 'deals'
      ? { ...(await somewhereIn(heffl)), clientId: (await shared('clients')).id, price: 1, priority: 'LOW' }
      : SHARED[collection];

  const makeShared = async (collection: ScratchCollection): Promise<ScratchRecord> => {
    const sent = await sentFor(collection);
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
    const [first, ...others]: readonly ['PATCH' | 'PUT', ...('PATCH' | 'PUT')[]] =
      endpoints[collection].updateVerbs;
    let verb: 'PATCH' | 'PUT' = first;
    let reply = await heffl.send(verb, recordPath(collection, id), { body });
    for (const other of others) {
      if (!noSuch.verb.includes(reply.status)) break;
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

  const findUnsure = async (key: string, { collection, field, value }: Sign): Promise<void> => {
    const reply = await heffl.send('GET', pathOf(collection), { query: { limit: PAGE_SIZE } });
    if (!isOk(reply)) throw new Error(wordsOf(reply));
    const records = recordsIn(reply);
    if (records.length > 0 && !records.some((record) => field in record))
      throw new Error(`the list does not show the ${field}`);
    for (const record of records) {
      const id = String(record.id);
      // Heffl might put a slash behind an address.
      if (textOf(record[field])?.startsWith(value)) made.set(`${collection} ${id}`, { collection, id });
    }
    unsure.delete(key);
  };

  /** One attempt at everything that is left, the newest first: a webhook goes before what it would tell of. */
  const clearOnce = async (): Promise<void> => {
    for (const [key, sign] of [...unsure]) await quietly(() => findUnsure(key, sign));
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
      ...[...unsure.values()].map(
        ({ collection, field, value }) => `${collection}: perhaps one with the ${field} "${value}"`,
      ),
    ];
  };

  return { heffl, make, makeNameless, shared, update, reread, remove, clear };
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

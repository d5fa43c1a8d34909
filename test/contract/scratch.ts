import { clock } from '../../src/heffl/clock.js';
import { endpoints, GONE, noSuch, PAGE_SIZE } from '../../src/heffl/facts.js';
import { type JsonObject, textOf } from '../../src/heffl/json.js';
import { firstServed, pathOf, pipelinesWithStages, stagesIn } from './answers.js';
import { Finding, notAsked, refuted } from './case.js';
import type { Live, Reply } from './live.js';

/** What can be changed, and read again. */
export type Changeable = 'leads' | 'clients' | 'deals' | 'tasks';
type Makeable = Changeable | 'webhooks';

/** A record that was made, what was sent for it, and the answer. */
type Made = { readonly id: string; readonly sent: JsonObject; readonly reply: Reply };

/** A record that may be there: the answer to its creation did not tell. The field tells it from all others. */
type Unsure = { readonly collection: Makeable; readonly field: string; readonly value: string };

/** Nobody has these addresses: .invalid leads nowhere, and example.com takes no mail. */
export const LEAD = {
  email: 'zapier-probe@example.com',
  mobile: '+971500000000',
  title: 'Zapier probe',
  value: 1,
  website: 'https://example.com',
};
export const HOOK = 'https://zapier-probe.invalid/hook';
const FIELDS = {
  leads: LEAD,
  clients: { type: 'company', website: 'https://example.com' },
  // In the spelling that Create Task sends.
  tasks: { description: 'Zapier probe', type: 'todo', status: 'OPEN', priority: 'LOW' },
  webhooks: { url: HOOK, events: ['lead.deleted'] },
};

/**
 * The fields that tell the records from all others. A company without a name has its website for that, and not its email:
 * older documentation refuses that of any company.
 */
const NAMES: Readonly<Record<Makeable, 'name' | 'title' | 'website'>> = {
  ...{ leads: 'name', clients: 'name', webhooks: 'name' },
  ...{ deals: 'title', tasks: 'title' },
};

const MOST_ATTEMPTS = 3;
const PAUSE_MS = 2_000;

/** Records that the cases make, change and delete. */
export class Scratch {
  /** What there is, as far as is known, in the order of its creation, by how it is called if it is left. */
  readonly #made = new Map<string, { readonly collection: Makeable; readonly id: string }>();
  readonly #unsure = new Map<string, Unsure>();
  readonly #shared = new Map<Makeable, Promise<Made>>();

  /** @param mark the name of everything that is made. Nothing else in Heffl may have it */
  constructor(
    readonly heffl: Live,
    readonly mark: string,
  ) {}

  /** Sends the request that makes a record. `field` tells it from all others. */
  async make(collection: Makeable, fields: JsonObject, field = NAMES[collection]): Promise<Reply> {
    const website = `https://example.com/zapier-probe-delete-me-${this.mark.replaceAll(/\D/g, '')}`;
    const value = field === 'website' ? website : this.mark;
    const words = `${collection}: perhaps one with the ${field} "${value}"`;
    const wasUnsure = this.#unsure.has(words);
    this.#unsure.set(words, { collection, field, value });
    const reply = await this.heffl.send('POST', pathOf(collection), { [field]: value, ...fields });
    const id = idIn(reply);
    if (id !== undefined) this.#keep(collection, id);
    const isRefused = reply.status >= 400 && reply.status < 500;
    if (!wasUnsure && (id !== undefined || isRefused)) this.#unsure.delete(words);
    return reply;
  }

  /** The record of a collection that cases share, made when it is first asked for. A refusal is a finding. */
  created(collection: Makeable): Promise<Made> {
    const record = this.#shared.get(collection) ?? this.#create(collection);
    this.#shared.set(collection, record);
    return record;
  }

  /** The same, for a case that asks for something else: if nothing was made, nothing was asked. */
  async shared(collection: Makeable): Promise<Made> {
    try {
      return await this.created(collection);
    } catch (error) {
      throw error instanceof Finding ? notAsked(`nothing was made: ${error.answer}`) : error;
    }
  }

  /** Changes the shared record with the first verb that is served: the `way`. */
  async update(collection: Changeable, fields: JsonObject) {
    const path = pathOf(collection, (await this.shared(collection)).id);
    const verbs: readonly ['PATCH' | 'PUT', ...('PATCH' | 'PUT')[]] = endpoints[collection].updateVerbs;
    return firstServed(verbs, noSuch.verb, (verb) => this.heffl.send(verb, path, fields));
  }

  /** The shared record as Heffl has it now. */
  async reread(collection: Changeable): Promise<JsonObject> {
    const { id } = await this.shared(collection);
    const { isOk, record, words } = await this.heffl.send('GET', pathOf(collection, id));
    if (!isOk || !record) throw new Error(`it could not be read again (${words})`);
    return record;
  }

  /** The shared record as Heffl has it after a change. A refusal is a finding. */
  async changed(collection: Changeable, fields: JsonObject): Promise<JsonObject> {
    (await this.update(collection, fields)).reply.ok();
    return this.reread(collection);
  }

  /** Deletes the shared record. The next case that needs one gets a new one. */
  async removeShared(collection: Makeable): Promise<Reply> {
    const { id } = await this.shared(collection);
    this.#shared.delete(collection);
    return this.remove(collection, id);
  }

  async remove(collection: Makeable, id: string): Promise<Reply> {
    const reply = await this.heffl.send('DELETE', pathOf(collection, id));
    if (reply.isOk || GONE.includes(reply.status)) this.#made.delete(`${collection}: ${id}`);
    return reply;
  }

  /** Deletes whatever is left, in several attempts. Returns what could not be deleted. */
  async clear(): Promise<string[]> {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS && this.#made.size + this.#unsure.size > 0; attempt++) {
      if (attempt > 1) await clock.sleep(PAUSE_MS);
      // What fails stays among what is left.
      for (const [words, unsure] of this.#unsure) await this.#look(words, unsure).catch(() => undefined);
      // The newest first: a deal goes before its client.
      for (const { collection, id } of [...this.#made.values()].reverse())
        await this.remove(collection, id).catch(() => undefined);
    }
    return [...this.#made.keys(), ...this.#unsure.keys()];
  }

  async #create(collection: Makeable): Promise<Made> {
    const sent = collection === 'deals' ? await this.#dealFields() : FIELDS[collection];
    const reply = await this.make(collection, sent);
    const id = idIn(reply.ok());
    if (id !== undefined) return { id, sent, reply };
    throw refuted('success, without an ID', 'src/heffl/records.ts: unwrapped');
  }

  /** A deal of the shared client in the first stage there is. IDs are text, as the steps send them. */
  async #dealFields(): Promise<JsonObject> {
    for (const pipeline of await pipelinesWithStages(this.heffl)) {
      const [stageId] = stagesIn(pipeline).flatMap(({ id }) => textOf(id) ?? []);
      if (stageId === undefined) continue;
      const clientId = (await this.shared('clients')).id;
      return { pipelineId: String(pipeline.id), stageId, clientId, price: 1, priority: 'LOW' };
    }
    throw notAsked('there is no pipeline with a stage');
  }

  /** Looks for what may be there in the newest records. */
  async #look(words: string, { collection, field, value }: Unsure): Promise<void> {
    const newest = await this.heffl.send('GET', pathOf(collection), undefined, { limit: PAGE_SIZE });
    const records = newest.ok().list;
    if (records.length > 0 && !records.some((record) => field in record))
      throw new Error(`the list does not show the ${field}`);
    for (const record of records) {
      // Heffl might put a slash behind an address.
      if (textOf(record[field])?.startsWith(value)) this.#keep(collection, String(record.id));
    }
    this.#unsure.delete(words);
  }

  #keep(collection: Makeable, id: string): void {
    this.#made.set(`${collection}: ${id}`, { collection, id });
  }
}

const idIn = ({ record }: Pick<Reply, 'record'>): string | undefined => textOf(record?.id);

import type { Fields } from './fields.js';
import type { Readings } from './readings.js';
import { type CollectionName, resources } from './resources/index.js';

/** A record as it is kept: its fields flat, custom fields under their `cf_` keys. A change replaces it. */
export type StoredRecord = Readonly<
  Fields & { collection: CollectionName; id: string; serial: number; createdAt: string; customFields: Fields }
>;

const SPACE = 36 ** 6;
// Shares no factor with SPACE, so that every serial number gets a suffix of its own.
const STEP = 1_234_567_891;

/** The public ID of the nth record: the same in every run, and in no order that a client could lean on. */
const publicId = (prefix: string, serial: number): string =>
  `${prefix}_${((serial * STEP) % SPACE).toString(36).padStart(6, '0')}`;

/** Everything the sandbox holds, in memory, each collection in the order of creation. */
export class Records {
  readonly #collections = new Map<CollectionName, Map<string, StoredRecord>>();
  readonly #serials = new Map<string, number>();
  #lastCreated = -Infinity;

  /** @param now milliseconds since 1970 */
  constructor(
    readonly readings: Readings,
    readonly now: () => number,
  ) {}

  /** The same records and readings. Changes to the copy do not reach the original. */
  copy(): Records {
    const copy = new Records({ ...this.readings }, this.now);
    copy.#lastCreated = this.#lastCreated;
    for (const [name, records] of this.#collections) copy.#collections.set(name, new Map(records));
    for (const [prefix, serial] of this.#serials) copy.#serials.set(prefix, serial);
    return copy;
  }

  /** Oldest first. */
  list(collection: CollectionName): StoredRecord[] {
    return [...this.#of(collection).values()];
  }

  count(collection: CollectionName): number {
    return this.#of(collection).size;
  }

  get(collection: CollectionName, id: unknown): StoredRecord | undefined {
    return typeof id === 'string' ? this.#of(collection).get(id) : undefined;
  }

  /** The record that a request names, by whichever kind of ID the current reading gives out. */
  find(collection: CollectionName, reference: unknown): StoredRecord | undefined {
    const record = this.get(collection, reference);
    if (record || !this.#hasNumericIds(collection)) return record;
    return this.list(collection).find(({ serial }) => serial.toString() === String(reference));
  }

  add(collection: CollectionName, fields: Fields, at = this.now()): StoredRecord {
    const { prefix, numbers } = resources[collection];
    // Clients and contacts share a prefix, and therefore a row of serial numbers.
    const serial = (this.#serials.get(prefix) ?? 0) + 1;
    this.#serials.set(prefix, serial);
    // Records that are created within one millisecond keep their order.
    this.#lastCreated = Math.max(at, this.#lastCreated + 1);
    const record = {
      customFields: {},
      ...fields,
      collection,
      id: publicId(prefix, serial),
      serial,
      ...(numbers && { number: `${numbers}-${serial.toString().padStart(4, '0')}` }),
      createdAt: new Date(this.#lastCreated).toISOString(),
    };
    this.set(record);
    return record;
  }

  set(record: StoredRecord): void {
    this.#of(record.collection).set(record.id, record);
  }

  delete({ collection, id }: StoredRecord): void {
    this.#of(collection).delete(id);
  }

  /** The ID of a record as answers give it. */
  reference(collection: CollectionName, id: unknown): unknown {
    const record = this.get(collection, id);
    return record && this.#hasNumericIds(collection) ? record.serial : (id ?? null);
  }

  /** The ID of a record as events give it: a number that the API itself does not take. */
  hookReference(collection: CollectionName, id: unknown): unknown {
    const record = this.get(collection, id);
    return record && this.readings.hookIds === 'numeric' ? record.serial : (id ?? null);
  }

  /** What people call a record. */
  nameOf(collection: CollectionName, id: unknown): unknown {
    return this.get(collection, id)?.name ?? null;
  }

  #hasNumericIds(collection: CollectionName): boolean {
    return this.readings.numericIds === 'on' && resources[collection].numericIds === true;
  }

  #of(collection: CollectionName): Map<string, StoredRecord> {
    const records = this.#collections.get(collection) ?? new Map<string, StoredRecord>();
    this.#collections.set(collection, records);
    return records;
  }
}

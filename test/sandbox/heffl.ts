import { ApiError, type Issue, refuseAny } from './api-error.js';
import type { Fields } from './fields.js';
import { payloadOf } from './presentation.js';
import type { Records, StoredRecord } from './records.js';
import { type CollectionName, resources } from './resources/index.js';
import type { Resource } from './resources/resource.js';
import { validate } from './validation.js';
import type { Deliveries } from './webhooks/deliveries.js';

/** What can be done with records, by a request or by a person in Heffl's app, and the events that it raises. */
export class Heffl {
  constructor(
    readonly records: Records,
    readonly deliveries: Deliveries,
  ) {}

  require(collection: CollectionName, reference: string): StoredRecord {
    const record = this.records.find(collection, reference);
    if (record) return record;
    const { noun } = resources[collection];
    throw new ApiError(404, `${noun.charAt(0).toUpperCase()}${noun.slice(1)} not found`);
  }

  create(collection: CollectionName, input: Fields, at?: number): StoredRecord {
    const { defaults } = resources[collection];
    const fields = this.#changed(collection, 'create', input, { ...defaults, customFields: {} });
    const record = this.records.add(collection, fields, at);
    this.#raise(record, ['created']);
    return record;
  }

  update(collection: CollectionName, reference: string, input: Fields): StoredRecord {
    const before = this.require(collection, reference);
    const after = { ...before, ...this.#changed(collection, 'update', input, before) };
    this.records.set(after);
    const moves = (resources[collection].moves ?? [])
      .filter(({ field }) => before[field] !== after[field])
      .filter(({ field, to }) => to === undefined || after[field] === to);
    this.#raise(after, ['updated', ...moves.map(({ event }) => event)]);
    return after;
  }

  delete(collection: CollectionName, reference: string): StoredRecord {
    const record = this.require(collection, reference);
    this.records.delete(record);
    this.#raise(record, ['deleted']);
    return record;
  }

  #raise(record: StoredRecord, verbs: string[]): void {
    const { events } = resources[record.collection];
    if (events === undefined) return;
    const payload = payloadOf(record, this.records);
    for (const verb of verbs) this.deliveries.announce(`${events}.${verb}`, payload);
  }

  /** The record's fields with the input applied, or a refusal. */
  #changed(
    collection: CollectionName,
    way: 'create' | 'update',
    input: Fields,
    record: Fields & { customFields: Fields },
  ): Fields {
    const resource = resources[collection];
    const sent = this.#resolved(resource, validate(resource[way], this.#textual(resource, input)));
    const custom = Object.entries(input).filter(([key]) => resource.customFields && key.startsWith('cf_'));
    const changed = {
      ...record,
      ...(resource.complete?.(sent, record, this.records) ?? sent),
      customFields: { ...record.customFields, ...Object.fromEntries(custom) },
    };
    refuseAny(resource.check?.(changed, this.records) ?? []);
    return changed;
  }

  /** If answers have numbers as IDs, requests may bring them back as numbers. */
  #textual({ references = {} }: Resource, input: Fields): Fields {
    if (this.records.readings.numericIds === 'off') return input;
    const numbers = Object.keys(references).filter((field) => typeof input[field] === 'number');
    return { ...input, ...Object.fromEntries(numbers.map((field) => [field, String(input[field])])) };
  }

  /** The same fields, with every reference looked up. */
  #resolved({ references = {} }: Resource, fields: Fields): Fields {
    const issues: Issue[] = [];
    const found: Fields = {};
    for (const [field, target] of Object.entries(references)) {
      const lookUp = (value: unknown): unknown => {
        const record = this.records.find(target, value);
        if (!record) issues.push({ field, message: `${field} names no ${resources[target].noun}` });
        return record?.id;
      };
      const value = fields[field] ?? undefined;
      if (value !== undefined) found[field] = Array.isArray(value) ? value.map(lookUp) : lookUp(value);
    }
    refuseAny(issues);
    return { ...fields, ...found };
  }
}

import { createHash } from 'node:crypto';
import type { Bundle, InputField, ZObject } from 'zapier-platform-core';
import { choicesIn } from '../forms/multi-select.js';
import { outputsOf } from '../forms/outputs.js';
import { deliveredRecord, type Delivery } from '../heffl/deliveries.js';
import type { EventName } from '../heffl/events.js';
import { PAGE_SIZE } from '../heffl/facts.js';
import { type JsonObject, textOf } from '../heffl/json.js';
import type { HefflRecord } from '../heffl/records.js';
import { isServed, keysOf, type RecordKind, type ServedKind } from '../kinds.js';
import { startRun } from '../run.js';
import { hookTrigger } from './hook-trigger.js';
import type { Comparison, Memory } from './memory.js';
import { named, newest } from './records.js';

type InstantTrigger<Key extends string> = {
  readonly key: Key;
  readonly kind: RecordKind;
  readonly label: string;
  readonly description: string;
  readonly event: EventName;
  /** Further events that can bring what this trigger waits for. */
  readonly otherEvents?: readonly EventName[];
  readonly isHidden?: boolean;
  readonly hasPollingTwin?: boolean;
  readonly fields?: InputField[];
  /** What an example of this event has otherwise than the sample of its kind. */
  readonly sample?: JsonObject;
  /** Which of the events the user wants, by what the record says and what this subscription has seen of it. */
  readonly wants?: Wants;
  /** Which of the newest records are examples of what this trigger gives. */
  readonly isExample?: (record: HefflRecord) => boolean;
};

export type Wants = (
  occurrence: Occurrence,
  inputData: JsonObject,
  memory: Memory,
) => boolean | Promise<boolean>;

/** A record, and when its event happened: ISO 8601, or `null` where Heffl does not say. */
export type Occurrence = { readonly record: HefflRecord; readonly occurredAt: string | null };

/** How many examples Zapier's editor is given. */
const SAMPLES = 3;

/** A trigger for one of Heffl's events: the record in the shape of every other step, with `event` and `occurredAt`. */
export const instantTrigger = <const Key extends string>(trigger: InstantTrigger<Key>) => {
  const { kind, event, otherEvents = [], wants = () => true, isExample, ...shown } = trigger;
  const sample = {
    ...kind.sample,
    ...trigger.sample,
    ...happening(event, { createdAt: SAMPLE_TIME, ...kind.sample }),
  };

  const read = async (delivery: Delivery, inputData: JsonObject, memory: Memory) => {
    const { occurredAt } = delivery;
    const record = deliveredRecord(delivery, keysOf(kind));
    if (!record || !(await wants({ record, occurredAt }, inputData, memory))) return undefined;
    // A delivery that does not say what happened tells of the one event that was asked for, if it was one.
    const told = delivery.event ?? (otherEvents.length === 0 ? event : null);
    return { ...record, event: told, occurredAt };
  };

  const listOf = (served: ServedKind) => async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle);
    const records = await newest(run, served, isExample ? PAGE_SIZE : SAMPLES);
    const examples = (isExample ? records.filter(isExample) : records).slice(0, SAMPLES);
    // An example must not promise what no event will bring.
    const blank = Object.fromEntries((kind.untold ?? []).map((key) => [key, null]));
    return (await named(run, kind, examples)).map((record) => ({
      ...record,
      ...blank,
      ...happening(event, record),
    }));
  };

  return hookTrigger({
    ...shown,
    noun: kind.noun,
    eventsFor: () => [event, ...otherEvents],
    read,
    ...(isServed(kind) && !kind.endpoint.unlisted && { list: listOf(kind) }),
    outputs: outputsOf(kind).event,
    sample,
  });
};

const SAMPLE_TIME = '2026-01-15T10:30:00.000Z';

const happening = (event: EventName, record: JsonObject) => ({
  event,
  occurredAt: textOf(record.createdAt) ?? null,
});

/** Wants records whose field holds one of the chosen names; all where none was chosen. Case does not count. */
export const wantsNamed =
  (field: string, chosenKey: string) =>
  ({ record }: Pick<Occurrence, 'record'>, inputData: JsonObject): boolean => {
    const chosen = choicesIn(inputData[chosenKey]).map(plain);
    return chosen.length === 0 || chosen.includes(plain(record[field]));
  };

/**
 * Wants records in which one of the chosen fields, by key or by label, is not what this subscription last saw; all where
 * none was chosen.
 */
export const wantsChanged =
  ({ outputs }: RecordKind, chosenKey: string): Wants =>
  async ({ record, occurredAt }, inputData, memory) => {
    const fields = choicesIn(inputData[chosenKey]).map(
      (chosen) => outputs.find(({ label }) => plain(label) === plain(chosen))?.key ?? chosen,
    );
    if (fields.length === 0) return true;
    const values = fields.sort().map((field) => [field, record[field] ?? null]);
    const state = createHash('sha256').update(JSON.stringify(values)).digest('hex');
    return isNew(await memory.compare(record.id, state, occurredAt));
  };

/** Whether the record is in a state that this subscription has not seen it in just before. */
export const isNew = (comparison: Comparison): boolean => comparison === 'first' || comparison === 'changed';

const plain = (value: unknown): string => textOf(value)?.trim().toLowerCase() ?? '';

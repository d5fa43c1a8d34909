import type { Bundle, ZObject } from 'zapier-platform-core';
import { outputsOf } from '../forms/outputs.js';
import { deliveredRecord, type Delivery } from '../heffl/deliveries.js';
import type { EventName } from '../heffl/events.js';
import { PAGE_SIZE } from '../heffl/facts.js';
import { type JsonObject, textOf } from '../heffl/json.js';
import type { HefflRecord } from '../heffl/records.js';
import { isServed, keysOf, type RecordKind, type SampleOf, type ServedKind } from '../kinds.js';
import { startRun } from '../run.js';
import { addNames, newestRecords } from './answers.js';
import type { Filter, Wants } from './filters.js';
import { hookTrigger } from './hook-trigger.js';
import type { Subscription } from './subscription.js';

type InstantTrigger<Key extends string, Kind extends RecordKind> = {
  readonly key: Key;
  readonly kind: Kind;
  readonly label: string;
  readonly description: string;
  readonly event: EventName;
  /** Further events that may tell what this trigger waits for. */
  readonly otherEvents?: readonly EventName[];
  readonly isHidden?: boolean;
  readonly hasPollingTwin?: boolean;
  /** What the user chooses from the events. */
  readonly filters?: readonly Filter[];
  /** Which events this trigger is about, if not all. */
  readonly wants?: Wants;
  /** Where an example of this event differs from the sample of its kind. */
  readonly sample?: Partial<SampleOf<NoInfer<Kind>['outputs']>>;
  /** Which of the newest records can serve as examples, if not all. */
  readonly isExample?: (record: HefflRecord) => boolean;
};

/** The number of examples that Zapier's editor gets. */
const EXAMPLES = 3;

/** A trigger on one of Heffl's events. Returns the record in the shape of every other step, with `event` and `occurredAt`. */
export const instantTrigger = <const Key extends string, const Kind extends RecordKind>(
  trigger: InstantTrigger<Key, Kind>,
) => {
  const { kind, event, otherEvents = [], filters = [], wants = always, isExample, ...shown } = trigger;
  const conditions = [...filters.map((filter) => filter.wants), wants];
  const sample = {
    ...kind.sample,
    ...trigger.sample,
    ...happening(event, { createdAt: SAMPLE_TIME, ...kind.sample }),
  };

  const read = async (delivery: Delivery, inputData: JsonObject, subscription: Subscription) => {
    const { occurredAt } = delivery;
    const record = deliveredRecord(delivery, keysOf(kind));
    if (!record) return undefined;
    for (const isWanted of conditions) {
      if (!(await isWanted({ record, occurredAt }, inputData, subscription))) return undefined;
    }
    // A delivery that names no event is the one event that was subscribed to, if it was one.
    const told = delivery.event ?? (otherEvents.length === 0 ? event : null);
    return { ...record, event: told, occurredAt };
  };

  const listOf = (served: ServedKind) => async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle);
    const records = await newestRecords(run, served, isExample ? PAGE_SIZE : EXAMPLES);
    const examples = (isExample ? records.filter(isExample) : records).slice(0, EXAMPLES);
    // An example must not promise what no event holds.
    const blank = Object.fromEntries((kind.notInEvents ?? []).map((key) => [key, null]));
    return (await addNames(run, kind, examples)).map((record) => ({
      ...record,
      ...blank,
      ...happening(event, record),
    }));
  };

  return hookTrigger({
    ...shown,
    noun: kind.noun,
    form: filters.map(({ input }) => input),
    eventsFor: () => [event, ...otherEvents],
    read,
    ...(isServed(kind) && !kind.endpoint.unlisted && { list: listOf(kind) }),
    outputs: outputsOf(kind).event,
    sample,
  });
};

const always: Wants = () => true;

const SAMPLE_TIME = '2026-01-15T10:30:00.000Z';

const happening = (event: EventName, record: JsonObject) => ({
  event,
  occurredAt: textOf(record.createdAt) ?? null,
});

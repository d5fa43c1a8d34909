import type { Bundle, OutputFields, ZObject } from 'zapier-platform-core';
import type { Field } from '../forms/field.js';
import { shapeOf } from '../forms/outputs.js';
import { type Delivery, eventIn, type HefflEvent } from '../heffl/deliveries.js';
import type { EventName } from '../heffl/events.js';
import { PAGE_SIZE } from '../heffl/facts.js';
import { type JsonObject, textOf } from '../heffl/json.js';
import type { HefflRecord } from '../heffl/records.js';
import { isListed, type KeyOf, keysOf, type RecordKind, type SampleOf, type ServedKind } from '../kinds.js';
import { startRun } from '../run.js';
import { newestRecords } from './answers.js';
import { EXAMPLES } from './examples.js';
import type { Filter } from './filters.js';
import { hookTrigger } from './hook-trigger.js';
import { withLinks } from './links.js';
import { asOffered } from './offered.js';
import { lastEvents, type Tracking } from './tracking.js';
import { watchedFields, watchedFieldsIn, watchedFieldsInput } from './watched-fields.js';

export type InstantTrigger<Key extends string, Kind extends RecordKind> = {
  readonly key: Key;
  readonly kind: Kind;
  readonly label: string;
  readonly description: string;
  readonly event: EventName;
  /** Further events that may report what this trigger waits for. */
  readonly otherEvents?: readonly EventName[];
  /** Which of the events Heffl may refuse. */
  readonly optionalEvents?: readonly EventName[];
  readonly isHidden?: boolean;
  readonly hasPollingTwin?: boolean;
  /** What the form says before its inputs. */
  readonly note?: string;
  /** What the user chooses from the events. */
  readonly filters?: readonly Filter<HefflEvent>[];
  /** What the user can have added to the events. */
  readonly additions?: readonly Addition[];
  /** Lets the user choose the fields that matter. `created` is the event with the first state of a record. */
  readonly watch?: { readonly created: EventName; readonly constant: readonly KeyOf<NoInfer<Kind>>[] };
  /** What is tracked of each record. The last events, if absent. */
  readonly tracking?: Tracking;
  /** The fields in which an example of this event differs from the sample of its kind. */
  readonly sample?: Partial<SampleOf<NoInfer<Kind>['outputs']>>;
  /** Which of the newest records can serve as examples, if not all. */
  readonly isExample?: (record: HefflRecord) => boolean;
};

/** An input of a trigger that adds to its events, and the outputs that it adds. */
export type Addition = {
  readonly input: Field;
  readonly outputs: OutputFields;
  readonly add: (event: HefflEvent, z: ZObject, bundle: Bundle) => Promise<HefflEvent>;
};

/** A trigger on one of Heffl's events. Returns the record in the shape of every other step, with `event` and `occurredAt`. */
export const instantTrigger = <const Key extends string, const Kind extends RecordKind>(
  trigger: InstantTrigger<Key, Kind>,
) => {
  const {
    kind,
    event,
    otherEvents = [],
    note,
    filters = [],
    additions = [],
    watch,
    tracking = lastEvents,
    isExample,
    ...shown
  } = trigger;
  const shape = shapeOf(kind, 'event');
  const sample = {
    ...shape.sample,
    ...trigger.sample,
    ...atCreation(event, { createdAt: SAMPLE_TIME, ...kind.sample }),
  };
  const watchedIn = (inputData: JsonObject): string[] => (watch ? watchedFieldsIn(kind, inputData) : []);

  const eventsFor = (inputData: JsonObject): EventName[] => [
    event,
    ...otherEvents,
    ...(watch && watchedIn(inputData).length > 0 ? [watch.created] : []),
  ];
  const trackingFor = (inputData: JsonObject): Tracking => {
    const fields = watchedIn(inputData);
    return watch && fields.length > 0 ? watchedFields(kind, fields, watch.created) : tracking;
  };

  const read = (delivery: Delivery): HefflEvent | undefined => {
    // A delivery that names no event is the one event that was subscribed to, if it was one.
    const name = delivery.event ?? (otherEvents.length === 0 ? event : undefined);
    return eventIn({ ...delivery, event: name }, keysOf(kind));
  };

  const wants = async (happened: HefflEvent, z: ZObject, bundle: Bundle): Promise<boolean> => {
    for (const filter of filters) if (!(await filter.wants(happened, z, bundle))) return false;
    return true;
  };

  const complete = async (happened: HefflEvent, z: ZObject, bundle: Bundle): Promise<HefflEvent> => {
    let completed = happened;
    for (const { add } of additions) completed = await add(completed, z, bundle);
    const { event: name, occurredAt } = completed;
    return { ...asOffered(kind, 'event', completed), event: name, occurredAt };
  };

  const listOf = (served: ServedKind) => async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle, trigger.key);
    const records = await newestRecords(run, served, isExample ? PAGE_SIZE : EXAMPLES);
    const examples = (isExample ? records.filter(isExample) : records).slice(0, EXAMPLES);
    // An example must not promise what no event holds.
    const blank = Object.fromEntries((kind.lacks?.event ?? []).map((key) => [key, null]));
    const linked = await withLinks(run, kind, 'event', examples);
    return Promise.all(
      linked.map((record) => complete({ ...record, ...blank, ...atCreation(event, record) }, z, bundle)),
    );
  };

  return hookTrigger({
    ...shown,
    noun: kind.noun,
    form: [
      ...(note === undefined ? [] : [{ key: 'note', type: 'copy', helpText: note } as const]),
      ...(watch ? [watchedFieldsInput(kind, watch.constant)] : []),
      ...filters.map(({ input }) => input),
      ...additions.map(({ input }) => input),
    ],
    eventsFor,
    read,
    trackingFor,
    wants,
    complete,
    ...(isListed(kind) && { list: listOf(kind) }),
    outputs: [...shape.outputFields, ...additions.flatMap(({ outputs }) => outputs)],
    sample,
  });
};

const SAMPLE_TIME = '2026-01-15T10:30:00.000Z';

/** The event fields of an example: the event occurred when the record was created. */
const atCreation = (event: EventName, record: JsonObject) => ({
  event,
  occurredAt: textOf(record.createdAt) ?? null,
});

import type { HefflEvent } from '../heffl/deliveries.js';
import type { EventName } from '../heffl/events.js';
import { textOf } from '../heffl/json.js';
import type { HefflRecord } from '../heffl/records.js';
import { fold } from '../heffl/sameness.js';
import { isListed, type RecordKind } from '../kinds.js';
import { type InstantTrigger, instantTrigger } from './instant-trigger.js';
import type { Before, Tracking } from './tracking.js';

type OutcomeTrigger<Key extends string, Kind extends RecordKind> = Omit<
  InstantTrigger<Key, Kind>,
  'event' | 'otherEvents' | 'tracking' | 'isExample' | 'watch'
> & {
  /** The status that a record gets, or the name of the stage that it moves to. */
  readonly outcome: string;
  /** The events that may report it. */
  readonly events: OutcomeEvents;
};

type OutcomeEvents = { readonly moved: EventName; readonly edited: EventName; readonly created: EventName };

/** A trigger on records that become won, accepted, sent: once, however many events say so. A record that is reopened counts anew. */
export const outcomeTrigger = <const Key extends string, const Kind extends RecordKind>({
  outcome,
  events,
  ...trigger
}: OutcomeTrigger<Key, Kind>) =>
  instantTrigger<Key, Kind>({
    ...trigger,
    event: events.moved,
    otherEvents: [events.edited, events.created],
    tracking: outcomes(trigger.kind, outcome, events),
    isExample: (record) => stateOf(record, fold(outcome)) !== OPEN,
  });

const OPEN = 'open';
const BY_STATUS = 'status';

/** Tracks whether each record has the outcome, and whether its status or its stage says so. */
const outcomes = (kind: RecordKind, outcome: string, events: OutcomeEvents): Tracking => {
  const wanted = fold(outcome);
  const start = isListed(kind) ? kind : undefined;
  const isMove = ({ event }: HefflEvent): boolean => event === events.moved || event === events.created;

  return {
    slotOf: ({ id }) => id,
    stateAfter: (event, before) => {
      const { status, stage } = wordsOf(event);
      if (status === '' && stage === '') return undefined;
      const state = stateAfter(event, wanted, isMove(event), before);
      // An edit does not say since when. Of older records than the newest 1,000, or after the cache has lost them, nothing is known.
      const isUnknown = start !== undefined && before.from === 'nothing' && !before.isNewer;
      return state !== OPEN && isUnknown && event.event === events.edited ? undefined : state;
    },
    isNews: (event, before, state) => {
      if (state === OPEN) return false;
      if (before.from === 'nothing' || before.state === OPEN) return true;
      // The record may have moved while the list was read.
      return before.from === 'start' && isMove(event) && wordsOf(event).stage === wanted;
    },
    isOrdered: true,
    ...(start && {
      start: { kind: start, stateOf: (record) => stateOf(record, wanted), fields: ['status'] },
    }),
  };
};

const wordsOf = (record: HefflRecord) => ({
  status: fold(textOf(record.status) ?? ''),
  stage: fold(textOf(record.stage) ?? ''),
});

/** The status decides. Without one, the stage does. */
const stateOf = (record: HefflRecord, wanted: string): string => {
  const { status, stage } = wordsOf(record);
  if (status === wanted) return BY_STATUS;
  return status === '' && stage === wanted ? byStage(status) : OPEN;
};

/** As `stateOf`, but a move to the stage counts, too: Heffl may send the new stage before the new status. */
const stateAfter = (record: HefflRecord, wanted: string, isMove: boolean, before: Before): string => {
  const { status, stage } = wordsOf(record);
  const state = stateOf(record, wanted);
  if (state !== OPEN || stage !== wanted) return state;
  // The new status has not followed yet: the old one does not reopen the record.
  const isSameMove = before.from !== 'nothing' && before.state === byStage(status);
  return isMove || isSameMove ? byStage(status) : OPEN;
};

const byStage = (status: string): string => `stage:${status}`;

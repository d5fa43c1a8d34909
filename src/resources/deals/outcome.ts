import type { choices } from '../../heffl/facts.js';
import { textOf } from '../../heffl/json.js';
import type { HefflRecord } from '../../heffl/records.js';
import type { Wants } from '../../steps/filters.js';
import { isNewState } from '../../steps/subscription.js';

export type Outcome = Exclude<keyof typeof choices.dealStatus, 'ACTIVE'>;

/** Lets a deal through when it becomes won (or lost), once, however many events say so. A reopened deal counts anew. */
export const wantsOutcome =
  (outcome: Outcome): Wants =>
  async ({ record, occurredAt }, _inputData, subscription) => {
    // An event without status and stage says nothing about the outcome.
    if (record.status === null && record.stage === null) return false;
    const state = outcomeOf(record) ?? 'ACTIVE';
    const comparison = await subscription.compare(record.id, state, occurredAt);
    return state === outcome && isNewState(comparison);
  };

export const hasOutcome =
  (outcome: Outcome) =>
  (record: HefflRecord): boolean =>
    outcomeOf(record) === outcome;

/** By the status, or by the name of the stage: Heffl may send the new stage before the new status. */
const outcomeOf = ({ status, stage }: HefflRecord): Outcome | undefined =>
  [status, stage].map((word) => textOf(word)?.trim().toUpperCase()).find(isOutcome);

const isOutcome = (word: string | undefined): word is Outcome => word === 'WON' || word === 'LOST';

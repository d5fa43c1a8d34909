import type { choices } from '../../heffl/facts.js';
import { textOf } from '../../heffl/json.js';
import type { HefflRecord } from '../../heffl/records.js';
import { isNew, type Wants } from '../../steps/instant-trigger.js';

export type Outcome = Exclude<keyof typeof choices.dealStatus, 'ACTIVE'>;

/**
 * Wants a deal when it becomes won (or lost), once: whether a stage or the status made it so, and however many events
 * tell of it. A deal that was reopened counts anew.
 */
export const wantsOutcome =
  (outcome: Outcome): Wants =>
  async ({ record, occurredAt }, _inputData, memory) => {
    // An event that says neither tells nothing of the outcome.
    if (record.status === null && record.stage === null) return false;
    const state = outcomeOf(record) ?? 'ACTIVE';
    const comparison = await memory.compare(record.id, state, occurredAt);
    return state === outcome && isNew(comparison);
  };

export const hasOutcome =
  (outcome: Outcome) =>
  (record: HefflRecord): boolean =>
    outcomeOf(record) === outcome;

/** By the status, or by a stage that is called so: Heffl may tell of the stage before it has set the status. */
const outcomeOf = ({ status, stage }: HefflRecord): Outcome | undefined =>
  [status, stage].map((word) => textOf(word)?.trim().toUpperCase()).find(isOutcome);

const isOutcome = (word: string | undefined): word is Outcome => word === 'WON' || word === 'LOST';

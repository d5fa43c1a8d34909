import { createHash } from 'node:crypto';
import type { HefflEvent } from '../heffl/deliveries.js';
import type { JsonObject } from '../heffl/json.js';
import type { HefflRecord } from '../heffl/records.js';
import type { ServedKind } from '../kinds.js';

/** What a subscription knows of a record before an event. */
export type Before =
  /** The state of an earlier event, or of the list when the Zap was switched on. */
  | { readonly from: 'event' | 'start'; readonly state: string }
  /** `isNewer`: the record was not there when the Zap was switched on. */
  | { readonly from: 'nothing'; readonly isNewer: boolean };

/** What a trigger tracks of each record, and which events are news. */
export type Tracking = {
  /** The key under which the state is kept: the ID of the record, or its ID and the name of the event. */
  readonly slotOf: (event: HefflEvent) => string;
  /** The state after an event, short. `undefined` if the event says nothing about it. */
  readonly stateAfter: (event: HefflEvent, before: Before) => string | undefined;
  readonly isNews: (event: HefflEvent, before: Before, state: string) => boolean;
  /** Whether an event older than the last one is out of date. Otherwise every event counts as the last one. */
  readonly isOrdered: boolean;
  /** The lifetime of a state. As long as Zapier's cache allows, if absent. */
  readonly seconds?: number;
  /** How the states are read from the API when the Zap is switched on. Absent if they do not matter. */
  readonly start?: Start;
};

export type Start = {
  readonly kind: ServedKind;
  readonly stateOf: (record: HefflRecord) => string;
  /** The fields that matter. Names are looked up if a record lacks one of them. */
  readonly fields: readonly string[];
};

const TEN_MINUTES = 600;
/** Fields that differ between two events that report the same. */
const SAYS_NOTHING = ['occurredAt', 'updatedAt', 'webhookId'];

/**
 * Tracks the last event of each record and name. The same again within ten minutes is no news: that ends the loop of a Zap that writes
 * to the record which triggered it.
 */
export const lastEvents: Tracking = {
  slotOf: ({ id, event }) => `${event ?? ''}:${id}`,
  stateAfter: (event) => shortHash(Object.entries(event).filter(([key]) => !SAYS_NOTHING.includes(key))),
  isNews: (_event, before, state) => before.from === 'nothing' || before.state !== state,
  isOrdered: false,
  seconds: TEN_MINUTES,
};

/** 60 bits of a hash: enough to tell the states of a record apart. */
export const shortHash = (value: JsonObject | readonly unknown[] | string): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 10);

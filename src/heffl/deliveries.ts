import { createHash } from 'node:crypto';
import type { Bundle } from 'zapier-platform-core';
import { cutBelow, isObject, jsonIn, type JsonObject, MOST_LEVELS, textOf } from './json.js';
import { type HefflRecord, readRecord } from './records.js';
import type { Signed } from './signatures.js';

/** A webhook delivery. Nothing of it is trusted before its signature is checked. */
export type Delivery = Signed & {
  /** As the body spells it. `undefined` if the body names no event. */
  readonly event: string | undefined;
  /** ISO 8601. Falls back to the webhook timestamp. */
  readonly occurredAt: string | null;
  /** Empty if the delivery holds no record. */
  readonly record: JsonObject;
  /** The same for each retry of a delivery: `webhook-id`, or else a digest of the body. */
  readonly key: string;
};

type Arrived = Pick<Bundle, 'rawRequest' | 'cleanedRequest'>;

/** Opens a delivery. The record is in `payload` (Heffl's reference), in `data` (its settings page), or is the body. */
export const openDelivery = ({ rawRequest, cleanedRequest }: Arrived): Delivery => {
  const headers = rawRequest?.headers ?? {};
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const content = rawRequest?.content;
  const whole = cutBelow([jsonIn(content ?? ''), cleanedRequest].find(isObject), MOST_LEVELS);
  const body = isObject(whole) ? whole : {};
  const { event, timestamp: occurredAt, ...rest } = body;
  return {
    id,
    timestamp,
    signature: header(headers, 'webhook-signature'),
    content,
    event: textOf(event),
    occurredAt: textOf(occurredAt) ?? isoFrom(timestamp),
    record: recordIn(rest, textOf(event) !== undefined),
    key: id ?? digest(content ?? JSON.stringify(body)),
  };
};

/** A record with what happened to it, and when. */
export type HefflEvent = HefflRecord & {
  /** As `events.ts` spells it. `null` if the delivery names none. */
  readonly event: string | null;
  /** ISO 8601, or `null` if it is unknown. */
  readonly occurredAt: string | null;
};

/**
 * The event of a delivery, with its record as `readRecord` returns it. A record without an ID (a form response, say) has the delivery's
 * key.
 */
export const eventIn = (
  { record, key, event, occurredAt }: Delivery,
  keys: readonly string[],
): HefflEvent | undefined => {
  const read = readRecord({ ...record, id: textOf(record.id) ?? key }, keys, 'event');
  return read && { ...read, event: event ?? null, occurredAt };
};

/** `payload`, `data`, or else the body itself. A bare record with an ID may have a field of its own called `data`. */
const recordIn = (body: JsonObject, namesEvent: boolean): JsonObject => {
  const isBare = body.id !== undefined && !namesEvent;
  const { payload, data, ...others } = body;
  const record = isBare ? body : ([payload, data].find(isObject) ?? others);
  return Object.values(record).every((value) => value === null) ? {} : record;
};

/** Zapier renames the headers of a raw request: `webhook-id` arrives as `Http-Webhook-Id`. */
const header = (headers: Readonly<Record<string, string>>, name: string): string | undefined => {
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase().replace(/^http-/, '') === name);
  return textOf(entry?.[1]);
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The latest moment that `Date` can hold, in milliseconds since 1970. */
const LATEST_MS = 8.64e15;

const isoFrom = (seconds: string | undefined): string | null => {
  const time = Number(seconds) * 1000;
  return seconds && Math.abs(time) <= LATEST_MS ? new Date(time).toISOString() : null;
};

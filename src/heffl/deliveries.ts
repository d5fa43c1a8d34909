import { createHash } from 'node:crypto';
import type { Bundle } from 'zapier-platform-core';
import { isObject, type JsonObject, textOf } from './json.js';
import { type HefflRecord, readRecord } from './records.js';
import type { SignedDelivery } from './signatures.js';

/** A webhook delivery, opened. */
export type OpenedDelivery = Omit<Delivery, 'record'> & {
  /** `undefined` where there is nothing in it. */
  readonly record: JsonObject | undefined;
};

/** A webhook delivery that tells of a record. */
export type Delivery = {
  /** In the spelling of the body; `undefined` where it does not say. */
  readonly event: string | undefined;
  /** When it happened, in ISO 8601: by the body, or else by the delivery. */
  readonly occurredAt: string | null;
  readonly record: JsonObject;
  /** Names this delivery when it comes again: Heffl's `webhook-id`, or else a digest of the body. */
  readonly name: string;
};

type Arrived = Pick<Bundle, 'rawRequest' | 'cleanedRequest'>;

/** A delivery as it arrived, unread: what its signature is checked against. */
export const sealedDelivery = ({ rawRequest }: Arrived): SignedDelivery => {
  const headers = rawRequest?.headers ?? {};
  return {
    id: header(headers, 'webhook-id'),
    timestamp: header(headers, 'webhook-timestamp'),
    signature: header(headers, 'webhook-signature'),
    body: rawRequest?.content,
  };
};

/**
 * Opens a delivery. The record is in `payload` (Heffl's reference), in `data` (its settings page), or is the body.
 *
 * @returns `undefined` where the body is no JSON object
 */
export const openDelivery = (arrived: Arrived): OpenedDelivery | undefined => {
  const { id, timestamp, body: content } = sealedDelivery(arrived);
  const cleaned: unknown = arrived.cleanedRequest;
  const body = parsed(content) ?? (isObject(cleaned) ? cleaned : undefined);
  if (!body) return undefined;
  const { event, timestamp: happened, payload, data, ...rest } = body;
  const enveloped = [payload, data].find(isObject);
  // A record of its own may have a field called `data`; it does not say which event it is.
  const isBare = rest.id !== undefined && textOf(event) === undefined;
  const bare = { ...rest, ...(payload !== undefined && { payload }), ...(data !== undefined && { data }) };
  const record = isBare ? bare : (enveloped ?? rest);
  return {
    event: textOf(event),
    occurredAt: textOf(happened) ?? isoFrom(timestamp),
    record: Object.values(record).every((value) => value === null) ? undefined : record,
    name: id ?? digest(content ?? JSON.stringify(body)),
  };
};

/** What a delivery tells of, as `readRecord` gives it. Without an ID of its own (a form response, say), it has the delivery's. */
export const deliveredRecord = (
  { record, name }: Delivery,
  keys: readonly string[],
): HefflRecord | undefined => readRecord({ ...record, id: textOf(record.id) ?? name }, keys, 'event');

/** Zapier renames the headers of a raw request: `webhook-id` arrives as `Http-Webhook-Id`. */
const header = (headers: Readonly<Record<string, string>>, name: string): string | undefined => {
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase().replace(/^http-/, '') === name);
  return textOf(entry?.[1]);
};

const parsed = (content: string | undefined): JsonObject | undefined => {
  try {
    const body: unknown = JSON.parse(content ?? '');
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const isoFrom = (seconds: string | undefined): string | null => {
  const time = Number(seconds) * 1000;
  return seconds && Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : null;
};

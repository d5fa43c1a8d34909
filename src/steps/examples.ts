import type { Cache } from '../heffl/cache.js';
import { isObject, textOf } from '../heffl/json.js';
import type { EventOutput } from './hook-trigger.js';

/** A Zap is set up, or set up anew, within weeks of an event that it is for. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

const cacheKey = (trigger: string, event: string): string => `example:${trigger}:${event}`;

/** Keeps what a delivery brought as the connection's example of its event, for the editor to offer its fields. */
export const keepExample = async (
  cache: Cache,
  trigger: string,
  event: string,
  output: EventOutput,
): Promise<void> => {
  await cache.set(cacheKey(trigger, event), output, KEPT_SECONDS);
};

/**
 * The last delivery of each of the events that this connection has had, newest first; nothing where the cache has none.
 * Heffl cannot list invoices, quotations and form responses, and does not document what is in the latter: without these,
 * nobody could map an answer of a form.
 */
export const examplesOf = async (
  cache: Cache,
  trigger: string,
  events: readonly string[],
): Promise<EventOutput[]> => {
  const kept = await Promise.all(events.map((event) => cache.get(cacheKey(trigger, event))));
  return kept
    .filter(isOutput)
    .sort((one, other) => momentOf(other).localeCompare(momentOf(one)))
    .filter(({ id }, index, outputs) => outputs.findIndex((output) => output.id === id) === index);
};

const isOutput = (value: unknown): value is EventOutput => isObject(value) && typeof value.id === 'string';

const momentOf = ({ occurredAt }: EventOutput): string => textOf(occurredAt) ?? '';

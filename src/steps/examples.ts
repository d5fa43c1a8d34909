import type { Cache } from '../heffl/cache.js';
import type { HefflEvent } from '../heffl/deliveries.js';
import { isObject } from '../heffl/json.js';

/** 30 days: a Zap is set up, or changed, within weeks of an event of its kind. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

/** The number of examples that Zapier's editor gets. */
export const EXAMPLES = 3;

const cacheKey = (trigger: string, event: string): string => `example:${trigger}:${event}`;

/** Keeps the output for a delivery as the connection's example of its event, so that the editor can offer its fields. */
export const keepExample = async (
  cache: Cache,
  trigger: string,
  event: string,
  output: HefflEvent,
): Promise<void> => {
  await cache.set(cacheKey(trigger, event), output, KEPT_SECONDS);
};

/**
 * The last output for each of the events, newest first. Empty if the cache holds none. API v1 cannot list invoices, quotations or form
 * responses. The fields of form responses are not even documented: only an example shows what can be mapped.
 */
export const examplesOf = async (
  cache: Cache,
  trigger: string,
  events: readonly string[],
): Promise<HefflEvent[]> => {
  const kept = await Promise.all(events.map((event) => cache.get(cacheKey(trigger, event))));
  return kept
    .filter(isOutput)
    .sort((one, other) => momentOf(other).localeCompare(momentOf(one)))
    .filter(({ id }, index, outputs) => outputs.findIndex((output) => output.id === id) === index);
};

const isOutput = (value: unknown): value is HefflEvent => isObject(value) && typeof value.id === 'string';

const momentOf = ({ occurredAt }: HefflEvent): string => occurredAt ?? '';

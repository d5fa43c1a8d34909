import {
  type Bundle,
  defineTrigger,
  type InputField,
  type OutputFields,
  type ZObject,
} from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { requireFilled } from '../forms/required.js';
import { openCache } from '../heffl/cache.js';
import type { Call } from '../heffl/client.js';
import { type Delivery, openDelivery, sealedDelivery } from '../heffl/deliveries.js';
import { isSameEvent } from '../heffl/events.js';
import { endpoints, GONE } from '../heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { unwrapped } from '../heffl/records.js';
import { unexpected } from '../heffl/refusals.js';
import { isSigned } from '../heffl/signatures.js';
import { startRun } from '../run.js';
import { examplesOf, keepExample } from './examples.js';
import { type Memory, memoryOf } from './memory.js';

/** What a webhook trigger gives: a record, or an event as it came. */
export type EventOutput = { readonly id: string; readonly [field: string]: unknown };

export type HookTrigger<Key extends string> = {
  readonly key: Key;
  readonly noun: string;
  readonly label: string;
  readonly description: string;
  readonly isHidden?: boolean;
  /** Whether there is a polling trigger for the same, called "… (Polling)". */
  readonly hasPollingTwin?: boolean;
  readonly fields?: InputField[];
  /** The events that this Zap's webhook asks for. */
  readonly eventsFor: (inputData: JsonObject) => readonly string[];
  /**
   * What the Zap gets of a delivery, whose `event` is spelt as in `eventsFor`; `undefined` where it is not what the user
   * wants.
   */
  readonly read: (
    delivery: Delivery,
    inputData: JsonObject,
    memory: Memory,
  ) => Promise<EventOutput | undefined>;
  /** Examples in the same shape as `read` gives, newest first; left out where Heffl cannot list what its events tell of. */
  readonly list?: (z: ZObject, bundle: Bundle) => Promise<EventOutput[]>;
  readonly outputs: OutputFields;
  readonly sample: EventOutput;
};

/**
 * A trigger that Heffl calls at once. Each Zap has a webhook of its own, with a secret of its own that its deliveries
 * are checked against. A delivery costs no request.
 */
export const hookTrigger = <const Key extends string>(trigger: HookTrigger<Key>) => {
  const {
    key,
    noun,
    label,
    description,
    isHidden = false,
    hasPollingTwin = false,
    fields,
    eventsFor,
    read,
    list,
    outputs,
    sample,
  } = trigger;

  const performSubscribe = async (z: ZObject, bundle: Bundle) => {
    requireFilled(z, fields ?? [], bundle.inputData);
    const call: Call = {
      method: 'POST',
      path: endpoints.webhooks.paths[0],
      body: { name: `Zapier: ${label}`, url: bundle.targetUrl, events: eventsFor(bundle.inputData) },
      toDo: `switch on the trigger "${label}"`,
      noun: 'webhook',
      isUserData: true,
      forbiddenText: errorTexts.noWebhooks(label, hasPollingTwin ? `${label} (Polling)` : undefined),
    };
    const webhook = unwrapped((await startRun(z, bundle).heffl.send(call)).data);
    const id = isObject(webhook) ? textOf(webhook.id) : undefined;
    if (!isObject(webhook) || id === undefined) throw unexpected(z, call, 'the answer holds no webhook');
    return { ...webhook, id };
  };

  const performUnsubscribe = async (z: ZObject, bundle: Bundle) => {
    const { id } = subscriptionOf(bundle);
    if (id === undefined) return {};
    await startRun(z, bundle).heffl.send({
      method: 'DELETE',
      path: endpoints.webhooks.paths[0],
      id,
      toDo: `switch off the trigger "${label}"`,
      noun: 'webhook',
      // A webhook that is gone is switched off.
      accepts: GONE,
    });
    return { id };
  };

  const perform = async (z: ZObject, bundle: Bundle) => {
    const { id, secret } = subscriptionOf(bundle);
    // Whoever knows the webhook's address can call it: nothing is read before the signature has been checked.
    if (secret !== undefined && !isSigned(sealedDelivery(bundle), secret)) {
      throw new z.errors.Error(errorTexts.unsigned(), 'UnsignedEvent', 401);
    }
    const opened = openDelivery(bundle);
    const told = opened?.event;
    const event = eventsFor(bundle.inputData).find(
      (wanted) => told !== undefined && isSameEvent(wanted, told),
    );
    if (told !== undefined && event === undefined) return [];
    if (!opened?.record) throw new z.errors.Error(errorTexts.notAnEvent(), 'NotAnEvent', 400);
    const delivery: Delivery = { ...opened, record: opened.record, event };
    const cache = openCache(z);
    const memory = memoryOf(cache, id ?? bundle.targetUrl ?? key);
    if (await memory.hasSeen(delivery.name)) return [];
    const output = await read(delivery, bundle.inputData, memory);
    if (!output) return [];
    if (!list && event !== undefined) await keepExample(cache, key, event, output);
    return [{ ...output }];
  };

  const performList = async (z: ZObject, bundle: Bundle) => {
    if (list) return (await list(z, bundle)).map((output) => ({ ...output }));
    const kept = await examplesOf(openCache(z), key, eventsFor(bundle.inputData));
    return (kept.length > 0 ? kept : [sample]).map((output) => ({ ...output }));
  };

  return defineTrigger({
    key,
    noun,
    display: { label, description, ...(isHidden && { hidden: true }) },
    operation: {
      type: 'hook',
      ...(fields && { inputFields: fields }),
      performSubscribe,
      performUnsubscribe,
      perform,
      performList,
      outputFields: outputs,
      sample,
    },
  });
};

/** What `performSubscribe` gave: Zapier keeps it, and types only its ID. */
const subscriptionOf = ({ subscribeData }: { readonly subscribeData?: object }) => {
  const data: unknown = subscribeData;
  return isObject(data) ? { id: textOf(data.id), secret: textOf(data.secret) } : {};
};

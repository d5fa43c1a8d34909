import { type Bundle, defineTrigger, type OutputFields, type ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import type { Form } from '../forms/field.js';
import { requireFilled } from '../forms/required.js';
import { openCache } from '../heffl/cache.js';
import { type Delivery, type HefflEvent, openDelivery } from '../heffl/deliveries.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { isSameKey } from '../heffl/sameness.js';
import { isSigned } from '../heffl/signatures.js';
import { startRun } from '../run.js';
import { examplesOf, keepExample } from './examples.js';
import { noteStates } from './states-at-start.js';
import { subscriptionOf } from './subscription.js';
import { lastEvents, type Tracking } from './tracking.js';
import { createWebhook, deleteWebhook, deleteWebhooksAt } from './webhooks.js';

type HookTrigger<Key extends string> = {
  readonly key: Key;
  readonly noun: string;
  readonly label: string;
  readonly description: string;
  readonly isHidden?: boolean;
  /** Whether a polling trigger called "… (Polling)" does the same. */
  readonly hasPollingTwin?: boolean;
  readonly form?: Form;
  /** The events that the Zap's webhook subscribes to. */
  readonly eventsFor: (inputData: JsonObject) => readonly string[];
  /** Events that Heffl may refuse. The others report the same. */
  readonly optionalEvents?: readonly string[];
  /** The event of a delivery, whose `event` is spelt as in `eventsFor`. */
  readonly read: (delivery: Delivery) => HefflEvent | undefined;
  /** What is tracked of each record. The last events, if absent. */
  readonly trackingFor?: (inputData: JsonObject) => Tracking;
  /** Whether the user wants an event that is news. */
  readonly wants?: (event: HefflEvent, z: ZObject, bundle: Bundle) => Promise<boolean>;
  /** Adds what the user wants to know beside the event. */
  readonly complete?: (event: HefflEvent, z: ZObject, bundle: Bundle) => Promise<HefflEvent>;
  /** Examples in the shape of `read`, newest first. Absent if API v1 cannot list the kind. */
  readonly list?: (z: ZObject, bundle: Bundle) => Promise<HefflEvent[]>;
  readonly outputs: OutputFields;
  readonly sample: HefflEvent;
};

/**
 * A trigger on webhook deliveries. Each Zap has a webhook of its own, with a secret of its own that signs its deliveries. A delivery
 * costs no request, unless a filter or an addition needs one.
 */
export const hookTrigger = <const Key extends string>(trigger: HookTrigger<Key>) => {
  const {
    key,
    noun,
    label,
    description,
    isHidden = false,
    hasPollingTwin = false,
    form = [],
    eventsFor,
    optionalEvents = [],
    read,
    trackingFor = () => lastEvents,
    wants,
    complete,
    list,
    outputs,
    sample,
  } = trigger;

  const performSubscribe = async (z: ZObject, bundle: Bundle) => {
    requireFilled(z, form, bundle.inputData);
    const run = startRun(z, bundle, key);
    const webhook = await createWebhook(run, {
      name: `Zapier: ${label}`,
      url: bundle.targetUrl ?? '',
      events: eventsFor(bundle.inputData),
      optionalEvents,
      purpose: `switch on the trigger "${label}"`,
      forbiddenText: errorTexts.noWebhooks({ label, twin: hasPollingTwin ? `${label} (Polling)` : '' }),
    });
    const { start } = trackingFor(bundle.inputData);
    if (start) await noteStates(run, webhook.id, start);
    return webhook;
  };

  const performUnsubscribe = async (z: ZObject, bundle: Bundle) => {
    const { id } = webhookOf(bundle);
    const purpose = `switch off the trigger "${label}"`;
    const run = startRun(z, bundle, key);
    if (id !== undefined) await deleteWebhook(run, id, purpose);
    else if (bundle.targetUrl !== undefined) await deleteWebhooksAt(run, bundle.targetUrl, purpose);
    return { ...(id !== undefined && { id }) };
  };

  const perform = async (z: ZObject, bundle: Bundle) => {
    const { id, secret } = webhookOf(bundle);
    const delivery = acceptDelivery(z, bundle, secret, eventsFor(bundle.inputData));
    const occurrence = delivery && read(delivery);
    if (!occurrence) return [];

    const cache = openCache(z);
    const subscription = subscriptionOf(cache, id ?? bundle.targetUrl ?? key);
    if (await subscription.wasPassedOn(delivery.key)) return [];
    const change = await subscription.compare(trackingFor(bundle.inputData), occurrence, delivery.key);
    if (!change.isNews || (wants && !(await wants(occurrence, z, bundle)))) {
      await change.note();
      return [];
    }
    const output = complete ? await complete(occurrence, z, bundle) : occurrence;
    if (!list && delivery.event !== undefined) await keepExample(cache, key, delivery.event, output);
    return (await change.passOn()) ? [{ ...output }] : [];
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
      ...(form.length > 0 && { inputFields: [...form] }),
      performSubscribe,
      performUnsubscribe,
      perform,
      performList,
      outputFields: outputs,
      sample,
    },
  });
};

/** The answer of `performSubscribe`, which Zapier keeps. Its types know the ID alone. */
const webhookOf = ({ subscribeData }: { readonly subscribeData?: object }) => {
  const data: unknown = subscribeData;
  return isObject(data) ? { id: textOf(data.id), secret: textOf(data.secret) } : {};
};

/**
 * Opens a delivery, whose event is spelt as the Zap subscribed to it. `undefined` if the Zap did not subscribe to its event.
 *
 * @throws z.errors.Error if the delivery is not signed with the secret, or holds no record
 */
const acceptDelivery = (
  z: ZObject,
  bundle: Bundle,
  secret: string | undefined,
  subscribed: readonly string[],
): Delivery | undefined => {
  const delivery = openDelivery(bundle);
  // Anyone who knows the webhook's address can call it.
  if (secret !== undefined && !isSigned(delivery, secret)) {
    throw new z.errors.Error(errorTexts.unsigned(), 'UnsignedEvent', 401);
  }
  const { event: named, record } = delivery;
  const event = subscribed.find((one) => named !== undefined && isSameKey(one, named));
  if (named !== undefined && event === undefined) return undefined;
  if (Object.keys(record).length === 0) {
    throw new z.errors.Error(errorTexts.notAnEvent(), 'NotAnEvent', 400);
  }
  return { ...delivery, event };
};

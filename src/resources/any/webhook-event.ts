import { formFields } from '../../forms/field.js';
import { textsIn } from '../../forms/multi-select.js';
import { eventOutputs } from '../../forms/outputs.js';
import { eventIn } from '../../heffl/deliveries.js';
import { events, isPlanned } from '../../heffl/events.js';
import { isSameKey } from '../../heffl/sameness.js';
import { hookTrigger } from '../../steps/hook-trigger.js';

const EVENTS_KEY = 'events';

const sample = {
  id: 'ld_abc123',
  event: 'lead.created',
  occurredAt: '2026-01-15T10:30:00.000Z',
  webhookId: 'msg_abc123',
};

/** The catalog's name for its words, or for another spelling of it. Anything else as written. */
const asHefflWrites = (written: string): string =>
  Object.entries(events).find(
    ([name, words]) => isSameKey(name, written) || words.toLowerCase() === written.toLowerCase(),
  )?.[0] ?? written;

/** Any events of the catalog, or of names that Heffl has added since. Returns the record with whatever fields it has. */
export const webhookEvent = hookTrigger({
  key: 'webhook_event',
  noun: 'Event',
  label: 'Any Event',
  description: 'Triggers when one of the events that you choose happens.',
  form: formFields([
    {
      key: EVENTS_KEY,
      label: 'Events',
      list: true,
      required: true,
      choices: Object.fromEntries(Object.entries(events).filter(([name]) => !isPlanned(name))),
      helpText:
        'Choose one or more. If Heffl has an event that is not in this list, type its name as Heffl writes it, like invoice.paid.',
    },
  ]),
  eventsFor: (inputData) => [...new Set(textsIn(inputData[EVENTS_KEY]).map(asHefflWrites))],
  read: (delivery) => {
    const event = eventIn(delivery, []);
    return event && { ...event, webhookId: delivery.key };
  },
  outputs: [
    { key: 'id', label: 'Record ID', type: 'string', primary: true },
    ...eventOutputs,
    { key: 'webhookId', label: 'Delivery ID', type: 'string' },
  ],
  sample,
});

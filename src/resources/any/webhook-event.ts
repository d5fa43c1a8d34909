import { defineInputFields } from 'zapier-platform-core';
import { textsIn } from '../../fields/multi-select.js';
import { eventOutputs } from '../../fields/outputs.js';
import { events } from '../../heffl/events.js';
import { textOf } from '../../heffl/json.js';
import { hookTrigger } from '../../operations/hook-trigger.js';

const EVENTS_KEY = 'events';

const sample = {
  id: 'ld_abc123',
  event: 'lead.created',
  occurredAt: '2026-01-15T10:30:00.000Z',
  webhookId: 'msg_abc123',
};

/** Any events of the catalog, or of one that Heffl has grown since: the record as Heffl sent it. */
export const webhookEvent = hookTrigger({
  key: 'webhook_event',
  noun: 'Event',
  label: 'Any Event',
  description: 'Triggers when one of the events that you choose happens.',
  fields: defineInputFields([
    {
      key: EVENTS_KEY,
      label: 'Events',
      list: true,
      required: true,
      choices: events,
      helpText:
        'Choose one or more. If Heffl has an event that is not in this list, type its name as Heffl writes it, like invoice.paid.',
    },
  ]),
  eventsFor: (inputData) => textsIn(inputData[EVENTS_KEY]),
  read: (delivery) =>
    Promise.resolve({
      ...delivery.record,
      id: textOf(delivery.record.id) ?? delivery.name,
      event: delivery.event ?? null,
      occurredAt: delivery.occurredAt,
      webhookId: delivery.name,
    }),
  list: () => Promise.resolve([sample]),
  outputs: [
    { key: 'id', label: 'Record ID', type: 'string', primary: true },
    ...eventOutputs,
    { key: 'webhookId', label: 'Delivery ID', type: 'string' },
  ],
  sample,
});

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { required } from '../validation.js';
import { isEventTaken } from '../webhooks/event-names.js';
import { type Resource, resource } from './resource.js';

export const webhooks: Resource = resource({
  noun: 'webhook',
  prefix: 'whk',
  paths: ['/webhooks'],
  operations: ({ webhookList }) =>
    webhookList === 'served' ? ['list', 'get', 'create', 'delete'] : ['get', 'create', 'delete'],
  fields: { name: required, url: z.url(), events: z.array(z.string()).min(1) },
  complete: (change, webhook, { readings }) => {
    const prefix = readings.secretForm === 'whsec' ? 'whsec_' : '';
    return { ...change, secret: webhook.secret ?? `${prefix}${randomBytes(32).toString('base64')}` };
  },
  check: ({ events }, { readings }) =>
    [events]
      .flat()
      .map(String)
      .filter((event) => !isEventTaken(event, readings))
      .map((event) => ({ field: 'events', message: `Unknown event: ${event}` })),
  answer: () => ({ status: 'ACTIVE' }),
  once: ['secret'],
});

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { required } from '../validation.js';
import { isEventTaken } from '../webhooks/event-names.js';
import type { Resource } from './resource.js';

const fields = z.object({ name: required, url: z.url(), events: z.array(z.string()).min(1) });

export const webhooks: Resource = {
  noun: 'webhook',
  prefix: 'whk',
  serves: {
    paths: [{ path: '/webhooks' }],
    operations: ['list', 'get', 'create', 'delete'],
    isListed: ({ webhookList }) => webhookList === 'served',
  },
  create: fields,
  update: fields.partial(),
  defaults: { status: 'ACTIVE' },
  complete: (change, webhook, { readings }) => ({
    ...change,
    secret:
      webhook.secret ??
      (readings.secretForm === 'whsec' ? 'whsec_' : '') + randomBytes(32).toString('base64'),
  }),
  check: ({ events }, { readings }) =>
    [events]
      .flat()
      .map(String)
      .filter((event) => !isEventTaken(event, readings))
      .map((event) => ({ field: 'events', message: `Unknown event: ${event}` })),
  shows: ['id', 'name', 'url', 'events', 'status', 'createdAt'],
  once: ['secret'],
};

import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Clock } from './clock.js';
import { Faults } from './faults.js';
import type { Fields } from './fields.js';
import { Heffl } from './heffl.js';
import { BASE_PATH, createApp } from './http/app.js';
import type { ReceivedRequest } from './http/env.js';
import type { Answered } from './http/receive.js';
import { type Readings, readingsFrom } from './readings.js';
import { Records, type StoredRecord } from './records.js';
import type { CollectionName } from './resources/names.js';
import { seedCustomers } from './seed/customers.js';
import { seedReference } from './seed/reference.js';
import { Deliveries, type Delivery } from './webhooks/deliveries.js';

export type { Answered, CollectionName, Delivery, Fields, Readings, ReceivedRequest, StoredRecord };
export type { DeliveryFault, Fault, Match, RequestFault } from './faults.js';
export { readingChoices, readingsSchema } from './readings.js';
export { eventNames } from './webhooks/event-names.js';

export type SandboxOptions = {
  /** A free one, unless given. */
  port?: number;
  apiKey?: string;
  /** Requests a minute for each key. */
  rateLimit?: number | false;
  /** Whether there is a small company's data, beside pipelines, stages, sources, tags and products. */
  seed?: boolean;
  readings?: Partial<Readings>;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** How often an event is sent to a receiver that does not take it. */
  deliveryAttempts?: number;
  /** Called after every request. */
  onAnswer?: (answered: Answered) => void;
};

/** An embedded Heffl that is running. */
export type Sandbox = {
  /** The API's base URL. */
  url: string;
  /** The key that it knows. */
  apiKey: string;
  /** Every request received, in order. */
  requests: ReceivedRequest[];
  /** Every attempt to deliver an event, in order. */
  deliveries: Delivery[];
  /** What goes wrong next. */
  faults: Pick<Faults, 'inject' | 'clear' | 'pending'>;
  /** How the API is read. Assign to switch. */
  readings: Readings;
  /** What is stored. */
  records: Pick<Records, 'list' | 'get' | 'count'>;
  /** Does what a person would do in Heffl's own app, with every event that follows. */
  create: (collection: CollectionName, fields: Fields, at?: number) => StoredRecord;
  update: (collection: CollectionName, id: string, fields: Fields) => StoredRecord;
  delete: (collection: CollectionName, id: string) => StoredRecord;
  /** Raises an event out of nothing. */
  announce: (event: string, payload: Fields) => void;
  /** Resolves when every event was sent, or could not be. */
  settled: () => Promise<void>;
  close: () => Promise<void>;
};

/** Starts an embedded Heffl on loopback. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const { port = 0, apiKey = 'heffl_user_sandbox', now = () => Date.now(), deliveryAttempts = 1 } = options;
  const records = new Records(readingsFrom(options.readings), new Clock(now));
  const faults = new Faults();
  const deliveries = new Deliveries(records, faults, deliveryAttempts);
  const heffl = new Heffl(records, (event, payload) => {
    deliveries.announce(event, payload);
  });
  seedReference(heffl);
  if (options.seed !== false) seedCustomers(heffl);

  const requests: ReceivedRequest[] = [];
  const receiver = { requests, onAnswer: options.onAnswer };
  const app = createApp(heffl, { apiKey, rateLimit: options.rateLimit ?? 60, faults, receiver });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = server.address();
  const boundPort = typeof address === 'object' && address ? address.port : port;

  return {
    url: `http://127.0.0.1:${boundPort}${BASE_PATH}`,
    apiKey,
    requests,
    deliveries: deliveries.log,
    faults,
    readings: records.readings,
    records,
    create: (collection, fields, at) => heffl.create(collection, fields, at),
    update: (collection, id, fields) => heffl.update(collection, id, fields),
    delete: (collection, id) => heffl.delete(collection, id),
    announce: (event, payload) => {
      deliveries.announce(event, payload);
    },
    settled: () => deliveries.settled(),
    close: async () => {
      await deliveries.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

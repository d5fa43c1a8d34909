import { Faults } from './faults.js';
import type { Fields } from './fields.js';
import { Heffl } from './heffl.js';
import { API_KEY, apiOf, type ApiOptions, BASE_PATH, type ReceivedRequest } from './http/api.js';
import { listen } from './http/listen.js';
import { type Readings, readingsSchema } from './readings.js';
import { Records } from './records.js';
import { seedCustomers } from './seed/customers.js';
import { seedReference } from './seed/reference.js';
import { Deliveries } from './webhooks/deliveries.js';

export type { Fault, Match, RequestFault } from './faults.js';
export type { Fields } from './fields.js';
export type { Answered, ReceivedRequest } from './http/api.js';
export { readingChoices, type Readings, readingsSchema } from './readings.js';
export type { CollectionName } from './resources/index.js';

export type SandboxOptions = ApiOptions & {
  /** A free one, unless given. */
  port?: number;
  /** Whether there is a small company's data, beside pipelines, stages, sources, tags and products. */
  seed?: boolean;
  readings?: Partial<Readings>;
  /** Milliseconds since 1970. */
  now?: () => number;
};

/** An embedded Heffl that is running. */
export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** Everything that a sandbox holds, with the API in front of it. A reset replaces the whole. */
const openHeffl = (records: Records, options: SandboxOptions) => {
  const faults = new Faults();
  const deliveries = new Deliveries(records, faults);
  const heffl = new Heffl(records, deliveries);
  const requests: ReceivedRequest[] = [];
  return { heffl, records, faults, deliveries, requests, answer: apiOf(heffl, faults, requests, options) };
};

/** Starts an embedded Heffl on loopback. */
export const startSandbox = async (options: SandboxOptions = {}) => {
  const readings = readingsSchema.parse(options.readings ?? {});
  const seeded = openHeffl(new Records(readings, options.now ?? (() => Date.now())), options);
  seedReference(seeded.heffl);
  if (options.seed !== false) seedCustomers(seeded.heffl);

  const copyOfSeeded = () => openHeffl(seeded.records.copy(), options);
  let current = copyOfSeeded();
  const server = await listen((request) => current.answer(request), options.port);

  return {
    /** The API's base URL. */
    url: `${server.origin}${BASE_PATH}`,
    /** The key that it knows. */
    apiKey: options.apiKey ?? API_KEY,
    /** Every request received, in order. */
    get requests() {
      return current.requests;
    },
    /** What goes wrong next. */
    get faults() {
      return current.faults;
    },
    /** How the API is read. Assign to switch. */
    get readings() {
      return current.records.readings;
    },
    /** What is stored. */
    get records(): Pick<Records, 'list' | 'get' | 'count'> {
      return current.records;
    },
    /** Does what a person would do in Heffl's own app, with every event that follows. */
    create: (...how: Parameters<Heffl['create']>) => current.heffl.create(...how),
    update: (...how: Parameters<Heffl['update']>) => current.heffl.update(...how),
    delete: (...how: Parameters<Heffl['delete']>) => current.heffl.delete(...how),
    /** Raises an event out of nothing. */
    announce: (event: string, payload: Fields): void => {
      current.deliveries.announce(event, payload);
    },
    /** Resolves when every event was sent, or could not be. */
    settled: (): Promise<void> => current.deliveries.settled(),
    /** Puts back how it started, data and readings and all. Its address stays. */
    reset: async (): Promise<void> => {
      const last = current;
      current = copyOfSeeded();
      await last.deliveries.close();
    },
    close: async (): Promise<void> => {
      await current.deliveries.close();
      await server.close();
    },
  };
};

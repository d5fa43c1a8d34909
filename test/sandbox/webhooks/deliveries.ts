import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { DeliveryFault, Faults } from '../faults.js';
import type { Fields } from '../fields.js';
import { presentTime } from '../presentation.js';
import type { Records, StoredRecord } from '../records.js';
import { sign } from './signature.js';

/** The delivery of an event. It has a status if the receiver answered, and else an error. */
export type Delivery = {
  event: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  status?: number;
  error?: string;
};

type Message = {
  id: string;
  event: string;
  body: string;
  webhook: StoredRecord;
  fault: DeliveryFault['kind'] | undefined;
};

const TIMEOUT_MS = 15_000;

const isLoopback = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

/** Tells registered receivers what happened, one message after the other, while the API goes on answering. */
export class Deliveries {
  readonly log: Delivery[] = [];
  readonly #closing = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(
    readonly records: Records,
    readonly faults: Faults,
  ) {}

  /** Sends an event to everyone who registered for it. */
  announce(event: string, payload: Fields): void {
    const { readings, clock } = this.records;
    const timestamp = presentTime(new Date(clock.now()).toISOString(), readings);
    const envelope = { event, timestamp, [readings.envelope]: payload };
    const body = JSON.stringify(readings.envelope === 'bare' ? payload : envelope);
    for (const webhook of this.records.list('webhooks')) {
      if (![webhook.events].flat().includes(event)) continue;
      const fault = this.faults.forDelivery(event)?.kind;
      const message = { id: `msg_${randomBytes(20).toString('hex')}`, event, body, webhook, fault };
      this.#enqueue(message);
      if (fault === 'duplicate') this.#enqueue(message);
    }
  }

  /** Resolves when everything that was to be delivered has been tried. */
  async settled(): Promise<void> {
    const work = this.#work;
    await work;
    // A receiver may have changed something meanwhile, and so have caused more events.
    if (work !== this.#work) await this.settled();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
  }

  #enqueue(message: Message): void {
    this.#work = this.#work.then(async () => {
      this.log.push(await this.#deliver(message));
    });
  }

  async #deliver({ id, event, body, webhook, fault }: Message): Promise<Delivery> {
    const at = new Date(this.records.clock.now());
    const signed = {
      'webhook-id': id,
      'webhook-timestamp': Math.floor(at.getTime() / 1000).toString(),
      'webhook-signature': sign({ secret: String(webhook.secret), id, at, body }, this.records.readings),
    };
    const delivery = {
      event,
      url: String(webhook.url),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Heffl-Webhooks/1.0',
        ...(fault === 'unsigned' ? { 'webhook-id': id } : signed),
      },
      body: fault === 'tampered' ? body.replace(/}$/, ',"tampered":true}') : body,
    };
    // Whatever address a test or a demo registers, the sandbox talks to nobody outside this machine.
    if (!isLoopback(delivery.url))
      return { ...delivery, error: 'Not sent: the address is not on this machine' };
    try {
      return { ...delivery, status: await post(delivery, this.#closing.signal) };
    } catch (error) {
      return { ...delivery, error: String(error) };
    }
  }
}

/** Sends a request, and returns the status of its answer. Redirects are not followed. */
const post = (
  { url, headers, body }: Pick<Delivery, 'url' | 'headers' | 'body'>,
  signal: AbortSignal,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, signal, timeout: TIMEOUT_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('timeout', () => sent.destroy(new Error('No answer')));
    sent.once('error', reject);
    sent.end(body);
  });

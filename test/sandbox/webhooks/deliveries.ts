import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Faults } from '../faults.js';
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
  flaw?: 'unsigned' | 'tampered';
};

const TIMEOUT_MS = 15_000;

const isLoopback = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

/** Tells registered receivers what happened, one message after the other, while the API goes on answering. */
export class Deliveries {
  readonly log: Delivery[] = [];
  readonly #closing = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #held: Message[] = [];

  constructor(
    readonly records: Records,
    readonly faults: Faults,
  ) {}

  /** Sends an event to everyone who registered for it. */
  announce(event: string, payload: Fields): void {
    const body = JSON.stringify(this.#envelope(event, payload));
    for (const webhook of this.records.list('webhooks')) {
      if (![webhook.events].flat().includes(event)) continue;
      this.#send({ id: `msg_${randomBytes(20).toString('hex')}`, event, body, webhook });
    }
  }

  /** Resolves when everything that was to be delivered has been tried. */
  async settled(): Promise<void> {
    this.#releaseHeld();
    const work = this.#work;
    await work;
    // A receiver may have changed something meanwhile, and so have caused more events.
    if (work !== this.#work) await this.settled();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
  }

  #envelope(event: string, payload: Fields): Fields {
    const { readings, clock } = this.records;
    const timestamp = presentTime(new Date(clock.now()).toISOString(), readings);
    return readings.envelope === 'bare' ? payload : { event, timestamp, [readings.envelope]: payload };
  }

  #send(message: Message): void {
    const fault = this.faults.forDelivery(message.event);
    switch (fault?.kind) {
      case 'reorder':
        this.#held.push(message);
        return;
      case 'duplicate':
        this.#enqueue(message);
        this.#enqueue(message);
        break;
      case 'unsigned':
      case 'tampered':
        this.#enqueue({ ...message, flaw: fault.kind });
        break;
      case undefined:
        this.#enqueue(message);
    }
    this.#releaseHeld();
  }

  #releaseHeld(): void {
    for (const message of this.#held.splice(0)) this.#enqueue(message);
  }

  #enqueue(message: Message): void {
    this.#work = this.#work.then(async () => {
      this.log.push(await this.#deliver(message));
    });
  }

  async #deliver({ id, event, body, webhook, flaw }: Message): Promise<Delivery> {
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
        ...(flaw === 'unsigned' ? { 'webhook-id': id } : signed),
      },
      body: flaw === 'tampered' ? body.replace(/}$/, ',"tampered":true}') : body,
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

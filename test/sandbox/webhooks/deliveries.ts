import { randomBytes } from 'node:crypto';
import { request, type RequestOptions } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { DeliveryFault, Faults } from '../faults.js';
import type { Fields } from '../fields.js';
import { presentTime } from '../presentation.js';
import type { Readings } from '../readings.js';
import type { Records } from '../records.js';

type Message = {
  id: string;
  url: string;
  secret: string;
  body: string;
  fault: DeliveryFault['kind'] | undefined;
};

const TIMEOUT_MS = 15_000;

const isLoopback = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

/** Tells registered receivers what happened, one message after the other, while the API goes on answering. */
export class Deliveries {
  readonly #closing = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(
    readonly records: Records,
    readonly faults: Faults,
  ) {}

  /** Sends an event to everyone who registered for it. */
  announce(event: string, payload: Fields): void {
    const { readings, now } = this.records;
    const timestamp = presentTime(new Date(now()).toISOString(), readings);
    const envelope = { event, timestamp, [readings.envelope]: payload };
    const body = JSON.stringify(readings.envelope === 'bare' ? payload : envelope);
    for (const { events, url, secret } of this.records.list('webhooks')) {
      if (![events].flat().includes(event)) continue;
      const fault = this.faults.forDelivery()?.kind;
      const id = `msg_${randomBytes(20).toString('hex')}`;
      const message = { id, url: String(url), secret: String(secret), body, fault };
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
    this.#work = this.#work.then(() => this.#deliver(message));
  }

  async #deliver({ id, url, secret, body, fault }: Message): Promise<void> {
    // Whatever address a test or a demo registers, the sandbox talks to nobody outside this machine.
    if (!isLoopback(url)) return;
    const { now, readings } = this.records;
    const at = new Date(now());
    const signers = [signer(secret, readings)];
    // As while a secret is being replaced: the one that the receiver does not know comes first.
    if (readings.extraSignature === 'wrongFirst') signers.unshift(rawSigner('the secret before'));
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Heffl-Webhooks/1.0',
      'webhook-id': id,
      ...(fault !== 'unsigned' && {
        'webhook-timestamp': Math.floor(at.getTime() / 1000).toString(),
        'webhook-signature': signers.map((one) => one.sign(id, at, body)).join(' '),
      }),
    };
    const sent = fault === 'tampered' ? body.replace(/}$/, ',"tampered":true}') : body;
    await post(url, { headers, signal: this.#closing.signal }, sent);
  }
}

const rawSigner = (secret: string): Webhook => new Webhook(secret, { format: 'raw' });

const signer = (secret: string, { signingKey }: Readings): Webhook => {
  const text = secret.replace(/^whsec_/, '');
  if (signingKey === 'whole' || text === secret) return rawSigner(secret);
  return signingKey === 'text' ? rawSigner(text) : new Webhook(text);
};

/** Sends a request, and waits until it is answered or cannot be. Redirects are not followed. */
const post = (url: string, options: RequestOptions, body: string): Promise<void> =>
  new Promise((resolve) => {
    const sent = request(url, { method: 'POST', timeout: TIMEOUT_MS, ...options }, (answer) => {
      answer.resume();
      resolve();
    });
    sent.once('timeout', () => sent.destroy());
    sent.once('error', resolve);
    sent.end(body);
  });

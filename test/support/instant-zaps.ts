import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { failureOf } from './failure.js';
import { type ConnectedHeffl, type Input, records } from './heffl.js';
import { type Arrival, asArrived, startHookAddress } from './hook-address.js';

const MINUTE_MS = 60_000;

export type Output = z.output<typeof records>[number];

/** A delivery made by hand. */
type Letter = {
  /** Text is sent as it is, anything else as JSON. */
  readonly body: unknown;
  readonly id?: string;
};

type Delivered = Omit<Arrival, 'targetUrl'>;

/** A Zap that starts with an instant trigger, and is switched on. */
export type Zap = Awaited<ReturnType<ReturnType<typeof instantZaps>['switchOn']>>;

/** Lets every test of a file switch on Zaps that start with an instant trigger. */
export const instantZaps = (heffl: ConnectedHeffl) => {
  let address: Awaited<ReturnType<typeof startHookAddress>>;
  // Each Zap has a URL of its own, so that no event of one test comes to a Zap of another.
  beforeAll(async () => {
    address = await startHookAddress();
  });
  afterAll(() => address.close());

  const switchOn = async (trigger: string, inputData: Input = {}) => {
    const targetUrl = address.newUrl();
    const bundle = { authData: { api_key: heffl.sandbox.apiKey }, inputData, targetUrl };
    const run = (part: string, more: object = {}): Promise<unknown> =>
      heffl.zapier.run(`triggers.${trigger}.operation.${part}`, { ...bundle, ...more });

    const [subscription, requests] = await heffl.watch(() => run('performSubscribe'));
    const subscribeData = z.record(z.string(), z.unknown()).parse(subscription);
    const arrivals = async () => {
      await heffl.sandbox.settled();
      return address.take(targetUrl);
    };
    const perform = (arrival: Delivered) => run('perform', { ...arrival, subscribeData });
    const receive = async (arrival: Delivered) => records.parse(await perform(arrival));
    const signed = (letter: Letter) => sealed(letter, z.string().parse(subscribeData.secret));
    const deliver = (letter: Letter) => receive(signed(letter));
    let told = 0;

    return {
      targetUrl,
      /** The result of the subscribe, which Zapier keeps. */
      subscribeData,
      /** The requests of the subscribe. */
      requests,
      /** The events that Heffl has sent it since the last call, oldest first. */
      arrivals,
      /** What the trigger gives for an event. */
      receive,
      /** The error of the trigger for an event. */
      refuse: (arrival: Delivered) => failureOf(() => perform(arrival)),
      /** What the trigger gives for all `arrivals`. */
      outputs: async () => {
        const outputs: Output[] = [];
        for (const arrival of await arrivals()) outputs.push(...(await receive(arrival)));
        return outputs;
      },
      /** A delivery signed with the secret of the Zap's webhook. */
      signed,
      /** What the trigger gives for such a delivery. */
      deliver,
      /** How often the trigger fires for an event of `rec_1`: of so many minutes ago, or a minute after the last one. */
      fires: async (event: string, payload: Input, minutesAgo = 60 - told) => {
        told += 1;
        const timestamp = new Date(Date.now() - minutesAgo * MINUTE_MS).toISOString();
        const body = { event, timestamp, payload: { id: 'rec_1', ...payload } };
        return (await deliver({ body, id: `msg_${told}` })).length;
      },
      examples: async () => records.parse(await run('performList')),
      switchOff: (data: object = subscribeData) => run('performUnsubscribe', { subscribeData: data }),
    };
  };
  return { switchOn };
};

/** A delivery that is signed by the `standardwebhooks` package. */
export const sealed = ({ body, id = 'msg_by_hand' }: Letter, secret: string): Delivered => {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  const sentAt = new Date();
  return asArrived(content, {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': Math.floor(sentAt.getTime() / 1000).toString(),
    'webhook-signature': new Webhook(secret).sign(id, sentAt, content),
  });
};

import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { type Failure, failureOf } from './failure.js';
import { type ConnectedHeffl, type Input, type Sent, sentIn } from './heffl.js';
import { type Arrival, asArrived, type HookAddress, startHookAddress } from './hook-address.js';

const MINUTE_MS = 60_000;

const output = z.looseObject({ id: z.string() });
export type Output = z.output<typeof output>;

/** A delivery made by hand. */
type Letter = {
  /** Text is sent as it is, anything else as JSON. */
  readonly body: unknown;
  readonly id?: string;
  readonly sentAt?: Date;
};

type Delivered = Omit<Arrival, 'targetUrl'>;

/** A Zap that starts with an instant trigger, and is switched on. */
export type Zap = {
  readonly targetUrl: string;
  /** The result of the subscribe, which Zapier keeps. */
  readonly subscribeData: Readonly<Record<string, unknown>>;
  /** The requests of the subscribe. */
  readonly requests: readonly Sent[];
  /** The events that Heffl has sent it since the last call, oldest first. */
  readonly arrivals: () => Promise<Arrival[]>;
  /** What the trigger gives for an event. */
  readonly receive: (arrival: Delivered, subscribeData?: object) => Promise<Output[]>;
  /** The error of the trigger for an event. */
  readonly refuse: (arrival: Delivered, subscribeData?: object) => Promise<Failure>;
  /** What the trigger gives for all `arrivals`. */
  readonly outputs: () => Promise<Output[]>;
  /** A delivery signed with the secret of the Zap's webhook. */
  readonly signed: (letter: Letter) => Delivered;
  /** What the trigger gives for such a delivery. */
  readonly deliver: (letter: Letter) => Promise<Output[]>;
  /** How often the trigger fires for an event of `rec_1`: of so many minutes ago, or a minute after the last one. */
  readonly fires: (event: string, payload: Input, minutesAgo?: number) => Promise<number>;
  readonly examples: () => Promise<Output[]>;
  readonly switchOff: (subscribeData?: object) => Promise<unknown>;
};

type InstantZaps = {
  /** Switches on a Zap that starts with this trigger. */
  readonly switchOn: (trigger: string, inputData?: Input) => Promise<Zap>;
};

/** Lets every test of a file switch on Zaps that start with an instant trigger. */
export const instantZaps = (heffl: ConnectedHeffl): InstantZaps => {
  let address: HookAddress | undefined;
  // Each Zap has a URL of its own, so that no event of one test comes to a Zap of another.
  beforeAll(async () => {
    address = await startHookAddress();
  });
  afterAll(() => address?.close());

  const switchOn = async (trigger: string, inputData: Input = {}): Promise<Zap> => {
    if (!address) throw new Error('Zaps run within tests only.');
    const { newUrl, take } = address;
    const targetUrl = newUrl();
    const run = (part: string, more: object = {}): Promise<unknown> => {
      const authData = { api_key: heffl.sandbox.apiKey };
      return heffl.zapier.run(`triggers.${trigger}.operation.${part}`, {
        authData,
        inputData,
        targetUrl,
        ...more,
      });
    };

    const before = heffl.sandbox.requests.length;
    const subscribeData = z.record(z.string(), z.unknown()).parse(await run('performSubscribe'));
    const requests = heffl.sandbox.requests.slice(before).map(sentIn);
    const arrivals = async () => {
      await heffl.sandbox.settled();
      return take(targetUrl);
    };
    const perform = (arrival: Delivered, data: object = subscribeData) =>
      run('perform', { ...arrival, subscribeData: data });
    const receive = async (arrival: Delivered, data?: object) =>
      z.array(output).parse(await perform(arrival, data));
    const signed = (letter: Letter) => sealed(letter, z.string().parse(subscribeData.secret));
    const deliver = (letter: Letter) => receive(signed(letter));
    let told = 0;

    return {
      targetUrl,
      subscribeData,
      requests,
      arrivals,
      receive,
      refuse: (arrival, data) => failureOf(() => perform(arrival, data)),
      outputs: async () => {
        const outputs: Output[] = [];
        for (const arrival of await arrivals()) outputs.push(...(await receive(arrival)));
        return outputs;
      },
      signed,
      deliver,
      fires: async (event, payload, minutesAgo = 60 - told) => {
        told += 1;
        const timestamp = new Date(Date.now() - minutesAgo * MINUTE_MS).toISOString();
        const body = { event, timestamp, payload: { id: 'rec_1', ...payload } };
        return (await deliver({ body, id: `msg_${told}` })).length;
      },
      examples: async () => z.array(output).parse(await run('performList')),
      switchOff: (data = subscribeData) => run('performUnsubscribe', { subscribeData: data }),
    };
  };
  return { switchOn };
};

/** A delivery that is signed by the `standardwebhooks` package. */
export const sealed = (
  { body, id = 'msg_by_hand', sentAt = new Date() }: Letter,
  secret: string,
): Delivered => {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  return asArrived(content, {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': Math.floor(sentAt.getTime() / 1000).toString(),
    'webhook-signature': new Webhook(secret).sign(id, sentAt, content),
  });
};

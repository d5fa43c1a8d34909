import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { type Failure, failureOf } from './failure.js';
import type { ConnectedHeffl, Input, Sent } from './heffl.js';
import { type Arrival, asArrived, type HookAddress, startHookAddress } from './hook-address.js';

/** What a trigger gives to a Zap. */
const output = z.looseObject({ id: z.string() });
export type Output = z.output<typeof output>;

/** A delivery to make by hand. */
export type Letter = {
  /** Text as it stands; anything else as JSON. */
  readonly body: unknown;
  readonly id?: string;
  readonly sentAt?: Date;
};

/** A Zap that starts with an instant trigger, and is switched on. */
export type Zap = {
  readonly targetUrl: string;
  /** What switching it on gave, which Zapier keeps. */
  readonly subscribeData: Readonly<Record<string, unknown>>;
  /** What switching it on asked of Heffl. */
  readonly requests: readonly Sent[];
  /** The events that Heffl has sent it since this was last asked, oldest first. */
  readonly arrivals: () => Promise<Arrival[]>;
  /** The one event that Heffl has sent it. */
  readonly arrival: () => Promise<Arrival>;
  /** What the trigger makes of an event. */
  readonly receive: (arrival: Omit<Arrival, 'targetUrl'>, subscribeData?: object) => Promise<Output[]>;
  /** How the trigger refuses an event. */
  readonly refuse: (arrival: Omit<Arrival, 'targetUrl'>, subscribeData?: object) => Promise<Failure>;
  /** What the trigger makes of all the events that Heffl has sent since. */
  readonly outputs: () => Promise<Output[]>;
  /** A delivery that Heffl's own secret signs. */
  readonly signed: (letter: Letter) => Omit<Arrival, 'targetUrl'>;
  readonly examples: () => Promise<Output[]>;
  readonly switchOff: (subscribeData?: object) => Promise<unknown>;
};

export type InstantZaps = {
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
      process.env.HEFFL_BASE_URL = heffl.sandbox.url;
      return heffl.zapier.run(`triggers.${trigger}.operation.${part}`, {
        authData: { api_key: heffl.sandbox.apiKey },
        inputData,
        targetUrl,
        ...more,
      });
    };

    const before = heffl.sandbox.requests.length;
    const subscribeData = z.record(z.string(), z.unknown()).parse(await run('performSubscribe'));
    const requests = heffl.sandbox.requests.slice(before).map(({ method, path, query, body }) => ({
      method,
      path,
      query,
      body,
    }));
    const arrivals = async () => {
      await heffl.sandbox.settled();
      return take(targetUrl);
    };
    const perform = (arrival: Omit<Arrival, 'targetUrl'>, data: object = subscribeData) =>
      run('perform', { ...arrival, subscribeData: data });
    const receive = async (arrival: Omit<Arrival, 'targetUrl'>, data?: object) =>
      z.array(output).parse(await perform(arrival, data));

    return {
      targetUrl,
      subscribeData,
      requests,
      arrivals,
      arrival: async () => {
        const [first, ...others] = await arrivals();
        if (!first || others.length > 0) throw new Error('There should be one event.');
        return first;
      },
      receive,
      refuse: (arrival, data) => failureOf(() => perform(arrival, data)),
      outputs: async () => {
        const outputs: Output[] = [];
        for (const arrival of await arrivals()) outputs.push(...(await receive(arrival)));
        return outputs;
      },
      signed: (letter) => sealed(letter, z.string().parse(subscribeData.secret)),
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
): Omit<Arrival, 'targetUrl'> => {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  return asArrived(content, {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': Math.floor(sentAt.getTime() / 1000).toString(),
    'webhook-signature': new Webhook(secret).sign(id, sentAt, content),
  });
};

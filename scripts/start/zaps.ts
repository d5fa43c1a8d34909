import { z } from 'zod';
import App from '../../index.js';
import type { Arrival } from '../../test/support/hook-address.js';
import type { RunBundle, ZapierStandIn } from '../../test/support/zapier.js';

const record = z.looseObject({ id: z.string() });
const choice = z.object({ id: z.string(), name: z.string() });
const items = z.array(record);

/** A record that a step gave. */
export type Item = z.output<typeof record>;
export type Choice = z.output<typeof choice>;

/** A Zap with an instant trigger that is switched on. */
export type InstantZap = {
  /** The ID of its webhook in Heffl. */
  readonly id: string;
  /** What the Zap gets of an event that came to its address. */
  readonly receive: (arrival: Arrival) => Promise<Item[]>;
  readonly switchOff: () => Promise<void>;
};

type Input = Readonly<Record<string, unknown>>;

/** The steps of Zaps, as Zapier runs them for a user with this connection. */
export const zapsOf = (zapier: ZapierStandIn, authData: Readonly<Record<string, string>>) => {
  const run = (method: string, bundle: RunBundle = {}): Promise<unknown> =>
    zapier.run(method, { authData, ...bundle });
  const perform = (step: string, inputData: Input = {}): Promise<unknown> =>
    run(`${step}.operation.perform`, { inputData });

  const create = async (key: string, inputData: Input): Promise<Item> =>
    record.parse(await perform(`creates.${key}`, inputData));
  const search = async (key: string, inputData: Input): Promise<Item[]> =>
    items.parse(await perform(`searches.${key}`, inputData));

  return {
    connect: async (): Promise<string> =>
      z.object({ connection: z.string() }).parse(await run('authentication.test')).connection,
    create,
    search,
    poll: async (key: string): Promise<Item[]> => items.parse(await perform(`triggers.${key}`)),
    choices: async (key: string, inputData: Input = {}): Promise<Choice[]> =>
      z.array(choice).parse(await perform(`triggers.${key}`, inputData)),
    /** Zapier runs the create of such a step only where its search finds nothing. */
    findOrCreate: async (
      searchKey: string,
      sought: Input,
      createKey: string,
      otherwise: Input,
    ): Promise<Item> => {
      const [found] = await search(searchKey, sought);
      return found ?? (await create(createKey, otherwise));
    },
    /** Switches a Zap with an instant trigger on. */
    switchOn: async (key: string, targetUrl: string): Promise<InstantZap> => {
      const trigger = `triggers.${key}.operation`;
      const subscribeData = record.parse(await run(`${trigger}.performSubscribe`, { targetUrl }));
      return {
        id: subscribeData.id,
        receive: async (arrival) =>
          items.parse(await run(`${trigger}.perform`, { ...arrival, subscribeData })),
        switchOff: async () => {
          await run(`${trigger}.performUnsubscribe`, { targetUrl, subscribeData });
        },
      };
    },
  };
};

export type Zaps = ReturnType<typeof zapsOf>;

const labels = z.record(z.string(), z.object({ display: z.object({ label: z.string() }) }));

/** What a user sees a step called, by its key. */
export const labelOf = (key: string): string =>
  labels.parse({ ...App.triggers, ...App.creates, ...App.searches })[key]?.display.label ?? key;

export const withName = (choices: readonly Choice[], name: string): Choice => {
  const match = choices.find((one) => one.name === name);
  if (!match) throw new Error(`There is no "${name}" among ${choices.map((one) => one.name).join(', ')}.`);
  return match;
};

/** A value of a record as a line of text shows it. */
export const textOf = (value: unknown): string => z.coerce.string().parse(value ?? 'nothing');

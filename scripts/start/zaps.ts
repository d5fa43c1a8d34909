import { z } from 'zod';
import App from '../../index.js';
import type { Arrival } from '../../test/support/hook-address.js';
import type { RunBundle, ZapierStandIn } from '../../test/support/zapier.js';

const record = z.looseObject({ id: z.string() });
const records = z.array(record);
const choices = z.array(z.object({ id: z.string(), name: z.string() }));
const connection = z.object({ connection: z.string() });
const labels = z.record(z.string(), z.object({ display: z.object({ label: z.string() }) }));

/** A record that a step gave. */
export type Item = z.output<typeof record>;
type Input = Readonly<Record<string, unknown>>;

/** Runs the steps of a user's Zaps, as Zapier does. */
export const zapsOf = (zapier: ZapierStandIn, authData: Readonly<Record<string, string>>) => {
  const run = (method: string, bundle: RunBundle = {}) => zapier.run(method, { authData, ...bundle });
  const perform = (step: string, inputData: Input) => run(`${step}.operation.perform`, { inputData });
  return {
    /** The label of the connection. */
    connect: async () => connection.parse(await run('authentication.test')).connection,
    create: async (key: string, input: Input) => record.parse(await perform(`creates.${key}`, input)),
    search: async (key: string, input: Input) => records.parse(await perform(`searches.${key}`, input)),
    poll: async (key: string) => records.parse(await perform(`triggers.${key}`, {})),
    /** What a dropdown offers. */
    choices: async (key: string, input: Input = {}) => choices.parse(await perform(`triggers.${key}`, input)),
    /** Switches on a Zap that starts with an instant trigger. */
    switchOn: async (key: string, targetUrl: string) => {
      const trigger = `triggers.${key}.operation`;
      const subscribeData = record.parse(await run(`${trigger}.performSubscribe`, { targetUrl }));
      return {
        /** The ID of its webhook in Heffl. */
        id: subscribeData.id,
        /** What the Zap gets of a delivery. */
        receive: async (arrival: Arrival) =>
          records.parse(await run(`${trigger}.perform`, { ...arrival, subscribeData })),
        switchOff: () => run(`${trigger}.performUnsubscribe`, { targetUrl, subscribeData }),
      };
    },
  };
};

/** What users see a step called. */
export const labelOf = (key: string): string =>
  labels.parse({ ...App.triggers, ...App.creates, ...App.searches })[key]?.display.label ?? key;

/** The ID of the choice with this name. */
export const idOf = (offered: z.output<typeof choices>, name: string): string => {
  const match = offered.find((choice) => choice.name === name);
  if (!match) throw new Error(`There is no "${name}" among ${offered.map((one) => one.name).join(', ')}.`);
  return match.id;
};

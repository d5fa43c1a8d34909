import { isDeepStrictEqual } from 'node:util';
import { createAppHandler } from 'zapier-platform-core';
import { z } from 'zod';
import App from '../../index.js';
import { type Sandbox, startSandbox } from '../sandbox/index.js';
import { startZapier, type ZapierStandIn } from '../support/zapier.js';

const leafField = z.object({
  key: z.string(),
  label: z.string().optional(),
  helpText: z.string().optional(),
  type: z.string().optional(),
  required: z.boolean().optional(),
  list: z.boolean().optional(),
  dict: z.boolean().optional(),
  dynamic: z.string().optional(),
  search: z.string().optional(),
  group: z.string().optional(),
  meta: z.object({ format: z.string().optional() }).optional(),
  default: z.string().optional(),
  placeholder: z.string().optional(),
  choices: z.record(z.string(), z.string()).optional(),
  dependsOn: z.array(z.string()).optional(),
  altersDynamicFields: z.boolean().optional(),
});
const field = leafField.extend({ children: z.array(leafField).optional() });
/** The inputs, or the outputs, of a step. */
export const form = z.array(field);

const display = z.object({ label: z.string(), description: z.string(), hidden: z.boolean().optional() });
const sample = z.record(z.string(), z.unknown());

const step = z.object({
  key: z.string(),
  noun: z.string(),
  display,
  operation: z.object({
    type: z.enum(['polling', 'hook']).optional(),
    inputFields: z.array(z.unknown()).default([]),
    inputFieldGroups: z.array(z.object({ key: z.string(), label: z.string() })).default([]),
    outputFields: z.array(z.unknown()).default([]),
    sample: sample.optional(),
    canPaginate: z.boolean().optional(),
  }),
});

const findOrCreate = z.object({
  key: z.string(),
  search: z.string(),
  create: z.string(),
  display,
});

/** What the core tells Zapier of the app. */
export const definition = z.object({
  version: z.string(),
  platformVersion: z.string(),
  flags: z.record(z.string(), z.boolean()).default({}),
  authentication: z.object({ type: z.string(), fields: form, connectionLabel: z.string().default('') }),
  triggers: z.record(z.string(), step),
  creates: z.record(z.string(), step),
  searches: z.record(z.string(), step),
  searchOrCreates: z.record(z.string(), findOrCreate),
});

export type Field = z.infer<typeof field>;

/** Whether a key is that of a custom field of the account: its name is the account's own. */
export const isCustom = (key: string): boolean => key.startsWith('cf_');

const families = ['triggers', 'creates', 'searches'] as const;
export type Family = (typeof families)[number];

/** A trigger, action or search as Zapier shows it. */
export type Step = z.infer<typeof step> & {
  family: Family;
  /** Its form as it opens, and after each choice that makes it load again. */
  states: Field[][];
  /** Every field that its form can show, whatever is chosen in the others. */
  form: Field[];
  /** Its labelled outputs, custom fields of the account included. */
  outputs: Field[];
  /** What a visible trigger gives of a company's data: a poll, or the examples of an instant trigger. */
  rows: Record<string, unknown>[];
  /** The events that an instant trigger subscribes to; none if the user chooses them. */
  events: string[];
};

/** What Zapier publishes: the serialised definition, every form that it leads to, and live rows. */
export type PublishedApp = Omit<z.infer<typeof definition>, Family> & { steps: Step[] };

/** Reads the app as Zapier gets it, in front of a company that uses Heffl. */
export const readPublishedApp = async (): Promise<PublishedApp> => {
  const zapier = await startZapier();
  const sandbox = await startSandbox({ rateLimit: false });
  // Two triggers are about deals that are closed, and the seeded company has none.
  const [won, lost] = sandbox.records.list('deals');
  if (won) sandbox.update('deals', won.id, { status: 'WON' });
  if (lost) sandbox.update('deals', lost.id, { status: 'LOST' });
  process.env.HEFFL_BASE_URL = sandbox.url;
  try {
    const { results } = await createAppHandler(App)({ command: 'definition' });
    const app = definition.parse(results);
    const steps: Step[] = [];
    for (const family of families)
      for (const found of Object.values(app[family]))
        steps.push(await readStep(zapier, sandbox, family, found));
    return { ...app, steps };
  } finally {
    delete process.env.HEFFL_BASE_URL;
    await sandbox.close();
    await zapier.close();
  }
};

const readStep = async (
  zapier: ZapierStandIn,
  sandbox: Sandbox,
  family: Family,
  found: z.infer<typeof step>,
): Promise<Step> => {
  const run = (method: string, inputData: Record<string, unknown> = {}) =>
    zapier.run(`${family}.${found.key}.operation.${method}`, {
      authData: { api_key: sandbox.apiKey },
      inputData,
      targetUrl: 'https://hooks.zapier.com/hooks/standard/1/abc/',
    });
  const opened = form.parse(await run('inputFields'));
  const states = [opened];
  for (const { key, choices = {} } of opened.filter((field) => field.altersDynamicFields))
    for (const choice of Object.keys(choices))
      states.push(form.parse(await run('inputFields', { [key]: choice })));
  const isHook = found.operation.type === 'hook';
  const isShown = family === 'triggers' && !found.display.hidden;
  // Its user chooses the events of a trigger that has an input for them.
  const isBound = isHook && !opened.some(({ key }) => key === 'events');
  if (isBound) await run('performSubscribe');
  const webhook = isBound ? sandbox.records.list('webhooks').at(-1) : { events: [] };
  return {
    ...found,
    family,
    states,
    form: merged(states),
    outputs: form.parse(await run('outputFields')),
    rows: isShown ? z.array(sample).parse(await run(isHook ? 'performList' : 'perform')) : [],
    events: z.array(z.string()).parse(webhook?.events),
  };
};

/** The fields of all states, each after the one that it follows in its own. */
const merged = (states: readonly Field[][]): Field[] => {
  const fields: Field[] = [];
  for (const state of states) {
    let place = 0;
    for (const shown of state) {
      const known = fields.findIndex((field) => isDeepStrictEqual(field, shown));
      if (known < 0) fields.splice(place, 0, shown);
      place = (known < 0 ? place : known) + 1;
    }
  }
  return fields;
};

import { z } from 'zod';
import { isObject, type JsonObject } from '../../../src/heffl/json.js';
import { type Field, isCustom, type Step } from '../published-app.js';
import { about, type Places, type Rule, shown, steps, triggers } from './rule.js';

const sampleOf = ({ operation }: Step): JsonObject => operation.sample ?? {};

/** What stands under the key of an output, with the spelling of Zapier: `client__name`, `lineItems[]price`. */
const valuesAt = (row: JsonObject, key: string): unknown[] => {
  const [, outer = key, inner] = /^(.+?)(?:\[\]|__)(.+)$/.exec(key) ?? [];
  if (inner !== undefined)
    return [row[outer]].flat().flatMap((part) => (isObject(part) ? valuesAt(part, inner) : []));
  return row[outer] === undefined ? [] : [row[outer]];
};

const types: Readonly<Record<string, z.ZodType>> = {
  number: z.number(),
  integer: z.int(),
  boolean: z.boolean(),
  datetime: z.iso.datetime({ offset: true }),
};

type Value = { readonly row: JsonObject; readonly field: Field };

/** Line items and linked records have outputs for what is in them. */
const isWithin = (key: string, field: Field): boolean => field.key.replace(/(\[\]|__).*/, '') === key;

const inSamples: Places<Value> = ({ steps }) =>
  steps.flatMap((step) =>
    step.outputs.map(
      (field) => [`sample of ${step.key}: ${field.key}`, { row: sampleOf(step), field }] as const,
    ),
  );

const liveRows: Places<{ readonly row: JsonObject; readonly step: Step }> = (app) =>
  triggers(app).flatMap(([key, step]) => step.rows.map((row) => [`row of ${key}`, { row, step }] as const));

const inLiveRows: Places<Value> = (app) =>
  liveRows(app).flatMap(([at, { row, step }]) =>
    step.outputs.map((field) => [`${at}: ${field.key}`, { row, field }] as const),
  );

/** The rules for samples, for the outputs that they stand for, and for live rows. */
export const sampleRules: readonly Rule[] = [
  ...about([inSamples, inLiveRows], {
    'D023, D024, T003, T005: every value in a sample or live row has the type of its output, moments an offset':
      {
        isBroken: ({ row, field: { key, type = 'string', list } }) => {
          const one = types[type] ?? z.string();
          // What Heffl does not know is `null`.
          const allowed = (list ? z.array(one) : one).nullable();
          return !valuesAt(row, key).every((value) => allowed.safeParse(value).success);
        },
        spoil: { row: { createdAt: '15/01/2026' } },
        spoilIn: ({ field }) => field.key === 'createdAt',
      },
  }),
  ...about([inSamples], {
    'D010, D024: every output has a type, and a value in the sample': {
      isBroken: ({ row, field }) => {
        const values = valuesAt(row, field.key);
        return !isCustom(field.key) && (!field.type || values.length === 0 || values.includes(null));
      },
      spoil: { row: { id: null } },
    },
  }),
  ...about([shown], {
    'D024: every key in the sample of a record is an output, or holds one': {
      isBroken: (step) =>
        !Object.keys(sampleOf(step)).every((key) => step.outputs.some((field) => isWithin(key, field))),
      spoil: { operation: { sample: { surprise: 'yes' } } },
    },
  }),
  ...about([steps], {
    'style: samples hold no data of real people: addresses under example.com, or none': {
      isBroken: (step) => /@(?!example\.com)/.test(JSON.stringify(sampleOf(step))),
      spoil: { operation: { sample: { email: 'someone@gmail.com' } } },
    },
  }),
  ...about([triggers], {
    'T001: every visible trigger gives rows of a company that uses Heffl': {
      isBroken: ({ display, rows }) => !display.hidden && rows.length === 0,
      spoil: { rows: [] },
    },
    'T002: every live row has the key that tells records apart, as text, and no two share it': {
      isBroken: ({ rows }) => {
        const ids = rows.map(({ id }) => id);
        return !ids.every((id) => typeof id === 'string') || new Set(ids).size < ids.length;
      },
      spoil: { rows: [{ id: null }] },
    },
  }),
  ...about([liveRows], {
    'T004, T006: every live row of a poll or example of an instant trigger has every key of the sample': {
      isBroken: ({ row, step }) => Object.keys(sampleOf(step)).some((key) => row[key] === undefined),
      spoil: { row: { createdAt: undefined } },
    },
    'style: every key of a live row is an output with a name of its own': {
      isBroken: ({ row, step: { key, outputs } }) =>
        key !== 'webhook_event' &&
        !Object.keys(row).every((name) => outputs.some((field) => isWithin(name, field) && field.label)),
      spoil: { row: { cf_unlabelled: 5 } },
    },
  }),
];

import type { Field, PublishedApp, Step } from '../published-app.js';
import { first, inFamily, isCustom, type Rule, shown } from './rule.js';

type Row = Readonly<Record<string, unknown>>;

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const sampleOf = ({ operation }: Step): Row => operation.sample ?? {};

const primaryKeysOf = ({ outputs }: Step): string[] => {
  const primary = outputs.filter((field) => field.primary).map(({ key }) => key);
  return primary.length > 0 ? primary : ['id'];
};

/** What stands under the key of an output, with the spelling of Zapier: `client__name`, `lineItems[]price`. */
const valuesAt = (row: Row, key: string): unknown[] => {
  const [list, column] = key.split('[]');
  if (list !== undefined && column !== undefined) {
    const rows = row[list];
    return Array.isArray(rows) ? rows.flatMap((item) => (isRow(item) ? valuesAt(item, column) : [])) : [];
  }
  const [outer = key, inner] = key.split('__', 2);
  const value = row[outer];
  if (inner !== undefined) return isRow(value) ? valuesAt(value, inner) : [];
  return outer in row ? [value] : [];
};

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOfType = ({ type = 'string', list }: Field, value: unknown): boolean => {
  if (list) return Array.isArray(value) && value.every((item) => isOfType({ type, key: '' }, item));
  switch (type) {
    case 'number':
      return typeof value === 'number';
    case 'integer':
      return Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string';
  }
};

/** The values of an output that are there and not of its type. What Heffl does not know is `null`. */
const mistyped = (row: Row, field: Field): unknown[] =>
  valuesAt(row, field.key).filter((value) => value !== null && !isOfType(field, value));

const mistimed = (row: Row, field: Field): unknown[] =>
  field.type === 'datetime'
    ? valuesAt(row, field.key).filter(
        (value) => value !== null && !(typeof value === 'string' && MOMENT.test(value)),
      )
    : [];

const inSamples = ({ steps }: PublishedApp, wrong: (row: Row, field: Field) => unknown[]): string[] =>
  steps.flatMap((step) =>
    step.outputs
      .filter((field) => wrong(sampleOf(step), field).length > 0)
      .map(({ key }) => `sample of ${step.key}: ${key}`),
  );

const inRows = (app: PublishedApp, wrong: (row: Row, field: Field) => unknown[]): string[] =>
  inFamily(app, 'triggers').flatMap(({ key, rows, outputs }) =>
    rows.flatMap((row) =>
      outputs.filter((field) => wrong(row, field).length > 0).map((field) => `row of ${key}: ${field.key}`),
    ),
  );

/** A trigger whose rows come from the sandbox, with its first row. */
const firstRow = (app: PublishedApp): Row & Record<string, unknown> =>
  first(first(inFamily(app, 'triggers'), ({ rows }) => rows.length > 0).rows);

const sampleOfFirst = (app: PublishedApp): Record<string, unknown> =>
  first(shown(app)).operation.sample ?? {};

/** The rules for samples, for the outputs that they stand for, and for live rows. */
export const sampleRules: readonly Rule[] = [
  {
    code: 'D010',
    says: 'every sample has the key that tells records apart',
    violations: (app) =>
      [...inFamily(app, 'triggers'), ...inFamily(app, 'searches')]
        .filter((step) => primaryKeysOf(step).some((key) => valuesAt(sampleOf(step), key).length === 0))
        .map(({ key }) => key),
    spoil: (app) => {
      delete sampleOfFirst(app).id;
    },
  },
  {
    code: 'D023',
    says: 'every moment in a sample is ISO 8601 with an offset',
    violations: (app) => inSamples(app, mistimed),
    spoil: (app) => {
      sampleOfFirst(app).createdAt = '2026-01-15 10:30';
    },
  },
  {
    code: 'D024',
    says: 'every output has a type, is in the sample, and has a value of its type there',
    violations: (app) => [
      ...app.steps.flatMap((step) =>
        step.outputs
          .filter((field) => !isCustom(field))
          .filter(({ key, type }) => {
            const values = valuesAt(sampleOf(step), key);
            return !type || values.length === 0 || values.includes(null);
          })
          .map(({ key }) => `${step.key}: ${key}`),
      ),
      ...inSamples(app, mistyped),
    ],
    spoil: (app) => {
      sampleOfFirst(app).value = '2500';
    },
  },
  {
    code: 'D024',
    says: 'every key in the sample of a record is an output, or holds one',
    violations: ({ steps }) =>
      steps
        .filter(({ display }) => !display.hidden)
        .flatMap((step) => {
          const outputs = step.outputs.map(({ key }) => key.split(/\[\]|__/)[0]);
          return Object.keys(sampleOf(step))
            .filter((key) => !outputs.includes(key))
            .map((key) => `${step.key}: ${key}`);
        }),
    spoil: (app) => {
      sampleOfFirst(app).surprise = 'yes';
    },
  },
  {
    code: 'style',
    says: 'samples hold no data of real people: addresses under example.com, or none',
    violations: ({ steps }) =>
      steps.filter((step) => /@(?!example\.com)/.test(JSON.stringify(sampleOf(step)))).map(({ key }) => key),
    spoil: (app) => {
      sampleOfFirst(app).email = 'someone@gmail.com';
    },
  },
  {
    code: 'T001',
    says: 'every visible trigger gives rows of a company that uses Heffl',
    violations: (app) =>
      inFamily(app, 'triggers')
        .filter(({ display, rows }) => !display.hidden && rows.length === 0)
        .map(({ key }) => key),
    spoil: (app) => {
      first(inFamily(app, 'triggers')).rows = [];
    },
  },
  {
    code: 'T002',
    says: 'every live row has the key that tells records apart, as text, and no two share it',
    violations: (app) =>
      inFamily(app, 'triggers')
        .filter((step) => {
          const ids = step.rows.map((row) => JSON.stringify(primaryKeysOf(step).map((key) => row[key])));
          return ids.some((id) => /null|\d\]/.test(id)) || new Set(ids).size < ids.length;
        })
        .map(({ key }) => key),
    spoil: (app) => {
      firstRow(app).id = null;
    },
  },
  {
    code: 'T003',
    says: 'every moment in a live row is ISO 8601 with an offset',
    violations: (app) => inRows(app, mistimed),
    spoil: (app) => {
      firstRow(app).createdAt = '15/01/2026';
    },
  },
  {
    code: 'T004',
    says: 'every live row of a poll has every key of the sample',
    violations: (app) => rowsLacking(app, 'polling'),
    spoil: (app) => {
      delete first(first(inFamily(app, 'triggers'), ({ key }) => key === 'new_lead').rows).website;
    },
  },
  {
    code: 'T005',
    says: 'every value of a live row has the type of its output',
    violations: (app) => inRows(app, mistyped),
    spoil: (app) => {
      firstRow(app).name = 5;
    },
  },
  {
    code: 'style',
    says: 'every key of a live row is an output with a name of its own',
    violations: (app) =>
      inFamily(app, 'triggers')
        .filter(({ key }) => key !== 'webhook_event')
        .flatMap(({ key, rows, outputs }) =>
          rows
            .flatMap(Object.keys)
            .filter(
              (field) => !outputs.some((output) => isWithin(field, output) && output.label !== undefined),
            )
            .map((field) => `${key}: ${field}`),
        ),
    spoil: ({ steps }) => {
      const { outputs } = first(steps, ({ key }) => key === 'new_lead');
      outputs.splice(outputs.findIndex(isCustom));
    },
  },
  {
    code: 'T006',
    says: 'every live example of an instant trigger has every key of the sample',
    violations: (app) => rowsLacking(app, 'hook'),
    spoil: (app) => {
      delete first(first(inFamily(app, 'triggers'), ({ operation }) => operation.type === 'hook').rows).event;
    },
  },
];

/** Line items and linked records have outputs for what is in them. */
const isWithin = (field: string, { key }: Field): boolean => key.replace(/(\[\]|__).*/, '') === field;

const rowsLacking = (app: PublishedApp, type: 'polling' | 'hook'): string[] =>
  inFamily(app, 'triggers')
    .filter(({ operation }) => operation.type === type)
    .flatMap((step) =>
      step.rows.flatMap((row) =>
        Object.keys(sampleOf(step))
          .filter((key) => !(key in row))
          .map((key) => `${step.key}: ${key}`),
      ),
    );

import { z } from 'zod';
import { type Family, type Field, isCustom, type PublishedApp, type Step } from './published-app.js';

/** Everything that live Zaps hold on to, each under its path: `creates.create_lead.inputs.email` is `string`. */
export type Keys = Readonly<Record<string, string>>;
type Entries = readonly (readonly [path: string, type: string])[];

const REQUIRED = ', required';
const HIDDEN = ', hidden';

/** The keys of the app as it is: the connection, the steps, their inputs, and what their samples hold. */
export const keysOf = ({ authentication, searchOrCreates, steps }: PublishedApp): Keys =>
  Object.fromEntries<string>([
    ['authentication', authentication.type],
    ...inputEntries('authentication', authentication.fields),
    ...steps.flatMap((step) => stepEntries(`${step.family}.${step.key}`, step)),
    ...Object.values(searchOrCreates).map(({ key, create }) => [`searchOrCreates.${key}`, create] as const),
  ]);

/**
 * What would break live Zaps, in the terms of Zapier's own check of a new version (C001 to C003 and the guardrails of
 * May 2026): a key that is gone, another type, a step that is hidden, an input that has to be filled in all of a sudden.
 */
export const breakingChanges = (published: Keys, current: Keys): string[] => {
  const changed = Object.entries(published).flatMap(([path, was]) => {
    const is = current[path];
    if (is === undefined) return [`${path} is gone`];
    const isKept = [is, is + REQUIRED, is + HIDDEN].includes(was);
    return isKept ? [] : [`${path} was "${was}" and is "${is}"`];
  });
  const demanded = added(published, current).filter(
    (path) => current[path]?.endsWith(REQUIRED) && path.replace(/\.inputs\..*$/, '') in published,
  );
  return [...changed, ...demanded.map((path) => `${path} is new and has to be filled in`)];
};

/** What the app has, and the list of published keys has not. */
export const added = (published: Keys, current: Keys): string[] =>
  Object.keys(current).filter((path) => !(path in published));

export const majorOf = (version: string): string => version.replace(/\..*/, '');

/** What a step is if it is no trigger. */
const FAMILY_WORDS: Record<Family, string> = { triggers: 'trigger', creates: 'action', searches: 'search' };

const stepEntries = (path: string, { family, display, operation, form }: Step): Entries => [
  [path, (operation.type ?? FAMILY_WORDS[family]) + (display.hidden ? HIDDEN : '')],
  ...inputEntries(path, form),
  ...sampleEntries(`${path}.sample`, operation.sample ?? {}),
];

const inputEntries = (path: string, fields: readonly Field[]): Entries => {
  const entries = new Map<string, string>();
  for (const field of fields.filter((input) => input.type !== 'copy' && !isCustom(input.key))) {
    const at = `${path}.inputs.${field.key}`;
    for (const child of field.children ?? []) entries.set(`${at}.${child.key}`, typeOf(child));
    // One key can have two forms: the body of a request is a list of fields, or a text.
    const types = new Set([entries.get(at) ?? [], typeOf(field)].flat());
    entries.set(at, [...types].join(' or '));
  }
  return [...entries];
};

const typeOf = ({ type = 'string', list, dict, children, required, default: preset }: Field): string => {
  const kind = children ? 'line items' : dict ? 'fields' : `${list ? 'list of ' : ''}${type}`;
  return required && preset === undefined ? kind + REQUIRED : kind;
};

const sampleEntries = (path: string, sample: object): Entries =>
  Object.entries(sample).flatMap(([key, value]: [string, unknown]): Entries => {
    const at = `${path}.${key}`;
    const row: unknown = Array.isArray(value) ? value[0] : value;
    const kind = Array.isArray(value) ? `list of ${typeof row}` : typeof value;
    return [[at, kind], ...(typeof row === 'object' && row ? sampleEntries(at, row) : [])];
  });

const types = z.record(z.string(), z.string());

/** keys.json: the keys that live Zaps depend on. Those of a sample stand in it once, with all steps that have it. */
export const keysFile = z.object({
  major: z.string(),
  keys: types,
  samples: z.array(z.object({ steps: z.array(z.string()), keys: types })),
});

type Packed = Omit<z.output<typeof keysFile>, 'major'>;

const SAMPLE = '.sample.';

export const packed = (all: Keys): Packed => {
  const keys: Record<string, string> = {};
  const sampleOf = new Map<string, Keys>();
  for (const [path, type] of Object.entries(all)) {
    const [step = '', key] = path.split(SAMPLE);
    if (key === undefined) keys[path] = type;
    else sampleOf.set(step, { ...sampleOf.get(step), [key]: type });
  }
  const samples = new Map<string, Packed['samples'][number]>();
  for (const [step, keys] of sampleOf) {
    const { steps = [] } = samples.get(JSON.stringify(keys)) ?? {};
    samples.set(JSON.stringify(keys), { steps: [...steps, step], keys });
  }
  return { keys, samples: [...samples.values()] };
};

/** Every key with its type, by its path. */
export const unpacked = ({ keys, samples }: Packed): Keys => {
  const inSamples = samples.flatMap(({ steps, keys }) =>
    steps.map((step) => Object.entries(keys).map(([key, type]) => [step + SAMPLE + key, type] as const)),
  );
  return { ...keys, ...Object.fromEntries(inSamples.flat()) };
};

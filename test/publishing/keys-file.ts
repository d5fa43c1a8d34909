import { z } from 'zod';
import type { Keys } from './keys.js';

const types = z.record(z.string(), z.string());

/** keys.json: the keys that live Zaps depend on. Keys of samples stand in it once, with all steps whose sample has them. */
export const keysFile = z.object({
  major: z.string(),
  keys: types,
  samples: z.array(z.object({ steps: z.array(z.string()), keys: types })),
});

type Packed = Omit<z.output<typeof keysFile>, 'major'>;

const SAMPLE = '.sample.';

/** The keys that an event adds to a record. Packed on their own, so that a record has the same keys in all of its steps. */
const EVENT_KEYS = ['event', 'occurredAt'];

export const packed = (all: Keys): Packed => {
  const keys: Record<string, string> = {};
  const parts = new Map<string, Keys>();
  for (const [path, type] of Object.entries(all)) {
    const [step = '', key] = path.split(SAMPLE);
    const part = `${step} ${EVENT_KEYS.includes(key ?? '') ? 'event' : 'record'}`;
    if (key === undefined) keys[path] = type;
    else parts.set(part, { ...parts.get(part), [key]: type });
  }
  const samples = new Map<string, Packed['samples'][number]>();
  for (const [part, keys] of parts) {
    const [step = ''] = part.split(' ');
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

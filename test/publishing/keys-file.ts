import { z } from 'zod';
import type { Keys } from './keys.js';

const types = z.record(z.string(), z.string());

/** keys.json: the keys that live Zaps depend on. Keys of samples stand in it once, with all steps whose sample has them. */
export const keysFile = z.object({
  major: z.string(),
  keys: types,
  samples: z.array(z.object({ steps: z.array(z.string()), keys: types })),
});

type KeysFile = z.output<typeof keysFile>;
type Packed = Pick<KeysFile, 'keys' | 'samples'>;

const SAMPLE = '.sample.';

/** The keys that an event adds to a record. Packed on their own, so that a record has the same keys in all of its steps. */
const EVENT_KEYS: readonly string[] = ['event', 'occurredAt'];

export const packed = (all: Keys): Packed => {
  const keys: Record<string, string> = {};
  const parts = new Map<string, { readonly step: string; readonly keys: Record<string, string> }>();
  for (const [path, type] of Object.entries(all)) {
    const [step = '', key] = path.split(SAMPLE);
    if (key === undefined) {
      keys[path] = type;
      continue;
    }
    const name = `${step}, ${EVENT_KEYS.includes(key) ? 'event' : 'record'}`;
    const part = parts.get(name) ?? { step, keys: {} };
    part.keys[key] = type;
    parts.set(name, part);
  }
  const samples = new Map<string, KeysFile['samples'][number]>();
  for (const { step, keys } of parts.values()) {
    const name = JSON.stringify(keys);
    samples.set(name, { steps: [...(samples.get(name)?.steps ?? []), step], keys });
  }
  return { keys, samples: [...samples.values()] };
};

/** Every key with its type, by its path. */
export const unpacked = ({ keys, samples }: Packed): Keys =>
  Object.fromEntries([
    ...Object.entries(keys),
    ...samples.flatMap(({ steps, keys }) =>
      steps.flatMap((step) =>
        Object.entries(keys).map(([key, type]): [string, string] => [step + SAMPLE + key, type]),
      ),
    ),
  ]);

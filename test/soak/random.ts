/** Chance that comes out the same for the same seed, so that a soak that fails can be run again. */
export type Random = {
  /** A whole number from 0 up to, and without, the limit. */
  readonly below: (limit: number) => number;
  readonly oneOf: <Item>(items: readonly Item[]) => Item;
};

/** mulberry32, a public-domain generator of 32 bits. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    oneOf: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('There is nothing to choose from.');
      return item;
    },
  };
};

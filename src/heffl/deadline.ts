import type { ZObject } from 'zapier-platform-core';
import { clock } from './clock.js';

/** Zapier stops a run after this time. */
export const RUN_MS = 30_000;
/** All calls and waits of a run share this part of it. */
const BUDGET_MS = 25_000;

const deadlines = new WeakMap<ZObject, number>();

/** Milliseconds left for the calls and waits of a run. They count from when this is first called. The core makes a `z` for each run. */
export const timeLeftIn = (z: ZObject): (() => number) => {
  const deadline = deadlines.get(z) ?? clock.now() + BUDGET_MS;
  deadlines.set(z, deadline);
  return () => deadline - clock.now();
};

import { createHash, randomUUID } from 'node:crypto';
import { errorTexts } from '../errors.js';
import { clock } from '../heffl/clock.js';
import { RUN_MS } from '../heffl/deadline.js';
import { isDeliberate, isUnsure } from '../heffl/refusals.js';
import type { Run } from '../run.js';

/** 24 hours: Autoreplay replays a step within hours, a user on the same day. */
const MARK_SECONDS = 86_400;
const LOOK_AGAIN_MS = 500;
/** The time of a run that its write needs after it has waited. */
const WRITE_MS = 12_000;

type MarkedWrite<Result> = {
  /** The same for each run of the same step with the same data. */
  readonly what: readonly unknown[];
  /** What is created. Two runs must not create it from the same data at one moment: the second may be a replay of the first. */
  readonly creates?: string;
  /** @param since when an earlier run may have done it, in milliseconds since 1970 */
  readonly write: (since: number | undefined) => Promise<Result>;
};

/**
 * Runs a write, with a mark in the cache that lets a replay look before it writes.
 *
 * The mark is set before the write: a process that dies within it leaves the mark behind. It is removed at the end of the run, unless
 * that ends with an error after which the write may have been done. A cache that keeps nothing leaves no mark. If a mark can
 * neither be removed nor replaced, the next submission of the same data within 24 hours gets the record of this one.
 *
 * @throws ThrottledError if another run with the same data may not be over
 */
export const markedWrite = async <Result>(
  run: Run,
  { what, creates, write }: MarkedWrite<Result>,
): Promise<Result> => {
  const { cache } = run;
  const key = `unsure:${createHash('sha256').update(JSON.stringify(what)).digest('hex')}`;
  const own: Mark = `${clock.now()} ${randomUUID()}`;
  const since = await unsureSince(run, key, own, creates);
  try {
    const result = await write(since);
    if (!(await cache.delete(key, true))) await cache.set(key, OVER, 1);
    return result;
  } catch (error) {
    // The first attempt may be the one that was done.
    if (isUnsure(error)) await cache.set(key, since ?? timeOf(own), MARK_SECONDS);
    else if (since === undefined && isDeliberate(error)) await cache.delete(key);
    throw error;
  }
};

/** The mark of a run that is not over: its time, and a name. Afterwards the mark is the time alone. */
type Mark = `${number} ${string}`;

/** What replaces a mark that cannot be removed: it tells no time. */
const OVER = 'over';

/** Marks the write as begun. Returns the time of an earlier mark. */
const unsureSince = async (
  { z, heffl, cache }: Run,
  key: string,
  own: Mark,
  creates: string | undefined,
): Promise<number | undefined> => {
  for (;;) {
    const mark = await cache.holder(key, own, MARK_SECONDS);
    const since = mark === own ? undefined : timeOf(mark);
    if (since === undefined) return undefined;
    const left = since + RUN_MS - clock.now();
    // A mark that is older than a run can be is of one that is over.
    const isOver = typeof mark === 'number' || left <= 0 || left > RUN_MS;
    if (isOver || creates === undefined) return since;
    if (heffl.timeLeft() < WRITE_MS) {
      const seconds = Math.ceil(left / 1000);
      throw new z.errors.ThrottledError(errorTexts.sameData({ noun: creates, seconds }), seconds);
    }
    await clock.sleep(LOOK_AGAIN_MS);
  }
};

const timeOf = (mark: unknown): number | undefined => {
  const time = Number.parseInt(String(mark), 10);
  return Number.isNaN(time) ? undefined : time;
};

import type { Cache } from './cache.js';
import { clock } from './clock.js';
import { RUN_MS } from './deadline.js';

/** A run that dies keeps its turn no longer than it could have lived. */
export const TURN_MS = RUN_MS;

/**
 * The turn to walk through a list: a lock. Runs that walk at the same time would read the same pages, and use up Heffl's 60 requests a
 * minute. So one run walks, and the others wait for its memory of the list. If the cache fails, each run walks.
 */
export class Turn {
  #isMine = false;

  constructor(
    private readonly cache: Cache,
    private readonly key: string,
  ) {}

  /** Milliseconds until another run's turn is over at the latest, or `undefined` if none has it. */
  async takenFor(): Promise<number | undefined> {
    const held = await this.cache.get(this.key);
    // A run that walks right now holds a text.
    if (typeof held === 'string') return TURN_MS;
    return typeof held === 'number' && held > clock.now() ? held - clock.now() : undefined;
  }

  /** Takes the turn. False only if another run has it. */
  async take(): Promise<boolean> {
    this.#isMine ||= await this.cache.claim(this.key, TURN_MS / 1000);
    return this.#isMine;
  }

  /** Keeps the turn between two runs of a walk, so that no other run takes requests from it. */
  async rest(ms: number): Promise<void> {
    if (!this.#isMine || ms <= 0) return;
    this.#isMine = !(await this.cache.set(this.key, clock.now() + ms, Math.ceil(ms / 1000)));
  }

  /** Gives the turn up, if this run has it. */
  async end(): Promise<void> {
    if (this.#isMine) await this.cache.delete(this.key);
    this.#isMine = false;
  }
}

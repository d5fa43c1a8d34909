/** Tells the time, which a test may steer, and stamps new records. */
export class Clock {
  #last = -Infinity;

  constructor(readonly now: () => number) {}

  /** An ISO time later than every one before it, so that records created within one millisecond keep their order. */
  stamp(at = this.now()): string {
    this.#last = Math.max(at, this.#last + 1);
    return new Date(this.#last).toISOString();
  }
}

/** The time, which a test may set, and the stamps of new records. */
export class Clock {
  #last = -Infinity;

  constructor(readonly now: () => number) {}

  /** An ISO time later than every one before it, so that records created within one millisecond keep their order. */
  stamp(at = this.now()): string {
    this.#last = Math.max(at, this.#last + 1);
    return new Date(this.#last).toISOString();
  }

  /** A clock that stamps on from here, on its own. */
  copy(): Clock {
    const copy = new Clock(this.now);
    copy.#last = this.#last;
    return copy;
  }
}

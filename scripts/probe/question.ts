import type { CodePlace } from './code.js';
import type { LiveHeffl } from './heffl.js';
import type { Scratch } from './scratch.js';

/**
 * `assumed`: as the code thinks. `tolerated`: otherwise, and the code copes. `wrong`: otherwise, and the code does not.
 * `untold`: this account, or this moment, does not show it.
 */
export type Verdict = 'assumed' | 'tolerated' | 'wrong' | 'untold';

export type Finding = {
  readonly verdict: Verdict;
  /** What Heffl answered, in a few words. */
  readonly answer: string;
  /** The line that this answer is about, where it is another than the question's. */
  readonly place?: CodePlace;
};

/** Something about Heffl's API that is only inferred. */
export type Question<Source> = {
  readonly id: string;
  readonly question: string;
  /** How it is asked, for the documentation. */
  readonly asked: string;
  /** What the code takes for granted, or prefers. */
  readonly assumed: string;
  /** The line to change where Heffl answers in a way that the code does not cope with. */
  readonly code: CodePlace;
  /** The line that copes with another answer, where it is not the one to change. */
  readonly copes?: CodePlace;
  /** Asks, and reads the answer. */
  readonly find: (source: Source) => Promise<Finding>;
};

/** A question that is answered by reading. */
export type ReadQuestion = Question<LiveHeffl>;

/** A question that takes records of the probe's own. */
export type WriteQuestion = Question<Scratch>;

export const assumed = (answer: string): Finding => ({ verdict: 'assumed', answer });
export const tolerated = (answer: string, place?: CodePlace): Finding => ({
  verdict: 'tolerated',
  answer,
  ...(place && { place }),
});
export const wrong = (answer: string, place?: CodePlace): Finding => ({
  verdict: 'wrong',
  answer,
  ...(place && { place }),
});
export const untold = (answer: string, place?: CodePlace): Finding => ({
  verdict: 'untold',
  answer,
  ...(place && { place }),
});

import type { Method } from '../../src/heffl/facts.js';
import type { Readings, RequestFault } from '../sandbox/index.js';

/** What the code takes for a fact: a file, and the path to a value that it exports. A test sees to it that it is there. */
export type Fact = `src/${string}.ts: ${string}`;

/** Something about Heffl's API v1 that is only inferred. */
export type Question = {
  /** The requests that ask, or where a person sees the answer. */
  readonly asked: string;
  /** What the code assumes, or prefers, and what is to change if that is refuted. */
  readonly assumed: readonly [answer: string, fact: Fact];
  /** What copes with a tolerated answer, if it is not `fact`. */
  readonly copes?: Fact;
};

/** A question that a program asks. `Source` is what it asks through. */
export type Case<Source> = Question & {
  /**
   * Asks, and reads the answer.
   *
   * @throws Finding if the answer to a request that it builds on is one already
   * @throws Error if a request fails: nothing was asked then
   */
  readonly find: (source: Source) => Promise<Finding>;
  /** What is found in the sandbox, beside its default, in which every case finds what it assumes. */
  readonly tolerated?: Settings;
  readonly refuted?: Settings;
  readonly notAsked?: Settings;
};

/** Cases by what they ask. */
export type Cases<Source> = Readonly<Record<string, Case<Source>>>;

/** Each of some questions, with its words. */
export type Asked<Kind extends Question> = Kind & { readonly question: string };

/**
 * `assumed`: Heffl does what the code assumes. `tolerated`: it does something else, and the code copes. `refuted`: it does
 * something else, and the code does not cope. `notAsked`: this account, or this moment, does not show it.
 */
export type Verdict = 'assumed' | 'tolerated' | 'refuted' | 'notAsked';

/** What a case finds. Thrown, it ends the case early. */
export class Finding extends Error {
  /**
   * @param answer what Heffl answered, in a few words
   * @param fact what is to change, if it is not the fact of the case
   */
  constructor(
    readonly verdict: Verdict,
    readonly answer: string,
    readonly fact?: Fact,
  ) {
    super(answer);
  }
}

export const assumed = (answer: string) => new Finding('assumed', answer);
export const tolerated = (answer: string) => new Finding('tolerated', answer);
export const refuted = (answer: string, fact?: Fact) => new Finding('refuted', answer, fact);
export const notAsked = (answer: string) => new Finding('notAsked', answer);
export const assumedIf = (isAssumed: boolean, answer: string) =>
  new Finding(isAssumed ? 'assumed' : 'tolerated', answer);

/** What the sandbox does instead of its default, by the answer that is found then: other readings, or faults. */
export type Settings = Readonly<Record<string, Setting>>;
export type Setting = Partial<Readings> | readonly RequestFault[];

/** Every such request gets this answer. */
export const answered = (method: Method, path: string | RegExp, status: number, body?: unknown) =>
  [{ kind: 'status', status, body, match: { method, path }, times: Infinity }] as const;

/** A list has these records. */
export const listing = (path: string, ...items: readonly object[]) => answered('GET', path, 200, { items });

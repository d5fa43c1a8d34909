import { STATUS_CODES } from 'node:http';

export type Issue = { field: string; message: string };

/** A refusal in Heffl's words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly issues: readonly Issue[] = [],
  ) {
    super(message);
  }

  /** The status in words: `NOT_FOUND`. */
  get code(): string {
    return (STATUS_CODES[this.status] ?? '').toUpperCase().replaceAll(' ', '_');
  }
}

/** @throws {ApiError} a 400 that tells the first issue and carries all, if there are any */
export const refuseAny = (issues: readonly Issue[]): void => {
  const [first] = issues;
  if (first) throw new ApiError(400, first.message, issues);
};

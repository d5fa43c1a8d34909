const CODES = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
} as const;

export type Issue = { field: string; message: string };

/** A refusal in Heffl's words. */
export class ApiError extends Error {
  constructor(
    readonly status: keyof typeof CODES,
    message: string,
    readonly issues: Issue[] = [],
  ) {
    super(message);
  }

  get code(): string {
    return CODES[this.status];
  }

  /** The same refusal without a word about fields. */
  get unnamed(): ApiError {
    return this.issues.length > 0 ? new ApiError(this.status, 'Invalid request') : this;
  }

  /** A 400 that tells the first thing that is wrong, and carries all of them. */
  static invalid(issues: Issue[]): ApiError {
    return new ApiError(400, issues[0]?.message ?? 'Invalid request', issues);
  }
}

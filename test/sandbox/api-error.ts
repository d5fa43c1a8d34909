const CODES = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
} as const;

export type Issue = { field: string; message: string };

/** A refusal in Heffl's words. */
export class ApiError extends Error {
  readonly issues: readonly Issue[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly status: keyof typeof CODES,
    message: string,
    { issues = [], headers = {} }: { issues?: readonly Issue[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.issues = issues;
    this.headers = headers;
  }

  get code(): string {
    return CODES[this.status];
  }

  /** A 400 that tells the first thing that is wrong, and carries all of them. */
  static invalid(issues: readonly Issue[]): ApiError {
    return new ApiError(400, issues[0]?.message ?? 'Invalid request', { issues });
  }
}

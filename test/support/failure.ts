import { z } from 'zod';

/** An error as a user of Zapier meets it: which kind, and what it says. */
export type Failure = {
  /** `HaltedError`, `ThrottledError`, `ExpiredAuthError`, or `AppError`, which is `z.errors.Error`. */
  readonly name: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  /** Seconds after which Zapier runs the step again. */
  readonly delay?: number | undefined;
};

/** The core packs the details of some errors into their message. */
const packed = z.object({
  message: z.string(),
  code: z.string().optional(),
  status: z.int().optional(),
  delay: z.int().optional(),
});

/** An error as a user meets it. */
export const failureIn = (error: unknown): Failure => {
  const { name, message } = z.instanceof(Error).parse(error);
  return message.startsWith('{') ? { name, ...packed.parse(JSON.parse(message)) } : { name, message };
};

/** What the action fails with. Throws if it succeeds. */
export const failureOf = async (action: () => unknown): Promise<Failure> => {
  try {
    await action();
  } catch (error) {
    return failureIn(error);
  }
  throw new Error('It should have failed, and did not.');
};

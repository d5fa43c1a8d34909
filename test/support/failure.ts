import { z } from 'zod';

/** An error as a user of Zapier meets it: which kind, and what it says. The core packs details of some into their message. */
export const failureSchema = z.object({
  /** `HaltedError`, `ThrottledError`, `ExpiredAuthError`, or `AppError`, which is `z.errors.Error`. */
  name: z.string(),
  message: z.string(),
  code: z.string().optional(),
  status: z.int().optional(),
  /** Seconds after which Zapier runs the step again. */
  delay: z.int().optional(),
});
export type Failure = Readonly<z.output<typeof failureSchema>>;

/** The error of a step that Zapier does not repeat. */
export const halted = (message: string): Failure => ({ name: 'HaltedError', message });

/** The same of a step that has sent nothing. */
export const refused = (message: string) => ({ ...halted(message), requests: [] });

/** An error as a user meets it. */
export const failureIn = (error: unknown): Failure => {
  const { name, message } = z.instanceof(Error).parse(error);
  const failure = message.startsWith('{')
    ? { ...failureSchema.omit({ name: true }).parse(JSON.parse(message)), name }
    : { name, message };
  // The core adds what it was doing, for the developer's log.
  return { ...failure, message: failure.message.replace(/\nWhat happened:.*/s, '') };
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

import pc from 'picocolors';

/** Wide enough for every label of a step, so that what they gave stands in one column. */
const LABEL_WIDTH = 23;

export type Teller = {
  readonly say: (line: string) => void;
  /** The heading of the steps that follow. */
  readonly scene: (title: string) => void;
  /**
   * Does a step and shows its time and its result, as `tell` words it.
   *
   * @param tell looks at the result as well, and throws where it is not what it should be
   * @throws StepFailed
   */
  readonly step: <T>(label: string, work: () => Promise<T>, tell: (result: T) => string) => Promise<T>;
  /** Says which step there was nothing to do for, and why. */
  readonly skip: (label: string, why: string) => void;
  /** Plays a story to its end or its first failure, with a summary; whether it came to its end. */
  readonly play: (story: () => Promise<void>, summary: (figures: Figures) => string[]) => Promise<boolean>;
};

export type Figures = { readonly steps: number; readonly seconds: string };

class StepFailed extends Error {}

/** Shows steps as they happen, a line each. What a step gave comes last, as it may be written from right to left. */
export const startTeller = (say: (line: string) => void): Teller => {
  const started = performance.now();
  let steps = 0;

  const line = (mark: string, time: string, label: string, text: string): string =>
    `  ${mark} ${pc.dim(time.padStart(7))}  ${label.padEnd(LABEL_WIDTH)} ${text}`;

  return {
    say,
    scene: (title) => {
      say(pc.bold(title));
    },
    step: async (label, work, tell) => {
      steps++;
      const since = performance.now();
      const time = (): string => `${Math.round(performance.now() - since)} ms`;
      try {
        const result = await work();
        say(line(pc.green('✔'), time(), label, tell(result)));
        return result;
      } catch (error) {
        const why = messageOf(error);
        say(line(pc.red('✘'), time(), label, why));
        throw new StepFailed(`Step ${steps}, "${label}", failed: ${why}`);
      }
    },
    skip: (label, why) => {
      say(line(pc.yellow('–'), '', label, `skipped: ${why}`));
    },
    play: async (story, summary) => {
      try {
        await story();
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        summary({ steps, seconds }).forEach(say);
        return true;
      } catch (error) {
        if (!(error instanceof StepFailed)) throw error;
        say(`\n${pc.red(pc.bold(error.message))}`);
        return false;
      }
    },
  };
};

/** The words of the error with which something is refused. */
export const refusalOf = async (attempt: Promise<unknown>): Promise<string> => {
  const error: unknown = await attempt.then(
    () => undefined,
    (refusal: unknown) => refusal,
  );
  if (error === undefined) throw new Error('It was not refused.');
  return messageOf(error);
};

/** The core wraps errors of a step into JSON for Zapier, and adds lines of its own below the message. */
const messageOf = (error: unknown): string => {
  const [text = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  try {
    const wrapped: unknown = JSON.parse(text);
    return typeof wrapped === 'object' && wrapped && 'message' in wrapped ? String(wrapped.message) : text;
  } catch {
    return text;
  }
};

/** @throws where what is there is not what should be */
export const mustBe = (what: string, actual: unknown, expected: unknown): void => {
  if (actual !== expected) throw new Error(`${what} is ${String(actual)} and should be ${String(expected)}.`);
};

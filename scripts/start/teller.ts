import pc from 'picocolors';
import { failureIn, failureOf } from '../../test/support/failure.js';

/** The longest label, "On: Lead Stage Changed", and a blank: what the steps gave stands in one column. */
const LABEL_WIDTH = 23;

export type Teller = ReturnType<typeof startTeller>;

class StepFailed extends Error {}

/** Shows steps as they happen, a line each. What a step gave comes last, because it may be written from right to left. */
export const startTeller = (say: (line: string) => void) => {
  const started = performance.now();
  let steps = 0;
  const show = (mark: string, time: string, label: string, text: string): void => {
    say(`  ${mark} ${pc.dim(time.padStart(7))}  ${label.padEnd(LABEL_WIDTH)} ${text}`);
  };
  return {
    say,
    /**
     * Does a step, shows its time and what it told, and returns its result.
     *
     * @throws StepFailed if it throws
     */
    step: async <T>(label: string, work: (tell: (text: string) => void) => Promise<T>): Promise<T> => {
      steps++;
      const since = performance.now();
      const time = (): string => `${Math.round(performance.now() - since)} ms`;
      let told = '';
      try {
        const result = await work((text) => {
          told = text;
        });
        show(pc.green('✔'), time(), label, told);
        return result;
      } catch (error) {
        const why = firstLine(failureIn(error).message);
        show(pc.red('✘'), time(), label, why);
        throw new StepFailed(`Step ${steps}, "${label}", failed: ${why}`);
      }
    },
    skip: (label: string, why: string): void => {
      show(pc.yellow('–'), '', label, `skipped: ${why}`);
    },
    /**
     * Does all steps, or those up to the first that fails, which it names. Returns whether all were done.
     *
     * @param requests how many requests Heffl got
     */
    play: async (run: () => Promise<void>, requests: () => number): Promise<boolean> => {
      try {
        await run();
      } catch (error) {
        if (!(error instanceof StepFailed)) throw error;
        say(`\n${pc.red(pc.bold(error.message))}`);
        return false;
      }
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      say(`\n${pc.green('✔')} ${pc.bold(`${steps} steps, ${requests()} requests to Heffl, ${seconds} s.`)}`);
      return true;
    },
  };
};

/** The core adds lines of its own below a message. */
const firstLine = (message: string): string => message.split('\n')[0] ?? '';

/** The message of the error that an attempt ends with. */
export const refusalOf = async (attempt: Promise<unknown>): Promise<string> =>
  firstLine((await failureOf(() => attempt)).message);

/** @throws Error if a value is not the expected one */
export const mustBe = (what: string, actual: unknown, expected: unknown): void => {
  if (actual !== expected) throw new Error(`${what} is ${String(actual)} and should be ${String(expected)}.`);
};

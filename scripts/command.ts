import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import pc from 'picocolors';

const MOST_PORT = 65_535;

/**
 * The options that a command was started with. `--help` shows `help` and ends with exit 0, and an option that is not in
 * `options` ends with exit 1: call it before the command does anything.
 *
 * @param refuseOption ends a command that says in its own way what is wrong with an option
 */
export const readOptions = <const T extends ParseArgsOptionsConfig>(
  help: string,
  options: T,
  refuseOption = (message: string): never => refuse(`${message.replace(/\. .*/s, '')}. See --help.`),
) => {
  if (process.argv.includes('--help')) {
    console.log(help);
    process.exit(0);
  }
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuseOption(error instanceof Error ? error.message : String(error));
  }
};

/** As `readOptions`, for a command that takes none but `--help`. */
export const takeNoOptions = (help: string): void => void readOptions(help, {});

/** Says why a command does not begin, and ends it with exit 1. */
export const refuse = (message: string): never => {
  console.error(`${pc.red('✘')} ${message}`);
  process.exit(1);
};

/** The whole number that an option holds; refuses anything else, and less than `least`. */
export const wholeNumber = (flag: string, value: string, least = 0): number => {
  const number = Number(value);
  return value.trim() !== '' && Number.isInteger(number) && number >= least
    ? number
    : refuse(`--${flag} takes a whole number${least > 0 ? ` from ${least} on` : ''}, not "${value}".`);
};

/** The port that `--port` names; 0 is a free one. Refuses what cannot be a port. */
export const portNumber = (value: string): number => {
  const port = wholeNumber('port', value);
  return port <= MOST_PORT ? port : refuse(`--port takes a number up to ${MOST_PORT}, not "${value}".`);
};

/** Refuses a port that another program has, and rethrows any other error. */
export const refuseTakenPort =
  (command: string, port: number) =>
  (error: unknown): never => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      return refuse(`Port ${port} is taken. Choose another one: npm run ${command} -- --port ${port + 1}`);
    throw error;
  };

/** Shows on stderr how far a long command is: on one line that changes, or as up to ten lines if there is no terminal. */
export const showProgress = (what: string, done: number, total: number): void => {
  const text = `${what}: ${done} of ${total}`;
  if (process.stderr.isTTY) process.stderr.write(`\r${text}${done === total ? '\n' : ''}`);
  else if (done % Math.ceil(total / 10) === 0) console.error(text);
};

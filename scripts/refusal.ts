import pc from 'picocolors';

/** Says why a command does not begin, and ends it with exit 1. */
export const refuse = (message: string): never => {
  console.error(`${pc.red('✘')} ${message}`);
  process.exit(1);
};

/** The number that an option has; refuses anything but a whole one from `least` on. */
export const wholeNumber = (flag: string, value: string, least = 0): number => {
  const number = Number(value);
  return Number.isInteger(number) && number >= least
    ? number
    : refuse(`--${flag} takes a whole number${least > 0 ? ` from ${least} on` : ''}, not "${value}".`);
};

/** What `read` gives, or a refusal in the words of what it throws. */
export const orRefuse = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return refuse(`${message.replace(/\.?$/, '.')} See --help.`);
  }
};

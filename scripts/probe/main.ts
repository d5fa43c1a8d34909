import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { errorTexts } from '../../src/errors.js';
import { safeBaseUrl } from '../../src/heffl/base-url.js';
import { DEFAULT_BASE_URL, KEY_CHARACTERS, KEY_PAGE } from '../../src/heffl/facts.js';
import { type ExitCode, type Probe, probe } from './probe.js';

const HELP = `Asks a live Heffl what is only inferred about its API, and names the line of code to change.

  HEFFL_API_KEY=heffl_user_… npm run probe              reads, and writes nothing
  HEFFL_API_KEY=heffl_user_… npm run probe -- --write   also makes records and webhooks, and deletes them

HEFFL_BASE_URL is the API's address where it is not Heffl's own.
Exit code: 0 where the code copes with every answer; 2 where nothing could be asked;
1 where a line must change, or something that the probe made is left in Heffl.`;

type Surroundings = Pick<Probe, 'root' | 'say' | 'signal'>;

/** The command: its options, the key and the address from the environment, and its exit code. */
export const main = async (args: readonly string[], { say, ...rest }: Surroundings): Promise<ExitCode> => {
  const options = optionsIn(args);
  if (typeof options === 'string') {
    say(`${pc.red('✘')} ${options}\n\n${HELP}`);
    return 2;
  }
  if (options.help) {
    say(HELP);
    return 0;
  }
  const key = process.env.HEFFL_API_KEY?.trim();
  if (!key) {
    say(`${pc.red('✘')} There is no key. Make one at ${KEY_PAGE}, and set HEFFL_API_KEY to it.`);
    return 2;
  }
  if (!KEY_CHARACTERS.test(key)) {
    say(`${pc.red('✘')} HEFFL_API_KEY is no key: it has characters that a key cannot have.`);
    return 2;
  }
  const url = safeBaseUrl();
  if (url === undefined) {
    say(`${pc.red('✘')} ${errorTexts.badBaseUrl({ address: DEFAULT_BASE_URL })}`);
    return 2;
  }
  return probe({ url, key, isWriting: options.write, say, ...rest });
};

const optionsIn = (args: readonly string[]): { readonly write: boolean; readonly help: boolean } | string => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

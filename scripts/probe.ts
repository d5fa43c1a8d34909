/** Asks a live Heffl what is only inferred about its API: `npm run probe -- --help`. */
import pc from 'picocolors';
import { errorTexts } from '../src/errors.js';
import { safeBaseUrl } from '../src/heffl/base-url.js';
import { DEFAULT_BASE_URL, KEY_CHARACTERS, KEY_PAGE } from '../src/heffl/facts.js';
import { probe } from '../test/contract/probe.js';
import { WIDTH, wrapped } from '../test/contract/report.js';
import { readOptions } from './command.js';

const HELP = `Asks Heffl's API what is only inferred about it, with a live key, and names
what to change in the code.

  export HEFFL_API_KEY=heffl_user_…
  npm run probe              reads, and writes nothing
  npm run probe -- --write   also makes records and webhooks, and deletes them

HEFFL_BASE_URL moves the API to another address.
Exit code: 0 if the code copes with every answer; 2 if nothing could be asked;
1 if something is to change, or something of the probe's is left in Heffl.`;

const cannotAsk: (why: string, more?: string) => never = (why, more = '') => {
  console.log(`${wrapped(`${pc.red('✘')} ${why}`, WIDTH).join('\n')}${more}`);
  process.exit(2);
};

const { write: isWriting } = readOptions(HELP, { write: { type: 'boolean', default: false } }, (message) =>
  cannotAsk(message, `\n\n${HELP}`),
);
const key = process.env.HEFFL_API_KEY?.trim();
if (!key) cannotAsk(`There is no key. Make one at ${KEY_PAGE}, and set HEFFL_API_KEY to it.`);
if (!KEY_CHARACTERS.test(key)) cannotAsk('HEFFL_API_KEY has characters that a key cannot have.');
const url = safeBaseUrl() ?? cannotAsk(errorTexts.badBaseUrl({ address: DEFAULT_BASE_URL }));

const stop = new AbortController();
const onStop = (): void => {
  if (stop.signal.aborted) {
    console.log('What the probe has made may still be in Heffl. Look for\n"Zapier probe, delete me".');
    process.exit(1);
  }
  console.log('Stopping once what was made is deleted. Again, and it is left in Heffl.');
  stop.abort();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onStop);

process.exitCode = await probe({ url, key, isWriting, signal: stop.signal, say: console.log });

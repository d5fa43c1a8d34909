/** Asks a live Heffl what is only inferred about its API: `npm run probe -- --help`. */
import { resolve } from 'node:path';
import { main } from './probe/main.js';

const stop = new AbortController();
process.once('SIGINT', () => {
  console.log('Stopping before the next question.');
  stop.abort();
});
process.exitCode = await main(process.argv.slice(2), {
  root: resolve(import.meta.dirname, '..'),
  say: (line) => {
    console.log(line);
  },
  signal: stop.signal,
});

/** Asks a live Heffl what is only inferred about its API: `npm run probe -- --help`. */
import { resolve } from 'node:path';
import { main } from './probe/main.js';

const stop = new AbortController();
const onStop = (): void => {
  if (stop.signal.aborted) {
    console.log('What the probe has made may still be in Heffl: look for "Zapier probe, delete me".');
    process.exit(1);
  }
  console.log('Stopping as soon as what was made is deleted. Once more, and it is left in Heffl.');
  stop.abort();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onStop);
process.exitCode = await main(process.argv.slice(2), {
  root: resolve(import.meta.dirname, '..'),
  say: (line) => {
    console.log(line);
  },
  signal: stop.signal,
});

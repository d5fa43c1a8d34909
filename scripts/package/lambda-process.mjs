/**
 * Stands in for Zapier's Lambda: loads an unpacked archive in a process of its own, and answers each event that comes
 * with how long the handler took and how much memory that left behind before the next collection.
 */
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

const [folder] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(`${folder}/zapierwrapper.js`).href);

process.on('message', async (event) => {
  globalThis.gc?.();
  const { heapUsed } = process.memoryUsage();
  const started = performance.now();
  try {
    const { results } = await handler(event);
    const ms = performance.now() - started;
    process.send({ ms, bytes: process.memoryUsage().heapUsed - heapUsed, results });
  } catch (error) {
    process.send({ error: String(error) });
  }
});

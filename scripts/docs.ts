/**
 * Writes what the documentation tells of the code, between its markers: `npm run docs`. With `--check` it writes nothing,
 * and fails where something has drifted.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pc from 'picocolors';

// Zapier's core prints its memory use before each run unless it believes to be tested, which it decides as it loads.
process.env.NODE_ENV = 'test';

const { documentation } = await import('./docs/files.js');
const { readPublishedApp } = await import('../test/publishing/published-app.js');

const at = (file: string): string => resolve(import.meta.dirname, '..', file);
const read = (file: string): string => readFileSync(at(file), 'utf8');
const isCheck = process.argv.includes('--check');

// An empty account: the custom fields of the sandbox's company are no part of the documentation.
for (const [file, text] of documentation(await readPublishedApp({ seed: false }), read)) {
  if (text === read(file)) console.log(`${pc.dim('=')} ${file}`);
  else if (isCheck) {
    console.error(`${pc.red('✗')} ${file} is not what the code says. Run: npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(at(file), text);
    console.log(`${pc.green('✔')} ${file}`);
  }
}

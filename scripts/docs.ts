/**
 * Writes what the documentation tells of the code, between its markers: `npm run docs`. With `--check` it writes nothing,
 * and fails where something has drifted.
 */
import './as-tested.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { readPublishedApp } from '../test/publishing/published-app.js';
import { documentation } from './docs/files.js';

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

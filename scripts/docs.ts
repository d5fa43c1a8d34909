/** Writes the generated parts of the documentation, between their markers: `npm run docs`. Tests check that they are current. */
import './as-tested.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { readPublishedApp } from '../test/publishing/published-app.js';
import { takeNoOptions } from './command.js';
import { documentation } from './docs/files.js';

takeNoOptions(`Usage: npm run docs

Writes the tables of docs/ from the definition that Zapier gets.

  --help   this text`);

const at = (file: string): string => resolve(import.meta.dirname, '..', file);
const read = (file: string): string => readFileSync(at(file), 'utf8');

for (const [file, text] of documentation(await readPublishedApp(), read)) {
  const isCurrent = text === read(file);
  writeFileSync(at(file), text);
  console.log(isCurrent ? `${pc.dim('=')} ${file}` : `${pc.green('✔')} ${file}`);
}

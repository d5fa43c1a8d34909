/**
 * Writes test/publishing/keys.json, the keys that live Zaps depend on: `npm run keys`. Adds new ones, and removes those
 * that are gone only if package.json has a new major version.
 */
import './as-tested.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { format } from 'prettier';
import packageJson from '../package.json' with { type: 'json' };
import * as guard from '../test/publishing/keys.js';
import { readPublishedApp } from '../test/publishing/published-app.js';
import { takeNoOptions } from './command.js';

takeNoOptions(`Usage: npm run keys

Adds new keys to test/publishing/keys.json. Removes or changes nothing that
live Zaps depend on, unless package.json has a new major version.

  --help   this text`);

const file = resolve(import.meta.dirname, '../test/publishing/keys.json');
const published = guard.keysFile.parse(JSON.parse(readFileSync(file, 'utf8')));
const before = guard.unpacked(published);
const major = guard.majorOf(packageJson.version);
const keys = guard.keysOf(await readPublishedApp());
const breaking = major === published.major ? guard.breakingChanges(before, keys) : [];

if (breaking.length > 0) {
  console.error(`${pc.red('✘')} This would break live Zaps, and package.json is still at version ${major}:`);
  for (const change of breaking) console.error(`  ${change}`);
  console.error('Keep what live Zaps depend on, or begin a new major version.');
  process.exitCode = 1;
} else {
  const news = guard.added(before, keys);
  const text = JSON.stringify({ major, ...guard.packed(keys) });
  writeFileSync(file, await format(text, { parser: 'json', printWidth: 110 }));
  for (const path of news) console.log(`${pc.green('+')} ${path}`);
  console.log(`${pc.green('✔')} keys.json has ${Object.keys(keys).length} keys, ${news.length} of them new.`);
}

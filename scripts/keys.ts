/**
 * Writes test/publishing/keys.json, the keys that live Zaps hold on to: `npm run keys`. Takes in what is new, and lets go
 * of what is gone only where package.json has a new major version.
 */
import './as-tested.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { z } from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import { added, breakingChanges, keysOf, majorOf } from '../test/publishing/keys.js';
import { readPublishedApp } from '../test/publishing/published-app.js';

const file = resolve(import.meta.dirname, '../test/publishing/keys.json');
const keysFile = z.object({ major: z.string(), keys: z.record(z.string(), z.string()) });

const published = keysFile.parse(JSON.parse(readFileSync(file, 'utf8')));
const major = majorOf(packageJson.version);
const keys = keysOf(await readPublishedApp({ seed: false }));
const breaking = major === published.major ? breakingChanges(published.keys, keys) : [];

if (breaking.length > 0) {
  console.error(
    `${pc.red('✗')} This would break live Zaps, and package.json still says major version ${major}:`,
  );
  for (const change of breaking) console.error(`  ${change}`);
  console.error('Keep what live Zaps use as it was, or begin a new major version.');
  process.exitCode = 1;
} else {
  const news = added(published.keys, keys);
  writeFileSync(file, `${JSON.stringify({ major, keys }, null, 2)}\n`);
  for (const path of news) console.log(`${pc.green('+')} ${path}`);
  console.log(`${pc.green('✔')} keys.json has ${Object.keys(keys).length} keys, ${news.length} of them new.`);
}

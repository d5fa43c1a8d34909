/** Runs after `npm ci`: installs the Node.js 22 that Zapier's command line needs, if the machine's own is older. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findNode22, folder, isNeeded } from './node22.mjs';

// Zapier's build installs a copy of the project without development packages, and so without the command line.
const commandLine = fileURLToPath(new URL('../node_modules/zapier-platform-cli/', import.meta.url));

if (isNeeded && existsSync(commandLine)) {
  console.log('Installing Node.js 22 for Zapier’s command line into tools/node22 …');
  // Not `npm ci`, which deletes what is there, also with options of the outer npm such as --package-lock-only.
  spawnSync('npm', ['install', '--no-save', '--loglevel=silent', '--fetch-retries=1'], {
    cwd: folder,
    stdio: 'ignore',
    shell: process.platform === 'win32',
  });
  // npm ends with 0 as well if an optional package cannot be had.
  if (findNode22() === undefined)
    console.warn(
      'Not installed. Everything but Zapier’s command line works: npm run validate says what to do.',
    );
}

/** Runs Zapier's command line: `npm run zapier -- invoke auth test`. It refuses Node.js below 22. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findNode22, isNeeded } from './node22.mjs';

const node = isNeeded ? findNode22() : process.execPath;

if (node === undefined) {
  console.error(`Zapier’s command line needs Node.js 22 or later, and this is ${process.versions.node}.`);
  console.error('Run "npm install --prefix tools/node22" to get it one, or change to Node.js 22.');
  process.exit(1);
}

const cli = fileURLToPath(new URL('../node_modules/zapier-platform-cli/src/bin/run', import.meta.url));
const { status } = spawnSync(node, [cli, ...process.argv.slice(2)], {
  stdio: 'inherit',
  // Zapier's command line tells Zapier how it is used, unless it is told not to.
  env: { ...process.env, DISABLE_ZAPIER_ANALYTICS: '1' },
});
process.exit(status ?? 1);

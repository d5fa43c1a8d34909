/**
 * Installs Zapier's command line into tools/zapier after `npm ci`, so that one command is enough. It stays out of the
 * project's own packages: it is ten times their size, and its Node.js would shadow the machine's.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Zapier's build installs a copy of the project without development packages: there is nothing to build in there.
if (process.env.npm_config_omit?.includes('dev') || process.env.npm_config_production === 'true')
  process.exit(0);

console.log('Installing Zapier’s command line into tools/zapier …');
const { status } = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
  cwd: fileURLToPath(new URL('../tools/zapier/', import.meta.url)),
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);

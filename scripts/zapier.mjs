/**
 * Runs Zapier's command line: `npm run zapier -- invoke auth test`. It refuses Node.js below 22, whatever the machine
 * has, so that it runs on the Node.js 22 that is installed beside it, or on the machine's own where there is none for
 * the platform.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../tools/zapier/node_modules/', import.meta.url));
const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const binary = process.platform === 'win32' ? 'node.exe' : 'node';
const candidates = [`node-${platform}`, `node-bin-${platform}`].map(
  (name) => `${modules}${name}/bin/${binary}`,
);
const node = candidates.find((path) => existsSync(path)) ?? process.execPath;
const cli = `${modules}zapier-platform-cli/src/bin/run`;

if (!existsSync(cli)) {
  console.error('Zapier’s command line is not installed. Run: npm ci --prefix tools/zapier');
  process.exit(1);
}

const { status } = spawnSync(node, [cli, ...process.argv.slice(2)], {
  stdio: 'inherit',
  // Zapier's command line tells Zapier how it is used, unless it is told not to.
  env: { ...process.env, DISABLE_ZAPIER_ANALYTICS: '1' },
});
process.exit(status ?? 1);

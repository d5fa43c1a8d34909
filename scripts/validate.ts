/** Lets Zapier's command line check the definition: `npm run validate`. Ends as it ends. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { takeNoOptions } from './command.js';

takeNoOptions(`Usage: npm run validate

Builds the app, and lets Zapier's command line check its definition.
Needs no Zapier account. "npm run zapier -- validate" runs Zapier's style
checks too, over the internet.

  --help   this text`);
const zapier = join(import.meta.dirname, 'zapier.mjs');
const { status } = spawnSync(process.execPath, [zapier, 'validate', '--without-style'], { stdio: 'inherit' });
process.exitCode = status ?? 1;

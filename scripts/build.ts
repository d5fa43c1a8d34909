/** Bundles the app into dist/: `npm run build`. Zapier's command line runs it before it validates or invokes. */
import { takeNoOptions } from './command.js';
import { bundle, dist } from './package/archive.js';

takeNoOptions(`Usage: npm run build

Bundles index.ts and src/ into dist/, which is emptied first.

  --help   this text`);
await bundle('index.ts', dist);

/**
 * Makes build/build.zip, the archive that Zapier gets, and proves that it runs: `npm run package`.
 *
 * Zapier's own `build` copies all of the project with every development package, which takes minutes and more open
 * files than many machines allow. So it is given a stage that holds what belongs into the archive and nothing else.
 */
import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import pc from 'picocolors';
import { z } from 'zod';
import { startSandbox } from '../test/sandbox/index.js';
import { startZapier } from '../test/support/zapier.js';
import { takeNoOptions } from './command.js';
import {
  bundle,
  dist,
  MOST_ZIP_BYTES,
  root,
  slim,
  stage,
  unpack,
  withFolder,
  zip,
} from './package/archive.js';
import { startLambda } from './package/lambda.js';

takeNoOptions(`Usage: npm run package

Makes build/build.zip and build/source.zip, the archives that Zapier gets,
unpacks the first, and lets it poll the sandbox. Takes some 15 seconds.

  --help   this text`);

const SOURCES = ['index.ts', 'src', 'tsconfig.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.gitignore'];

const noErrors = z.array(z.unknown()).length(0);
const withTriggers = z.object({ triggers: z.record(z.string(), z.unknown()) });
const leads = z.array(z.object({ id: z.string(), name: z.string() })).min(1);

/** Unpacks the archive into a folder, validates the app in it, and polls the sandbox with it; what that gave. */
const prove = async (archive: string, folder: string): Promise<string> => {
  const { bytes, paths } = unpack(archive, folder);
  const strays = paths.filter((path) => /^(test|src|scripts|preview|tools)\/|\.env/.test(path));
  if (strays.length > 0) throw new Error(`build.zip holds files that it must not: ${strays.join(', ')}`);
  if (bytes > MOST_ZIP_BYTES) throw new Error(`build.zip has ${bytes} bytes, more than ${MOST_ZIP_BYTES}.`);
  const sandbox = await startSandbox();
  const zapier = await startZapier();
  process.env.HEFFL_BASE_URL = sandbox.url;
  const lambda = startLambda(folder, zapier.url);
  try {
    noErrors.parse((await lambda.run({ command: 'validate' })).results);
    const { triggers } = withTriggers.parse((await lambda.run({ command: 'definition' })).results);
    const bundle = { authData: { api_key: sandbox.apiKey } };
    const { results } = await lambda.run({ method: 'triggers.new_lead.operation.perform', bundle });
    const polled = leads.parse(results).length;
    return `${(bytes / 1e6).toFixed(2)} MB, ${Object.keys(triggers).length} triggers, ${polled} leads polled`;
  } finally {
    await Promise.all([lambda.close(), sandbox.close(), zapier.close()]);
  }
};

const builds = join(root, 'build');
console.log("Building with Zapier's command line …");
await bundle('index.ts', dist);
await withFolder((folder) => {
  stage(folder, dist, SOURCES);
  slim(folder);
  for (const archive of Object.values(zip(folder))) cpSync(archive, join(builds, basename(archive)));
});
console.log('Unpacking and running the archive …');
const proof = await withFolder((folder) => prove(join(builds, 'build.zip'), folder));
console.log(`${pc.green('✔')} build/build.zip: ${proof}`);

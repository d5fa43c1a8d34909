/**
 * Writes build/build.zip, the archive that Zapier gets, and proves that it runs: `npm run package`.
 *
 * Zapier's own `build` copies all of the project with every development package, which takes minutes and more open
 * files than many machines allow. So it is given a stage that holds what belongs into the archive and nothing else.
 */
import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import pc from 'picocolors';
import { z } from 'zod';
import { startSandbox } from '../test/sandbox/index.js';
import { startZapier } from '../test/support/zapier.js';
import {
  archivesOf,
  MOST_ZIP_BYTES,
  npmRun,
  root,
  slim,
  stage,
  unpack,
  withFolder,
} from './package/archive.js';
import { startLambda } from './package/lambda.js';

const SOURCES = ['index.ts', 'src', 'tsconfig.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.gitignore'];

const noErrors = z.array(z.unknown()).length(0);
const withTriggers = z.object({ triggers: z.record(z.string(), z.unknown()) });
const leads = z.array(z.object({ id: z.string(), name: z.string() })).min(1);

/**
 * Unpacks the archive as Zapier does, asks the handler in it whether the app is sound, and lets it poll the embedded
 * Heffl; the archive's size, and how many triggers and leads there were.
 */
const prove = async (archive: string, folder: string) => {
  const { bytes, paths } = unpack(archive, folder);
  const strays = paths.filter((path) => /^(test|src|scripts|tools)\//.test(path) || path.includes('.env'));
  if (strays.length > 0)
    throw new Error(`build.zip holds what does not belong into it: ${strays.join(', ')}`);
  if (bytes > MOST_ZIP_BYTES) throw new Error(`build.zip has ${bytes} bytes, more than ${MOST_ZIP_BYTES}.`);
  const sandbox = await startSandbox();
  const zapier = await startZapier();
  process.env.HEFFL_BASE_URL = sandbox.url;
  const lambda = startLambda(folder, zapier.url);
  try {
    noErrors.parse((await lambda.run({ command: 'validate' })).results);
    const { triggers } = withTriggers.parse((await lambda.run({ command: 'definition' })).results);
    const bundle = { authData: { api_key: sandbox.apiKey } };
    const poll = await lambda.run({ method: 'triggers.new_lead.operation.perform', bundle });
    return { bytes, triggers: Object.keys(triggers).length, polled: leads.parse(poll.results).length };
  } finally {
    await lambda.close();
    await sandbox.close();
    await zapier.close();
  }
};

const builds = join(root, 'build');

npmRun('build');
await withFolder((folder) => {
  stage(folder, join(root, 'dist'), SOURCES);
  slim(folder);
  mkdirSync(builds, { recursive: true });
  for (const archive of Object.values(archivesOf(folder))) cpSync(archive, join(builds, basename(archive)));
});
const { bytes, triggers, polled } = await withFolder((folder) => prove(join(builds, 'build.zip'), folder));
console.log(
  `${pc.green('✔')} build/build.zip: ${(bytes / 1e6).toFixed(2)} MB, unpacked and found sound: ${triggers} triggers, one of which polled ${polled} leads`,
);

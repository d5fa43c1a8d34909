/**
 * Writes build/build.zip, the archive that Zapier gets, and proves that it runs: `npm run package`.
 *
 * Zapier's own `build` copies all of the project with every development package, which takes minutes and more open
 * files than many machines allow. So it is given a stage that holds what belongs into the archive and nothing else.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import pc from 'picocolors';
import { z } from 'zod';
import { build, npmRun, root, stage, unpack, withFolder } from './package/archive.js';

/** What a cold start has to unpack; an empty app on the same core has 0.66 MB. */
const MOST_BYTES = 800_000;

const SOURCES = ['index.ts', 'src', 'tsconfig.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.gitignore'];

const soundApp = z.object({ errors: z.array(z.unknown()).length(0), triggers: z.number().positive() });

/** Unpacks the archive as Zapier does, and asks the handler in it whether the app is sound; the archive's size. */
const prove = (archive: string, folder: string): number => {
  const { bytes, paths } = unpack(archive, folder);
  const strays = paths.filter((path) => /^(test|src|scripts|tools)\//.test(path) || path.includes('.env'));
  if (strays.length > 0)
    throw new Error(`build.zip holds what does not belong into it: ${strays.join(', ')}`);
  if (bytes > MOST_BYTES) throw new Error(`build.zip has ${bytes} bytes, more than ${MOST_BYTES}.`);
  const question = `import('./zapierwrapper.js').then(async ({ handler }) => {
    const { results } = await handler({ command: 'validate' });
    const { results: app } = await handler({ command: 'definition' });
    process.stdout.write('\\n' + JSON.stringify({ errors: results, triggers: Object.keys(app.triggers).length }));
  });`;
  const answer = execFileSync(process.execPath, ['-e', question], { cwd: folder, encoding: 'utf8' })
    .split('\n')
    .at(-1);
  soundApp.parse(JSON.parse(answer ?? ''));
  return bytes;
};

const builds = join(root, 'build');

npmRun('build');
if (!existsSync(join(root, 'dist/index.js'))) throw new Error('There is no dist/index.js to package.');
await withFolder((folder) => {
  stage(folder, join(root, 'dist'), SOURCES);
  mkdirSync(builds, { recursive: true });
  for (const archive of Object.values(build(folder))) cpSync(archive, join(builds, basename(archive)));
});
const bytes = await withFolder((folder) => prove(join(builds, 'build.zip'), folder));
console.log(`${pc.green('✔')} build/build.zip: ${(bytes / 1e6).toFixed(2)} MB, unpacked and found sound`);

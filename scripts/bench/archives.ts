import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { build, npmRun, root, stage, unpack } from '../package/archive.js';

/** An archive that Zapier could get, unpacked. */
export type Unpacked = { readonly folder: string; readonly bytes: number };

/** Builds this app and an empty one the same way, and unpacks both below a folder. */
export const buildBoth = async (folder: string): Promise<{ heffl: Unpacked; empty: Unpacked }> => {
  npmRun('build');
  const emptyDist = join(folder, 'empty-dist');
  await esbuild.build({
    entryPoints: [join(root, 'scripts/bench/empty-app.ts')],
    outfile: join(emptyDist, 'index.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['zapier-platform-core'],
    logLevel: 'warning',
  });
  const unpacked = (dist: string): Unpacked => {
    const staged = mkdtempSync(join(folder, 'stage-'));
    stage(staged, dist);
    const target = mkdtempSync(join(folder, 'app-'));
    return { folder: target, bytes: unpack(build(staged).build, target).bytes };
  };
  return { heffl: unpacked(join(root, 'dist')), empty: unpacked(emptyDist) };
};

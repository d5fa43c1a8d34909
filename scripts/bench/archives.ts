import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { archivesOf, npmRun, root, slim, stage, unpack } from '../package/archive.js';

/** An archive that Zapier could get, unpacked. */
export type Unpacked = { readonly folder: string; readonly bytes: number };

export type Archives = {
  readonly heffl: Unpacked;
  /** The least that an app on this core can be, as Zapier's own build makes it. */
  readonly empty: Unpacked;
  /** The same, with its packages slimmed like ours. */
  readonly slimEmpty: Unpacked;
};

/** Builds this app and an empty one, and unpacks them below a folder. */
export const buildAll = async (folder: string): Promise<Archives> => {
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
  const unpacked = (dist: string, finish?: (stage: string) => void): Unpacked => {
    const staged = mkdtempSync(join(folder, 'stage-'));
    stage(staged, dist);
    finish?.(staged);
    const target = mkdtempSync(join(folder, 'app-'));
    return { folder: target, bytes: unpack(archivesOf(staged).build, target).bytes };
  };
  return {
    heffl: unpacked(join(root, 'dist'), slim),
    empty: unpacked(emptyDist),
    slimEmpty: unpacked(emptyDist, slim),
  };
};

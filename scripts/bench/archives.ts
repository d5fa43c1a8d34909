import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, dist, slim, stage, unpack, zip } from '../package/archive.js';

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
  await bundle('index.ts', dist);
  const emptyDist = join(folder, 'empty-dist');
  await bundle('scripts/bench/empty-app.ts', emptyDist);
  const unpacked = (dist: string, finish?: (stage: string) => void): Unpacked => {
    const staged = mkdtempSync(join(folder, 'stage-'));
    stage(staged, dist);
    finish?.(staged);
    const target = mkdtempSync(join(folder, 'app-'));
    return { folder: target, bytes: unpack(zip(staged).build, target).bytes };
  };
  return {
    heffl: unpacked(dist, slim),
    empty: unpacked(emptyDist),
    slimEmpty: unpacked(emptyDist, slim),
  };
};

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build, buildSync } from 'esbuild';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };

export const root = resolve(import.meta.dirname, '../..');
export const dist = join(root, 'dist');

/** The most bytes that build.zip may have. */
export const MOST_ZIP_BYTES = 800_000;

/** Not among the archive's packages: the bundle has it in a file of its own, loaded when a phone number is read. */
const BUNDLED = 'libphonenumber-js';

const lockfile = z.object({ packages: z.record(z.string(), z.record(z.string(), z.unknown())) });

/**
 * Bundles an app into `index.js` of a folder, which is emptied first.
 *
 * @param entry its file, relative to the project
 */
export const bundle = async (entry: string, folder: string): Promise<void> => {
  rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: { index: entry },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minifySyntax: true,
    minifyWhitespace: true,
    external: ['zapier-platform-core'],
    logLevel: 'warning',
  });
};

/**
 * Puts what belongs into an archive into an empty folder.
 *
 * @param bundled the folder with the bundled `index.js`
 * @param sources more paths of the project, for source.zip
 */
export const stage = (folder: string, bundled: string, sources: readonly string[] = []): void => {
  const { name, version, description, license, type, exports } = packageJson;
  const dependencies = { ...packageJson.dependencies, [BUNDLED]: undefined };
  const staged = { name, version, private: true, description, license, type, exports, dependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(staged, null, 2));
  cpSync(bundled, join(folder, 'dist'), { recursive: true });
  for (const path of ['.zapierapprc', ...sources, ...runtimePackages()]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
};

/** Folders in node_modules. Optional packages are left out: types, and what node-fetch uses if another package brings it. */
const runtimePackages = (): string[] => {
  const { packages } = lockfile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const left = ['', `node_modules/${BUNDLED}`];
  const isLeft = ([path, about]: [string, object]): boolean =>
    left.includes(path) || 'dev' in about || 'optional' in about || 'devOptional' in about;
  return Object.entries(packages).flatMap((entry) => (isLeft(entry) ? [] : [entry[0]]));
};

/**
 * Makes the packages of a stage smaller and quicker to load.
 *
 * Comments, but for licenses, and blanks go: build.zip has 0.66 MB instead of 0.81 MB. In a stack trace, names stay and line numbers of
 * packages change. The schema package is read only to validate the app: a cold start takes 0.72 of the time. Measured on 2026-11-28, by
 * `npm run bench` with and without each.
 */
export const slim = (folder: string): void => {
  const modules = join(folder, 'node_modules');
  const scripts = readdirSync(modules, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.js'),
  );
  buildSync({
    entryPoints: scripts.map(({ parentPath, name }) => join(parentPath, name)),
    outdir: modules,
    outbase: modules,
    allowOverwrite: true,
    minifyWhitespace: true,
    platform: 'node',
    target: 'node22',
    logLevel: 'warning',
  });
  const whenAsked = 'schema-when-asked.cjs';
  const schema = join(modules, 'zapier-platform-schema');
  cpSync(join(import.meta.dirname, whenAsked), join(schema, whenAsked));
  const about = join(schema, 'package.json');
  const contents = z.looseObject({}).parse(JSON.parse(readFileSync(about, 'utf8')));
  writeFileSync(about, JSON.stringify({ ...contents, main: whenAsked }));
};

/** Makes build.zip and source.zip of a stage with Zapier's command line; their paths. */
export const zip = (folder: string): { readonly build: string; readonly source: string } => {
  const zapier = join(root, 'scripts/zapier.mjs');
  const options = ['build', '--skip-validation', '--skip-dep-install'];
  const { status } = spawnSync(process.execPath, [zapier, ...options], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('Zapier’s command line did not build the archive.');
  return { build: join(folder, 'build/build.zip'), source: join(folder, 'build/source.zip') };
};

/** Unpacks an archive as Zapier does; its size in bytes, and the paths in it. */
export const unpack = (archive: string, folder: string): { bytes: number; paths: string[] } => {
  const content = readFileSync(archive);
  const files = Object.entries(unzipSync(content)).filter(([path]) => !path.endsWith('/'));
  for (const [path, file] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), file);
  }
  return { bytes: content.length, paths: files.map(([path]) => path) };
};

/** Works in a new folder, which is deleted afterwards. */
export const withFolder = async <T>(work: (folder: string) => T): Promise<Awaited<T>> => {
  const folder = mkdtempSync(join(tmpdir(), 'heffl-zapier-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

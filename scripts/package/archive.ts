import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };

export const root = resolve(import.meta.dirname, '../..');
const shell = process.platform === 'win32';

/** Stays out of node_modules: the build has it in a file of its own, read when a phone number comes along. */
const BUNDLED = 'libphonenumber-js';

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      dev: z.boolean().default(false),
      optional: z.boolean().default(false),
      devOptional: z.boolean().default(false),
    }),
  ),
});

/**
 * The folders of the packages that the app needs, below node_modules. Optional ones are types, and what node-fetch uses if
 * another package happens to bring it.
 */
const runtimePackages = (): string[] =>
  Object.entries(lockfile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))).packages)
    .filter(([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional)
    .map(([path]) => path)
    .filter((path) => path !== '' && path !== `node_modules/${BUNDLED}`);

/** What the archive may have, in bytes. */
export const MOST_ZIP_BYTES = 800_000;

/** Runs an npm script of this project. */
export const npmRun = (script: string): void => {
  execFileSync('npm', ['run', '--silent', script], { cwd: root, stdio: 'inherit', shell });
};

/**
 * Puts into an empty folder what Zapier's build makes an archive of.
 *
 * @param dist the folder with the built `index.js`
 * @param sources further paths of this project, for source.zip
 */
export const stage = (folder: string, dist: string, sources: readonly string[] = []): void => {
  const { name, version, description, license, type, exports } = packageJson;
  const dependencies = { ...packageJson.dependencies, [BUNDLED]: undefined };
  const staged = { name, version, private: true, description, license, type, exports, dependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(staged, null, 2));
  cpSync(dist, join(folder, 'dist'), { recursive: true });
  for (const path of ['.zapierapprc', ...sources, ...runtimePackages()]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
};

/**
 * Takes the blanks and the comments, but for licenses, out of the packages of a stage: every cold start unpacks, reads and
 * parses all of them, Zapier's core above all. What they do stays as it is; in a stack trace, so do names, and lines do not.
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
};

/** Lets Zapier's build make the archives of a stage; where they are. */
export const archivesOf = (folder: string): { readonly build: string; readonly source: string } => {
  const cli = join(root, 'scripts/zapier.mjs');
  execFileSync(process.execPath, [cli, 'build', '--skip-validation', '--skip-dep-install'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { build: join(folder, 'build/build.zip'), source: join(folder, 'build/source.zip') };
};

/** Unpacks an archive as Zapier does; its size in bytes, and the paths of what was in it. */
export const unpack = (archive: string, folder: string): { bytes: number; paths: string[] } => {
  const content = readFileSync(archive);
  const files = Object.entries(unzipSync(content)).filter(([path]) => !path.endsWith('/'));
  for (const [path, file] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), file);
  }
  return { bytes: content.length, paths: files.map(([path]) => path) };
};

/** Does something with a new folder that is gone afterwards. */
export const withFolder = async <T>(work: (folder: string) => T): Promise<Awaited<T>> => {
  const folder = mkdtempSync(join(tmpdir(), 'heffl-zapier-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = join(__dirname, '../..');

/** Lets each file of a bundle go on reading the files beside it. */
const ownAddresses: Plugin = {
  name: 'own addresses',
  setup: (bundle) => {
    bundle.onLoad({ filter: /\/(scripts|preview)\/.*\.ts$/ }, async ({ path }) => {
      const address = JSON.stringify(pathToFileURL(path).href);
      const contents = (await readFile(path, 'utf8')).replaceAll('import.meta.url', address);
      return { contents, loader: 'ts' };
    });
  },
};

/**
 * A command of the project for a test file, in processes of its own. It is bundled once: tsx takes half a second of CPU for
 * each process.
 */
export const commandOf = (name: string) => {
  const file = join(root, 'node_modules/.cache/commands', `${name}.mjs`);
  beforeAll(() =>
    build({
      entryPoints: [join(root, 'scripts', `${name}.ts`)],
      outfile: file,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      plugins: [ownAddresses],
    }),
  );

  /** Starts it, without colours. */
  const start = (args: readonly string[], environment: NodeJS.ProcessEnv = {}, cwd = root) => {
    const child = spawn(process.execPath, [file, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    const ended = Promise.all([text(child.stderr), once(child, 'close')]);
    return {
      /** Waits until it says something. Returns the first group of the pattern, or all that matches. */
      said: async (pattern: RegExp): Promise<string> => {
        for (;;) {
          const [all, group = all] = pattern.exec(stdout) ?? [];
          if (group !== undefined) return group;
          await once(child.stdout, 'data');
        }
      },
      kill: (signal: NodeJS.Signals) => child.kill(signal),
      /** Waits for its end: the exit code, and all that it said. */
      end: async () => {
        const [stderr] = await ended;
        return { code: child.exitCode, stdout, stderr };
      },
    };
  };
  return { start, run: (...how: Parameters<typeof start>) => start(...how).end() };
};

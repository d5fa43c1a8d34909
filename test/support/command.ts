import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';

const root = join(__dirname, '../..');

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A command of the project, in a process of its own, for a test file. It is bundled once: tsx takes half a second of CPU in
 * each run.
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
    }),
  );
  /** Starts it, without colours. */
  const start = (args: readonly string[], environment: Environment = {}, cwd = root) =>
    spawn(process.execPath, [file, ...args], {
      cwd,
      env: { ...process.env, NODE_ENV: undefined, NO_COLOR: '1', FORCE_COLOR: undefined, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  /** Waits for its end: the exit code, and what it said. */
  const endOf = async (child: ReturnType<typeof start>) => {
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { code: child.exitCode, stdout, stderr };
  };
  return {
    start,
    endOf,
    run: (args: readonly string[], environment?: Environment, cwd?: string) =>
      endOf(start(args, environment, cwd)),
  };
};

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(__dirname, '../..');

const run = (script: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  return { status, stdout, stderr };
};

const commands = Object.entries(packageJson.scripts).flatMap(([name, command]) => {
  const [, script] = /^tsx (\S+)$/.exec(command) ?? [];
  // The probe reads its options by itself: it ends with exit 2 if it cannot ask.
  return script === undefined || name === 'probe' ? [] : [{ name, script }];
});

test.each(commands)('npm run $name: reads its options, and says how it is used', ({ name, script }) => {
  const source = readFileSync(join(root, script), 'utf8');
  const usage = name === 'start' ? 'npm start' : `npm run ${name}`;
  expect(source).toMatch(new RegExp(`readOptions\\(\\s*\`Usage: ${usage}`));
});

describe('npm run build', () => {
  const canary = join(root, 'dist/canary.txt');

  beforeEach(() => {
    mkdirSync(join(root, 'dist'), { recursive: true });
    writeFileSync(canary, '');
  });

  afterEach(() => {
    rmSync(canary);
  });

  test('--help: exit 0, the help in 80 columns, and dist stays as it was', () => {
    const { status, stdout, stderr } = run('scripts/build.ts', '--help');
    expect({ status, stderr, isThere: existsSync(canary) }).toEqual({ status: 0, stderr: '', isThere: true });
    expect(stdout).toMatch(/^Usage: npm run build\n/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('an unknown option: exit 1, and dist stays as it was', () => {
    expect({ ...run('scripts/build.ts', '--fast'), isThere: existsSync(canary) }).toEqual({
      status: 1,
      stdout: '',
      stderr: "✘ Unknown option '--fast'. See --help.\n",
      isThere: true,
    });
  });
});

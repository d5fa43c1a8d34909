import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(__dirname, '../..');

const commands = Object.entries(packageJson.scripts).flatMap(([name, command]) => {
  const [, script] = /^tsx (\S+)$/.exec(command) ?? [];
  // The probe ends with exit 2 if it cannot ask, and its help does not begin so.
  return script === undefined || name === 'probe' ? [] : [{ name, script }];
});

test.each(commands)('npm run $name: reads its options, and says how it is used', ({ name, script }) => {
  const source = readFileSync(join(root, script), 'utf8');
  const usage = name === 'start' ? 'npm start' : `npm run ${name}`;
  expect(source).toMatch(new RegExp(`(readOptions|takeNoOptions)\\(\\s*\`Usage: ${usage}`));
});

test('npm run build with an unknown option: exit 1, and dist stays as it was', () => {
  const canary = join(root, 'dist/canary.txt');
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(canary, '');
  const { status, stdout, stderr } = spawnSync('node', ['--import', 'tsx', 'scripts/build.ts', '--fast'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  const isThere = existsSync(canary);
  rmSync(canary, { force: true });
  expect({ status, stdout, stderr, isThere }).toEqual({
    status: 1,
    stdout: '',
    stderr: "✘ Unknown option '--fast'. See --help.\n",
    isThere: true,
  });
});

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { commandOf } from '../support/command.js';

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

const build = commandOf('build');

test('npm run build with an unknown option: exit 1, and dist stays as it was', async () => {
  const canary = join(root, 'dist/canary.txt');
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(canary, '');
  const said = await build.run(['--fast']);
  const isThere = existsSync(canary);
  rmSync(canary, { force: true });
  const stderr = "✘ Unknown option '--fast'. See --help.\n";
  expect({ ...said, isThere }).toEqual({ code: 1, stdout: '', stderr, isThere: true });
});

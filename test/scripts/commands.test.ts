import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { inText, median, row } from '../../scripts/bench/table.js';
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

test('inText: each cell in its column, and a mark for each row with a target', () => {
  const table = {
    title: 'Beside an empty app',
    columns: ['', 'Heffl', 'Target'],
    rows: [
      row(['Cold start', '410 ms', '≤ 1.05 ×'], false),
      row(['Zip', '0.76 MB', '≤ 0.80 MB'], true),
      row(['Runs', '3', '']),
    ],
  };
  expect(inText(table).split('\n')).toEqual([
    'Beside an empty app',
    '',
    '              Heffl     Target',
    'Cold start   410 ms   ≤ 1.05 ×  ✘',
    'Zip         0.76 MB  ≤ 0.80 MB  ✔',
    'Runs              3',
  ]);
});

test('median: the middle one, or the mean of the two', () => {
  expect([[3], [9, 1, 5], [4, 1, 100, 2]].map(median)).toEqual([3, 5, 3]);
});

test('docs/bench.md: tables of at most 80 columns', () => {
  const page = readFileSync(join(root, 'docs/bench.md'), 'utf8');
  const [, report = ''] = /```text\n([^]*?)\n```/.exec(page) ?? [];
  expect(report).toMatch(/^npm run bench -- --rounds \d+, on \d{4}-\d\d-\d\d\n/);
  expect(Math.max(...report.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

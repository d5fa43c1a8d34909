import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inText, median, row } from '../../scripts/bench/table.js';

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
  const page = readFileSync(join(__dirname, '../../docs/bench.md'), 'utf8');
  const [, report = ''] = /```text\n([^]*?)\n```/.exec(page) ?? [];
  expect(report).toMatch(/^npm run bench -- --rounds \d+, on \d{4}-\d\d-\d\d\n/);
  expect(Math.max(...report.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

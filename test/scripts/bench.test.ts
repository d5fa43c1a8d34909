import { stripVTControlCharacters } from 'node:util';
import { longSearch } from '../../scripts/bench/long-search.js';
import { inMarkdown, inTerminal, median, type Report } from '../../scripts/bench/report.js';
import { clock } from '../../src/heffl/clock.js';

const report: Report = {
  title: 'Beside an empty app',
  columns: ['', 'Heffl', 'Target'],
  rows: [
    { cells: ['Cold start', '410 ms', '≤ 1.05 ×'], isMet: false },
    { cells: ['Zip', '0.76 MB', '≤ 0.80 MB'], isMet: true },
    { cells: ['Poll', '9.0 ms', ''] },
  ],
};

test('a report in Markdown is a table that says which targets were met', () => {
  expect(inMarkdown(report)).toBe(`**Beside an empty app**

|  | Heffl | Target |  |
| --- | ---: | ---: | --- |
| Cold start | 410 ms | ≤ 1.05 × | ✘ |
| Zip | 0.76 MB | ≤ 0.80 MB | ✔ |
| Poll | 9.0 ms |  |  |`);
});

test('a report in a terminal has every cell in its column', () => {
  const lines = stripVTControlCharacters(inTerminal(report)).split('\n');
  expect(lines[0]).toContain('Beside an empty app');
  expect(lines.find((line) => line.includes('Cold start'))).toMatch(/410 ms .* ≤ 1\.05 × .*✘/);
  expect(new Set(lines.slice(1).map((line) => line.length)).size).toBe(1);
});

test.each([
  [[3], 3],
  [[3, 1], 2],
  [[9, 1, 5], 5],
  [[4, 1, 100, 2], 3],
])('the median of %j is %d', (values, middle) => {
  expect(median(values)).toBe(middle);
});

test('10,000 leads are searched within the limit, and the clock runs as before afterwards', async () => {
  const { now, sleep } = clock;
  const { rows } = await longSearch();
  expect(rows.filter(({ isMet }) => isMet === false)).toEqual([]);
  expect(rows.map(({ cells }) => cells.slice(0, 2))).toEqual([
    ['Leads found', '1'],
    ['Requests', '100'],
    ['Pages asked for again', '0'],
    ['Requests in the fullest minute', '40'],
    ['Longest run', expect.stringMatching(/^\d\.\d s$/)],
    ['Runs, and minutes from first to last', expect.stringMatching(/^3, [23]\.\d$/)],
  ]);
  expect(clock).toEqual({ now, sleep });
});

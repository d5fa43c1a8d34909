import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandOf } from '../support/command.js';
import { connectHeffl } from '../support/heffl.js';

const review = commandOf('review');
const heffl = connectHeffl({ seed: false });
const folder = mkdtempSync(join(tmpdir(), 'heffl-review-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const run = (option: string, HEFFL_API_KEY?: string) => review.run([option], { HEFFL_API_KEY }, folder);
const counts = () =>
  (['clients', 'leads', 'deals', 'tasks'] as const).map((name) => heffl.sandbox.records.count(name));

test('without a key: exit 1, and no request', async () => {
  const stderr = '✘ There is no key. Set HEFFL_API_KEY to that of a scratch workspace.\n';
  expect(await run('--fill')).toEqual({ code: 1, stdout: '', stderr });
  expect(heffl.sandbox.requests).toEqual([]);
});

test('--fill creates the records once; --clear deletes them and no others', async () => {
  const { sandbox } = heffl;
  sandbox.create('leads', { name: 'Somebody' });
  expect(await run('--fill', sandbox.apiKey)).toMatchObject({ code: 0, stderr: '' });
  expect(counts()).toEqual([3, 6, 2, 2]);
  expect((await run('--fill', sandbox.apiKey)).stderr).toContain('12 records are there already.');
  expect(await run('--clear', sandbox.apiKey)).toMatchObject({ code: 0, stderr: '' });
  expect(counts()).toEqual([0, 1, 0, 0]);
  expect(existsSync(join(folder, '.review.json'))).toBe(false);
});

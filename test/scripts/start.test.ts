import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { playSale, readAccount } from '../../scripts/start/steps.js';
import { startTeller } from '../../scripts/start/teller.js';
import type { Fault } from '../sandbox/index.js';
import { connectHeffl } from '../support/heffl.js';

const plainTeller = () => {
  const lines: string[] = [];
  const teller = startTeller((line) => {
    lines.push(...stripVTControlCharacters(line).split('\n'));
  });
  return { teller, lines };
};

test('without a terminal: exit 0, and every step with its time and result in plain text of 80 columns', () => {
  const unset = { NODE_ENV: undefined, FORCE_COLOR: undefined, HEFFL_API_KEY: undefined };
  const { status, stdout, stderr } = spawnSync('node', ['--import', 'tsx', 'scripts/start.ts'], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...unset },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines.filter((line) => /^ {2}✔ +\d+ ms {2}\S/.test(line))).toHaveLength(17);
  expect(stdout).toMatch(/^✔ 17 steps, \d+ requests to Heffl, \d+\.\d s\./m);
  expect(stdout).not.toContain('\u001b');
  expect(lines.length).toBeLessThanOrEqual(31);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

const answer = (status: number, path: string, body?: unknown): Fault => {
  return { kind: 'status', status, body, match: { method: 'POST', path } };
};

test.each<[failing: string, fault: Fault, step: string, why: string]>([
  ['a create', answer(500, '/deals'), 'Create Deal', 'may exist'],
  ['a signature', { kind: 'tampered' }, 'Lead Stage Changed', "does not carry Heffl's signature"],
  ['an answer', answer(200, '/leads', { id: 'ld_1', mobile: '1' }), 'Create Lead', 'should be +97150'],
])('playSale: %s fails: ends at that step and names it', async (_failing, fault, step, why) => {
  const { teller, lines } = plainTeller();
  const isDone = await playSale(teller, ({ faults }) => {
    faults.inject(fault);
  });
  expect(isDone).toBe(false);
  expect(lines.filter((line) => line.startsWith('  ✘'))).toHaveLength(1);
  expect(lines.at(-1)).toMatch(new RegExp(`^Step \\d+, "${step}", failed: `));
  expect(lines.at(-1)).toContain(why);
});

describe('readAccount', () => {
  const heffl = connectHeffl({ apiKey: 'heffl_user_of_a_real_account' });

  test('a key of the account: only GET requests, and the key is not shown', async () => {
    const { sandbox } = heffl;
    const { teller, lines } = plainTeller();
    expect(await readAccount(sandbox.apiKey, teller)).toBe(true);
    expect(new Set(sandbox.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    const output = lines.join('\n');
    expect(output).toMatch(/✔ .* Find Lead +finds (ld_\w+) by the email of \1\n/);
    expect(output).toMatch(/Lead Stage List +6: New, Contacted, Working, Converted, Unq…\n/);
    expect(output).toContain(`${sandbox.requests.length} requests to Heffl`);
    expect(output).toMatch(/✔ .* Nothing was written +all \d+ requests were GET\n/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(output).not.toContain(sandbox.apiKey);
  });

  test('an unknown key: ends after one request', async () => {
    const { teller, lines } = plainTeller();
    expect(await readAccount('another', teller)).toBe(false);
    expect(lines.at(-1)).toContain('Step 1, "Check API Key", failed: Heffl does not know this API key.');
    expect(heffl.sandbox.requests).toHaveLength(1);
  });

  test('no lead has an email: skips the search', async () => {
    for (const { id } of heffl.sandbox.records.list('leads'))
      heffl.sandbox.update('leads', id, { email: null });
    const { teller, lines } = plainTeller();
    expect(await readAccount(heffl.sandbox.apiKey, teller)).toBe(true);
    expect(lines.join('\n')).toMatch(/– +Find Lead +skipped: no lead has an email/);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { type Sandbox, startSandbox } from '../sandbox/index.js';

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: false });
  folder = mkdtempSync(join(tmpdir(), 'heffl-review-'));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const run = async (option: string, key?: string) => {
  const tsx = pathToFileURL(require.resolve('tsx')).href;
  const script = join(__dirname, '../../scripts/review.ts');
  const env = {
    ...process.env,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    HEFFL_BASE_URL: sandbox.url,
    HEFFL_API_KEY: key,
  };
  const child = spawn(process.execPath, ['--import', tsx, script, option], { cwd: folder, env });
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, said };
};
const counts = () =>
  (['clients', 'leads', 'deals', 'tasks'] as const).map((name) => sandbox.records.list(name).length);

test('without a key: exit 1, and no request', async () => {
  const { code, said } = await run('--fill');
  expect({ code, said, requests: sandbox.requests }).toEqual({
    code: 1,
    said: '✘ There is no key. Set HEFFL_API_KEY to that of a scratch workspace.\n',
    requests: [],
  });
});

test('--fill creates the records once; --clear deletes them and no others', async () => {
  sandbox.create('leads', { name: 'Somebody' });
  expect(await run('--fill', sandbox.apiKey)).toEqual({ code: 0, said: '' });
  expect(counts()).toEqual([3, 6, 2, 2]);
  expect((await run('--fill', sandbox.apiKey)).said).toContain('12 records are there already.');
  expect(await run('--clear', sandbox.apiKey)).toEqual({ code: 0, said: '' });
  expect(counts()).toEqual([0, 1, 0, 0]);
  expect(existsSync(join(folder, '.review.json'))).toBe(false);
});

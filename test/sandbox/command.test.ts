import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

let child: ChildProcessByStdio<null, Readable, Readable>;

const run = (...args: string[]): void => {
  child = spawn(process.execPath, ['--import', 'tsx', 'scripts/sandbox.ts', ...args], {
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
};
afterEach(() => {
  child.kill('SIGKILL');
});

test('runs alone, says how to use it, logs requests and ends cleanly on Ctrl-C', async () => {
  run('--port', '0', '--empty', '--verbose', '--reading', 'listShape=array');
  const output: string[] = [];
  const printed = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(output.join(''));
      if (found) return found[1] ?? found[0];
      await once(child.stdout, 'data');
    }
  };
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const url = await printed(/HEFFL_BASE_URL=(.+)\n/);
  const key = await printed(/authData_api_key=(.+)\n/);
  await printed(/authData_default_country=AE\n/);
  await printed(/invoke create create_lead --non-interactive \\\n {2}-i '/);
  const response = await fetch(`${url}/leads?limit=1`, {
    headers: { 'x-api-key': key, 'user-agent': 'Zapier heffl-zapier/1.0.0 find_lead' },
  });
  expect(await response.json()).toEqual([]);
  await printed(/GET {4}\/leads {2}200 {2}[\d.]+ ms\n {7}find_lead\n {7}limit=1\n/);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

/** What a run that fails says, and its exit code. */
const failure = async (...args: string[]) => {
  run(...args);
  const [complaint] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { complaint, code: child.exitCode };
};

test('a taken port is said in words', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port.toString() : '';
  const { complaint, code } = await failure('--port', port);
  other.close();
  expect(complaint).toContain(`Port ${port} is taken.`);
  expect(code).toBe(1);
});

test('a port that cannot be: one line', async () => {
  expect(await failure('--port', '70000')).toEqual({
    complaint: '✘ --port takes a number up to 65535, not "70000".\n',
    code: 1,
  });
});

test('an unknown reading is refused with the ones that there are', async () => {
  const { complaint, code } = await failure('--reading', 'listShape=shapeless');
  expect(complaint).toContain('expected one of "items"|"data"|"array"');
  expect(code).toBe(1);
});

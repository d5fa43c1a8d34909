import { commandOf } from '../support/command.js';

const sandbox = commandOf('sandbox');

test('runs alone, says how to use it, logs requests and ends cleanly on Ctrl-C; its port is taken', async () => {
  const { said, kill, end } = sandbox.start([
    '--port=0',
    '--empty',
    '--verbose',
    '--reading=listShape=array',
  ]);
  const url = await said(/HEFFL_BASE_URL=(.+)\n/);
  const key = await said(/authData_api_key=(.+)\n/);
  await said(/authData_default_country=AE\n/);
  await said(/invoke create create_lead --non-interactive \\\n {2}-i '/);
  const response = await fetch(`${url}/leads?limit=1`, {
    headers: { 'x-api-key': key, 'user-agent': 'Zapier heffl-zapier/1.0.0 find_lead' },
  });
  expect(await response.json()).toEqual([]);
  await said(/GET {4}\/leads {2}200 {2}[\d.]+ ms\n {7}find_lead\n {7}limit=1\n/);
  const { port } = new URL(url);
  const { code, stderr } = await sandbox.run(['--port', port]);
  expect([code, stderr]).toEqual([1, expect.stringContaining(`✘ Port ${port} is taken.`)]);
  kill('SIGINT');
  expect(await end()).toMatchObject({ code: 0, stderr: '' });
});

test.each([
  ['--help', 0, /^Usage: npm run sandbox/, /^$/],
  ['--port=70000', 1, /^$/, /^✘ --port takes a number up to 65535, not "70000"\.\n$/],
  ['--reading=listShape=shapeless', 1, /^$/, /^✘ .*expected one of "items"\|"data"\|"array"/s],
])('%s: exit %i, said in words of 80 columns', async (option, code, out, problem) => {
  const { stdout, stderr, ...end } = await sandbox.run([option]);
  expect(end).toEqual({ code });
  expect(stdout).toMatch(out);
  expect(stderr).toMatch(problem);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

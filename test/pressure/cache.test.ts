import { clock } from '../../src/heffl/clock.js';
import { type Sandbox, startSandbox } from '../sandbox/index.js';
import { type RunBundle, startZapier, type ZapierStandIn } from '../support/zapier.js';

let sandbox: Sandbox;
let zapier: ZapierStandIn;

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false });
});

beforeEach(async () => {
  zapier = await startZapier();
  process.env.HEFFL_BASE_URL = sandbox.url;
  jest.spyOn(clock, 'sleep').mockResolvedValue();
  sandbox.requests.length = 0;
});

afterEach(async () => {
  jest.restoreAllMocks();
  await zapier.close();
});

afterAll(() => sandbox.close());

const runs: readonly { readonly method: string; readonly bundle?: RunBundle }[] = [
  { method: 'creates.create_lead.operation.inputFields' },
  { method: 'creates.update_lead.operation.inputFields' },
  { method: 'creates.create_deal.operation.inputFields' },
  { method: 'searches.find_client.operation.inputFields' },
  { method: 'triggers.lead_updated.operation.inputFields' },
  { method: 'triggers.lead_list.operation.perform' },
  { method: 'triggers.lead_stage_list.operation.perform' },
  { method: 'triggers.pipeline_stage_list.operation.perform' },
  { method: 'triggers.new_deal.operation.perform' },
  { method: 'creates.create_lead.operation.perform', bundle: { inputData: { name: 'Noor' } } },
  {
    method: 'searches.find_lead.operation.perform',
    bundle: { inputData: { search_by: 'email', search_value: 'jane@example.com' } },
  },
];

const run = (method: string, bundle: RunBundle = {}, key = sandbox.apiKey): Promise<unknown> =>
  zapier.run(method, { ...bundle, authData: { api_key: key } });

test.each(runs)(
  '$method works while the cache fails on every call, or keeps nothing',
  async ({ method, bundle }) => {
    for (const mood of ['fails', 'forgets'] as const) {
      zapier.mood = mood;
      await expect(run(method, bundle)).resolves.toEqual(expect.anything());
    }
  },
);

test.each([
  'creates.create_lead.operation.inputFields',
  'creates.update_client.operation.inputFields',
  'searches.find_deal.operation.inputFields',
  'triggers.lead_list.operation.perform',
  'triggers.pipeline_list.operation.perform',
  'triggers.tag_list.operation.perform',
])(
  '%s costs one request when it is shown, none within the next minutes, and one again after that',
  async (method) => {
    await run(method);
    expect(sandbox.requests).toHaveLength(1);

    zapier.age(4 * 60);
    await run(method);
    expect(sandbox.requests).toHaveLength(1);

    zapier.age(2 * 60);
    await run(method);
    expect(sandbox.requests).toHaveLength(2);
  },
);

test('one connection never sees what was kept for another', async () => {
  const other = await startSandbox({ seed: false, apiKey: 'heffl_user_other' });
  try {
    await run('triggers.lead_list.operation.perform');
    process.env.HEFFL_BASE_URL = other.url;

    expect(await run('triggers.lead_list.operation.perform', {}, other.apiKey)).toEqual([]);
    expect(other.requests).toHaveLength(1);
  } finally {
    await other.close();
  }
});

test('neither a key of the cache nor a line of the log holds the API key', async () => {
  for (const { method, bundle } of runs) await run(method, bundle);

  expect(zapier.cacheCalls.length).toBeGreaterThan(10);
  expect(zapier.logs).toHaveLength(sandbox.requests.length);
  expect(zapier.cacheCalls.map(([, key]) => key).join('\n')).not.toContain(sandbox.apiKey);
  expect(zapier.logs.join('\n')).not.toContain(sandbox.apiKey);
});

test('what a search looks for does not stand in a key of the cache', async () => {
  await run('searches.find_lead.operation.perform', {
    inputData: { search_by: 'email', search_value: 'private@example.com' },
  });

  expect(zapier.cacheCalls.map(([, key]) => key).join('\n')).not.toContain('private');
});

import { createAppHandler } from 'zapier-platform-core';
import { prepareApp } from 'zapier-platform-core/src/tools/schema';
import { z } from 'zod';
import App from '../index.js';
import { errorTexts } from '../src/errors.js';
import { KEY_PAGE } from '../src/heffl/facts.js';
import type { CollectionName, Fields } from './sandbox/index.js';
import { collectionNames } from './sandbox/resources/index.js';
import { emptyOutputs, fullRecords } from './support/full-records.js';
import { connectHeffl } from './support/heffl.js';

const heffl = connectHeffl();

test('getAuthTemplate: the key in the header that Heffl reads, whatever the environment holds', async () => {
  process.env.HEFFL_BASE_URL = '{{process.env.HEFFL_BASE_URL}}';
  const { results } = await createAppHandler(App)({ command: 'getAuthTemplate', bundle: {} });
  expect(results).toMatchObject({
    supported: true,
    source: 'requestTemplate',
    template: { headers: { 'x-api-key': '{{bundle.authData.api_key}}' } },
  });
});

test('a search names itself in the user agent', async () => {
  await heffl.run('find_lead', { search_by: 'id', search_value: 'ld_1' });
  const agents = heffl.sandbox.requests.map(({ headers }) => headers['user-agent']);
  expect(agents).toEqual([`Zapier heffl-zapier/${App.version} find_lead`]);
});

describe('connection', () => {
  test('tested with GET /leads?limit=1, the key in its header and nowhere else', async () => {
    const { requests } = await heffl.run('authentication');
    expect(requests).toEqual([{ method: 'GET', path: '/leads', query: { limit: '1' } }]);
    const { 'x-api-key': key, ...others } = heffl.sandbox.requests[0]?.headers ?? {};
    expect(key).toBe(heffl.sandbox.apiKey);
    expect(others).toMatchObject({ accept: 'application/json' });
    expect(JSON.stringify(others)).not.toContain(heffl.sandbox.apiKey);
  });

  test.each([
    ['wrong key', 'heffl_user_wrong', 1],
    ['no key', '', 0],
    ['blank key', '   ', 0],
    ['key with a line break', 'heffl\nuser', 0],
  ])('%s: fails, and says where to make one', async (_, api_key, count) => {
    const failure = await heffl.fail('authentication', {}, { authData: { api_key } });
    expect(failure).toMatchObject({
      name: 'AppError',
      message: errorTexts.badKey({ keyPage: KEY_PAGE }),
      status: 401,
    });
    expect(failure.requests).toHaveLength(count);
  });

  const purpose = 'check the API key by listing a lead';
  test.each([
    [403, { message: 'No' }, { message: errorTexts.notAllowed({ purpose, reason: 'No' }) }],
    [200, {}, { code: 'UnexpectedAnswer' }],
    [200, { items: [{}] }, { code: 'UnexpectedAnswer' }],
  ])('answer %d with %j: fails', async (status, body, expected) => {
    heffl.sandbox.faults.inject({ kind: 'status', status, body });
    expect(await heffl.fail('authentication')).toMatchObject({ name: 'AppError', ...expected });
  });

  const labelWith = async (authData: Readonly<Record<string, string>>): Promise<string> => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { items: [] } });
    const { output } = await heffl.run('authentication', {}, { authData });
    return z.strictObject({ connection: z.string() }).parse(output).connection;
  };

  test('workspace name: is the label', async () => {
    expect(App.authentication?.connectionLabel).toBe('{{connection}}');
    expect(await labelWith({ workspace_name: ' Al Noor Cleaning ' })).toBe('Al Noor Cleaning');
  });

  test('no workspace name: the label differs by key, and holds no part of it', async () => {
    const keys = ['heffl_user_4f9a8b7c6d5e', 'heffl_user_4f9a8b7c6d5f', 'heffl_user_4f9a8b7c6d5e'] as const;
    const labels: string[] = [];
    for (const api_key of keys) labels.push(await labelWith({ api_key, workspace_name: '  ' }));
    const [label = '', other, again] = labels;
    expect([label === again, label === other]).toEqual([true, false]);
    expect(label).toMatch(/^Key [0-9a-f]{6}$/);
    const parts = Array.from({ length: keys[0].length - 3 }, (_, start) => keys[0].slice(start, start + 4));
    expect(parts.filter((part) => label.includes(part))).toEqual([]);
  });

  test('form: the key and the country are required, the key hidden', () => {
    expect(App.authentication?.type).toBe('custom');
    expect(App.authentication?.fields).toMatchObject([
      { key: 'api_key', type: 'password', required: true },
      { key: 'default_country', required: true },
      { key: 'workspace_name', required: false },
    ]);
  });
});

describe('definition in each run', () => {
  const step = z.looseObject({ display: z.looseObject({}), operation: z.looseObject({}) });
  type Operation = Partial<
    Pick<(typeof App.creates)[string]['operation'], 'sample' | 'inputFields' | 'outputFields'>
  >;
  const definition = z.looseObject({ creates: z.looseObject({ create_lead: step }) });

  test.each([
    ['trigger', App.triggers.new_lead, prepareApp(App).triggers.new_lead],
    ['action', App.creates.create_lead, prepareApp(App).creates.create_lead],
  ])('%s: the core copies it, but for sample and fields, which are frozen', (_, own, copy) => {
    expect(copy).toEqual(own);
    expect(copy?.operation).not.toBe(own?.operation);
    const constantsOf = ({ sample, inputFields = [], outputFields = [] }: Operation = {}) =>
      [sample, ...inputFields, ...outputFields].filter((part) => typeof part !== 'function');
    const [owned, copied] = [constantsOf(own?.operation), constantsOf(copy?.operation)];
    expect(owned.length).toBeGreaterThan(10);
    expect(owned.filter((part, index) => part !== copied[index] || !Object.isFrozen(part))).toEqual([]);
  });

  test('override from Zapier: changes what it names, and nothing else', async () => {
    const handler = createAppHandler(App);
    const display = { label: 'Add Lead' };
    const operation = { sample: { id: 'ld_1' }, inputFields: [{ key: 'name', label: 'Full Name' }] };
    const { results } = await handler({
      command: 'definition',
      appRawOverride: [undefined, { creates: { create_lead: { display, operation } } }],
    });
    const expected = definition.parse((await handler({ command: 'definition' })).results);
    Object.assign(expected.creates.create_lead.display, display);
    Object.assign(expected.creates.create_lead.operation, operation);
    expect(results).toEqual(expected);
  });
});

/** `find_lead_stage` is about `leadStages`. */
const collectionOf = (key: string): CollectionName | undefined => {
  const noun = key.replace(/^(create_or_update|create|update|delete|find|new)_/, '');
  if (noun === 'lead_source') return 'sources';
  if (noun === 'deal_stage') return 'pipelineStages';
  return collectionNames.find((name) => name.toLowerCase() === `${noun}s`.replace('_', ''));
};

/** The records with everything that a step can be about, or the last one that the sandbox starts with. */
const recordsFor = (key: string): readonly Fields[] => {
  const { sandbox } = heffl;
  const collection = collectionOf(key) ?? 'leads';
  const made = fullRecords(heffl, collection).map((fields) => sandbox.create(collection, fields));
  return made.length > 0 ? made : sandbox.records.list(collection).slice(-1);
};

const steps = [
  ...Object.values(App.triggers).filter(({ operation }) => operation.type !== 'hook'),
  ...Object.values(App.searches),
  ...Object.values(App.creates),
].filter(({ operation }) => operation.outputFields);

// Of instant triggers, the tests of events assert the same.
test.each(steps)('$key: each output is filled in one case at least', async (step) => {
  const given: unknown[] = [];
  for (const record of recordsFor(step.key)) {
    const request = step.key === 'api_request' ? { method: 'GET', path: `/leads/${String(record.id)}` } : {};
    const input = { ...record, ...request, search_by: 'id', search_value: record.id };
    given.push((await heffl.run(step.key, input, { meta: { isLoadingSample: true } })).output);
  }
  expect(emptyOutputs(step, given)).toEqual([]);
});

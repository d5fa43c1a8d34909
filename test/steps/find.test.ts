import { errorTexts } from '../../src/errors.js';
import { client } from '../../src/resources/clients/record.js';
import { lead } from '../../src/resources/leads/record.js';
import { openComparer } from '../../src/steps/comparisons.js';
import { refused } from '../support/failure.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { editableKinds, loadLinks } from '../support/steps.js';

const heffl = connectHeffl();

const listing = (collection: string) => ({ method: 'GET', path: `/${collection}`, query: { limit: '100' } });
const by = (search_by: string, search_value: unknown): Input => ({ search_by, search_value });
const or = (or_search_by: string, or_search_value: unknown): Input => ({ or_search_by, or_search_value });

describe.each(editableKinds)('$find', ({ collection, find, create, seeded }) => {
  beforeEach(() => loadLinks(heffl, collection));
  const title = ['leads', 'clients'].includes(collection) ? 'name' : 'title';

  test('ID: one GET; name and number in other letters: found in the list; nobody: nothing', async () => {
    const id = heffl.idOf(collection, seeded);
    const number = heffl.sandbox.records.get(collection, id)?.number;
    const found = [{ id, number, [title]: seeded }];
    const asks: readonly [Input, unknown, readonly object[]][] = [
      [by('id', ` ${id} `), { method: 'GET', path: `/${collection}/${id}`, query: {} }, found],
      [by(title, `  ${seeded.toUpperCase()} `), listing(collection), found],
      [by('number', String(number).toLowerCase()), listing(collection), found],
      [by(title, 'Nobody'), listing(collection), []],
    ];
    for (const [input, request, expected] of asks) {
      const { output, requests } = await heffl.run(find, input);
      expect(requests).toEqual([request]);
      expect(output).toMatchObject(expected);
    }
  });

  test('its form shares no key with the one of the create, which stands below it in Find or Create', async () => {
    const search = (await heffl.form(find)).fields.map(({ key }) => key);
    for (const input of [{}, { type: 'contact', entity: 'leads' }]) {
      const created = (await heffl.form(create, input)).fields.map(({ key }) => key);
      expect(search.filter((key) => created.includes(key))).toEqual([]);
    }
  });
});

const named = by('name', 'x');
test.each([
  ['no field', { search_value: 'x' }, errorTexts.required({ label: 'Search By' })],
  ['unknown field', by('height', '180'), errorTexts.cannotSearchBy({ field: 'height' })],
  ['no value', by('name', ' '), errorTexts.nothingToFind()],
  ['no second field', { ...named, or_search_value: 'y' }, errorTexts.secondSearchWithoutField()],
  ['no number', { ...named, how_many: 'many' }, errorTexts.notHowMany({ value: 'many' })],
  ['too few', { ...named, how_many: '0' }, errorTexts.notHowMany({ value: '0' })],
  ['too many', { ...named, how_many: '101' }, errorTexts.notHowMany({ value: '101' })],
  ['no match', { ...named, match: 'x' }, errorTexts.notAChoice({ label: 'Match', value: 'x' })],
])('%s: fails without a request', async (_, input, message) => {
  expect(await heffl.fail('find_lead', input)).toEqual(refused(message));
});

test.each([
  ['a custom number', by('cf_size', 12)],
  ['a custom yes', by('cf_vip', true)],
  ['a list of one', by('name', ['Omar Khan'])],
])('find_lead by %s: found with one request', async (_, input) => {
  heffl.sandbox.create('leads', { name: 'Omar Khan', cf_size: 12, cf_vip: true });
  const { output, requests } = await heffl.run('find_lead', input);
  expect(output).toMatchObject([{ name: 'Omar Khan' }]);
  expect(requests).toEqual([listing('leads')]);
});

describe('a value in the list, and in what is remembered of it', () => {
  /** Whether a search by this value finds a record with that one. */
  const isFound = async (noun: 'lead' | 'client', key: string, held: object, wanted: string) => {
    const comparer = await openComparer({ defaultCountry: 'AE' }, { lead, client }[noun]);
    const record = { id: 'x_1', ...held };
    const remembered = comparer.columnsOf(record).get(key) ?? [];
    return {
      inList: comparer.matcher(key, wanted, 'exact')(record),
      inMemory: comparer.textsFor(key, wanted).some((text) => remembered.includes(text)),
    };
  };

  test.each([
    ['lead', 'email', { email: 'Omar@Example.com' }, [' omar@EXAMPLE.com ', '\u200bomar@example.com']],
    ['lead', 'email', { email: 'j.d@example.com' }, ['Jane <J.D@Example.com>,', 'mailto:j.d@example.com']],
    ['lead', 'mobile', { mobile: '+971504443322' }, ['050 444 3322', '00971-50-444-3322', '050-444 3322']],
    ['lead', 'mobile', { mobile: '050 111 2233' }, ['+971 50 111 2233']],
    ['lead', 'mobile', { mobile: '050 111 2233', secondaryMobile: '+971507778899' }, ['0507778899']],
    ['lead', 'website', { website: 'https://www.example.com//' }, ['example.com', 'HTTP://Example.com']],
    ['lead', 'name', { name: 'O’Keefe – Sons' }, ["o'keefe  - sons"]],
    ['lead', 'cf_budget', { cf_budget: 2500 }, ['2500', 'AED 2,500.00']],
    ['lead', 'cf_budget', { cf_budget: '2500' }, ['2,500']],
    ['lead', 'cf_vip', { cf_vip: true }, ['true', 'Yes']],
    ['lead', 'cf_vip', { cf_vip: 'Yes' }, ['TRUE']],
    ['lead', 'cf_areas', { cf_areas: ['Marina', 'Jumeirah'] }, ['jumeirah']],
    ['lead', 'cf_due', { cf_due: '2026-04-30T00:00:00.000Z' }, ['2026-04-30']],
    ['lead', 'cf_due', { cf_due: '2026-04-30' }, ['30 Apr 2026', '2026-04-30T23:30:00-05:00']],
    ['lead', 'cf_due', { cf_due: '2026-04-30T10:00:00Z' }, ['2026-04-30T14:00:00+04:00']],
    ['client', 'phone', { phone: '+97145550101' }, ['04 555 0101']],
    ['client', 'email', { email: 'accounts@example.com' }, ['Accounts <ACCOUNTS@example.com>']],
    ['client', 'website', { website: 'https://bluepalm.example.com' }, ['www.bluepalm.example.com']],
    ['client', 'name', { name: null, firstName: 'Fatima', lastName: 'Al Ali' }, ['fatima al ali']],
  ] as const)('%s by %s: %j is found by %j', async (noun, key, held, wanted) => {
    for (const one of wanted)
      expect(await isFound(noun, key, held, one)).toEqual({ inList: true, inMemory: true });
  });

  test.each([
    ['email', { email: 'omar.khan@example.com' }, 'omar.khan'],
    ['mobile', { mobile: '+971504443322' }, '+1 504443322'],
    ['cf_plate', {}, 'null'],
    ['cf_code', { cf_code: '0042' }, '42'],
    ['cf_code', { cf_code: '42' }, '0042'],
    ['cf_due', { cf_due: '2026-04-30T10:00:00Z' }, '2026-04-30'],
  ])('lead by %s: %j is not found by "%s"', async (key, held, wanted) => {
    expect(await isFound('lead', key, held, wanted)).toEqual({ inList: false, inMemory: false });
  });
});

const [jane, newest] = ['Jane Smith', 'Newest'];
const byShared = or('email', 'shared@example.com');
test.each([
  ['the first is empty', by('name', ''), byShared, ['/leads'], newest],
  ['a known ID first', by('id', 'ID'), byShared, ['/leads/ID'], jane],
  ['an unknown ID first', by('id', 'gone'), byShared, ['/leads/gone', '/leads'], newest],
  ['an ID second, the list matches', by('name', newest), or('id', 'ID'), ['/leads'], newest],
  ['an ID second, the list has none', by('name', 'x'), or('id', 'ID'), ['/leads', '/leads/ID'], jane],
])('two searches, %s', async (_, first, second, paths, name) => {
  heffl.sandbox.create('leads', { name: newest, email: 'shared@example.com' });
  const id = heffl.idOf('leads', jane);
  const entries = Object.entries({ ...first, ...second });
  const input = Object.fromEntries(entries.map(([key, value]) => [key, value === 'ID' ? id : value]));
  const { output, requests } = await heffl.run('find_lead', input);
  expect(output).toMatchObject([{ name }]);
  expect(requests.map(({ path }) => path)).toEqual(paths.map((path) => path.replace('ID', id)));
});

test('find_deal: by client, lead, title and status', async () => {
  for (const { id } of heffl.sandbox.records.list('deals')) heffl.sandbox.delete('deals', id);
  const leadId = heffl.idOf('leads', 'Jane Smith');
  const clientId = heffl.idOf('clients', 'Blue Palm Hospitality');
  const pipelineId = heffl.idOf('pipelines', 'Sales Pipeline');
  const stageId = heffl.idOf('pipelineStages', 'Site Visit');
  const deals = [
    { title: 'Old win', status: 'WON', clientId, leadId },
    { title: 'Open deal', status: 'ACTIVE', clientId },
    { title: 'New win', status: 'WON', clientId },
    { title: 'Of another', status: 'ACTIVE', clientId: heffl.idOf('clients', 'Al Noor Properties LLC') },
  ];
  for (const { status, ...deal } of deals) {
    const { id } = heffl.sandbox.create('deals', { ...deal, pipelineId, stageId });
    heffl.sandbox.update('deals', id, { status });
  }
  const asks: readonly [Input, readonly string[]][] = [
    [by('clientId', clientId), ['New win']],
    [{ ...by('Client ID', clientId), how_many: '2' }, ['New win', 'Open deal']],
    [by('clientId', clientId.toUpperCase()), []],
    [{ ...by('clientId', clientId), statuses: ['Active'] }, ['Open deal']],
    [by('leadId', ` ${leadId} `), ['Old win']],
    [{ ...by('title', 'WIN'), match: 'contains', how_many: 10 }, ['New win', 'Old win']],
    [{ ...by('title', 'open'), match: 'The Beginning' }, ['Open deal']],
    [{ search_by: 'any', statuses: 'WON,LOST', how_many: '9' }, ['New win', 'Old win']],
    [{ search_by: 'any' }, ['Of another']],
  ];
  for (const [input, titles] of asks) {
    const { output } = await heffl.run('find_deal', input);
    expect([input, output]).toMatchObject([input, titles.map((title) => ({ title }))]);
  }
});

test('find_task: by lead, deal and client, and not by another kind of record with the same ID', async () => {
  const leadId = heffl.idOf('leads', 'Jane Smith');
  const dealId = heffl.idOf('deals', 'Annual AC maintenance');
  heffl.sandbox.create('tasks', { title: 'Of a lead', entity: 'leads', entityId: leadId });
  heffl.sandbox.create('tasks', { title: 'Of a deal', entity: 'deals', entityId: dealId });
  heffl.sandbox.create('tasks', { title: 'Elsewhere', entity: 'projects', entityId: leadId });
  const found = async (search_by: string, value: unknown) =>
    (await heffl.run('find_task', by(search_by, value))).output;
  expect(await found('leadId', leadId)).toMatchObject([{ title: 'Of a lead' }]);
  expect(await found('dealId', dealId)).toMatchObject([{ title: 'Of a deal' }]);
  const clientId = heffl.sandbox.records.get('deals', dealId)?.clientId;
  expect(await found('clientId', clientId)).toMatchObject([{ title: 'Of a deal' }]);
  expect(await found('dealId', leadId)).toEqual([]);
});

test('find_deal_stage: by name in all pipelines and in one, by ID, and all of a pipeline for one request', async () => {
  const stages = async (input: Input) => (await heffl.run('find_deal_stage', input)).output;
  const pipelineId = heffl.idOf('pipelines', 'Annual Contracts');
  expect(await stages(by('name', 'won'))).toMatchObject([{ name: 'Won', pipeline: 'Sales Pipeline' }]);
  const inAnnual = { pipelineId: 'annual contracts' };
  expect(await stages({ ...by('name', 'contract sent'), ...inAnnual })).toMatchObject([{ pipelineId }]);
  expect(await stages({ ...by('name', 'Site Visit'), ...inAnnual })).toEqual([]);

  const any = { search_by: 'any', how_many: '100', pipelineId };
  const { output, requests } = await heffl.run('find_deal_stage', any);
  expect(requests).toEqual([{ method: 'GET', path: `/pipelines/${pipelineId}`, query: {} }]);
  const id = heffl.idOf('pipelineStages', 'Renewal Due');
  expect(output).toMatchObject([{ id }, {}, {}, {}]);
  expect(await stages(by('id', id))).toMatchObject([{ id }]);
  expect(await stages(by('name', 'No Such Stage'))).toEqual([]);
});

test.each([
  ['400 of a proxy', { status: 400, body: '<html>Bad request</html>' }],
  ['422 without a code', { status: 422, body: { error: 'no' } }],
])('by ID, a %s: fails, as it does not mean "not found"', async (_, fault) => {
  heffl.sandbox.faults.inject({ kind: 'status', ...fault });
  expect(await heffl.fail('find_lead', by('id', 'ld_1'))).toMatchObject({ name: 'HaltedError' });
});

const refusal = { code: 'BAD_REQUEST', message: 'Invalid ID' };
test.each([[refusal], [{ error: refusal }]])('by ID, a 400 with %j: gives nothing', async (body) => {
  heffl.sandbox.faults.inject({ kind: 'status', status: 400, body });
  expect((await heffl.run('find_lead', by('id', 'ld_1'))).output).toEqual([]);
});

describe('find_lead with create_lead', () => {
  const email = 'noor@example.com';
  const filledIn = { ...by('email', email), name: 'Noor', email };

  test('the same twice at one moment: the second waits 20 s, and finds what the first created', async () => {
    expect((await heffl.run('find_lead', filledIn)).output).toEqual([]);
    const spelt = { ...filledIn, search_value: 'Noor <NOOR@example.com>\u200b' };
    expect(await heffl.fail('find_lead', spelt)).toMatchObject({
      name: 'ThrottledError',
      delay: 20,
      message:
        'Another run looked for the same lead a moment ago and is about to create it. A running Zap looks again by itself in about 20 seconds. In the Zap editor, test the step again then.',
    });
    await heffl.run('create_lead', { ...filledIn, email: `\u200b${email}` });
    expect((await heffl.run('find_lead', spelt)).output).toMatchObject([{ name: 'Noor', email }]);
  });

  test('another person, a plain search, and 45 s later: no wait', async () => {
    await heffl.run('find_lead', filledIn);
    const other = { ...filledIn, search_value: 'omar@example.com' };
    for (const input of [other, by('email', email)])
      expect((await heffl.run('find_lead', input)).output).toEqual([]);
    heffl.zapier.age(45);
    expect((await heffl.run('find_lead', filledIn)).output).toEqual([]);
  });

  test('empty values: find nothing, and ask for nothing', async () => {
    const empty = { ...by('email', ' '), or_search_by: 'mobile', name: 'Noor' };
    expect(await heffl.run('find_lead', empty)).toEqual({ output: [], requests: [] });
  });
});

import { z } from 'zod';
import App from '../../index.js';
import { errorTexts } from '../../src/errors.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { editableKinds, loadLinks } from '../support/steps.js';

const heffl = connectHeffl();

const listing = (collection: string) => ({ method: 'GET', path: `/${collection}`, query: { limit: '100' } });
const by = (search_by: string, search_value: unknown): Input => ({ search_by, search_value });
const or = (or_search_by: string, or_search_value: unknown): Input => ({ or_search_by, or_search_value });

describe.each(editableKinds)('$find', ({ collection, find, create, createInput, seeded }) => {
  beforeEach(() => loadLinks(heffl, collection));
  const title = ['leads', 'clients'].includes(collection) ? 'name' : 'title';

  test('ID: gives the record with one GET', async () => {
    const id = heffl.idOf(collection, seeded);
    const { output, requests } = await heffl.run(find, by('id', ` ${id} `));
    expect(requests).toEqual([{ method: 'GET', path: `/${collection}/${id}`, query: {} }]);
    expect(output).toMatchObject([{ id, [title]: seeded }]);
  });

  test('name or title in capitals and blanks: found in the list', async () => {
    const { output, requests } = await heffl.run(find, by(title, `  ${seeded.toUpperCase()} `));
    expect(requests).toEqual([listing(collection)]);
    expect(output).toMatchObject([{ id: heffl.idOf(collection, seeded) }]);
  });

  test('number in small letters: found', async () => {
    const id = heffl.idOf(collection, seeded);
    const number = heffl.sandbox.records.get(collection, id)?.number;
    const { output } = await heffl.run(find, by('number', String(number).toLowerCase()));
    expect(output).toMatchObject([{ id, number }]);
  });

  test('no match: gives nothing', async () => {
    const { output, requests } = await heffl.run(find, by(title, 'Nobody'));
    expect(output).toEqual([]);
    expect(requests).toEqual([listing(collection)]);
  });

  test('find or create: the forms share no key', async () => {
    const search = (await heffl.form(find)).fields.map(({ key }) => key);
    const statuses = ['deals', 'tasks'].includes(collection) ? ['statuses'] : [];
    expect(search).toEqual([
      ...['search_by', 'search_value', 'or_search_by', 'or_search_value'],
      ...[...statuses, 'match', 'how_many'],
    ]);
    for (const input of [{}, { type: 'contact' }, { entity: 'leads' }]) {
      const created = (await heffl.form(create, input)).fields.map(({ key }) => key);
      expect(search.filter((key) => created.includes(key))).toEqual([]);
    }
  });

  test('find or create: not found, created, then found', async () => {
    const record = createInput(heffl);
    const filledIn = { ...by(title, record[title]), ...record };
    expect((await heffl.run(find, filledIn)).output).toEqual([]);
    const { requests } = await heffl.run(create, filledIn);
    expect(requests).toEqual([{ method: 'POST', path: `/${collection}`, query: {}, body: record }]);
    expect((await heffl.run(find, filledIn)).output).toMatchObject([record]);
  });
});

test('find or create: one for each kind that is both found and created', () => {
  const pairs = Object.values(App.searchOrCreates ?? {}).map(({ key, search, create }) => ({
    key,
    search,
    create,
  }));
  expect(pairs).toEqual(editableKinds.map(({ find, create }) => ({ key: find, search: find, create })));
});

test.each([
  ['gone_1', 'gone_1'],
  ['../webhooks', '..%2Fwebhooks'],
  ['%2e%2e/webhooks', '%252e%252e%2Fwebhooks'],
  ['x?limit=1#y', 'x%3Flimit%3D1%23y'],
])('unknown ID %s: sent as one path segment, gives nothing', async (id, segment) => {
  const { output, requests } = await heffl.run('find_lead', by('id', id));
  expect(output).toEqual([]);
  expect(requests).toEqual([{ method: 'GET', path: `/leads/${segment}`, query: {} }]);
});

test.each([
  ['no field', { search_value: 'x' }, errorTexts.required({ label: 'Search By' })],
  ['unknown field', by('height', '180'), errorTexts.cannotSearchBy({ field: 'height' })],
  ['no value', by('name', ' '), errorTexts.nothingToFind()],
  [
    'second value without a field',
    { ...by('name', 'x'), or_search_value: 'y' },
    errorTexts.secondSearchWithoutField(),
  ],
])('%s: fails without a request', async (_, input, message) => {
  expect(await heffl.fail('find_lead', input)).toEqual({ name: 'HaltedError', message, requests: [] });
});

test('value with & and #: not part of the address', async () => {
  const { output, requests } = await heffl.run(
    'find_lead',
    by('email', 'a@b.c&limit=1&cursor=x#/../webhooks'),
  );
  expect(output).toEqual([]);
  expect(requests).toEqual([listing('leads')]);
});

const omar = {
  name: 'Omar Khan',
  email: 'Omar.Khan@Example.com',
  mobile: '+971504443322',
  website: 'https://www.omar.example.com/',
};
const sara = {
  name: 'Sara Lee',
  secondaryMobile: '+971507778899',
  mobile: '050 111 2233',
  cf_plate: 'DXB 1234',
  cf_size: 12,
};
const ravi = { name: 'Ravi Iyer', mobile: '+919820098200', cf_vip: true, cf_areas: ['Marina', 'Jumeirah'] };
const jose = { name: 'José Ávila' };

test.each([
  ['email in other letters', by('email', ' omar.khan@EXAMPLE.com '), omar],
  ['field by its label', by('Email', 'omar.khan@example.com'), omar],
  ['local mobile, kept as international', by('mobile', '050 444 3322'), omar],
  ['mobile with 00', by('mobile', '00971-50-444-3322'), omar],
  ['second mobile', by('mobile', '0507778899'), sara],
  ['international mobile, kept as local', by('mobile', '+971 50 111 2233'), sara],
  ['mobile of another country', by('mobile', '+91 98200 98200'), ravi],
  ['website without https://, www. and slash', by('website', 'omar.example.com'), omar],
  ['website in other letters', by('website', 'HTTP://Omar.Example.com'), omar],
  ['custom text', by('cf_plate', 'dxb 1234'), sara],
  ['custom number as text', by('cf_size', '12'), sara],
  ['custom number', by('cf_size', 12), sara],
  ['custom yes or no as text', by('cf_vip', 'true'), ravi],
  ['custom yes or no', by('cf_vip', true), ravi],
  ['one value of a custom list', by('cf_areas', 'jumeirah'), ravi],
  ['list of one', by('name', ['José Ávila']), jose],
  ['accents as letters of their own', by('name', 'José Ávila'.normalize('NFD')), jose],
  ['part of an email', by('email', 'omar.khan'), undefined],
  ['mobile of another country with the same last digits', by('mobile', '+1 504443322'), undefined],
  ['"null", and the field is empty', by('cf_plate', 'null'), undefined],
])('find_lead by %s', async (_, input, expected) => {
  for (const lead of [omar, sara, ravi, jose]) heffl.sandbox.create('leads', lead);
  const { output, requests } = await heffl.run('find_lead', input);
  expect(output).toMatchObject(expected ? [{ name: expected.name }] : []);
  expect(requests).toEqual([listing('leads')]);
});

test('find_lead by an email with an invisible mark: found, as its create left the mark out', async () => {
  const email = '\u200bnoor@example.com';
  await heffl.run('create_lead', { name: 'Noor Haddad', email });
  expect((await heffl.run('find_lead', by('email', email))).output).toMatchObject([{ name: 'Noor Haddad' }]);
});

test.each([
  ['phone', by('phone', '04 555 0101'), 'Al Noor Properties LLC'],
  ['email', by('email', 'ACCOUNTS@bluepalm.example.com'), 'Blue Palm Hospitality'],
  ['website', by('website', 'www.bluepalm.example.com'), 'Blue Palm Hospitality'],
  ['custom field', by('cf_preferred_language', 'english'), 'Rohan Mehta'],
])('find_client by %s', async (_, input, name) => {
  expect((await heffl.run('find_client', input)).output).toMatchObject([{ name }]);
});

test('find_client by name, and only first and last name are kept: found', async () => {
  heffl.sandbox.create('clients', { type: 'contact', name: null, firstName: 'Fatima', lastName: 'Al Ali' });
  const { output } = await heffl.run('find_client', by('name', 'fatima al ali'));
  expect(output).toMatchObject([{ firstName: 'Fatima' }]);
});

test('several matches: gives the newest', async () => {
  heffl.sandbox.create('leads', { name: 'Jane Smith', email: 'newer@example.com' });
  const { output } = await heffl.run('find_lead', by('name', 'Jane Smith'));
  expect(output).toMatchObject([{ email: 'newer@example.com' }]);
});

describe('two searches', () => {
  const addLeads = () => {
    for (let index = 0; index < 120; index++) heffl.sandbox.create('leads', { name: `Lead ${index}` });
    heffl.sandbox.create('leads', { name: 'Newest', email: 'shared@example.com' });
  };

  test.each([
    ['the first matches on page 2, the second on page 1', by('mobile', '050 123 4505'), 'Jane Smith'],
    ['only the second matches', by('mobile', '050 999 9999'), 'Newest'],
  ])('%s: reads both pages, gives %j', async (_, first, name) => {
    addLeads();
    const { output, requests } = await heffl.run('find_lead', {
      ...first,
      ...or('email', 'shared@example.com'),
    });
    expect(output).toMatchObject([{ name }]);
    expect(requests).toMatchObject([listing('leads'), { path: '/leads' }]);
    expect(requests.map(({ query }) => 'cursor' in query)).toEqual([false, true]);
  });

  test('the first matches on page 1: reads no other', async () => {
    addLeads();
    const { output, requests } = await heffl.run('find_lead', {
      ...by('name', 'Newest'),
      ...or('name', 'Lead 0'),
    });
    expect(output).toMatchObject([{ name: 'Newest' }]);
    expect(requests).toEqual([listing('leads')]);
  });

  test.each([
    [
      'first, known',
      (id: string) => ({ ...by('id', id), ...or('email', 'jane@example.com') }),
      ['ID'],
      'Priya Sharma',
    ],
    [
      'first, unknown',
      () => ({ ...by('id', 'ld_gone'), ...or('email', 'jane@example.com') }),
      ['ld_gone', 'list'],
      'Jane Smith',
    ],
    [
      'second, list matches',
      (id: string) => ({ ...by('email', 'jane@example.com'), ...or('id', id) }),
      ['list'],
      'Jane Smith',
    ],
    [
      'second, list has none',
      (id: string) => ({ ...by('email', 'x@example.com'), ...or('id', id) }),
      ['list', 'ID'],
      'Priya Sharma',
    ],
  ])('ID %s', async (_, input, asked, name) => {
    const id = heffl.idOf('leads', 'Priya Sharma');
    const { output, requests } = await heffl.run('find_lead', input(id));
    expect(output).toMatchObject([{ name }]);
    const paths = asked.map((one) => (one === 'list' ? '/leads' : `/leads/${one === 'ID' ? id : one}`));
    expect(requests.map(({ path }) => path)).toEqual(paths);
  });

  test('the first is empty: searches by the second', async () => {
    const input = { ...by('mobile', ''), ...or('email', 'jane@example.com') };
    expect((await heffl.run('find_lead', input)).output).toMatchObject([{ name: 'Jane Smith' }]);
  });
});

describe('find_lead takes for the same', () => {
  test.each([
    ['name', 'O’Keefe – Sons', "o'keefe  - sons"],
    ['name', 'Zoë\u00a0Brandt', 'ZOE\u0308 Brandt'],
    ['email', 'jane.d@example.com', 'Jane <Jane.D@Example.com>,'],
    ['email', 'jane.d@example.com', 'mailto:jane.d@example.com'],
    ['mobile', '+971501112233', '050-111 2233'],
    ['mobile', '+971501112233', '00971 50 111 2233'],
    ['website', 'https://www.example.com//', 'example.com'],
    ['cf_budget', 2500, 'AED 2,500.00'],
    ['cf_budget', '2500', '2,500'],
    ['cf_vip', true, 'Yes'],
    ['cf_vip', 'Yes', 'TRUE'],
    ['cf_due', '2026-04-30T00:00:00.000Z', '2026-04-30'],
    ['cf_due', '2026-04-30', '30 Apr 2026'],
    ['cf_due', '2026-04-30T10:00:00Z', '2026-04-30T14:00:00+04:00'],
    ['cf_due', '2026-04-30', '2026-04-30T23:30:00-05:00'],
  ])('%s %j and %j', async (field, held, wanted) => {
    const { id } = heffl.sandbox.create('leads', { name: 'Held', [field]: held });
    expect((await heffl.run('find_lead', by(field, wanted))).output).toMatchObject([{ id }]);
  });

  test.each([
    ['name', 'Zoë', 'Zoe'],
    ['cf_code', '0042', '42'],
    ['cf_code', '42', '0042'],
    ['cf_due', '2026-04-30T10:00:00Z', '2026-04-30'],
    ['mobile', '+971501112233', '050 111 2234'],
  ])('not %s %j and %j', async (field, held, wanted) => {
    heffl.sandbox.create('leads', { name: 'Held', [field]: held });
    expect((await heffl.run('find_lead', by(field, wanted))).output).toEqual([]);
  });
});

describe('find_deal', () => {
  const titles = async (input: Input): Promise<unknown> => {
    const { output } = await heffl.run('find_deal', input);
    return z
      .array(z.object({ title: z.string() }))
      .parse(output)
      .map(({ title }) => title);
  };
  const lead = (): string => heffl.idOf('leads', 'Jane Smith');
  const client = (): string => heffl.idOf('clients', 'Blue Palm Hospitality');
  beforeEach(() => {
    for (const deal of heffl.sandbox.records.list('deals')) heffl.sandbox.delete('deals', deal.id);
    const make = (title: string, status: string, clientName: string, more = {}): void => {
      const { id } = heffl.sandbox.create('deals', {
        title,
        clientId: heffl.idOf('clients', clientName),
        pipelineId: heffl.idOf('pipelines', 'Sales Pipeline'),
        stageId: heffl.idOf('pipelineStages', 'Site Visit'),
        ...more,
      });
      heffl.sandbox.update('deals', id, { status });
    };
    make('Old win', 'WON', 'Blue Palm Hospitality', { leadId: lead() });
    make('Open deal', 'ACTIVE', 'Blue Palm Hospitality');
    make('New win', 'WON', 'Blue Palm Hospitality');
    make('Of another', 'ACTIVE', 'Al Noor Properties LLC');
  });

  test.each([
    ['the newest of a client', () => by('clientId', client()), ['New win']],
    [
      'several of a client',
      () => ({ ...by('Client ID', client()), how_many: '2' }),
      ['New win', 'Open deal'],
    ],
    ['of a lead', () => by('leadId', ` ${lead()} `), ['Old win']],
    ['of a client in other letters', () => by('clientId', client().toUpperCase()), []],
    [
      'of a client, with a status',
      () => ({ ...by('clientId', client()), statuses: ['Active'] }),
      ['Open deal'],
    ],
    [
      'part of a title',
      () => ({ ...by('title', 'WIN'), match: 'contains', how_many: 10 }),
      ['New win', 'Old win'],
    ],
    ['the beginning of a title', () => ({ ...by('title', 'open'), match: 'The Beginning' }), ['Open deal']],
    [
      'any with a status',
      () => ({ search_by: 'any', statuses: 'WON,LOST', how_many: '9' }),
      ['New win', 'Old win'],
    ],
    ['any: the newest', () => ({ search_by: 'any' }), ['Of another']],
  ])('%s', async (_, input: () => Input, expected) => {
    expect(await titles(input())).toEqual(expected);
  });

  test.each([
    [{ how_many: '0' }, errorTexts.notHowMany({ value: '0' })],
    [{ how_many: '101' }, errorTexts.notHowMany({ value: '101' })],
    [{ how_many: 'many' }, errorTexts.notHowMany({ value: 'many' })],
    [{ match: 'sounds like' }, errorTexts.notAChoice({ label: 'Match', value: 'sounds like' })],
  ])('%j is refused before anything is sent', async (input, message) => {
    const failure = await heffl.fail('find_deal', { ...by('title', 'x'), ...input });
    expect(failure).toEqual({ name: 'HaltedError', message, requests: [] });
  });
});

test('find_task: by lead, deal and client, and not by another kind of record with the same ID', async () => {
  const [leadId, dealId] = [heffl.idOf('leads', 'Jane Smith'), heffl.idOf('deals', 'Annual AC maintenance')];
  const clientId = heffl.sandbox.records.get('deals', dealId)?.clientId;
  heffl.sandbox.create('tasks', { title: 'Of a lead', entity: 'leads', entityId: leadId });
  heffl.sandbox.create('tasks', { title: 'Of a deal', entity: 'deals', entityId: dealId });
  heffl.sandbox.create('tasks', { title: 'Elsewhere', entity: 'projects', entityId: leadId });
  const found = async (search_by: string, value: unknown) =>
    (await heffl.run('find_task', by(search_by, value))).output;
  expect(await found('leadId', leadId)).toMatchObject([{ title: 'Of a lead' }]);
  expect(await found('dealId', dealId)).toMatchObject([{ title: 'Of a deal' }]);
  expect(await found('clientId', clientId)).toMatchObject([{ title: 'Of a deal' }]);
  expect(await found('dealId', leadId)).toEqual([]);
});

test('an active lead goes before a newer archived one', async () => {
  heffl.sandbox.create('leads', { name: 'Noor Haddad', email: 'active@example.com' });
  heffl.sandbox.create('leads', { name: 'Noor Haddad', archived: true });
  const found = await heffl.run('find_lead', by('name', 'noor haddad'));
  expect(found).toMatchObject({ output: [{ email: 'active@example.com' }], requests: [{ path: '/leads' }] });
});

describe('find_deal_stage', () => {
  const stages = async (input: Input) => (await heffl.run('find_deal_stage', input)).output;

  test('by name, in all pipelines and in one', async () => {
    const pipelineId = heffl.idOf('pipelines', 'Annual Contracts');
    expect(await stages(by('name', 'won'))).toMatchObject([{ name: 'Won', pipeline: 'Sales Pipeline' }]);
    const inAnnual = { pipelineId: 'annual contracts' };
    expect(await stages({ ...by('name', 'contract sent'), ...inAnnual })).toMatchObject([{ pipelineId }]);
    expect(await stages({ ...by('name', 'Site Visit'), ...inAnnual })).toEqual([]);
  });

  test('by ID, and all of a pipeline for one request', async () => {
    const pipelineId = heffl.idOf('pipelines', 'Annual Contracts');
    const { output, requests } = await heffl.run('find_deal_stage', {
      search_by: 'any',
      how_many: '100',
      pipelineId,
    });
    expect(requests).toEqual([{ method: 'GET', path: `/pipelines/${pipelineId}`, query: {} }]);
    const [first] = z.array(z.object({ id: z.string() })).parse(output);
    expect(await stages(by('id', first?.id))).toMatchObject([{ id: first?.id }]);
    expect(await stages(by('name', 'No Such Stage'))).toEqual([]);
  });
});

test.each([
  ['400 of a proxy', { status: 400, body: '<html>Bad request</html>' }, { name: 'HaltedError' }],
  ['422 without a code', { status: 422, body: { error: 'no' } }, { name: 'HaltedError' }],
])('by ID, a %s is no "not found"', async (_, fault, failure) => {
  heffl.sandbox.faults.inject({ kind: 'status', ...fault });
  expect(await heffl.fail('find_lead', by('id', 'ld_1'))).toMatchObject(failure);
});

describe('find_lead with create_lead', () => {
  const filledIn = {
    search_by: 'email',
    search_value: 'noor@example.com',
    name: 'Noor',
    email: 'noor@example.com',
  };

  test('the same twice at one moment: the second waits 20 s, and finds what the first created', async () => {
    const [first, second] = [await heffl.run('find_lead', filledIn), await heffl.fail('find_lead', filledIn)];
    expect(first.output).toEqual([]);
    expect(second).toMatchObject({
      name: 'ThrottledError',
      delay: 20,
      message:
        'Another run looked for the same lead a moment ago and is about to create it. A running Zap looks again by itself in about 20 seconds. In the Zap editor, test the step again then.',
    });
    await heffl.run('create_lead', filledIn);
    expect((await heffl.run('find_lead', filledIn)).output).toMatchObject([{ name: 'Noor' }]);
  });

  test('other spellings are the same, and another person is not', async () => {
    await heffl.run('find_lead', filledIn);
    const spelt = { ...filledIn, search_value: 'Noor <NOOR@example.com>' };
    expect(await heffl.fail('find_lead', spelt)).toMatchObject({ delay: 20 });
    const other = { ...filledIn, search_value: 'omar@example.com' };
    expect((await heffl.run('find_lead', other)).output).toEqual([]);
  });

  test('a first run that created nothing is waited for 45 s', async () => {
    await heffl.run('find_lead', filledIn);
    heffl.zapier.age(45);
    expect((await heffl.run('find_lead', filledIn)).output).toEqual([]);
  });

  test('a plain search does not wait', async () => {
    const { search_by, search_value } = filledIn;
    await heffl.run('find_lead', filledIn);
    expect((await heffl.run('find_lead', { search_by, search_value })).output).toEqual([]);
  });

  test('empty values find nothing, and ask for nothing', async () => {
    const empty = { search_by: 'email', search_value: ' ', or_search_by: 'mobile', name: 'Noor' };
    expect(await heffl.run('find_lead', empty)).toEqual({ output: [], requests: [] });
  });
});

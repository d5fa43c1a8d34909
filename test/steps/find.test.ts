import { errorTexts } from '../../src/errors.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { editableKinds, withNamesKnown } from '../support/steps.js';

const heffl = connectHeffl();

const listing = (collection: string) => ({ method: 'GET', path: `/${collection}`, query: { limit: '100' } });
const by = (search_by: string, search_value: unknown): Input => ({ search_by, search_value });
const or = (or_search_by: string, or_search_value: unknown): Input => ({ or_search_by, or_search_value });

describe.each(editableKinds)('$find', ({ noun, collection, find, seeded }) => {
  withNamesKnown(heffl, collection);

  const title = ['lead', 'client'].includes(noun) ? 'name' : 'title';

  test('by ID gets the one record', async () => {
    const id = heffl.idOf(collection, seeded);
    const { output, requests } = await heffl.run(find, by('id', ` ${id} `));
    expect(requests).toEqual([{ method: 'GET', path: `/${collection}/${id}`, query: {} }]);
    expect(output).toMatchObject([{ id, [title]: seeded }]);
  });

  test.each([
    ['an ID that is no one’s', 'gone_1', 'gone_1'],
    ['an ID that looks like a path', '../webhooks', '..%2Fwebhooks'],
    ['an ID that looks like a query', 'x?limit=1', 'x%3Flimit%3D1'],
  ])('by %s gives nothing, and asks for nothing else', async (_case, id, segment) => {
    const { output, requests } = await heffl.run(find, by('id', id));
    expect(output).toEqual([]);
    expect(requests).toEqual([{ method: 'GET', path: `/${collection}/${segment}`, query: {} }]);
  });

  test('by name or title looks through the list, without case and outer spaces', async () => {
    const { output, requests } = await heffl.run(find, by(title, `  ${seeded.toUpperCase()} `));
    expect(requests).toEqual([listing(collection)]);
    expect(output).toMatchObject([{ id: heffl.idOf(collection, seeded) }]);
  });

  test('by number', async () => {
    const id = heffl.idOf(collection, seeded);
    const number = heffl.sandbox.records.get(collection, id)?.number;
    const { output } = await heffl.run(find, by('number', String(number).toLowerCase()));
    expect(output).toMatchObject([{ id, number }]);
  });

  test('gives nothing, not an error, where nothing matches', async () => {
    const { output, requests } = await heffl.run(find, by(title, 'Nobody'));
    expect(output).toEqual([]);
    expect(requests).toEqual([listing(collection)]);
  });

  test.each([
    ['no field', { search_value: 'x' }, errorTexts.required({ label: 'Search By' })],
    ['a field that there is not', by('height', '180'), errorTexts.cannotSearchBy({ field: 'height' })],
    ['no value', by(title, ' '), errorTexts.nothingToFind()],
    [
      'a second value without its field',
      { ...by(title, 'x'), or_search_value: 'y' },
      errorTexts.secondSearchWithoutField(),
    ],
  ])('refuses %s before anything is sent', async (_case, input, message) => {
    expect(await heffl.fail(find, input)).toEqual({ name: 'HaltedError', message, requests: [] });
  });
});

test('what was made of an email with a mark that nobody sees is found by the same email', async () => {
  const email = '\u200bnoor@example.com';
  await heffl.run('create_lead', { name: 'Noor Haddad', email });
  expect((await heffl.run('find_lead', by('email', email))).output).toMatchObject([{ name: 'Noor Haddad' }]);
});

describe('find_lead compares', () => {
  const leads = [
    {
      name: 'Omar Khan',
      email: 'Omar.Khan@Example.com',
      mobile: '+971504443322',
      website: 'https://www.omar.example.com/',
    },
    {
      name: 'Sara Lee',
      secondaryMobile: '+971507778899',
      mobile: '050 111 2233',
      cf_plate: 'DXB 1234',
      cf_size: 12,
    },
    { name: 'Ravi Iyer', mobile: '+919820098200', cf_vip: true, cf_areas: ['Marina', 'Jumeirah'] },
  ];
  test.each([
    ['an email without case and spaces', by('email', ' omar.khan@EXAMPLE.com '), 'Omar Khan'],
    ['a field by its label', by('Email', 'omar.khan@example.com'), 'Omar Khan'],
    ['a local mobile with an international one', by('mobile', '050 444 3322'), 'Omar Khan'],
    ['a mobile dialled with 00', by('mobile', '00971-50-444-3322'), 'Omar Khan'],
    ['a mobile with the second mobile', by('mobile', '0507778899'), 'Sara Lee'],
    ['an international mobile with a local one', by('mobile', '+971 50 111 2233'), 'Sara Lee'],
    ['a mobile of another country', by('mobile', '+91 98200 98200'), 'Ravi Iyer'],
    ['a website without its https://, www. and slash', by('website', 'omar.example.com'), 'Omar Khan'],
    ['a website in another spelling', by('website', 'HTTP://Omar.Example.com'), 'Omar Khan'],
    ['a custom field', by('cf_plate', 'dxb 1234'), 'Sara Lee'],
    ['a custom number with text', by('cf_size', '12'), 'Sara Lee'],
    ['a custom number with a number', by('cf_size', 12), 'Sara Lee'],
    ['a custom yes or no', by('cf_vip', 'true'), 'Ravi Iyer'],
    ['one of several values of a custom field', by('cf_areas', 'jumeirah'), 'Ravi Iyer'],
  ])('%s', async (_what, input, name) => {
    for (const lead of leads) heffl.sandbox.create('leads', lead);
    const { output, requests } = await heffl.run('find_lead', input);
    expect(output).toMatchObject([{ name }]);
    expect(requests).toEqual([listing('leads')]);
  });

  test.each([
    ['part of an email', by('email', 'omar.khan')],
    ['a mobile of another country with the same digits at its end', by('mobile', '+1 504443322')],
    ['an empty field of a record with nothing', by('cf_plate', 'null')],
  ])('%s, and finds nothing', async (_what, input) => {
    for (const lead of leads) heffl.sandbox.create('leads', lead);
    expect((await heffl.run('find_lead', input)).output).toEqual([]);
  });
});

test.each([
  ['by phone', by('phone', '04 555 0101'), 'Al Noor Properties LLC'],
  ['by email', by('email', 'ACCOUNTS@bluepalm.example.com'), 'Blue Palm Hospitality'],
  ['by website', by('website', 'www.bluepalm.example.com'), 'Blue Palm Hospitality'],
  ['by a custom field', by('cf_preferred_language', 'english'), 'Rohan Mehta'],
])('find_client %s', async (_case, input, name) => {
  expect((await heffl.run('find_client', input)).output).toMatchObject([{ name }]);
});

test('of several matches the newest is given', async () => {
  heffl.sandbox.create('leads', { name: 'Jane Smith', email: 'newer@example.com' });
  const { output } = await heffl.run('find_lead', by('name', 'Jane Smith'));
  expect(output).toMatchObject([{ email: 'newer@example.com' }]);
});

describe('two ways to search', () => {
  const manyLeads = (count: number) => {
    for (let index = 0; index < count; index++) heffl.sandbox.create('leads', { name: `Lead ${index}` });
  };

  test('a match of the first on a later page beats a match of the second on an earlier one', async () => {
    manyLeads(120);
    heffl.sandbox.create('leads', { name: 'Newest', email: 'shared@example.com' });
    const { output, requests } = await heffl.run('find_lead', {
      ...by('mobile', '050 123 4505'),
      ...or('email', 'shared@example.com'),
    });
    expect(output).toMatchObject([{ name: 'Jane Smith' }]);
    expect(requests).toMatchObject([listing('leads'), { method: 'GET', path: '/leads' }]);
    expect(Object.keys(requests[1]?.query ?? {})).toEqual(['limit', 'cursor']);
  });

  test('a match of the second counts where the whole list has none of the first', async () => {
    manyLeads(120);
    heffl.sandbox.create('leads', { name: 'Newest', email: 'shared@example.com' });
    const { output, requests } = await heffl.run('find_lead', {
      ...by('mobile', '050 999 9999'),
      ...or('email', 'shared@example.com'),
    });
    expect(output).toMatchObject([{ name: 'Newest' }]);
    expect(requests).toHaveLength(2);
  });

  test('the search ends at the first match of the first', async () => {
    manyLeads(120);
    const { output, requests } = await heffl.run('find_lead', {
      ...by('name', 'Lead 119'),
      ...or('name', 'Lead 0'),
    });
    expect(output).toMatchObject([{ name: 'Lead 119' }]);
    expect(requests).toEqual([listing('leads')]);
  });

  test('an ID first costs one request where it is someone’s, and the search goes on where it is not', async () => {
    const id = heffl.idOf('leads', 'Priya Sharma');
    const input = or('email', 'jane@example.com');
    const known = await heffl.run('find_lead', { ...by('id', id), ...input });
    expect(known).toMatchObject({ output: [{ id }], requests: [{ path: `/leads/${id}` }] });
    const unknown = await heffl.run('find_lead', { ...by('id', 'ld_gone'), ...input });
    expect(unknown).toMatchObject({
      output: [{ name: 'Jane Smith' }],
      requests: [{ path: '/leads/ld_gone' }, { path: '/leads' }],
    });
  });

  test('an ID second is asked for only where the list has no match of the first', async () => {
    const id = heffl.idOf('leads', 'Priya Sharma');
    const found = await heffl.run('find_lead', { ...by('email', 'jane@example.com'), ...or('id', id) });
    expect(found).toMatchObject({ output: [{ name: 'Jane Smith' }], requests: [{ path: '/leads' }] });
    const missed = await heffl.run('find_lead', { ...by('email', 'x@example.com'), ...or('id', id) });
    expect(missed).toMatchObject({
      output: [{ id }],
      requests: [{ path: '/leads' }, { path: `/leads/${id}` }],
    });
  });

  test('an empty first value leaves the second, as when a form has no mobile', async () => {
    const { output } = await heffl.run('find_lead', {
      ...by('mobile', ''),
      ...or('email', 'jane@example.com'),
    });
    expect(output).toMatchObject([{ name: 'Jane Smith' }]);
  });
});

test.each([
  ['a yes or no', { search_by: 'cf_vip', search_value: true }],
  ['a list of one', { search_by: 'name', search_value: ['José Ávila'] }],
  ['letters whose accents are parts of their own', by('name', 'José Ávila'.normalize('NFD'))],
])('%s can be searched for', async (_, input) => {
  heffl.sandbox.create('leads', { name: 'José Ávila', cf_vip: true });
  const { output } = await heffl.run('find_lead', input);
  expect(output).toMatchObject([{ name: 'José Ávila' }]);
});

test('a person without a name of its own is found by first and last name', async () => {
  heffl.sandbox.create('clients', { type: 'contact', name: null, firstName: 'Fatima', lastName: 'Al Ali' });
  const { output } = await heffl.run('find_client', by('name', 'fatima al ali'));
  expect(output).toMatchObject([{ firstName: 'Fatima' }]);
});

test('search values cannot change the request', async () => {
  const { output, requests } = await heffl.run(
    'find_lead',
    by('email', 'a@b.c&limit=1&cursor=x#/../webhooks'),
  );
  expect(output).toEqual([]);
  expect(requests).toEqual([listing('leads')]);
});

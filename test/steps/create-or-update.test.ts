import { errorTexts } from '../../src/errors.js';
import { connectHeffl, type Input } from '../support/heffl.js';

const heffl = connectHeffl();

const methodsOf = (requests: readonly { readonly method: string; readonly path: string }[]): string[] =>
  requests.map(({ method, path }) => `${method} ${path}`);

const jane: Input = { search_by: 'email', name: 'Jane Smith', email: 'Jane@Example.com' };

describe('create_or_update_lead', () => {
  test('an email that is not there: one request to find, one to create', async () => {
    const input = { ...jane, name: 'Noor Haddad', email: 'noor@example.com', value: 'AED 2,500' };
    const { output, requests } = await heffl.run('create_or_update_lead', input);
    expect(output).toMatchObject({ name: 'Noor Haddad', wasCreated: true });
    expect(requests).toEqual([
      { method: 'GET', path: '/leads', query: { limit: '100' } },
      {
        method: 'POST',
        path: '/leads',
        query: {},
        body: { name: 'Noor Haddad', email: 'noor@example.com', value: 2500 },
      },
    ]);
  });

  test('an email that is there: one request to find, one to update', async () => {
    const id = heffl.idOf('leads', 'Jane Smith');
    const { output, requests } = await heffl.run('create_or_update_lead', { ...jane, title: 'Villa' });
    expect(output).toMatchObject({ id, title: 'Villa', wasCreated: false });
    expect(methodsOf(requests)).toEqual(['GET /leads', `PATCH /leads/${id}`]);
    expect(requests.at(-1)?.body).toEqual({ name: 'Jane Smith', email: 'Jane@Example.com', title: 'Villa' });
    expect(heffl.sandbox.records.list('leads').filter(({ name }) => name === 'Jane Smith')).toHaveLength(1);
  });

  test('a search value of its own: goes before the email below', async () => {
    const input = { ...jane, search_by: 'name', search_value: 'JANE  SMITH', email: 'new@example.com' };
    const { output } = await heffl.run('create_or_update_lead', input);
    expect(output).toMatchObject({
      id: heffl.idOf('leads', 'Jane Smith'),
      email: 'new@example.com',
      wasCreated: false,
    });
  });

  test('a second search, by a name below: is asked if the first finds nothing', async () => {
    const input = { ...jane, email: 'new@example.com', or_search_by: 'name' };
    expect((await heffl.run('create_or_update_lead', input)).output).toMatchObject({ wasCreated: false });
  });

  test('if_found fill_blanks: sends only what is empty in Heffl', async () => {
    const id = heffl.idOf('leads', 'Jane Smith');
    heffl.sandbox.update('leads', id, { title: 'Villa', website: null, customFields: {} });
    const input = {
      ...jane,
      title: 'Pool',
      website: 'https://jane.example.com',
      custom_fields: { Budget: '900' },
      if_found: 'fill_blanks',
    };
    const { requests } = await heffl.run('create_or_update_lead', input);
    expect(requests.at(-1)).toMatchObject({ method: 'PATCH' });
    expect(requests.at(-1)?.body).toEqual({ website: 'https://jane.example.com', cf_budget: 900 });
  });

  test.each(['leave', 'Leave it as it is'])('if_found %s: only finds', async (if_found) => {
    const { output, requests } = await heffl.run('create_or_update_lead', {
      ...jane,
      title: 'Pool',
      if_found,
    });
    expect(output).toMatchObject({ id: heffl.idOf('leads', 'Jane Smith'), wasCreated: false });
    expect(methodsOf(requests)).toEqual(['GET /leads']);
  });

  test.each([
    ['the stage by its name alone', { stage: 'New', source: null }, { stageId: 'lstg_1' }, {}],
    ['the source by its ID alone', { sourceId: 'src_1' }, { source: 'Instagram' }, {}],
    ['a text of blanks', { title: ' ' }, { title: 'Pool' }, { title: 'Pool' }],
    [
      'nothing of the website',
      {},
      { cf_a: 1, website: 'https://a.example' },
      { cf_a: 1, website: 'https://a.example' },
    ],
  ])('if_found fill_blanks, and Heffl returns %s', async (_, held, filled, sent) => {
    const item = { id: 'ld_1', name: 'Jane', email: 'jane@example.com', ...held };
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { items: [item] } });
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: item });
    const input = { ...jane, ...filled, if_found: 'fill_blanks' };
    const { requests } = await heffl.run('create_or_update_lead', input);
    expect(requests.at(-1)?.body ?? {}).toEqual(sent);
  });

  test.each([
    ['if_found', 'overwrite', errorTexts.notAChoice({ label: 'If Found', value: 'overwrite' })],
    ['search_by', 'any', errorTexts.cannotSearchBy({ field: 'any' })],
    ['or_search_by', 'Any Lead', errorTexts.cannotSearchBy({ field: 'any' })],
  ])('%s %s: is refused before any request', async (key, value, message) => {
    expect(await heffl.fail('create_or_update_lead', { ...jane, [key]: value })).toEqual({
      name: 'HaltedError',
      message,
      requests: [],
    });
  });

  test('a create that was not done, run again at once: creates', async () => {
    const input = { ...jane, name: 'Noor Haddad', email: 'noor@example.com' };
    heffl.sandbox.faults.inject({ kind: 'cut', match: { method: 'POST' } });
    expect(await heffl.fail('create_or_update_lead', input)).toMatchObject({ name: 'HaltedError' });
    expect((await heffl.run('create_or_update_lead', input)).output).toMatchObject({ wasCreated: true });
  });

  test('no value to search for: creates, without a request to find', async () => {
    const { output, requests } = await heffl.run('create_or_update_lead', { ...jane, email: '' });
    expect(output).toMatchObject({ wasCreated: true });
    expect(methodsOf(requests)).toEqual(['POST /leads']);
  });

  test('no name, and nobody found: is refused, naming the field', async () => {
    const failure = await heffl.fail('create_or_update_lead', {
      search_by: 'email',
      email: 'new@example.com',
    });
    expect(failure).toMatchObject({
      name: 'HaltedError',
      message: 'Name is empty. Fill it in, or check the step that it comes from.',
    });
  });

  test('two runs at one moment: one creates, the other waits, and then finds', async () => {
    const input = { ...jane, name: 'Noor Haddad', email: 'noor@example.com' };
    const runs = await Promise.allSettled([1, 2].map(() => heffl.run('create_or_update_lead', input)));
    expect(runs.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await heffl.run('create_or_update_lead', input)).output).toMatchObject({ wasCreated: false });
    expect(heffl.sandbox.records.list('leads').filter(({ name }) => name === 'Noor Haddad')).toHaveLength(1);
  });

  test('a create without an answer, run again: finds what was created', async () => {
    const input = { ...jane, name: 'Noor Haddad', email: 'noor@example.com' };
    heffl.sandbox.faults.inject({ kind: 'cut', before: false, match: { method: 'POST' } });
    expect(await heffl.fail('create_or_update_lead', input)).toMatchObject({ name: 'HaltedError' });
    expect((await heffl.run('create_or_update_lead', input)).output).toMatchObject({ wasCreated: false });
    expect(heffl.sandbox.records.list('leads').filter(({ name }) => name === 'Noor Haddad')).toHaveLength(1);
  });
});

describe('create_or_update_client', () => {
  test('if_found fill_blanks, and an address has blanks: sends these', async () => {
    const client = { id: 'clt_1', type: 'company', name: 'Noor LLC', email: 'noor@example.com' };
    const item = { ...client, billingAddress: { city: 'Dubai', country: null } };
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { items: [item] } });
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: item });
    const { requests } = await heffl.run('create_or_update_client', {
      ...client,
      id: undefined,
      search_by: 'email',
      billingAddress__city: 'Sharjah',
      billingAddress__country: 'Oman',
      if_found: 'fill_blanks',
    });
    expect(requests.at(-1)?.body).toEqual({ billingAddress: { country: 'Oman' } });
  });

  test('a person by name: is found by first and last name', async () => {
    const person = { type: 'contact', firstName: 'Huda', lastName: 'Saleh', search_by: 'name' };
    expect((await heffl.run('create_or_update_client', person)).output).toMatchObject({ wasCreated: true });
    const { output, requests } = await heffl.run('create_or_update_client', {
      ...person,
      jobTitle: 'Director',
    });
    expect(output).toMatchObject({ wasCreated: false });
    expect(requests.at(-1)).toMatchObject({ method: 'PATCH' });
  });

  test('an opening balance, and the client is there: is not sent, because an update does not take it', async () => {
    const input = {
      type: 'company',
      name: 'Blue Palm Hospitality',
      search_by: 'name',
      openingBalance: '500',
    };
    const { requests } = await heffl.run('create_or_update_client', input);
    expect(requests.at(-1)?.body).toEqual({ type: 'company', name: 'Blue Palm Hospitality' });
  });
});

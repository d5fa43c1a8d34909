import App from '../../index.js';
import { errorTexts } from '../../src/errors.js';
import { refused } from '../support/failure.js';
import { plainFieldsOf } from '../support/forms.js';
import { connectHeffl, type Input, type Sent } from '../support/heffl.js';
import { creatableKinds, editableKinds, loadLinks } from '../support/steps.js';

const heffl = connectHeffl();

test.each(creatableKinds)(
  '$create: one POST with what was filled in, without blanks and unknown keys',
  async ({ collection, create, createInput }) => {
    await loadLinks(heffl, collection);
    const body = createInput(heffl);
    const blanks = ['', '   ', null, [], ['', ' '], {}];
    const optional = plainFieldsOf(App.creates[create]).filter(({ key }) => !(key in body));
    const blank = Object.fromEntries(optional.map(({ key }, index) => [key, blanks[index % blanks.length]]));
    const unknown = { search_by: 'email', nonsense: 'x', cf_budget: '', custom_fields: { A: ' ' } };
    const { output, requests } = await heffl.run(create, { ...blank, ...unknown, ...body });
    expect(requests).toEqual([{ method: 'POST', path: `/${collection}`, query: {}, body }]);
    expect(output).toMatchObject({ id: heffl.sandbox.records.list(collection).at(-1)?.id });
  },
);

// What a client needs depends on its type: see `resources`.
test.each(creatableKinds.filter(({ noun }) => noun !== 'client'))(
  '$create with an empty required input: fails without a request, and names it',
  async ({ create, createInput }) => {
    const fields = plainFieldsOf(App.creates[create]);
    const required = fields.filter((field) => field.required && field.default === undefined);
    expect(required).not.toEqual([]);
    for (const { key, label = '' } of required) {
      const failure = await heffl.fail(create, { ...createInput(heffl), [key]: ' ' });
      expect(failure).toEqual(refused(errorTexts.required({ label })));
    }
  },
);

describe.each(editableKinds)('$update', ({ noun, collection, update, remove, change, seeded }) => {
  const patch = (id: string) => ({ method: 'PATCH', path: `/${collection}/${id}`, query: {} });

  test('one PATCH with what was filled in, and with null for each of fields_to_clear', async () => {
    await loadLinks(heffl, collection);
    const id = heffl.idOf(collection, seeded);
    const { output, requests } = await heffl.run(update, { id, ...change });
    expect(requests).toEqual([{ ...patch(id), body: change }]);
    expect(output).toMatchObject({ id, ...(noun !== 'client' && change) });

    const { fields } = await heffl.form(update, { id });
    const keys = Object.keys(fields.find(({ key }) => key === 'fields_to_clear')?.choices ?? {});
    expect(keys).not.toContain('id');
    expect(keys.length).toBeGreaterThan(3);
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { id } });
    const body: Record<string, unknown> = {};
    for (const key of keys) {
      const [outer = key, inner] = key.split('__');
      body[outer] = inner === undefined ? null : { ...Object(body[outer]), [inner]: null };
    }
    const cleared = await heffl.run(update, { id, fields_to_clear: keys });
    expect(cleared.requests).toEqual([{ ...patch(id), body }]);
  });

  test(`${remove}: one DELETE, gives the ID; a second time: fails`, async () => {
    const id = heffl.idOf(collection, seeded);
    const { output, requests } = await heffl.run(remove, { id });
    expect(requests).toEqual([{ ...patch(id), method: 'DELETE' }]);
    expect(output).toEqual({ id, deleted: true });
    expect(heffl.sandbox.records.get(collection, id)).toBeUndefined();
    expect(await heffl.fail(remove, { id })).toMatchObject({ name: 'HaltedError' });
  });
});

test.each([
  ['update_lead', ['id', 'nonsense', 'name', 'stageId']],
  ['update_client', ['type', 'name', 'firstName']],
  ['update_deal', ['title', 'stageId', 'status']],
  ['update_task', ['title', 'status', 'type', 'showTime']],
])('%s cannot clear %j: fails without a request', async (key, fields) => {
  for (const field of fields) {
    const failure = await heffl.fail(key, { id: 'any', fields_to_clear: [field] });
    expect(failure).toEqual(refused(errorTexts.notClearable({ field })));
  }
});

test('update_lead with blanks alone, or what it fills in and clears: fails without a request', async () => {
  const blanks = { title: ' ', name: '', email: null, fields_to_clear: [], custom_fields: {} };
  for (const input of [{}, blanks])
    expect(await heffl.fail('update_lead', { id: 'ld_1', ...input })).toEqual(
      refused(errorTexts.nothingToUpdate({ noun: 'lead' })),
    );
  const both = { id: 'ld_1', cf_budget: 5, fields_to_clear: ['cf_budget'] };
  expect(await heffl.fail('update_lead', both)).toEqual(
    refused(errorTexts.fillAndClear({ label: 'cf_budget' })),
  );
});

describe.each([
  ['update_lead', 'PATCH', { title: 'Villa' }],
  ['delete_lead', 'DELETE', {}],
] as const)('ID of %s', (key, method, change) => {
  test('list of one, with blanks and marks: sends the ID', async () => {
    const id = heffl.idOf('leads', 'Jane Smith');
    const { requests } = await heffl.run(key, { id: [` ${id}\u200b `], ...change });
    expect(requests).toMatchObject([{ method, path: `/leads/${id}` }]);
  });

  test.each([
    ['  ', errorTexts.required({ label: 'Lead' })],
    [{ id: 'x_1' }, errorTexts.notAnId({ id: '{"id":"x_1"}' })],
  ])('%j, which is none: fails without a request', async (id, message) => {
    expect(await heffl.fail(key, { id, ...change })).toEqual(refused(message));
  });
});

test.each(['404', '405'] as const)(
  'update_lead, Heffl serves only PUT, and answers PATCH with %s: sends the same body with both',
  async (unservedVerb) => {
    Object.assign(heffl.sandbox.readings, { leadUpdateVerb: 'PUT', unservedVerb });
    const id = heffl.idOf('leads', 'Priya Sharma');
    const input = { id, value: 500, fields_to_clear: ['email'] };
    const { output, requests } = await heffl.run('update_lead', input);
    const sent = { path: `/leads/${id}`, query: {}, body: { value: 500, email: null } };
    expect(requests).toEqual(['PATCH', 'PUT'].map((method) => ({ method, ...sent })));
    expect(output).toMatchObject({ id, value: 500, email: null });
  },
);

test.each([
  ['PATCH', '404', 'there is no lead with this ID'],
  ['PATCH', '405', 'Lead not found'],
  ['PUT', '404', 'there is no lead with this ID'],
  ['PUT', '405', 'Lead not found'],
] as const)(
  'update_lead, unknown ID, Heffl serves only %s, and answers the other verb with %s: fails, as %s',
  async (leadUpdateVerb, unservedVerb, reason) => {
    Object.assign(heffl.sandbox.readings, { leadUpdateVerb, unservedVerb });
    const message = errorTexts.missing({ purpose: 'update the lead', id: 'gone_1', reason });
    const failure = await heffl.fail('update_lead', { id: 'gone_1', title: 'Villa' });
    expect(failure).toMatchObject({ name: 'HaltedError', message });
  },
);

test('update_lead, both verbs say 404 in other words: fails without either message', async () => {
  Object.assign(heffl.sandbox.readings, { leadUpdateVerb: 'PATCH', unservedVerb: '404' });
  const body = { code: 'NOT_FOUND', message: 'Stage not found' };
  heffl.sandbox.faults.inject({ kind: 'status', status: 404, body, match: { method: 'PATCH' } });
  const { message } = await heffl.fail('update_lead', { id: 'ld_1', stageId: 'lstg_gone' });
  const reason = 'this lead, or what this step links it to, is not there';
  expect(message).toBe(errorTexts.missing({ purpose: 'update the lead', id: 'ld_1', reason }));
});

describe('create or update', () => {
  const jane: Input = { search_by: 'email', name: 'Jane Smith', email: 'Jane@Example.com' };
  const noor: Input = { search_by: 'email', name: 'Noor Haddad', email: 'noor@example.com' };
  const find: Sent = { method: 'GET', path: '/leads', query: { limit: '100' } };
  const run = (input: Input) => heffl.run('create_or_update_lead', input);
  const fail = (input: Input) => heffl.fail('create_or_update_lead', input);
  const leadsCalled = (wanted: string) =>
    heffl.sandbox.records.list('leads').filter(({ name }) => name === wanted);

  /** Answers the search, and the update, with this record. */
  const answerWith = (item: object) => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { items: [item] } });
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: item });
  };

  test('email that is not there: one request to find, one to create', async () => {
    const { output, requests } = await run({ ...noor, value: 'AED 2,500' });
    expect(output).toMatchObject({ name: 'Noor Haddad', wasCreated: true });
    const body = { name: 'Noor Haddad', email: 'noor@example.com', value: 2500 };
    expect(requests).toEqual([find, { method: 'POST', path: '/leads', query: {}, body }]);
  });

  test('email that is there: one request to find, one to update', async () => {
    const id = heffl.idOf('leads', 'Jane Smith');
    const { output, requests } = await run({ ...jane, title: 'Villa' });
    expect(output).toMatchObject({ id, title: 'Villa', wasCreated: false });
    const body = { name: 'Jane Smith', email: 'Jane@Example.com', title: 'Villa' };
    expect(requests).toEqual([find, { method: 'PATCH', path: `/leads/${id}`, query: {}, body }]);
    expect(leadsCalled('Jane Smith')).toHaveLength(1);
  });

  test.each([
    ['a search value of its own', { search_by: 'name', search_value: 'JANE  SMITH' }],
    ['a second search, by a name below', { or_search_by: 'name' }],
    ['a custom field below', { search_by: 'cf_plate', custom_fields: { Plate: 'DXB 1' } }],
  ])('%s: finds', async (_, input) => {
    const { id } = heffl.sandbox.create('leads', { name: 'Jane Smith', cf_plate: 'DXB 1' });
    const { output } = await run({ ...jane, email: 'new@example.com', ...input });
    expect(output).toMatchObject({ id, wasCreated: false });
  });

  test('if_found leave, in words: only finds', async () => {
    const { output, requests } = await run({ ...jane, title: 'Pool', if_found: 'Leave it as it is' });
    expect(output).toMatchObject({ id: heffl.idOf('leads', 'Jane Smith'), wasCreated: false });
    expect(requests).toEqual([find]);
  });

  test.each([
    ['the stage by its name alone', { stage: 'New', source: null }, { stageId: 'lstg_1' }, undefined],
    ['the source by its ID alone', { sourceId: 'src_1' }, { source: 'Instagram' }, undefined],
    ['a text of blanks', { title: ' ', cf_a: 1 }, { title: 'Pool', cf_a: 2 }, { title: 'Pool' }],
    ['nothing of the website', {}, { website: 'https://a.example' }, { website: 'https://a.example' }],
    [
      'an address with blanks',
      { billingAddress: { city: 'Dubai', country: null } },
      { billingAddress__city: 'Sharjah', billingAddress__country: 'Oman' },
      { billingAddress: { country: 'Oman' } },
    ],
  ])('if_found fill_blanks, and Heffl returns %s: sends %j', async (_, held, filled, sent) => {
    answerWith({ id: 'x_1', type: 'company', name: 'Jane', email: 'jane@example.com', ...held });
    const key = 'billingAddress' in held ? 'create_or_update_client' : 'create_or_update_lead';
    const input = { ...jane, type: 'company', ...filled, if_found: 'fill_blanks' };
    expect((await heffl.run(key, input)).requests.at(-1)?.body).toEqual(sent);
  });

  test.each([
    ['if_found', 'overwrite', errorTexts.notAChoice({ label: 'If Found', value: 'overwrite' })],
    ['search_by', 'any', errorTexts.cannotSearchBy({ field: 'any' })],
    ['or_search_by', 'Any Lead', errorTexts.cannotSearchBy({ field: 'any' })],
  ])('%s %s: fails without a request', async (key, value, message) => {
    expect(await fail({ ...jane, [key]: value })).toEqual(refused(message));
  });

  test('no value to search for: creates, without a request to find', async () => {
    const { output, requests } = await run({ ...jane, email: '' });
    expect(output).toMatchObject({ wasCreated: true });
    expect(requests).toMatchObject([{ method: 'POST' }]);
  });

  test('no name, and nobody found: fails, and names the input', async () => {
    expect(await fail({ ...noor, name: '' })).toEqual({
      name: 'HaltedError',
      message: 'Name is empty. Fill it in, or check the step that it comes from.',
      requests: [find],
    });
  });

  test.each([
    ['that was not done: creates', true],
    ['without an answer: finds what was created', false],
  ])('a create %s when it runs again at once', async (_, wasCreated) => {
    heffl.sandbox.faults.inject({ kind: 'cut', before: wasCreated, match: { method: 'POST' } });
    expect(await fail(noor)).toMatchObject({ name: 'HaltedError' });
    expect((await run(noor)).output).toMatchObject({ wasCreated });
    expect(leadsCalled('Noor Haddad')).toHaveLength(1);
  });

  test('two runs at one moment: one creates, the other waits, and then finds', async () => {
    const runs = await Promise.allSettled([1, 2].map(() => run(noor)));
    expect(runs.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await run(noor)).output).toMatchObject({ wasCreated: false });
    expect(leadsCalled('Noor Haddad')).toHaveLength(1);
  });

  test('create_or_update_client: a person is found by first and last name', async () => {
    const person = { type: 'contact', firstName: 'Huda', lastName: 'Saleh', search_by: 'name' };
    const create = () => heffl.run('create_or_update_client', person);
    expect((await create()).output).toMatchObject({ wasCreated: true });
    const { output, requests } = await create();
    expect(output).toMatchObject({ wasCreated: false });
    expect(requests.at(-1)).toMatchObject({ method: 'PATCH' });
  });

  test('create_or_update_client, and the client is there: no opening balance, which an update does not take', async () => {
    const company = { type: 'company', name: 'Blue Palm Hospitality' };
    const input = { ...company, search_by: 'name', openingBalance: '500' };
    expect((await heffl.run('create_or_update_client', input)).requests.at(-1)?.body).toEqual(company);
  });
});

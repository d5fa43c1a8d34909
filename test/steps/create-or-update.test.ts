import { errorTexts } from '../../src/errors.js';
import { connectHeffl, type Input, type Sent } from '../support/heffl.js';

const heffl = connectHeffl();

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
  ['a search value of its own', { search_by: 'name', search_value: 'JANE  SMITH', email: 'new@example.com' }],
  ['a second search, by a name below', { email: 'new@example.com', or_search_by: 'name' }],
  ['a custom field below', { search_by: 'cf_plate', custom_fields: { Plate: 'DXB 1' } }],
])('%s: finds', async (_, input) => {
  const { id } = heffl.sandbox.create('leads', { name: 'Jane Smith', cf_plate: 'DXB 1' });
  expect((await run({ ...jane, ...input })).output).toMatchObject({ id, wasCreated: false });
});

test.each(['leave', 'Leave it as it is'])('if_found %s: only finds', async (if_found) => {
  const { output, requests } = await run({ ...jane, title: 'Pool', if_found });
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
  const { requests } = await heffl.run(key, { ...jane, type: 'company', ...filled, if_found: 'fill_blanks' });
  expect(requests.at(-1)?.body).toEqual(sent);
});

test.each([
  ['if_found', 'overwrite', errorTexts.notAChoice({ label: 'If Found', value: 'overwrite' })],
  ['search_by', 'any', errorTexts.cannotSearchBy({ field: 'any' })],
  ['or_search_by', 'Any Lead', errorTexts.cannotSearchBy({ field: 'any' })],
])('%s %s: fails without a request', async (key, value, message) => {
  const failure = { name: 'HaltedError', message, requests: [] };
  expect(await fail({ ...jane, [key]: value })).toEqual(failure);
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

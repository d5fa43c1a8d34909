import { errorTexts } from '../../src/errors.js';
import { connectHeffl } from '../support/heffl.js';
import { editableKinds, withNamesKnown } from '../support/steps.js';

const heffl = connectHeffl();

const capitalized = (noun: string): string => noun.charAt(0).toUpperCase() + noun.slice(1);

describe.each(editableKinds)('$update', ({ noun, collection, update, change, seeded }) => {
  withNamesKnown(heffl, collection);

  const halted = (message: string) => ({ name: 'HaltedError', message, requests: [] });
  const target = () => {
    const id = heffl.idOf(collection, seeded);
    return { id, request: { method: 'PATCH', path: `/${collection}/${id}`, query: {} } };
  };

  test('sends what was supplied and nothing else', async () => {
    const { id, request } = target();
    const { output, requests } = await heffl.run(update, { id, ...change });
    expect(requests).toEqual([{ ...request, body: change }]);
    expect(output).toMatchObject({ id, ...(noun !== 'client' && change) });
  });

  test('takes no whole record for an ID', async () => {
    expect(await heffl.fail(update, { id: { id: 'x_1' }, ...change })).toEqual(
      halted(errorTexts.notAnId({ id: '{"id":"x_1"}' })),
    );
  });

  test('sends a null for every field that can be cleared, and only where it was chosen', async () => {
    const { id, request } = target();
    const { fields } = await heffl.form(update, { id });
    const { choices = {} } = fields.find(({ key }) => key === 'fields_to_clear') ?? {};
    const keys = Object.keys(choices);
    expect(keys).not.toContain('id');
    expect(keys.length).toBeGreaterThan(3);

    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { id } });
    const { requests } = await heffl.run(update, { id, fields_to_clear: keys });
    const body: Record<string, unknown> = {};
    for (const key of keys) {
      const [outer = key, inner] = key.split('__');
      body[outer] = inner === undefined ? null : { ...Object(body[outer]), [inner]: null };
    }
    expect(requests).toEqual([{ ...request, body }]);
  });

  test.each([
    ['nothing was filled in', {}],
    ['everything is blank', { title: ' ', name: '', email: null, fields_to_clear: [], custom_fields: {} }],
  ])('makes no call where %s', async (_case, input) => {
    const { id } = target();
    expect(await heffl.fail(update, { id, ...input })).toEqual(halted(errorTexts.nothingToUpdate({ noun })));
  });

  test('refuses a field that is both filled in and cleared', async () => {
    const { id } = target();
    const { name, message, requests } = await heffl.fail(update, {
      id,
      cf_budget: 5,
      fields_to_clear: ['cf_budget'],
    });
    expect({ name, message, requests }).toEqual(halted(errorTexts.fillAndClear({ label: 'cf_budget' })));
  });

  test('refuses to clear what cannot be cleared', async () => {
    const { id } = target();
    for (const field of ['id', 'nonsense']) {
      const failure = await heffl.fail(update, { id, fields_to_clear: [field] });
      expect(failure).toEqual(halted(errorTexts.notClearable({ field })));
    }
  });

  test('refuses an empty ID before anything is sent', async () => {
    const failure = await heffl.fail(update, { id: ' ', ...change });
    expect(failure).toEqual(halted(errorTexts.required({ label: capitalized(noun) })));
  });

  test('says so where there is no such record', async () => {
    expect(await heffl.fail(update, { id: 'gone_1', ...change })).toMatchObject({
      name: 'HaltedError',
      message: errorTexts.missing({
        purpose: `update the ${noun}`,
        id: 'gone_1',
        reason: `${capitalized(noun)} not found`,
      }),
    });
  });

  test('keeps any ID in its segment of the path', async () => {
    const { requests } = await heffl.fail(update, { id: '../webhooks', ...change });
    expect(new Set(requests.map(({ path }) => path))).toEqual(new Set([`/${collection}/..%2Fwebhooks`]));
  });
});

test('a field is both filled in and cleared also by its label, and inside of an object', async () => {
  const id = heffl.idOf('clients', 'Blue Palm Hospitality');
  const input = { id, billingAddress__city: 'Dubai', fields_to_clear: 'Billing City' };
  expect(await heffl.fail('update_client', input)).toMatchObject({
    message: errorTexts.fillAndClear({ label: 'Billing City' }),
    requests: [],
  });
});

test.each([
  ['keys', ['email', 'website']],
  ['labels', ['Email', 'website']],
  ['one text', 'Email, website'],
])('fields to clear may come as %s', async (_form, fields) => {
  const id = heffl.idOf('leads', 'Jane Smith');
  const { requests } = await heffl.run('update_lead', { id, fields_to_clear: fields });
  expect(requests).toMatchObject([{ body: { email: null, website: null } }]);
});

test.each([
  ['update_lead', ['name', 'stageId']],
  ['update_client', ['type', 'name', 'firstName']],
  ['update_deal', ['title', 'stageId', 'status']],
  ['update_task', ['title', 'status', 'type', 'showTime']],
])('%s does not clear what the record cannot be without: %j', async (key, kept) => {
  for (const field of kept) {
    expect(await heffl.fail(key, { id: 'any', fields_to_clear: [field] })).toMatchObject({
      name: 'HaltedError',
      message: errorTexts.notClearable({ field }),
      requests: [],
    });
  }
});

test('where both verbs say 404 in other words, a link may be what is not there', async () => {
  Object.assign(heffl.sandbox.readings, { leadUpdateVerb: 'PATCH', unservedVerb: '404' });
  const body = { code: 'NOT_FOUND', message: 'Stage not found' };
  heffl.sandbox.faults.inject({ kind: 'status', status: 404, body, match: { method: 'PATCH' } });
  expect(await heffl.fail('update_lead', { id: 'ld_1', stageId: 'gone' })).toMatchObject({
    message: errorTexts.missing({
      purpose: 'update the lead',
      id: 'ld_1',
      reason: 'this lead, or what this step links it to, is not there',
    }),
  });
});

test.each([
  ['PATCH', '404'],
  ['PATCH', '405'],
  ['PUT', '404'],
  ['PUT', '405'],
] as const)(
  'a lead that is not there is told as such where only %s is served, and the rest is %s',
  async (verb, unserved) => {
    Object.assign(heffl.sandbox.readings, { leadUpdateVerb: verb, unservedVerb: unserved });

    expect(await heffl.fail('update_lead', { id: 'gone_1', title: 'Villa' })).toMatchObject({
      name: 'HaltedError',
      message: errorTexts.missing({
        purpose: 'update the lead',
        id: 'gone_1',
        reason: unserved === '404' ? 'there is no lead with this ID' : 'Lead not found',
      }),
    });
  },
);

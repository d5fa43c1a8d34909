import { z } from 'zod';
import App from '../../index.js';
import { errorTexts } from '../../src/errors.js';
import { plainFieldsOf, promisedKeys } from '../support/forms.js';
import { connectHeffl } from '../support/heffl.js';
import { creatableKinds, editableKinds, loadLinks } from '../support/steps.js';

const heffl = connectHeffl();

const halted = (message: string) => ({ name: 'HaltedError', message, requests: [] });

describe.each(creatableKinds)('$create', ({ collection, create, createInput }) => {
  const step = App.creates[create];

  test('one POST with what was filled in, without blanks and unknown keys: gives every output', async () => {
    await loadLinks(heffl, collection);
    const body = createInput(heffl);
    const blanks = ['', '   ', null, [], ['', ' '], {}];
    const optional = plainFieldsOf(step).filter(({ key }) => !(key in body));
    const blank = Object.fromEntries(optional.map(({ key }, index) => [key, blanks[index % blanks.length]]));
    const unknown = { search_by: 'email', nonsense: 'x', cf_budget: '', custom_fields: { A: ' ' } };
    const { output, requests } = await heffl.run(create, { ...blank, ...unknown, ...body });
    expect(requests).toEqual([{ method: 'POST', path: `/${collection}`, query: {}, body }]);
    expect(output).toMatchObject({ id: heffl.sandbox.records.list(collection).at(-1)?.id });
    expect(promisedKeys(step)).toContain('createdAt');
    expect(Object.keys(z.looseObject({}).parse(output))).toEqual(expect.arrayContaining(promisedKeys(step)));
  });

  // What a client needs depends on its type: see `resources`.
  if (collection !== 'clients')
    test('required input empty: fails without a request, and names it', async () => {
      const required = plainFieldsOf(step).filter((field) => field.required && field.default === undefined);
      expect(required).not.toEqual([]);
      for (const { key, label = '' } of required)
        expect(await heffl.fail(create, { ...createInput(heffl), [key]: ' ' })).toEqual(
          halted(errorTexts.required({ label })),
        );
    });
});

describe('create_lead', () => {
  test.each([
    ['value', 'a lot', errorTexts.notANumber({ label: 'Value', value: 'a lot' })],
    ['cf_newsletter', 'maybe', errorTexts.notYesOrNo({ label: 'Newsletter', value: 'maybe' })],
  ])('%s "%s": fails without a POST, and names the input', async (key, value, message) => {
    const { requests, ...failure } = await heffl.fail('create_lead', { name: 'Omar Khan', [key]: value });
    expect(failure).toEqual({ name: 'HaltedError', message });
    expect(requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('email that Heffl refuses: fails with its message', async () => {
    const { requests, ...failure } = await heffl.fail('create_lead', { name: 'Omar Khan', email: 'omar' });
    expect(failure).toEqual({
      name: 'HaltedError',
      message:
        'Heffl could not create the lead: Invalid email address format. Correct this in the step and run it again.',
    });
    expect(requests).toHaveLength(1);
  });

  test('{{braces}}, which Zapier could take for a placeholder: sent as they are', async () => {
    const name = 'Template {{bundle.authData.api_key}} {{process.env.SECRET}} {{ x }}';
    const { requests } = await heffl.run('create_lead', { name });
    expect(requests).toEqual([{ method: 'POST', path: '/leads', query: {}, body: { name } }]);
  });
});

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

  test(`${remove}: one DELETE, gives the ID`, async () => {
    const id = heffl.idOf(collection, seeded);
    const { output, requests } = await heffl.run(remove, { id });
    expect(requests).toEqual([{ ...patch(id), method: 'DELETE' }]);
    expect(output).toEqual({ id, deleted: true });
    expect(heffl.sandbox.records.get(collection, id)).toBeUndefined();
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
    expect(failure).toEqual(halted(errorTexts.notClearable({ field })));
  }
});

test('update_lead with blanks alone, or what it fills in and clears: fails without a request', async () => {
  const blanks = { title: ' ', name: '', email: null, fields_to_clear: [], custom_fields: {} };
  for (const input of [{}, blanks])
    expect(await heffl.fail('update_lead', { id: 'ld_1', ...input })).toEqual(
      halted(errorTexts.nothingToUpdate({ noun: 'lead' })),
    );
  const both = { id: 'ld_1', cf_budget: 5, fields_to_clear: ['cf_budget'] };
  expect(await heffl.fail('update_lead', both)).toEqual(
    halted(errorTexts.fillAndClear({ label: 'cf_budget' })),
  );
});

describe.each([
  ['update_lead', 'update the lead', 'PATCH', { title: 'Villa' }],
  ['delete_lead', 'delete the lead', 'DELETE', {}],
] as const)('ID of %s', (key, purpose, method, change) => {
  test('list of one, with blanks: sends the ID', async () => {
    const id = heffl.idOf('leads', 'Jane Smith');
    const { requests } = await heffl.run(key, { id: [` ${id} `], ...change });
    expect(requests).toMatchObject([{ method, path: `/leads/${id}` }]);
  });

  test.each([
    ['  ', errorTexts.required({ label: 'Lead' })],
    [{ id: 'x_1' }, errorTexts.notAnId({ id: '{"id":"x_1"}' })],
    ['..', errorTexts.notAnId({ id: '..' })],
  ])('%j, which is none: fails without a request', async (id, message) => {
    expect(await heffl.fail(key, { id, ...change })).toEqual(halted(message));
  });

  test('unknown: fails with Heffl’s message', async () => {
    const { name, message } = await heffl.fail(key, { id: 'gone_1', ...change });
    const expected = errorTexts.missing({ purpose, id: 'gone_1', reason: 'Lead not found' });
    expect({ name, message }).toEqual({ name: 'HaltedError', message: expected });
  });
});

describe.each([
  ['PATCH', '404', ['PATCH']],
  ['PATCH', '405', ['PATCH']],
  ['PUT', '404', ['PATCH', 'PUT']],
  ['PUT', '405', ['PATCH', 'PUT']],
] as const)(
  'update_lead, Heffl serves only %s, and answers the other verb with %s',
  (served, unserved, verbs) => {
    beforeEach(() => {
      Object.assign(heffl.sandbox.readings, { leadUpdateVerb: served, unservedVerb: unserved });
    });

    test('known ID: sends the same body with both', async () => {
      const id = heffl.idOf('leads', 'Priya Sharma');
      const { output, requests } = await heffl.run('update_lead', {
        id,
        value: 500,
        fields_to_clear: ['email'],
      });
      const sent = { path: `/leads/${id}`, query: {}, body: { value: 500, email: null } };
      expect(requests).toEqual(verbs.map((method) => ({ method, ...sent })));
      expect(output).toMatchObject({ id, value: 500, email: null });
    });

    test('unknown ID: fails, and says so', async () => {
      const reason = unserved === '404' ? 'there is no lead with this ID' : 'Lead not found';
      expect(await heffl.fail('update_lead', { id: 'gone_1', title: 'Villa' })).toMatchObject({
        name: 'HaltedError',
        message: errorTexts.missing({ purpose: 'update the lead', id: 'gone_1', reason }),
      });
    });
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

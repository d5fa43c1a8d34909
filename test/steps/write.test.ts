import { z } from 'zod';
import App from '../../index.js';
import { errorTexts } from '../../src/errors.js';
import { plainFieldsOf, promisedKeys } from '../support/forms.js';
import { connectHeffl } from '../support/heffl.js';
import { creatableKinds, editableKinds, loadLinks } from '../support/steps.js';

const heffl = connectHeffl();

const halted = (message: string) => ({ name: 'HaltedError', message, requests: [] });
const notFound = (noun: string) => `${noun.charAt(0).toUpperCase()}${noun.slice(1)} not found`;

describe.each(creatableKinds)('$create', ({ noun, collection, create, createInput }) => {
  beforeEach(() => loadLinks(heffl, collection));
  const fields = plainFieldsOf(App.creates[create]);

  test('sends one POST with what was filled in; leaves out blanks and unknown keys', async () => {
    const body = createInput(heffl);
    const blanks = ['', '   ', null, [], ['', ' '], {}];
    const optional = fields.filter(({ key }) => !(key in body));
    const blank = Object.fromEntries(optional.map(({ key }, index) => [key, blanks[index % blanks.length]]));
    const unknown = { search_by: 'email', nonsense: 'x', cf_budget: '', custom_fields: { A: ' ' } };
    const { requests } = await heffl.run(create, { ...blank, ...unknown, ...body });
    expect(requests).toEqual([{ method: 'POST', path: `/${collection}`, query: {}, body }]);
  });

  test('gives the record that Heffl made, with every field that the step promises', async () => {
    const { output } = await heffl.run(create, createInput(heffl));
    const { id } = heffl.sandbox.records.list(collection).at(-1) ?? {};
    expect(output).toMatchObject({ id });
    const promised = promisedKeys(App.creates[create]);
    expect(promised).toContain('createdAt');
    expect(Object.keys(z.looseObject({}).parse(output))).toEqual(expect.arrayContaining(promised));
  });

  test('refused with 400: fails with Heffl’s message', async () => {
    const body = { code: 'BAD_REQUEST', message: 'The workspace is full.' };
    heffl.sandbox.faults.inject({ kind: 'status', status: 400, body });
    const { name, message, requests } = await heffl.fail(create, createInput(heffl));
    const expected = errorTexts.refused({ purpose: `create the ${noun}`, reason: 'The workspace is full' });
    expect({ name, message }).toEqual({ name: 'HaltedError', message: expected });
    expect(requests).toHaveLength(1);
  });

  // What a client needs depends on its type: see `resources`.
  if (noun !== 'client')
    test('required field empty: fails without a request, and names the field', async () => {
      const required = fields.filter((field) => field.required && field.default === undefined);
      expect(required).not.toEqual([]);
      for (const { key, label = '' } of required) {
        for (const empty of [undefined, '', '  ', null]) {
          const failure = await heffl.fail(create, { ...createInput(heffl), [key]: empty });
          expect(failure).toEqual(halted(errorTexts.required({ label })));
        }
      }
    });
});

test.each([
  ['create_lead', { value: 'a lot' }, errorTexts.notANumber({ label: 'Value', value: 'a lot' })],
  [
    'create_client',
    { openingBalance: '12k' },
    errorTexts.notANumber({ label: 'Opening Balance', value: '12k' }),
  ],
  ['create_deal', { price: '1.2.3' }, errorTexts.notANumber({ label: 'Price', value: '1.2.3' })],
  [
    'create_deal',
    { expectedCloseDate: 'soon' },
    errorTexts.notADate({ label: 'Expected Close Date', value: 'soon' }),
  ],
  [
    'create_task',
    { durationMinutes: 'an hour' },
    errorTexts.notANumber({ label: 'Duration in Minutes', value: 'an hour' }),
  ],
  [
    'create_task',
    { showTime: 'maybe' },
    errorTexts.notYesOrNo({ label: 'Show the Time of Day', value: 'maybe' }),
  ],
  [
    'create_task',
    { dueDate: '2026-02-30x' },
    errorTexts.notADate({ label: 'Due Date', value: '2026-02-30x' }),
  ],
  [
    'create_invoice',
    { isInclusiveTax: '5 %' },
    errorTexts.notYesOrNo({ label: 'Prices Include Tax', value: '5 %' }),
  ],
])('%s with %j: fails without a request, and names the field', async (key, wrong, message) => {
  const kind = creatableKinds.find(({ create }) => create === key);
  expect(await heffl.fail(key, { ...kind?.createInput(heffl), ...wrong })).toEqual(halted(message));
});

test('create_lead with an invalid email: fails with Heffl’s message', async () => {
  const { name, message } = await heffl.fail('create_lead', { name: 'Omar Khan', email: 'omar' });
  expect(name).toBe('HaltedError');
  expect(message).toBe(
    'Heffl could not create the lead: Invalid email address format. Correct this in the step and run it again.',
  );
});

test('create_lead with {{braces}}, which Zapier could take for a placeholder: sends them as they are', async () => {
  const name = 'Template {{bundle.authData.api_key}} {{process.env.SECRET}} {{ x }}';
  const { requests } = await heffl.run('create_lead', { name });
  expect(requests).toEqual([{ method: 'POST', path: '/leads', query: {}, body: { name } }]);
});

describe.each(editableKinds)('$update', ({ noun, collection, update, change, seeded }) => {
  beforeEach(() => loadLinks(heffl, collection));
  const patch = (id: string) => ({ method: 'PATCH', path: `/${collection}/${id}`, query: {} });

  test('sends one PATCH with what was filled in, and gives the record', async () => {
    const id = heffl.idOf(collection, seeded);
    const { output, requests } = await heffl.run(update, { id, ...change });
    expect(requests).toEqual([{ ...patch(id), body: change }]);
    expect(output).toMatchObject({ id, ...(noun !== 'client' && change) });
  });

  test('fields_to_clear: sends null for each of its choices', async () => {
    const id = heffl.idOf(collection, seeded);
    const { fields } = await heffl.form(update, { id });
    const keys = Object.keys(fields.find(({ key }) => key === 'fields_to_clear')?.choices ?? {});
    expect(keys).not.toContain('id');
    expect(keys.length).toBeGreaterThan(3);

    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { id } });
    const { requests } = await heffl.run(update, { id, fields_to_clear: keys });
    const body: Record<string, unknown> = {};
    for (const key of keys) {
      const [outer = key, inner] = key.split('__');
      body[outer] = inner === undefined ? null : { ...Object(body[outer]), [inner]: null };
    }
    expect(requests).toEqual([{ ...patch(id), body }]);
  });

  test.each([
    ['nothing filled in', {}],
    ['blanks', { title: ' ', name: '', email: null, fields_to_clear: [], custom_fields: {} }],
  ])('%s: fails without a request', async (_, input) => {
    expect(await heffl.fail(update, { id: 'x_1', ...input })).toEqual(
      halted(errorTexts.nothingToUpdate({ noun })),
    );
  });

  test('unknown ID: fails with Heffl’s message', async () => {
    const { name, message } = await heffl.fail(update, { id: 'gone_1', ...change });
    const expected = errorTexts.missing({
      purpose: `update the ${noun}`,
      id: 'gone_1',
      reason: notFound(noun),
    });
    expect({ name, message }).toEqual({ name: 'HaltedError', message: expected });
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

test.each([
  ['update_lead', { cf_budget: 5, fields_to_clear: ['cf_budget'] }, 'cf_budget'],
  ['update_client', { billingAddress__city: 'Dubai', fields_to_clear: 'Billing City' }, 'Billing City'],
])('%s fills in and clears one field: fails without a request', async (key, input, field) => {
  const failure = await heffl.fail(key, { id: 'any', ...input });
  expect(failure).toEqual(halted(errorTexts.fillAndClear({ label: field })));
});

describe.each([
  ['PATCH', 'PUT'],
  ['PUT', 'PATCH'],
] as const)('update_lead if Heffl serves only %s', (served, other) => {
  test.each(['404', '405'] as const)(
    '%s for the other verb: sends the same body with both',
    async (unserved) => {
      Object.assign(heffl.sandbox.readings, { leadUpdateVerb: served, unservedVerb: unserved });
      const id = heffl.idOf('leads', 'Priya Sharma');
      const { output, requests } = await heffl.run('update_lead', {
        id,
        value: 500,
        fields_to_clear: ['email'],
      });
      const sent = { path: `/leads/${id}`, query: {}, body: { value: 500, email: null } };
      const verbs = served === 'PATCH' ? [served] : [other, served];
      expect(requests).toEqual(verbs.map((method) => ({ method, ...sent })));
      expect(output).toMatchObject({ id, value: 500, email: null });
    },
  );

  test.each([
    ['404', 'there is no lead with this ID'],
    ['405', 'Lead not found'],
  ] as const)('%s for the other verb, unknown ID: fails with "%s"', async (unserved, why) => {
    Object.assign(heffl.sandbox.readings, { leadUpdateVerb: served, unservedVerb: unserved });
    expect(await heffl.fail('update_lead', { id: 'gone_1', title: 'Villa' })).toMatchObject({
      name: 'HaltedError',
      message: errorTexts.missing({ purpose: 'update the lead', id: 'gone_1', reason: why }),
    });
  });
});

test('update_lead, both verbs say 404 in other words: fails without either message', async () => {
  Object.assign(heffl.sandbox.readings, { leadUpdateVerb: 'PATCH', unservedVerb: '404' });
  const body = { code: 'NOT_FOUND', message: 'Stage not found' };
  heffl.sandbox.faults.inject({ kind: 'status', status: 404, body, match: { method: 'PATCH' } });
  const { message } = await heffl.fail('update_lead', { id: 'ld_1', stageId: 'lstg_gone' });
  const why = 'this lead, or what this step links it to, is not there';
  expect(message).toBe(errorTexts.missing({ purpose: 'update the lead', id: 'ld_1', reason: why }));
});

describe.each(editableKinds)('$remove', ({ noun, collection, remove, seeded }) => {
  test('sends one DELETE, and gives the ID', async () => {
    const id = heffl.idOf(collection, seeded);
    const { output, requests } = await heffl.run(remove, { id });
    expect(requests).toEqual([{ method: 'DELETE', path: `/${collection}/${id}`, query: {} }]);
    expect(output).toEqual({ id, deleted: true });
    expect(heffl.sandbox.records.get(collection, id)).toBeUndefined();
  });

  test('unknown ID: fails with Heffl’s message', async () => {
    const { name, message } = await heffl.fail(remove, { id: 'gone_1' });
    const expected = errorTexts.missing({
      purpose: `delete the ${noun}`,
      id: 'gone_1',
      reason: notFound(noun),
    });
    expect({ name, message }).toEqual({ name: 'HaltedError', message: expected });
  });
});

describe.each([
  ['update_lead', 'PATCH', { title: 'Villa' }],
  ['delete_lead', 'DELETE', {}],
] as const)('ID of %s', (key, method, change) => {
  test('list of one, with blanks: sends the ID', async () => {
    const id = heffl.idOf('leads', 'Jane Smith');
    const { requests } = await heffl.run(key, { id: [` ${id} `], ...change });
    expect(requests).toMatchObject([{ method, path: `/leads/${id}` }]);
  });

  test.each([undefined, '', '  '])('%j: fails without a request', async (id) => {
    expect(await heffl.fail(key, { id, ...change })).toEqual(halted(errorTexts.required({ label: 'Lead' })));
  });

  test.each([
    [{ id: 'x_1' }, '{"id":"x_1"}'],
    ['..', '..'],
  ])('%j: fails without a request, as no ID can be so', async (id, shown) => {
    expect(await heffl.fail(key, { id, ...change })).toEqual(halted(errorTexts.notAnId({ id: shown })));
  });
});

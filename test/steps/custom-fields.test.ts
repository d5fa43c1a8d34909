import { connectHeffl, type FormField } from '../support/heffl.js';
import { stopClock } from '../support/stopped-clock.js';

const heffl = connectHeffl();

afterEach(() => {
  jest.restoreAllMocks();
});

const customIn = (fields: readonly FormField[]) =>
  fields
    .filter(({ key }) => key.startsWith('cf_'))
    .map(({ key, label, type, list }) => ({ key, label, type, list }));

const kinds = [
  ['lead', 'leads', { name: 'Omar Khan' }],
  ['client', 'clients', { name: 'Gulf Coast Hotels' }],
] as const;

describe.each(kinds)('the custom fields of a %s', (noun, collection, fields) => {
  const request = { method: 'GET', path: `/${collection}`, query: { limit: '100' } };

  test('have an input each, of the type of their values', async () => {
    heffl.sandbox.create(collection, {
      ...fields,
      cf_area: 120.5,
      cf_paid: true,
      cf_visit_day: '2026-01-20',
      cf_remarks: 'First line\nsecond line',
      cf_services: ['AC', 'Pest control'],
      cf_mixed: 3,
      cf_empty: null,
    });
    heffl.sandbox.create(collection, { ...fields, cf_mixed: 'three' });
    const { fields: form, requests } = await heffl.form(`create_${noun}`);
    expect(requests).toEqual([request]);
    expect(customIn(form)).toEqual(
      expect.arrayContaining([
        { key: 'cf_area', label: 'Area', type: 'number' },
        { key: 'cf_paid', label: 'Paid', type: 'boolean' },
        { key: 'cf_visit_day', label: 'Visit Day', type: 'datetime' },
        { key: 'cf_remarks', label: 'Remarks', type: 'text' },
        { key: 'cf_services', label: 'Services', type: 'string', list: true },
        { key: 'cf_mixed', label: 'Mixed', type: 'string' },
        { key: 'cf_empty', label: 'Empty', type: 'string' },
      ]),
    );
  });

  test('are told from the fields that they share a name with', async () => {
    heffl.sandbox.create(collection, { ...fields, cf_email: 'b@example.com' });
    const custom = [{ key: 'cf_email', label: 'Email (Custom)', type: 'string' }];
    expect(customIn((await heffl.form(`create_${noun}`)).fields)).toEqual(expect.arrayContaining(custom));
    expect(customIn((await heffl.outputs(`new_${noun}`)).fields)).toEqual(expect.arrayContaining(custom));
  });

  test('are looked up once in minutes, for all forms together', async () => {
    expect((await heffl.form(`create_${noun}`)).requests).toEqual([request]);
    for (const key of [`create_${noun}`, `update_${noun}`, `find_${noun}`, `${noun}_updated`]) {
      expect((await heffl.form(key)).requests).toEqual([]);
    }
    heffl.zapier.age(301);
    expect((await heffl.form(`update_${noun}`)).requests).toEqual([request]);
  });

  test.each([
    [`update_${noun}`, 'fields_to_clear'],
    [`find_${noun}`, 'search_by'],
    [`find_${noun}`, 'or_search_by'],
    [`${noun}_updated`, 'watch_fields'],
  ])('are among the choices that %s has for %s', async (key, field) => {
    const { fields: form } = await heffl.form(key);
    expect(form.find((one) => one.key === field)?.choices).toMatchObject({
      cf_newsletter: 'Newsletter',
      cf_preferred_language: 'Preferred Language',
      email: 'Email',
    });
  });

  test.each(['fails', 'forgets'] as const)('are there when the cache %s', async (mood) => {
    heffl.zapier.mood = mood;
    const { fields: form, requests } = await heffl.form(`create_${noun}`);
    expect(customIn(form).map(({ key }) => key)).toContain('cf_newsletter');
    expect(requests).toEqual([request]);
  });

  test('are left out of a form that may not list records', async () => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, body: { code: 'FORBIDDEN', message: 'No' } });
    const { fields: form } = await heffl.form(`create_${noun}`);
    expect(customIn(form)).toEqual([]);
    expect(form.map(({ key }) => key)).toEqual(expect.arrayContaining(['email', 'custom_fields']));
  });
});

const steps = (noun: string) =>
  ['create', 'update', 'find'].map((verb) => `${verb}_${noun}`).concat(`new_${noun}`, `${noun}_created`);

describe.each(kinds)('in what steps give, the custom fields of a %s', (noun, collection, fields) => {
  const request = { method: 'GET', path: `/${collection}`, query: { limit: '100' } };

  test('have the names and types of their inputs, and are looked up once for all steps', async () => {
    const custom = {
      cf_company_size: '50-100',
      cf_area: 120.5,
      cf_paid: true,
      cf_visit_day: '2026-01-20',
      cf_remarks: 'First line\nsecond line',
      cf_services: ['AC', 'Pest control'],
    };
    heffl.sandbox.create(collection, { ...fields, ...custom });
    for (const [index, key] of steps(noun).entries()) {
      const { fields: outputs, requests } = await heffl.outputs(key);
      expect(requests).toEqual(index === 0 ? [request] : []);
      expect(customIn(outputs)).toEqual(
        expect.arrayContaining([
          { key: 'cf_company_size', label: 'Company Size', type: 'string' },
          { key: 'cf_area', label: 'Area', type: 'number' },
          { key: 'cf_paid', label: 'Paid', type: 'boolean' },
          { key: 'cf_visit_day', label: 'Visit Day', type: 'datetime' },
          { key: 'cf_remarks', label: 'Remarks', type: 'string' },
          { key: 'cf_services', label: 'Services', type: 'string', list: true },
        ]),
      );
      expect(outputs.map((field) => field.key)).toEqual(expect.arrayContaining(['id', 'createdAt']));
    }
  });

  test.each([
    [401, 'no longer accepts the API key'],
    [500, 'has a problem of its own'],
  ])('are left out where Heffl answers %d, and the log says so', async (status, why) => {
    stopClock();
    jest.spyOn(console, 'log').mockImplementation();
    heffl.sandbox.faults.inject({ kind: 'status', status, times: 5 });
    const { fields: outputs } = await heffl.outputs(`new_${noun}`);
    expect(customIn(outputs)).toEqual([]);
    expect(outputs.map((field) => field.key)).toEqual(expect.arrayContaining(['id', 'createdAt']));
    const log = heffl.zapier.logs.join('\n');
    expect(log).toContain('Custom fields are left out');
    expect(log).toContain(why);
  });
});

test.each(['find_lead', 'find_client', 'find_deal'])(
  'the form of %s is there without them while Heffl does not answer',
  async (key) => {
    stopClock();
    jest.spyOn(console, 'log').mockImplementation();
    const { fields: whole } = await heffl.form(key);
    heffl.zapier.age(3600);
    heffl.sandbox.faults.inject({ kind: 'status', status: 500, times: 5 });
    const { fields, requests } = await heffl.form(key);
    expect(requests).toHaveLength(5);
    expect(fields.map((field) => field.key)).toEqual(whole.map((field) => field.key));
    expect(Object.keys(fields[0]?.choices ?? {}).filter((by) => by.startsWith('cf_'))).toEqual([]);
    expect(Object.keys(whole[0]?.choices ?? {}).filter((by) => by.startsWith('cf_'))).not.toEqual([]);
  },
);

test.each(['new_task', 'find_task', 'create_invoice', 'invoice_created', 'find_product', 'webhook_event'])(
  'to name what %s gives asks Heffl for nothing',
  async (key) => {
    expect((await heffl.outputs(key)).requests).toEqual([]);
  },
);

test('a deal has its custom fields in its forms', async () => {
  const [create, update] = [await heffl.form('create_deal'), await heffl.form('update_deal')];
  const visit = { key: 'cf_visit_date', label: 'Visit Date', type: 'datetime' };
  expect(customIn(create.fields)).toEqual([visit]);
  expect(customIn(update.fields)).toEqual([visit]);
});

test.each(['create_task', 'update_task', 'find_task', 'create_invoice'])(
  'the form of %s asks Heffl for nothing',
  async (key) => {
    expect((await heffl.form(key)).requests).toEqual([]);
  },
);

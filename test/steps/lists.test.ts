import { z } from 'zod';
import { connectHeffl, type FormField, type Input } from '../support/heffl.js';
import { records } from '../support/records.js';
import { editableKinds, loadLinks } from '../support/steps.js';
import { stopClock } from '../support/stopped-clock.js';

const HOUR_MS = 60 * 60 * 1000;
/** Heffl's clock, and not that of this machine: what is new is told by it. */
const NOW = Date.parse('2031-05-01T12:00:00.000Z');
const heffl = connectHeffl({ now: () => NOW });

/** Answers the next request with this list. */
const answerWith = (items: readonly object[], nextCursor: string | null = null) => {
  const body = { items, nextCursor, hasMore: nextCursor !== null };
  heffl.sandbox.faults.inject({ kind: 'status', status: 200, body });
};

describe('polling', () => {
  const addLeads = (count: number, age: (index: number) => number) => {
    for (let index = 0; index < count; index++)
      heffl.sandbox.create('leads', { name: `Lead ${index}` }, NOW - age(index));
  };
  const namesIn = (output: unknown): unknown[] => records.parse(output).map(({ name }) => name);

  test.each([...editableKinds, { poll: 'new_product', collection: 'products' } as const])(
    '$poll: gives the newest 100 with one request, newest first',
    async ({ poll, collection }) => {
      await loadLinks(heffl, collection);
      const { output, requests } = await heffl.run(poll);
      expect(requests).toEqual([{ method: 'GET', path: `/${collection}`, query: { limit: '100' } }]);
      const stored = heffl.sandbox.records.list(collection).map(({ id }) => id);
      expect(records.parse(output).map(({ id }) => id)).toEqual(stored.reverse());
    },
  );

  test.each(editableKinds)(
    '$poll while a Zap is set up: three examples',
    async ({ poll, collection, seeded }) => {
      await loadLinks(heffl, collection);
      const record = heffl.sandbox.records.get(collection, heffl.idOf(collection, seeded)) ?? {};
      const fields = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
      for (let count = 1; count <= 3; count++) heffl.sandbox.create(collection, fields);
      const { output, requests } = await heffl.run(poll, {}, { meta: { isLoadingSample: true } });
      // Leads are filtered by source afterwards.
      const limit = poll === 'new_lead' ? '100' : '3';
      expect(requests).toEqual([{ method: 'GET', path: `/${collection}`, query: { limit } }]);
      expect(output).toHaveLength(3);
    },
  );

  test.each([
    ['150 leads, the newest seven hours old', [[150, 7]], 100, 1],
    [
      '99 new leads, then an old one',
      [
        [100, 7],
        [99, 1],
      ],
      100,
      1,
    ],
    [
      '101 new leads, then old ones: leaves the old out of the second page',
      [
        [94, 7],
        [101, 1],
      ],
      101,
      2,
    ],
    ['620 new leads: ends after five pages', [[620, 1]], 500, 5],
  ] as const)('%s', async (_, ages, given, pages) => {
    for (const [count, hours] of ages) addLeads(count, () => hours * HOUR_MS);
    const { output, requests } = await heffl.run('new_lead');
    expect(requests).toHaveLength(pages);
    expect(output).toHaveLength(given);
  });

  test('250 leads within five hours: gives them all, with a cursor for each further page', async () => {
    addLeads(100, () => 24 * HOUR_MS);
    addLeads(250, (index) => 5 * HOUR_MS - index * 1000);
    const { output, requests } = await heffl.run('new_lead');
    const names = namesIn(output);
    expect(names.slice(0, 250)).toEqual(Array.from({ length: 250 }, (_, index) => `Lead ${249 - index}`));
    expect(new Set(records.parse(output).map(({ id }) => id)).size).toBe(names.length);
    expect(new Set(requests.map(({ query }) => query.cursor)).size).toBe(3);
  });

  test('a Zap is switched on: gives old leads of the second page, too', async () => {
    addLeads(94, () => 7 * HOUR_MS);
    addLeads(101, () => HOUR_MS);
    expect((await heffl.run('new_lead', {}, { meta: { isPopulatingDedupe: true } })).output).toHaveLength(
      200,
    );
  });

  test('1,100 tasks, switched on, 90 deleted: notes 1,000 with ten requests, and no old one comes up', async () => {
    for (let index = 0; index < 1_100; index++)
      heffl.sandbox.create('tasks', { title: `Task ${index}` }, NOW - HOUR_MS);
    const noted = await heffl.run('new_task', {}, { meta: { isPopulatingDedupe: true } });
    const ids = records.parse(noted.output).map(({ id }) => id);
    const pages = noted.requests.filter(({ path }) => path === '/tasks');
    expect([pages.length, ids.length]).toEqual([10, 1_000]);
    for (const id of ids.slice(0, 90)) heffl.sandbox.delete('tasks', id);
    const { output } = await heffl.run('new_task');
    expect(records.parse(output).filter(({ id }) => !ids.includes(id))).toEqual([]);
  });

  test('120 products, in the order of their names: a poll gives the last one', async () => {
    const product = (index: number) => ({ id: `prd_${index}`, name: `Product ${index}` });
    answerWith(
      Array.from({ length: 100 }, (_, index) => product(index)),
      'page-2',
    );
    answerWith(Array.from({ length: 20 }, (_, index) => product(100 + index)));
    const { output, requests } = await heffl.run('new_product');
    expect(records.parse(output).at(-1)).toMatchObject({ id: 'prd_119' });
    expect(requests).toHaveLength(2);
  });

  test('a Zap is switched on, and the second page fails: notes the first', async () => {
    answerWith([{ id: 'b' }], 'page-2');
    heffl.sandbox.faults.inject({ kind: 'status', status: 403 });
    const { output } = await heffl.run('new_lead', {}, { meta: { isPopulatingDedupe: true } });
    expect(output).toMatchObject([{ id: 'b' }]);
  });

  test.each(['1926', '2031', '2126'])(
    'Date header of %s: gives a burst whole, and nothing old',
    async (year) => {
      stopClock('2031-05-01T12:00:00.000Z');
      const headers = { date: new Date(NOW).toUTCString().replace('2031', year) };
      const pages = [[1, 1], [2], [7]];
      for (const [index, hours] of pages.entries()) {
        const items = hours.map((age, row) => ({
          id: `${index}-${row}`,
          createdAt: new Date(NOW - age * HOUR_MS).toISOString(),
        }));
        const body = { items, nextCursor: `page-${index + 2}`, hasMore: true };
        heffl.sandbox.faults.inject({ kind: 'status', status: 200, body, headers });
      }
      const { output } = await heffl.run('new_lead');
      expect(records.parse(output).map(({ id }) => id)).toEqual(['0-0', '0-1', '1-0']);
    },
  );

  test('record on two pages: gives it once', async () => {
    const createdAt = new Date(NOW).toISOString();
    answerWith(
      [
        { id: 'c', createdAt },
        { id: 'b', createdAt },
      ],
      'page-2',
    );
    answerWith([
      { id: 'b', createdAt },
      { id: 'a', createdAt },
    ]);
    const { output, requests } = await heffl.run('new_lead');
    expect(output).toMatchObject([{ id: 'c' }, { id: 'b' }, { id: 'a' }]);
    expect(requests.map(({ query }) => query)).toEqual([
      { limit: '100' },
      { limit: '100', cursor: 'page-2' },
    ]);
  });

  test('cursor repeats: ends after the page that it names', async () => {
    addLeads(150, () => HOUR_MS);
    heffl.sandbox.faults.inject({ kind: 'repeatCursor', times: 5 });
    const { output, requests } = await heffl.run('new_lead');
    expect(requests).toHaveLength(2);
    expect(output).toHaveLength(150);
  });

  const chosen = { sources: ['whatsapp', 'Referral'] };
  const fromChosen = ['محمد الهاشمي', 'Fatima Al Mansouri'];

  test.each([
    ['both', 1],
    ['names', 1],
    ['ids', 2],
  ] as const)(
    'sources chosen, leads have %s of source: %i requests, then 1',
    async (leadReference, count) => {
      heffl.sandbox.readings.leadReference = leadReference;
      for (const expected of [count, 1]) {
        const { output, requests } = await heffl.run('new_lead', chosen);
        expect(namesIn(output)).toEqual(fromChosen);
        expect(requests).toHaveLength(expected);
      }
    },
  );

  test('sources chosen out of 156: reads their pages until the sources of the leads are known', async () => {
    for (let index = 0; index < 150; index++) heffl.sandbox.create('sources', { name: `Campaign ${index}` });
    heffl.sandbox.readings.leadReference = 'ids';
    const { output, requests } = await heffl.run('new_lead', chosen);
    expect(namesIn(output)).toEqual(fromChosen);
    expect(requests).toHaveLength(2);
  });

  test('sources chosen while a Zap is set up: three examples from these', async () => {
    for (let index = 0; index < 9; index++)
      heffl.sandbox.create('leads', { name: `Lead ${index}`, source: index % 2 ? 'Radio' : 'Referral' });
    const settingUp = { meta: { isLoadingSample: true } };
    const { output, requests } = await heffl.run('new_lead', { sources: ['Radio'] }, settingUp);
    expect(requests).toMatchObject([{ query: { limit: '100' } }]);
    expect(namesIn(output)).toEqual(['Lead 7', 'Lead 5', 'Lead 3']);
  });
});

describe('dropdowns', () => {
  const choices = z.array(z.strictObject({ id: z.string(), name: z.string(), label: z.string() }));
  const open = async (key: string, input: Input = {}, page = 0) => {
    const { output, requests } = await heffl.run(key, input, {
      meta: { page, isFillingDynamicDropdown: true },
    });
    return { choices: choices.parse(output), requests };
  };

  test.each([
    ['lead_list', '/leads', "James O'Connor · james.oconnor@example.com"],
    ['client_list', '/clients', 'Rohan Mehta · rohan.mehta@example.com'],
    ['deal_list', '/deals', 'Annual AC maintenance · DL-0002'],
    ['task_list', '/tasks', 'Visit the villa · TSK-0002 · Open'],
    ['product_list', '/products', 'AC maintenance · 149.5'],
    ['tag_list', '/tags', 'VIP · Leads'],
    ['lead_stage_list', '/leads/stages', 'Contacted'],
    ['lead_source_list', '/leads/sources', 'Instagram'],
    ['pipeline_list', '/pipelines', 'Annual Contracts'],
    ['pipeline_stage_list', '/pipelines', 'Site Visit · Sales Pipeline'],
  ])('%s: lists %s with one request in five minutes, labelled "%s"', async (key, path, label) => {
    const request = { method: 'GET', path, query: { limit: '100' } };
    const first = await open(key);
    expect(first.requests).toEqual([request]);
    expect(first.choices.map((choice) => choice.label)).toContain(label);
    heffl.zapier.age(299);
    expect(await open(key)).toEqual({ choices: first.choices, requests: [] });
    heffl.zapier.age(2);
    expect((await open(key)).requests).toEqual([request]);
  });

  test('lead_list with 230 leads: three pages, each loaded once', async () => {
    for (let n = 0; n < 225; n++) heffl.sandbox.create('leads', { name: `Lead ${n}` });
    const loaded = [
      await open('lead_list', {}, 0),
      await open('lead_list', {}, 1),
      await open('lead_list', {}, 2),
    ];
    const pages = loaded.map((page) => page.choices);
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 30]);
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(230);
    const queries = loaded.flatMap(({ requests }) => requests.map(({ query }) => query));
    expect(queries.map(({ limit }) => limit)).toEqual(['100', '100', '100']);
    expect(new Set(queries.map(({ cursor }) => cursor)).size).toBe(3);

    const again = [await open('lead_list', {}, 0), await open('lead_list', {}, 1)];
    expect(again).toEqual(pages.slice(0, 2).map((page) => ({ choices: page, requests: [] })));
    await open('lead_list', {}, 2);
    expect(await open('lead_list', {}, 3)).toEqual({ choices: [], requests: [] });
  });

  test.each([
    ['lead_list', { name: 'Omar', email: '', mobile: '+971501234567' }, 'Omar · +971501234567'],
    ['client_list', { name: 'Omar', email: '', phone: '+97142345678' }, 'Omar · +97142345678'],
    ['deal_list', { title: 'Villa', clientId: 'clt_1', clientName: 'Acme LLC' }, 'Villa · Acme LLC'],
    ['deal_list', { title: 'Villa', client: { id: 'clt_1', name: 'Acme LLC' } }, 'Villa · Acme LLC'],
  ])('%s with %j: labelled "%s"', async (key, fields, label) => {
    answerWith([{ id: 'x_1', ...fields }]);
    expect((await open(key)).choices).toMatchObject([{ label }]);
  });

  test('failing cache: ends after the first page, logs it, and reads the cache once', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation();
    for (let n = 0; n < 200; n++) heffl.sandbox.create('leads', { name: `Lead ${n}` });
    heffl.zapier.mood = 'fails';
    expect((await open('lead_list', {}, 0)).choices).toHaveLength(100);
    expect(log.mock.calls.join()).toContain('This dropdown ends after its first page');
    expect(heffl.zapier.cacheCalls).toEqual([['zcache_get', 'choices:lead_list:']]);
    expect(await open('lead_list', {}, 1)).toEqual({ choices: [], requests: [] });
    expect(log.mock.calls.join()).toContain('This dropdown ends before its next page');
  });

  test.each(['fails', 'forgets'] as const)('cache %s: loads the page each time', async (mood) => {
    heffl.zapier.mood = mood;
    const first = await open('lead_list');
    expect(await open('lead_list')).toEqual(first);
    expect(first.choices).toHaveLength(5);
  });

  test('another connection: does not get the kept choices', async () => {
    await open('lead_list');
    const other = { authData: { api_key: 'heffl_user_other' }, meta: { page: 0 } };
    expect(await heffl.fail('lead_list', {}, other)).toMatchObject({ name: 'ExpiredAuthError' });
  });

  test('pipeline_stage_list of a pipeline: its stages, kept apart from those of another', async () => {
    const annual = ['Renewal Due', 'Contract Sent', 'Signed', 'Not Renewed'];
    const pipelineId = heffl.idOf('pipelines', 'Annual Contracts');
    const { choices: stages, requests } = await open('pipeline_stage_list', { pipelineId });
    expect(stages.map(({ name }) => name)).toEqual(annual);
    expect(stages.map(({ id }) => id)).toEqual(annual.map((name) => heffl.idOf('pipelineStages', name)));
    expect(requests).toEqual([{ method: 'GET', path: `/pipelines/${pipelineId}`, query: {} }]);

    const sales = { pipelineId: heffl.idOf('pipelines', 'Sales Pipeline') };
    const other = await open('pipeline_stage_list', sales);
    expect(other.choices.map(({ name }) => name)).toContain('Site Visit');
    expect((await open('pipeline_stage_list', { pipelineId })).requests).toEqual([]);
  });

  test.each([
    ['full', 1],
    ['short', 3],
  ] as const)(
    'pipeline_stage_list without a pipeline, pipelines listed %s: all stages with %i requests',
    async (pipelineList, count) => {
      heffl.sandbox.readings.pipelineList = pipelineList;
      const { choices: stages, requests } = await open('pipeline_stage_list');
      expect(stages).toHaveLength(9);
      const labels = stages.map(({ label }) => label);
      expect(labels).toEqual(expect.arrayContaining(['Won · Sales Pipeline', 'Signed · Annual Contracts']));
      expect(requests).toHaveLength(count);
    },
  );

  test('assignee_list: the people of recent tasks, by name if a task has it', async () => {
    answerWith([
      { id: 't1', assigneeIds: ['usr_1', 2], createdById: 'usr_3', createdByName: 'Aisha Rahman' },
      { id: 't2', assigneeIds: ['usr_3', 'usr_1'], createdById: 'usr_4' },
      { id: 't3', assigneeIds: null },
    ]);
    const { choices: people, requests } = await open('assignee_list');
    expect(requests).toEqual([{ method: 'GET', path: '/tasks', query: { limit: '100' } }]);
    expect(people).toEqual([
      { id: 'usr_3', name: 'Aisha Rahman', label: 'Aisha Rahman' },
      { id: 'usr_1', name: 'usr_1', label: 'usr_1' },
      { id: '2', name: '2', label: '2' },
    ]);
  });
});

describe('custom fields', () => {
  const customIn = (fields: readonly FormField[]) =>
    fields
      .filter(({ key }) => key.startsWith('cf_'))
      .map(({ key, label, type, list }) => ({ key, label, type, list }));
  const keysIn = (fields: readonly FormField[]): string[] => fields.map(({ key }) => key);

  const custom = {
    cf_company_size: '50-100',
    cf_area: 120.5,
    cf_paid: true,
    cf_visit_day: '2026-01-20',
    cf_services: ['AC', 'Pest control'],
    cf_remarks: 'First line\nsecond line',
    cf_email: 'b@example.com',
  };
  /** As in every output. Inputs are texts, because Zapier would change what it cannot read. */
  const typed = [
    { key: 'cf_company_size', label: 'Company Size', type: 'string' },
    { key: 'cf_area', label: 'Area', type: 'number' },
    { key: 'cf_paid', label: 'Paid', type: 'boolean' },
    { key: 'cf_services', label: 'Services', type: 'string', list: true },
    { key: 'cf_email', label: 'Email (Custom)', type: 'string' },
  ];
  const remarks = { key: 'cf_remarks', label: 'Remarks' };
  const day = { key: 'cf_visit_day', label: 'Visit Day' };

  describe.each([
    ['lead', 'leads', { name: 'Omar Khan' }],
    ['client', 'clients', { name: 'Gulf Coast Hotels' }],
  ] as const)('of a %s', (noun, collection, fields) => {
    const request = { method: 'GET', path: `/${collection}`, query: { limit: '100' } };

    test('inputs: a text for each, with yes or no to choose, none for records and files', async () => {
      const objects = { cf_owner: { id: 'usr_1' }, cf_files: [{ url: 'https://example.com/a.pdf' }] };
      heffl.sandbox.create(collection, { ...fields, ...custom, ...objects, cf_mixed: 3, cf_empty: null });
      heffl.sandbox.create(collection, { ...fields, cf_mixed: 'three' });
      const { fields: form, requests } = await heffl.form(`create_${noun}`);
      expect(requests).toEqual([request]);
      const mixed = { key: 'cf_mixed', label: 'Mixed', type: 'string' };
      const empty = { key: 'cf_empty', label: 'Empty', type: 'string' };
      const inputs = typed.map((field) => ({ ...field, type: 'string' }));
      const dated = { ...day, type: 'string' };
      const expected = [...inputs, dated, { ...remarks, type: 'text' }, mixed, empty];
      expect(customIn(form)).toEqual(expect.arrayContaining(expected));
      expect(form.find(({ key }) => key === 'cf_paid')?.choices).toEqual({ yes: 'Yes', no: 'No' });
      expect(keysIn(form)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^cf_(owner|files)$/)]));
    });

    test('outputs: one for each, typed by its values, loaded once for all steps', async () => {
      heffl.sandbox.create(collection, { ...fields, ...custom });
      const keys = [`create_${noun}`, `update_${noun}`, `find_${noun}`, `new_${noun}`, `${noun}_created`];
      for (const [index, key] of keys.entries()) {
        const { fields: outputs, requests } = await heffl.outputs(key);
        expect(requests).toEqual(index === 0 ? [request] : []);
        const text = [remarks, day].map((field) => ({ ...field, type: 'string' }));
        const expected = [...typed, ...text];
        expect(customIn(outputs)).toEqual(expect.arrayContaining(expected));
        expect(keysIn(outputs)).toEqual(expect.arrayContaining(['id', 'createdAt']));
      }
    });

    test('all forms: loaded once in five minutes', async () => {
      expect((await heffl.form(`create_${noun}`)).requests).toEqual([request]);
      heffl.zapier.age(299);
      for (const key of [`create_${noun}`, `update_${noun}`, `find_${noun}`, `${noun}_updated`])
        expect((await heffl.form(key)).requests).toEqual([]);
      heffl.zapier.age(2);
      expect((await heffl.form(`update_${noun}`)).requests).toEqual([request]);
    });

    test.each([
      [`update_${noun}`, 'fields_to_clear'],
      [`find_${noun}`, 'search_by'],
      [`find_${noun}`, 'or_search_by'],
      [`${noun}_updated`, 'watch_fields'],
    ])('%s: among the choices of %s', async (key, field) => {
      const { fields: form } = await heffl.form(key);
      const choices = {
        cf_newsletter: 'Newsletter',
        cf_preferred_language: 'Preferred Language',
        email: 'Email',
      };
      expect(form.find((one) => one.key === field)?.choices).toMatchObject(choices);
    });

    test.each(['fails', 'forgets'] as const)('cache %s: in the form all the same', async (mood) => {
      heffl.zapier.mood = mood;
      const { fields: form, requests } = await heffl.form(`create_${noun}`);
      expect(keysIn(customIn(form))).toContain('cf_newsletter');
      expect(requests).toEqual([request]);
    });

    test('403: the form has the other fields', async () => {
      heffl.sandbox.faults.inject({
        kind: 'status',
        status: 403,
        body: { code: 'FORBIDDEN', message: 'No' },
      });
      const { fields: form } = await heffl.form(`create_${noun}`);
      expect(customIn(form)).toEqual([]);
      expect(keysIn(form)).toEqual(expect.arrayContaining(['email', 'custom_fields']));
    });

    test.each([
      [401, 'no longer accepts the API key'],
      [500, 'has a problem of its own'],
    ])('%d: the outputs have the other fields, and the log says why', async (status, why) => {
      stopClock();
      heffl.sandbox.faults.inject({ kind: 'status', status, times: 5 });
      const { fields: outputs } = await heffl.outputs(`new_${noun}`);
      expect(customIn(outputs)).toEqual([]);
      expect(keysIn(outputs)).toEqual(expect.arrayContaining(['id', 'createdAt']));
      const log = heffl.zapier.logs.join('\n');
      expect(log).toContain('Custom fields are left out');
      expect(log).toContain(why);
    });
  });

  test.each(['find_lead', 'find_client', 'find_deal'])(
    '%s while Heffl fails: form without them',
    async (key) => {
      stopClock();
      const { fields: whole } = await heffl.form(key);
      heffl.zapier.age(3600);
      heffl.sandbox.faults.inject({ kind: 'status', status: 500, times: 5 });
      const { fields, requests } = await heffl.form(key);
      expect(requests).toHaveLength(5);
      expect(keysIn(fields)).toEqual(keysIn(whole));
      const offered = ([searchBy]: readonly FormField[]) => Object.keys(searchBy?.choices ?? {}).join();
      expect(offered(fields)).not.toContain('cf_');
      expect(offered(whole)).toContain('cf_');
    },
  );

  test('of a deal: in the forms of create and update', async () => {
    const visit = { key: 'cf_visit_date', label: 'Visit Date', type: 'string' };
    for (const key of ['create_deal', 'update_deal'])
      expect(customIn((await heffl.form(key)).fields)).toEqual([visit]);
  });

  test.each([
    ...['new_task', 'find_task', 'create_invoice', 'invoice_created', 'find_product', 'webhook_event'],
    ...['create_task', 'update_task'],
  ])('%s, whose records have none: form and outputs without a request', async (key) => {
    expect((await heffl.outputs(key)).requests).toEqual([]);
    expect((await heffl.form(key)).requests).toEqual([]);
  });
});

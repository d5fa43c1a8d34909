import { z } from 'zod';
import type { Field } from '../publishing/published-app.js';
import { connectHeffl, type Input, records } from '../support/heffl.js';
import { editableKinds, loadLinks } from '../support/steps.js';
import { stopClock } from '../support/stopped-clock.js';

const HOUR_MS = 60 * 60 * 1000;
/** Heffl's clock, and not that of this machine: what is new is told by it. */
const NOW = Date.parse('2031-05-01T12:00:00.000Z');
const heffl = connectHeffl({ now: () => NOW });

/** Answers the next request with this list. */
const answerWith = (items: readonly object[], nextCursor: string | null = null, year = '2031') => {
  const body = { items, nextCursor, hasMore: nextCursor !== null };
  const headers = { date: new Date(NOW).toUTCString().replace('2031', year) };
  heffl.sandbox.faults.inject({ kind: 'status', status: 200, body, headers });
};

describe('polling', () => {
  const idsIn = (output: unknown) => records.parse(output).map(({ id }) => id);
  const namesIn = (output: unknown): unknown[] => records.parse(output).map(({ name }) => name);
  const settingUp = { meta: { isLoadingSample: true } };
  const switchingOn = { meta: { isPopulatingDedupe: true } };

  const dated = (id: string, hours: number) => {
    const createdAt = new Date(NOW - hours * HOUR_MS).toISOString();
    return { id, createdAt };
  };

  /** Answers with pages of records that are so many hours old, each followed by another one. Their IDs say where they stand. */
  const answerWithPages = (pages: readonly (readonly number[])[], year?: string) => {
    for (const [page, ages] of pages.entries()) {
      const items = ages.map((hours, row) => dated(`${page}-${row}`, hours));
      answerWith(items, `page-${page + 1}`, year);
    }
  };

  test.each([...editableKinds, { poll: 'new_product', collection: 'products' } as const])(
    '$poll: gives the newest 100 with one request, newest first',
    async ({ poll, collection }) => {
      await loadLinks(heffl, collection);
      const { output, requests } = await heffl.run(poll);
      expect(requests).toEqual([{ method: 'GET', path: `/${collection}`, query: { limit: '100' } }]);
      const stored = heffl.sandbox.records.list(collection).map(({ id }) => id);
      expect(idsIn(output)).toEqual(stored.reverse());
    },
  );

  test.each([
    ['the newest is old: one page', [[7, 8], [9]], ['0-0', '0-1']],
    ['new, then old: one page', [[1, 7], [8]], ['0-0', '0-1']],
    ['a page of new ones: the new ones of the next', [[1, 1], [5, 7], [8]], ['0-0', '0-1', '1-0']],
    ['two pages of new ones: the third, too', [[1], [2], [7], [8]], ['0-0', '1-0']],
    [
      'new ones without end: five pages',
      Array.from({ length: 6 }, () => [1]),
      ['0-0', '1-0', '2-0', '3-0', '4-0'],
    ],
  ])('%s', async (_, pages, expected) => {
    answerWithPages(pages);
    const { output, requests } = await heffl.run('new_lead');
    expect(idsIn(output)).toEqual(expected);
    expect(requests.map(({ query }) => query.cursor)).toEqual(
      [undefined, 'page-1', 'page-2', 'page-3', 'page-4'].slice(0, requests.length),
    );
    expect(heffl.sandbox.faults.pending).toBe(1);
  });

  test.each([
    ['1926', '2031', ['0-0', '0-1', '1-0']],
    ['2126', '2031', ['0-0', '0-1', '1-0']],
    // Neither can be right: nothing is old.
    ['1926', '1930', ['0-0', '0-1', '1-0', '2-0', '3-0', '4-0']],
  ])('Date header of %s, our clock of %s: gives %j of a burst', async (year, ours, expected) => {
    stopClock(`${ours}-05-01T12:00:00.000Z`);
    answerWithPages([[1, 1], [2], [7], [7], [7]], year);
    expect(idsIn((await heffl.run('new_lead')).output)).toEqual(expected);
  });

  test.each([
    ['a Zap is switched on: notes ten pages', 'new_lead', switchingOn, 10],
    ['products, in the order of their names: reads nine pages', 'new_product', {}, 9],
  ])('%s, with what is old', async (_, poll, more, pages) => {
    answerWithPages(Array.from({ length: 11 }, () => [7]));
    const { output, requests } = await heffl.run(poll, {}, more);
    expect([idsIn(output).length, requests.length]).toEqual([pages, pages]);
  });

  test('a Zap is switched on, and the second page fails: notes the first', async () => {
    answerWith([{ id: 'b' }], 'page-2');
    heffl.sandbox.faults.inject({ kind: 'status', status: 403 });
    expect((await heffl.run('new_lead', {}, switchingOn)).output).toMatchObject([{ id: 'b' }]);
  });

  test('a record on two pages, and a cursor that repeats: gives it once, and ends', async () => {
    answerWith([dated('c', 1), dated('b', 1)], 'page-2');
    answerWith([dated('b', 1), dated('a', 1)], 'page-2');
    const { output, requests } = await heffl.run('new_lead');
    expect(idsIn(output)).toEqual(['c', 'b', 'a']);
    expect(requests.map(({ query }) => query.cursor)).toEqual([undefined, 'page-2']);
  });

  test.each([
    ['new_client', {}, '3', ['C', 'B', 'A']],
    // Leads are filtered by source afterwards.
    ['new_lead', { sources: ['Radio'] }, '100', ['Lead 7', 'Lead 5', 'Lead 3']],
  ])('%s with %j while a Zap is set up: asks for %s, gives %j', async (poll, input, limit, expected) => {
    for (const name of ['A', 'B', 'C']) heffl.sandbox.create('clients', { name });
    for (let index = 0; index < 9; index++)
      heffl.sandbox.create('leads', { name: `Lead ${index}`, source: index % 2 ? 'Radio' : 'Referral' });
    const { output, requests } = await heffl.run(poll, input, settingUp);
    expect(requests).toMatchObject([{ query: { limit } }]);
    expect(namesIn(output)).toEqual(expected);
  });

  test.each([
    ['names', 1],
    // Of the two pages of sources, the first has those of all leads.
    ['ids', 2],
  ] as const)(
    'two sources of 156 chosen, leads have %s of sources: %i requests, then 1',
    async (leadReference, count) => {
      for (let index = 0; index < 150; index++)
        heffl.sandbox.create('sources', { name: `Campaign ${index}` });
      heffl.sandbox.readings.leadReference = leadReference;
      for (const expected of [count, 1]) {
        const { output, requests } = await heffl.run('new_lead', { sources: ['whatsapp', 'Referral'] });
        expect(namesIn(output)).toEqual(['محمد الهاشمي', 'Fatima Al Mansouri']);
        expect(requests).toHaveLength(expected);
      }
    },
  );
});

describe('dropdowns', () => {
  const choices = z.array(z.strictObject({ id: z.string(), name: z.string(), label: z.string() }));
  const open = async (key: string, input: Input = {}, page = 0) => {
    const more = { meta: { page, isFillingDynamicDropdown: true } };
    const { output, requests } = await heffl.run(key, input, more);
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
  ])('%s: lists %s with one request, labelled "%s"', async (key, path, label) => {
    const { choices: all, requests } = await open(key);
    expect(requests).toEqual([{ method: 'GET', path, query: { limit: '100' } }]);
    expect(all.map((choice) => choice.label)).toContain(label);
  });

  test.each([
    ['lead_list', { name: 'Omar', email: '', mobile: '+971501234567' }, 'Omar · +971501234567'],
    ['client_list', { name: 'Omar', email: '', phone: '+97142345678' }, 'Omar · +97142345678'],
    ['deal_list', { title: 'Villa', client: { id: 'clt_1', name: 'Acme LLC' } }, 'Villa · Acme LLC'],
  ])('%s with %j: labelled "%s"', async (key, fields, label) => {
    answerWith([{ id: 'x_1', ...fields }]);
    expect((await open(key)).choices).toMatchObject([{ label }]);
  });

  test('three pages: each loaded once in five minutes, and nothing behind the last', async () => {
    const pages = [
      ['a', 'page-2'],
      ['b', 'page-3'],
      ['c', null],
    ] as const;
    for (const [id, next] of pages) answerWith([{ id, name: id }], next);
    const query = { limit: '100' };
    const queries = [query, { ...query, cursor: 'page-2' }, { ...query, cursor: 'page-3' }];
    for (const [page, [id]] of pages.entries())
      expect(await open('lead_list', {}, page)).toEqual({
        choices: [{ id, name: id, label: id }],
        requests: [{ method: 'GET', path: '/leads', query: queries[page] }],
      });
    heffl.zapier.age(299);
    for (const [page, [id]] of pages.entries())
      expect(await open('lead_list', {}, page)).toMatchObject({ choices: [{ id }], requests: [] });
    expect(await open('lead_list', {}, 3)).toEqual({ choices: [], requests: [] });
    heffl.zapier.age(2);
    expect((await open('lead_list')).requests).toHaveLength(1);
  });

  test('failing cache: ends after the first page, logs it, and reads the cache once a run', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation();
    heffl.zapier.mood = 'fails';
    for (let time = 1; time <= 2; time++) {
      answerWith([{ id: 'a' }], 'page-2');
      expect(await open('lead_list')).toMatchObject({
        choices: [{ id: 'a' }],
        requests: [{ path: '/leads' }],
      });
    }
    expect(log.mock.calls.join()).toContain('This dropdown ends after its first page');
    expect(heffl.zapier.cacheCalls).toEqual([
      ['zcache_get', 'choices:lead_list:'],
      ['zcache_get', 'choices:lead_list:'],
    ]);
    expect(await open('lead_list', {}, 1)).toEqual({ choices: [], requests: [] });
    expect(log.mock.calls.join()).toContain('This dropdown ends before its next page');
  });

  test('pipeline_stage_list of a pipeline: its stages, kept apart from those of another', async () => {
    const annual = ['Renewal Due', 'Contract Sent', 'Signed', 'Not Renewed'];
    const pipelineId = heffl.idOf('pipelines', 'Annual Contracts');
    const { choices: stages, requests } = await open('pipeline_stage_list', { pipelineId });
    expect(stages.map(({ id, name }) => [id, name])).toEqual(
      annual.map((name) => [heffl.idOf('pipelineStages', name), name]),
    );
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
  const customIn = (fields: readonly Field[]) =>
    fields
      .filter(({ key }) => key.startsWith('cf_'))
      .map(({ key, label, type, list }) => ({ key, label, type, list }));
  const keysIn = (fields: readonly Field[]): string[] => fields.map(({ key }) => key);
  const ofLeads = { method: 'GET', path: '/leads', query: { limit: '100' } };

  const custom = {
    cf_company_size: '50-100',
    cf_area: 120.5,
    cf_paid: true,
    cf_visit_day: '2026-01-20',
    cf_services: ['AC', 'Pest control'],
    cf_remarks: 'First line\nsecond line',
    cf_email: 'b@example.com',
  };
  /** As outputs. Inputs are texts, because Zapier would change what it cannot read. */
  const typed = [
    { key: 'cf_company_size', label: 'Company Size', type: 'string' },
    { key: 'cf_area', label: 'Area', type: 'number' },
    { key: 'cf_paid', label: 'Paid', type: 'boolean' },
    { key: 'cf_visit_day', label: 'Visit Day', type: 'string' },
    { key: 'cf_services', label: 'Services', type: 'string', list: true },
    { key: 'cf_email', label: 'Email (Custom)', type: 'string' },
  ];
  const remarks = { key: 'cf_remarks', label: 'Remarks', type: 'string' };

  test('inputs: texts; outputs: typed; all of them loaded once in five minutes', async () => {
    heffl.sandbox.create('leads', { name: 'Omar', ...custom });
    const { fields: form, requests } = await heffl.form('create_lead');
    expect(requests).toEqual([ofLeads]);
    const inputs = typed.map((field) => ({ ...field, type: 'string' }));
    expect(customIn(form)).toEqual(expect.arrayContaining([...inputs, { ...remarks, type: 'text' }]));
    expect(form.find(({ key }) => key === 'cf_paid')?.choices).toEqual({ yes: 'Yes', no: 'No' });
    heffl.zapier.age(299);
    for (const key of ['create_lead', 'update_lead', 'find_lead', 'new_lead', 'lead_updated']) {
      const outputs = await heffl.outputs(key);
      expect(customIn(outputs.fields)).toEqual(expect.arrayContaining([...typed, remarks]));
      expect(keysIn(outputs.fields)).toEqual(expect.arrayContaining(['id', 'createdAt']));
      expect([outputs.requests, (await heffl.form(key)).requests]).toEqual([[], []]);
    }
    heffl.zapier.age(2);
    expect((await heffl.form('update_lead')).requests).toEqual([ofLeads]);
  });

  test.each([
    ['update_lead', ['fields_to_clear']],
    ['find_lead', ['search_by', 'or_search_by']],
    ['lead_updated', ['watch_fields']],
    ['client_updated', ['watch_fields']],
  ])('%s: among the choices of %j', async (key, inputs) => {
    const { fields } = await heffl.form(key);
    const choices = {
      cf_newsletter: 'Newsletter',
      cf_preferred_language: 'Preferred Language',
      email: 'Email',
    };
    expect(fields.filter((field) => inputs.includes(field.key))).toMatchObject(
      inputs.map(() => ({ choices })),
    );
  });

  test('clients and deals: in the forms of create and update', async () => {
    const keys = ['create_client', 'update_client', 'create_deal', 'update_deal'];
    for (const key of keys)
      expect(keysIn(customIn((await heffl.form(key)).fields))).toContain(
        key.endsWith('client') ? 'cf_newsletter' : 'cf_visit_date',
      );
  });

  test('401: outputs and the form of a search have the other fields, and the log says why', async () => {
    const { fields: whole } = await heffl.form('find_lead');
    heffl.zapier.age(3600);
    heffl.sandbox.faults.inject({ kind: 'status', status: 401, times: 10 });
    const { fields: outputs } = await heffl.outputs('new_lead');
    expect(customIn(outputs)).toEqual([]);
    expect(keysIn(outputs)).toEqual(expect.arrayContaining(['id', 'createdAt']));
    const why = /Custom fields are left out.*no longer accepts the API key/s;
    expect(heffl.zapier.logs.join('\n')).toMatch(why);

    const { fields } = await heffl.form('find_lead');
    expect(keysIn(fields)).toEqual(keysIn(whole));
    const offered = ([searchBy]: readonly Field[]) => Object.keys(searchBy?.choices ?? {}).join();
    expect(offered(fields)).not.toContain('cf_');
    expect(offered(whole)).toContain('cf_');
  });

  test.each([
    ...['new_task', 'find_task', 'create_invoice', 'invoice_created', 'find_product', 'webhook_event'],
    ...['create_task', 'update_task'],
  ])('%s, whose records have none: form and outputs without a request', async (key) => {
    expect((await heffl.outputs(key)).requests).toEqual([]);
    expect((await heffl.form(key)).requests).toEqual([]);
  });
});

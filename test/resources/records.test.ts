import { errorTexts } from '../../src/errors.js';
import { connectHeffl, type Input, type Sent } from '../support/heffl.js';
import { records } from '../support/records.js';
import { stopClock } from '../support/stopped-clock.js';

const heffl = connectHeffl();

const pathsOf = ({ requests }: { readonly requests: readonly Sent[] }) => requests.map(({ path }) => path);

const halted = (message: string) => ({ name: 'HaltedError', message, requests: [] });

describe('lead', () => {
  test('create_lead: sends every field as what it is, custom fields beside the others', async () => {
    const links = {
      stageId: heffl.idOf('leadStages', 'Contacted'),
      sourceId: heffl.idOf('sources', 'Instagram'),
    };
    await heffl.form('create_lead');
    const { output, requests } = await heffl.run('create_lead', {
      name: 'Omar Khan',
      email: ' omar@example.com ',
      mobile: '050 123 4567',
      secondaryMobile: '00971 4 234 5678',
      title: 'Villa deep cleaning',
      value: '2,500.50',
      website: 'https://example.com',
      ...links,
      tags: ['tag_vip', 'tag_villa'],
      cf_budget: 10000,
      cf_newsletter: false,
      custom_fields: { 'Company Size': '11-50', cf_vehicle: 'Van' },
    });
    const body = {
      name: 'Omar Khan',
      email: 'omar@example.com',
      mobile: '+971501234567',
      secondaryMobile: '+97142345678',
      title: 'Villa deep cleaning',
      value: 2500.5,
      website: 'https://example.com',
      ...links,
      tags: ['tag_vip', 'tag_villa'],
      cf_budget: 10000,
      cf_newsletter: false,
      cf_company_size: '11-50',
      cf_vehicle: 'Van',
    };
    expect(requests).toEqual([{ method: 'POST', path: '/leads', query: {}, body }]);
    const { id, createdAt } = heffl.sandbox.records.list('leads').at(-1) ?? {};
    const made = { id, number: 'LD-0006', archived: false, createdAt };
    expect(output).toEqual({ ...body, ...made, stage: 'Contacted', source: 'Instagram' });
  });

  test.each([
    ['source that only its name is known of', { source: 'Radio' }, { source: 'Radio' }],
    ['tags as one text', { tags: 'tag_vip, tag_villa' }, { tags: ['tag_vip', 'tag_villa'] }],
  ])('%s: sent as Heffl takes it', async (_, input, sent) => {
    const { requests } = await heffl.run('create_lead', { name: 'Omar Khan', ...input });
    expect(requests).toMatchObject([{ body: { name: 'Omar Khan', ...sent } }]);
  });

  test.each([
    ['AE', '050 123 4567', '+971501234567'],
    ['ae', '٠٥٠ ١٢٣ ٤٥٦٧', '+971501234567'],
    ['IN', '098200 12345', '+919820012345'],
    ['AE', '+91 98200-12345', '+919820012345'],
    ['', '+971 (50) 123 4567', '+971501234567'],
    ['', '050 123 4567', '050 123 4567'],
    ['AE', 'ask reception', 'ask reception'],
  ])('default country "%s", mobile "%s": sends "%s"', async (default_country, mobile, sent) => {
    const { requests } = await heffl.run(
      'create_lead',
      { name: 'Omar', mobile },
      { authData: { default_country } },
    );
    expect(requests).toMatchObject([{ body: { name: 'Omar', mobile: sent } }]);
  });

  test('update_lead with a stage: moves it, and leaves the rest', async () => {
    const id = heffl.idOf('leads', 'Fatima Al Mansouri');
    const stageId = heffl.idOf('leadStages', 'Converted');
    const { output, requests } = await heffl.run('update_lead', {
      id,
      stageId,
      custom_fields: { Budget: 3000 },
    });
    const body = { stageId, cf_budget: 3000 };
    expect(requests).toEqual([{ method: 'PATCH', path: `/leads/${id}`, query: {}, body }]);
    const left = { name: 'Fatima Al Mansouri', mobile: '+971501234501', cf_preferred_language: 'Arabic' };
    expect(output).toMatchObject({ id, ...left, stage: 'Converted', cf_budget: 3000 });
  });
});

describe('client', () => {
  test('create_client of a company: sends address and contact person as objects', async () => {
    const company = {
      type: 'company',
      name: 'Gulf Coast Hotels',
      email: 'accounts@hotels.example.com',
      website: 'https://hotels.example.com',
      taxNumber: '100123456700003',
      cf_preferred_language: 'Arabic',
    };
    await heffl.form('create_client');
    const { output, requests } = await heffl.run('create_client', {
      ...company,
      phone: '04 234 5678',
      openingBalance: '1,200',
      billingAddress__address: 'Office 304',
      billingAddress__landmark: 'Near City Centre',
      billingAddress__city: 'Dubai',
      billingAddress__state: 'Dubai',
      billingAddress__country: 'United Arab Emirates',
      billingAddress__postalCode: '00000',
      primaryContact__firstName: 'Huda',
      primaryContact__lastName: 'Saleh',
      primaryContact__email: ' huda@hotels.example.com',
      primaryContact__phone: '050 123 4567',
      primaryContact__salutation: 'Ms',
      primaryContact__jobTitle: 'Office Manager',
    });
    const body = {
      ...company,
      phone: '+97142345678',
      openingBalance: 1200,
      billingAddress: {
        address: 'Office 304',
        landmark: 'Near City Centre',
        city: 'Dubai',
        state: 'Dubai',
        country: 'United Arab Emirates',
        postalCode: '00000',
      },
      primaryContact: {
        firstName: 'Huda',
        lastName: 'Saleh',
        email: 'huda@hotels.example.com',
        phone: '+971501234567',
        salutation: 'Ms',
        jobTitle: 'Office Manager',
      },
    };
    expect(requests).toEqual([{ method: 'POST', path: '/clients', query: {}, body }]);
    const { taxNumber, ...told } = company;
    expect(output).toMatchObject({ ...told, number: 'CL-0004', firstName: null });
    expect(output).not.toHaveProperty('taxNumber', taxNumber);
  });

  test('create_client of a person: sends the names of a person', async () => {
    const names = { firstName: 'Rania', lastName: 'Haddad', salutation: 'Dr', jobTitle: 'Dentist' };
    const { output, requests } = await heffl.run('create_client', { type: 'Person', ...names });
    const body = { type: 'contact', ...names };
    expect(requests).toEqual([{ method: 'POST', path: '/clients', query: {}, body }]);
    expect(output).toMatchObject({ type: 'contact', name: 'Rania Haddad', firstName: 'Rania' });
  });

  test.each([
    [{ type: 'company', firstName: 'Rania' }, 'Company Name'],
    [{ type: 'company', name: '  ' }, 'Company Name'],
    [{ type: 'contact', name: 'Rania Haddad' }, 'First Name'],
    [{ type: 'Person', lastName: 'Haddad' }, 'First Name'],
  ])('create_client with %j: fails without a request, as %s is empty', async (input, label) => {
    expect(await heffl.fail('create_client', input)).toEqual(halted(errorTexts.required({ label })));
  });

  test.each([
    [undefined, 'name', ['name', 'primaryContact__firstName', 'openingBalance'], ['firstName']],
    ['company', 'name', ['name', 'primaryContact__firstName', 'openingBalance'], ['firstName']],
    ['contact', 'firstName', ['lastName', 'salutation', 'jobTitle'], ['name', 'primaryContact__firstName']],
    ['Person', 'firstName', ['lastName', 'salutation', 'jobTitle'], ['name', 'primaryContact__firstName']],
  ])('form of create_client, type %s: requires %s', async (type, required, shown, hidden) => {
    const { fields } = await heffl.form('create_client', { ...(type !== undefined && { type }) });
    const [first, ...others] = fields;
    expect(first).toMatchObject({ key: 'type', required: true, altersDynamicFields: true });
    expect(others.filter((field) => field.required).map(({ key }) => key)).toEqual([required]);
    const keys = fields.map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(shown));
    expect(keys.filter((key) => hidden.includes(key))).toEqual([]);
  });

  test('update_client changes and clears parts of an address: sends one object', async () => {
    const id = heffl.idOf('clients', 'Al Noor Properties LLC');
    const cleared = ['billingAddress__landmark', 'taxNumber'];
    const input = { id, billingAddress__city: 'Sharjah', fields_to_clear: cleared };
    const { requests } = await heffl.run('update_client', input);
    const body = { billingAddress: { city: 'Sharjah', landmark: null }, taxNumber: null };
    expect(requests).toEqual([{ method: 'PATCH', path: `/clients/${id}`, query: {}, body }]);
  });

  test('update_client: has no opening balance', async () => {
    const { fields } = await heffl.form('update_client');
    expect(fields.map(({ key }) => key)).not.toContain('openingBalance');
    const failure = await heffl.fail('update_client', { id: 'clt_1', openingBalance: 100 });
    expect(failure).toEqual(halted(errorTexts.nothingToUpdate({ noun: 'client' })));
  });
});

describe('deal', () => {
  const smallest = () => ({
    title: 'Pool maintenance',
    clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
    pipelineId: heffl.idOf('pipelines', 'Sales Pipeline'),
    stageId: heffl.idOf('pipelineStages', 'Site Visit'),
  });

  test('create_deal: sends every field as what it is', async () => {
    const leadId = heffl.idOf('leads', 'Jane Smith');
    const links = { ...smallest(), leadId, sourceId: heffl.idOf('sources', 'Referral') };
    await heffl.form('create_deal');
    const { output, requests } = await heffl.run('create_deal', {
      ...links,
      price: '12,000',
      expectedCloseDate: '2026-04-30',
      priority: 'High',
      custom_fields: { 'Visit Date': '2026-01-22' },
    });
    const body = {
      ...links,
      price: 12000,
      expectedCloseDate: '2026-04-30T00:00:00.000Z',
      priority: 'HIGH',
      cf_visit_date: '2026-01-22T00:00:00.000Z',
    };
    expect(requests[0]).toEqual({ method: 'POST', path: '/deals', query: {}, body });
    const names = { stage: 'Site Visit', pipeline: 'Sales Pipeline' };
    const days = { expectedCloseDate: '2026-04-30', cf_visit_date: '2026-01-22' };
    expect(output).toMatchObject({ ...body, ...days, ...names, number: 'DL-0003', status: 'ACTIVE' });
    expect(output).not.toHaveProperty('clientName');
  });

  test.each([
    [{ expectedCloseDate: '2026-04-30' }, { expectedCloseDate: '2026-04-30T00:00:00.000Z' }],
    [{ expectedCloseDate: '2026-04-30T00:00:00+04:00' }, { expectedCloseDate: '2026-04-30T00:00:00.000Z' }],
    [{ expectedCloseDate: '2026-04-30T00:00:00-08:00' }, { expectedCloseDate: '2026-04-30T00:00:00.000Z' }],
    [{ expectedCloseDate: '2026-04-30T15:00:00+04:00' }, { expectedCloseDate: '2026-04-30T00:00:00.000Z' }],
    [{ status: 'WON' }, { status: 'WON' }],
    [{ status: 'Lost' }, { status: 'LOST' }],
    [{ status: 'active' }, { status: 'ACTIVE' }],
  ])('update_deal with %j: sends %j', async (change, body) => {
    const id = heffl.idOf('deals', 'Annual AC maintenance');
    const { requests } = await heffl.run('update_deal', { id, ...change });
    expect(requests[0]).toEqual({ method: 'PATCH', path: `/deals/${id}`, query: {}, body });
  });

  test('create_deal with a stage of another pipeline: fails with Heffl’s message in the words of the form', async () => {
    const stageId = heffl.idOf('pipelineStages', 'Renewal Due');
    const { name, message } = await heffl.fail('create_deal', { ...smallest(), stageId });
    expect(name).toBe('HaltedError');
    expect(message).toContain(
      'could not create the deal: Stage is not a stage of the pipeline of this deal.',
    );
  });

  test('form of create_deal: stages of the chosen pipeline; of update_deal: of all pipelines', async () => {
    const stageIn = async (key: string) =>
      (await heffl.form(key)).fields.find((field) => field.key === 'stageId');
    const dynamic = 'pipeline_stage_list.id.label';
    expect(await stageIn('create_deal')).toMatchObject({ dynamic, dependsOn: ['pipelineId'] });
    expect(await stageIn('update_deal')).toMatchObject({ dynamic });
    expect(await stageIn('update_deal')).not.toHaveProperty('dependsOn');
  });

  describe('names of stage and pipeline', () => {
    const create = async () => {
      const { output, requests } = await heffl.run('create_deal', smallest());
      return { output, requests: requests.map(({ method, path }) => `${method} ${path}`) };
    };
    const withNames = { stage: 'Site Visit', pipeline: 'Sales Pipeline' };
    const withoutNames = () => ({ ...smallest(), stage: null, pipeline: null });

    test('loaded with one request in five minutes, for create, find and poll', async () => {
      const first = await create();
      expect(first).toMatchObject({ output: withNames, requests: ['POST /deals', 'GET /pipelines'] });
      heffl.zapier.age(299);
      const id = heffl.idOf('deals', 'Pool maintenance');
      const found = await heffl.run('find_deal', { search_by: 'id', search_value: id });
      const polled = await heffl.run('new_deal');
      const client = `/clients/${smallest().clientId}`;
      expect(pathsOf(found)).toEqual([`/deals/${id}`, client]);
      expect(pathsOf(polled)).toEqual(['/deals']);
      expect([found.output, polled.output]).toMatchObject([[withNames], [withNames, {}, {}]]);
      heffl.zapier.age(2);
      expect((await create()).requests).toEqual(['POST /deals', 'GET /pipelines']);
    });

    test('list of pipelines without stages: gives the name of the pipeline', async () => {
      heffl.sandbox.readings.pipelineList = 'short';
      expect((await create()).output).toMatchObject({
        ...smallest(),
        stage: null,
        pipeline: 'Sales Pipeline',
      });
    });

    test('failing cache: gives the deal without them, and does not load them', async () => {
      heffl.zapier.mood = 'fails';
      expect(await create()).toMatchObject({ output: withoutNames(), requests: ['POST /deals'] });
    });

    test('403 for pipelines: gives the deal without them, and does not ask again', async () => {
      heffl.sandbox.faults.inject({ kind: 'status', status: 403, match: { path: '/pipelines' }, times: 2 });
      const { output, requests } = await create();
      expect(requests).toEqual(['POST /deals', 'GET /pipelines']);
      expect(output).toMatchObject(withoutNames());
      expect((await create()).requests).toEqual(['POST /deals']);
    });

    test('503 for pipelines: gives the deal without them, and logs why', async () => {
      stopClock();
      const log = jest.spyOn(console, 'log').mockImplementation();
      heffl.sandbox.faults.inject({ kind: 'status', status: 503, match: { path: '/pipelines' }, times: 10 });
      const { output, requests } = await create();
      expect(requests).toEqual(['POST /deals', 'GET /pipelines', 'GET /pipelines']);
      expect(log.mock.calls.join()).toMatch(/Details of linked records are left out: .*error 503/s);
      expect(output).toMatchObject(withoutNames());
    });
  });

  describe('what a deal is linked to', () => {
    const linked = () => ({
      ...smallest(),
      leadId: heffl.idOf('leads', 'Jane Smith'),
      sourceId: heffl.idOf('sources', 'Referral'),
    });
    const find = (id: string) => heffl.run('find_deal', { search_by: 'id', search_value: id });

    test('find_deal: one request for each, and none in the next five minutes', async () => {
      const { id } = heffl.sandbox.create('deals', linked());
      const first = await find(id);
      const client = {
        clientName: 'Blue Palm Hospitality',
        clientEmail: 'accounts@bluepalm.example.com',
        clientPhone: '+97125550144',
      };
      const others = { leadName: 'Jane Smith', source: 'Referral', pipeline: 'Sales Pipeline' };
      expect(first.output).toMatchObject([{ ...client, ...others, stage: 'Site Visit' }]);
      expect(pathsOf(first)).toEqual([
        `/deals/${id}`,
        '/pipelines',
        `/clients/${linked().clientId}`,
        '/leads/sources',
        `/leads/${linked().leadId}`,
      ]);
      expect(pathsOf(await find(id))).toEqual([`/deals/${id}`]);
    });

    test.each([403, 404, 500])('find_deal, %d for the client: gives the deal without it', async (status) => {
      stopClock();
      jest.spyOn(console, 'log').mockImplementation();
      const { id } = heffl.sandbox.create('deals', linked());
      const path = `/clients/${linked().clientId}`;
      heffl.sandbox.faults.inject({ kind: 'status', status, match: { path }, times: 2 });
      const { output } = await find(id);
      expect(output).toMatchObject([{ id, stage: 'Site Visit', clientName: null, clientEmail: null }]);
    });

    test('new_deal, 120 deals of 120 clients: one page of clients, and three more by ID', async () => {
      for (let index = 0; index < 120; index++) {
        const { id: clientId } = heffl.sandbox.create('clients', { name: `Client ${index}` });
        heffl.sandbox.create('deals', { ...smallest(), clientId });
      }
      const polled = await heffl.run('new_deal');
      expect(pathsOf(polled).map((path) => path.replace(/clt_.*/, 'ID'))).toEqual([
        ...['/deals', '/deals', '/pipelines', '/clients'],
        ...Array.from({ length: 3 }, () => '/clients/ID'),
      ]);
      const names = records.parse(polled.output).map(({ clientName }) => clientName);
      expect(names.slice(0, 103)).toEqual(Array.from({ length: 103 }, (_, index) => `Client ${119 - index}`));
      expect(names.slice(103)).not.toContainEqual(expect.any(String));
      expect(pathsOf(await heffl.run('new_deal'))).toEqual(['/deals', '/deals']);
    });

    test('new_deal, no deal of the last six hours: one request', async () => {
      expect(pathsOf(await heffl.run('new_deal'))).toEqual(['/deals']);
    });
  });
});

describe('task', () => {
  test('create_task: sends every field as what it is', async () => {
    const tagIds = [heffl.idOf('tags', 'Urgent'), heffl.idOf('tags', 'VIP')];
    const links = { entity: 'deals', entityId: heffl.idOf('deals', 'Annual AC maintenance') };
    const same = {
      title: 'Call the hotel',
      description: 'Ask for the facilities manager',
      startDate: '2026-01-20T09:00:00+04:00',
      dueDate: '2026-01-20T17:00:00Z',
      assigneeIds: [heffl.idOf('users', 'Aisha Rahman')],
      ...links,
    };
    const { output, requests } = await heffl.run('create_task', {
      ...same,
      type: 'To-do',
      status: 'In Progress',
      priority: 'low',
      showTime: 'yes',
      durationMinutes: '30',
      tagIds: tagIds.join(','),
    });
    const words = { type: 'todo', status: 'IN_PROGRESS', priority: 'LOW' };
    const body = { ...same, ...words, showTime: true, durationMinutes: 30, tagIds };
    expect(requests).toEqual([{ method: 'POST', path: '/tasks', query: {}, body }]);
    const days = { startDate: '2026-01-20T05:00:00.000Z', dueDate: '2026-01-20T17:00:00.000Z' };
    expect(output).toMatchObject({ ...body, ...days, number: 'TSK-0003', completedOn: null });
  });

  test('update_task with status Completed: gives when it was completed', async () => {
    const id = heffl.idOf('tasks', 'Visit the villa');
    const { output, requests } = await heffl.run('update_task', { id, status: 'Completed', showTime: false });
    const body = { status: 'COMPLETED', showTime: false };
    expect(requests).toEqual([{ method: 'PATCH', path: `/tasks/${id}`, query: {}, body }]);
    const completedOn = heffl.sandbox.records.get('tasks', id)?.completedOn;
    expect(output).toMatchObject({ id, status: 'COMPLETED', completedOn });
    expect(Date.parse(String(completedOn))).toBeGreaterThan(0);
  });

  test.each(['create_task', 'update_task'])('%s with half a link: fails without a request', async (key) => {
    const input = { id: 'tsk_1', title: 'Call' };
    const kindOnly = await heffl.fail(key, { ...input, entity: 'leads' });
    expect(kindOnly).toEqual(halted(errorTexts.required({ label: 'Lead or Deal' })));
    const idOnly = await heffl.fail(key, { ...input, entityId: 'ld_1' });
    expect(idOnly).toEqual(halted(errorTexts.required({ label: 'Linked To' })));
  });

  test('update_task clears one part of the link: clears both', async () => {
    const id = heffl.idOf('tasks', 'Visit the villa');
    const { output, requests } = await heffl.run('update_task', { id, fields_to_clear: ['entity'] });
    expect(requests).toMatchObject([{ method: 'PATCH', body: { entity: null, entityId: null } }]);
    expect(output).toMatchObject({ id, entity: null, entityId: null });
  });

  test.each([
    ['create_task', 'leads', [{ dynamic: 'lead_list.id.label', search: 'find_lead.id' }]],
    ['create_task', 'Deal', [{ dynamic: 'deal_list.id.label', search: 'find_deal.id' }]],
    ['update_task', 'deals', [{ dynamic: 'deal_list.id.label', search: 'find_deal.id' }]],
    ['create_task', undefined, []],
    ['update_task', undefined, []],
  ])('form of %s, linked to %s: record picker %j', async (key, entity, pickers) => {
    const { fields, requests } = await heffl.form(key, { entity });
    expect(fields.filter((field) => field.key === 'entityId')).toMatchObject(pickers);
    expect(fields.find((field) => field.key === 'entity')).toMatchObject({ altersDynamicFields: true });
    expect(requests).toEqual([]);
  });
});

describe('tags_mode', () => {
  const updated = async (key: string, collection: 'leads' | 'tasks', input: Input) => {
    const id = heffl.sandbox.records.list(collection).at(-1)?.id ?? '';
    heffl.sandbox.update(
      collection,
      id,
      collection === 'leads' ? { tags: ['VIP'] } : { assigneeIds: ['usr_1'] },
    );
    const { requests } = await heffl.run(key, { id, ...input });
    return requests.map(({ method, body }) => [method, body]);
  };

  test.each([
    // Heffl may answer with names, and takes IDs: one request reads the record, one the tags.
    ['add', ['tag_1', 'tag_2'], ['tag_1', 'tag_2'], true],
    ['Add to those that are there', ['tag_1'], ['tag_1'], true],
    ['replace', ['tag_1'], ['tag_1'], false],
    [undefined, ['tag_1'], ['tag_1'], false],
    ['add', [], undefined, false],
  ])('update_lead, %s %j to VIP: sends %j', async (tags_mode, tags, sent, reads) => {
    const vip = reads ? [heffl.idOf('tags', 'VIP')] : [];
    const patch = ['PATCH', { title: 'Pool', ...(sent && { tags: [...vip, ...sent] }) }];
    const requests = await updated('update_lead', 'leads', { title: 'Pool', tags, tags_mode });
    const get = ['GET', undefined];
    expect(requests).toEqual(reads ? [get, get, patch] : [patch]);
  });

  test.each([
    [
      'an answer without tags',
      'add',
      { id: 'ld_1', name: 'Jane' },
      errorTexts.unknownList({ label: 'Tags', noun: 'lead' }),
    ],
    [
      'a mode that is none',
      'append',
      undefined,
      errorTexts.notAChoice({ label: 'Replace or Add Tags', value: 'append' }),
    ],
  ])('update_lead, %s: fails, and removes no tags', async (_, tags_mode, answer, message) => {
    if (answer) heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: answer });
    const { requests, ...failure } = await heffl.fail('update_lead', {
      id: 'ld_1',
      tags: ['tag_1'],
      tags_mode,
    });
    expect(failure).toEqual({ name: 'HaltedError', message });
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('update_task, add: assignees and tags', async () => {
    const tagIds = [heffl.idOf('tags', 'Urgent')];
    const input = { tagIds, assigneeIds: ['usr_2'], tags_mode: 'add' };
    const body = { tagIds, assigneeIds: ['usr_1', 'usr_2'] };
    expect(await updated('update_task', 'tasks', input)).toEqual([
      ['GET', undefined],
      ['PATCH', body],
    ]);
  });

  test('update_lead, add to a lead that is gone: fails with its ID', async () => {
    const input = { id: 'ld_gone', tags: ['tag_1'], tags_mode: 'add' };
    const { name, message, requests } = await heffl.fail('update_lead', input);
    expect(name).toBe('HaltedError');
    expect(message).toContain('Heffl could not update the lead "ld_gone": Lead not found.');
    expect(requests).toHaveLength(1);
  });
});

describe('invoice', () => {
  const head = (): Input => ({
    clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
    date: '2026-01-15',
    dueDate: '2026-02-14',
  });
  const sentHead = () => ({
    ...head(),
    date: '2026-01-15T00:00:00.000Z',
    dueDate: '2026-02-14T00:00:00.000Z',
  });
  const maintenance = { name: 'AC maintenance', quantity: 4, price: 149.5 };
  const callOut = { name: 'Call-out', quantity: 1, price: 100 };

  test('create_invoice: sends every field as what it is', async () => {
    const same = {
      contactId: heffl.idOf('clients', 'Rohan Mehta'),
      salesPersonId: heffl.idOf('users', 'Vikram Nair'),
      tags: [heffl.idOf('tags', 'Paid in cash')],
      subject: 'January visit',
      notes: 'Thank you',
    };
    const product = { productId: heffl.idOf('products', 'AC maintenance'), description: 'Split units' };
    const { output, requests } = await heffl.run('create_invoice', {
      ...head(),
      ...same,
      lineItems: [
        {
          ...{ ...maintenance, ...product, quantity: '4', price: '149.50' },
          ...{ discount: '50', discountType: 'Fixed Amount', buyPrice: '80' },
        },
        { ...callOut, description: '' },
      ],
      isInclusiveTax: 'yes',
      status: 'Sent',
      custom_fields: { 'Purchase Order': 'PO-77' },
    });
    const discounted = { ...maintenance, ...product, discount: 50, discountType: 'fixed', buyPrice: 80 };
    const body = {
      ...sentHead(),
      ...same,
      lineItems: [discounted, callOut],
      isInclusiveTax: true,
      status: 'SENT',
      cf_purchase_order: 'PO-77',
    };
    expect(requests).toEqual([{ method: 'POST', path: '/invoices', query: {}, body }]);
    const lineItems = [maintenance, { name: 'Call-out' }];
    const { contactId } = same;
    const kept = {
      clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
      date: '2026-01-15',
      contactId,
      lineItems,
      status: 'SENT',
      cf_purchase_order: 'PO-77',
    };
    expect(output).toMatchObject({ ...kept, number: 'INV-0001' });
  });

  test.each([
    [{}, errorTexts.required({ label: 'Line Items' })],
    [{ lineItems: [] }, errorTexts.required({ label: 'Line Items' })],
    [{ lineItems: [{ name: ' ', quantity: '' }] }, errorTexts.required({ label: 'Line Items' })],
  ])('create_invoice with %j: fails without a request', async (input, message) => {
    expect(await heffl.fail('create_invoice', { ...head(), ...input })).toEqual(halted(message));
  });

  test('create_invoice with an unknown product in its second row: fails with the label and the row', async () => {
    const lineItems = [maintenance, { productId: 'prd_gone', quantity: 1, price: 5 }];
    const { message } = await heffl.fail('create_invoice', { ...head(), lineItems });
    expect(message).toContain('could not create the invoice: Product in row 2 names no product.');
  });
});

/** Found in their list, as Heffl reads none of them alone. */
const listed = [
  ['find_lead_stage', 'leadStages', '/leads/stages', 'Contacted', { type: 'CONTACTED' }],
  ['find_lead_source', 'sources', '/leads/sources', 'Instagram', {}],
  ['find_tag', 'tags', '/tags', 'VIP', { color: '#d97706', type: 'leads' }],
] as const;

const readable = [
  [
    'find_pipeline',
    'pipelines',
    '/pipelines',
    'Annual Contracts',
    { stages: [{ name: 'Renewal Due' }, {}, {}, {}] },
  ],
  ['find_product', 'products', '/products', 'AC maintenance', { price: 149.5 }],
] as const;

test.each([...listed, ...readable])(
  '%s: finds one of the %s at %s by name and by ID',
  async (key, collection, path, name, more) => {
    const id = heffl.idOf(collection, name);
    const list = { method: 'GET', path, query: { limit: '100' } };
    const byName = await heffl.run(key, { search_by: 'Name', search_value: ` ${name.toUpperCase()}` });
    expect(byName.requests).toEqual([list]);
    expect(byName.output).toMatchObject([{ id, name, ...more }]);
    const isListed = listed.some(([one]) => one === key);
    const byId = await heffl.run(key, { search_by: 'id', search_value: id });
    expect(byId.requests).toEqual([isListed ? list : { method: 'GET', path: `${path}/${id}`, query: {} }]);
    expect(byId.output).toMatchObject([{ id, name, ...more }]);
    for (const search_by of ['id', 'name'])
      expect((await heffl.run(key, { search_by, search_value: 'nothing' })).output).toEqual([]);
    const { fields, requests } = await heffl.form(key);
    expect(Object.keys(fields[0]?.choices ?? {}).sort()).toEqual(['any', 'id', 'name']);
    expect(requests).toEqual([]);
  },
);

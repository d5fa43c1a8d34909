import { errorTexts } from '../../src/errors.js';
import { refused } from '../support/failure.js';
import { connectHeffl, type Input, records, type Sent } from '../support/heffl.js';
import { linkedDeal, smallestDeal } from '../support/steps.js';
import { stopClock } from '../support/stopped-clock.js';

const heffl = connectHeffl();

const pathsOf = ({ requests }: { readonly requests: readonly Sent[] }) => requests.map(({ path }) => path);

/** What is typed into an input, and what is sent for it. */
type Read = readonly [typed: unknown, sent: unknown];

/**
 * Runs a create with inputs that are sent as they are, inputs of which something else is sent, and inputs that are sent under other
 * keys. Returns what was sent, and what the step gives.
 */
const create = async (
  key: string,
  same: Input,
  read: Readonly<Record<string, Read>> = {},
  others: readonly [Input, Input] = [{}, {}],
) => {
  const filled = (which: 0 | 1) => ({
    ...same,
    ...Object.fromEntries(Object.entries(read).map(([input, values]) => [input, values[which]])),
    ...others[which],
  });
  await heffl.form(key);
  const { output, requests } = await heffl.run(key, filled(0));
  const path = `/${key.replace('create_', '')}s`;
  const body = filled(1);
  expect(requests.filter(({ method }) => method !== 'GET')).toEqual([
    { method: 'POST', path, query: {}, body },
  ]);
  return { body, output, requests };
};

test('create_lead: sends every field as what it is, custom fields beside the others', async () => {
  const same = {
    name: 'Omar Khan',
    title: 'Villa deep cleaning',
    website: 'https://example.com',
    stageId: heffl.idOf('leadStages', 'Contacted'),
    sourceId: heffl.idOf('sources', 'Instagram'),
    cf_budget: 10000,
    cf_newsletter: false,
  };
  const read: Record<string, Read> = {
    email: [' omar@example.com ', 'omar@example.com'],
    mobile: ['050 123 4567', '+971501234567'],
    secondaryMobile: ['00971 4 234 5678', '+97142345678'],
    value: ['2,500.50', 2500.5],
    tags: ['tag_vip, tag_villa', ['tag_vip', 'tag_villa']],
  };
  const { body, output, requests } = await create('create_lead', same, read, [
    { custom_fields: { 'Company Size': '11-50', cf_vehicle: 'Van' } },
    { cf_company_size: '11-50', cf_vehicle: 'Van' },
  ]);
  expect(requests).toHaveLength(1);
  const { id, createdAt } = heffl.sandbox.records.list('leads').at(-1) ?? {};
  const made = { id, number: 'LD-0006', archived: false, createdAt };
  expect(output).toEqual({ ...body, ...made, stage: 'Contacted', source: 'Instagram' });
});

test('create_client of a company: sends address and contact person as objects', async () => {
  const company = {
    type: 'company',
    name: 'Gulf Coast Hotels',
    email: 'accounts@hotels.example.com',
    website: 'https://hotels.example.com',
    cf_preferred_language: 'Arabic',
  };
  const billingAddress = {
    address: 'Office 304',
    landmark: 'Near City Centre',
    city: 'Dubai',
    state: 'Dubai',
    country: 'United Arab Emirates',
    postalCode: '00000',
  };
  const names = { firstName: 'Huda', lastName: 'Saleh', salutation: 'Ms', jobTitle: 'Office Manager' };
  const person = { ...names, email: ' huda@hotels.example.com', phone: '050 123 4567' };
  const primaryContact = { ...names, email: 'huda@hotels.example.com', phone: '+971501234567' };
  const within = (outer: string, fields: Input): Input =>
    Object.fromEntries(Object.entries(fields).map(([key, value]) => [`${outer}__${key}`, value]));
  const taxNumber = '100123456700003';
  const { output } = await create(
    'create_client',
    { ...company, taxNumber },
    { phone: ['04 234 5678', '+97142345678'], openingBalance: ['1,200', 1200] },
    [
      { ...within('billingAddress', billingAddress), ...within('primaryContact', person) },
      { billingAddress, primaryContact },
    ],
  );
  expect(output).toMatchObject({ ...company, number: 'CL-0004', firstName: null });
  expect(output).not.toHaveProperty('taxNumber', taxNumber);
});

test('create_client of a person: sends the names of a person', async () => {
  const names = { firstName: 'Rania', lastName: 'Haddad', salutation: 'Dr', jobTitle: 'Dentist' };
  const { output } = await create('create_client', names, { type: ['Person', 'contact'] });
  expect(output).toMatchObject({ type: 'contact', name: 'Rania Haddad', firstName: 'Rania' });
});

test.each([
  [{ type: 'company', firstName: 'Rania' }, 'Company Name'],
  [{ type: 'company', name: '  ' }, 'Company Name'],
  [{ type: 'contact', name: 'Rania Haddad' }, 'First Name'],
  [{ type: 'Person', lastName: 'Haddad' }, 'First Name'],
])('create_client with %j: fails without a request, as %s is empty', async (input, label) => {
  expect(await heffl.fail('create_client', input)).toEqual(refused(errorTexts.required({ label })));
});

const ofCompany = ['name', 'primaryContact__firstName', 'openingBalance'];
const ofPerson = ['firstName', 'lastName', 'salutation', 'jobTitle'];
test.each([
  [undefined, ofCompany, ofPerson],
  ['company', ofCompany, ofPerson],
  ['Person', ofPerson, ['name', 'primaryContact__firstName']],
])('form of create_client, type %s: has %j, the first of them required', async (type, shown, hidden) => {
  const { fields } = await heffl.form('create_client', { ...(type !== undefined && { type }) });
  const [first, ...others] = fields;
  expect(first).toMatchObject({ key: 'type', required: true, altersDynamicFields: true });
  expect(others.filter((field) => field.required).map(({ key }) => key)).toEqual(shown.slice(0, 1));
  const keys = fields.map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(shown));
  expect(keys.filter((key) => hidden.includes(key))).toEqual([]);
});

test('update_client with an opening balance: fails without a request, as it has no such input', async () => {
  const failure = await heffl.fail('update_client', { id: 'clt_1', openingBalance: 100 });
  expect(failure).toEqual(refused(errorTexts.nothingToUpdate({ noun: 'client' })));
});

test('create_deal: sends every field as what it is', async () => {
  const day = ['2026-04-30', '2026-04-30T00:00:00.000Z'] as const;
  const { body, output } = await create(
    'create_deal',
    linkedDeal(heffl),
    { price: ['12,000', 12000], expectedCloseDate: day, priority: ['High', 'HIGH'] },
    [{ custom_fields: { 'Visit Date': '2026-01-22' } }, { cf_visit_date: '2026-01-22T00:00:00.000Z' }],
  );
  const names = { stage: 'Site Visit', pipeline: 'Sales Pipeline' };
  const days = { expectedCloseDate: '2026-04-30', cf_visit_date: '2026-01-22' };
  expect(output).toMatchObject({ ...body, ...days, ...names, number: 'DL-0003', status: 'ACTIVE' });
  expect(output).not.toHaveProperty('clientName');
});

test('update_deal: sends day and status as Heffl takes them', async () => {
  const id = heffl.idOf('deals', 'Annual AC maintenance');
  const input = { id, expectedCloseDate: '2026-04-30T15:00:00+04:00', status: 'Lost' };
  const { output, requests } = await heffl.run('update_deal', input);
  const body = { expectedCloseDate: '2026-04-30T00:00:00.000Z', status: 'LOST' };
  expect(requests[0]).toEqual({ method: 'PATCH', path: `/deals/${id}`, query: {}, body });
  expect(output).toMatchObject({ id, expectedCloseDate: '2026-04-30', status: 'LOST' });
});

test('form of create_deal: stages of the chosen pipeline; of update_deal: of all pipelines', async () => {
  const stageIn = async (key: string) =>
    (await heffl.form(key)).fields.find((field) => field.key === 'stageId');
  const dynamic = 'pipeline_stage_list.id.label';
  expect(await stageIn('create_deal')).toMatchObject({ dynamic, dependsOn: ['pipelineId'] });
  expect(await stageIn('update_deal')).toMatchObject({ dynamic });
  expect(await stageIn('update_deal')).not.toHaveProperty('dependsOn');
});

describe('names in place of IDs', () => {
  test('create_lead: one request a list, none the next time, and one for a name that was added', async () => {
    const input = { name: 'Noor', stageId: 'contacted', sourceId: 'Walk‑in', tags: 'vip,Urgent' };
    const body = {
      name: 'Noor',
      stageId: heffl.idOf('leadStages', 'Contacted'),
      sourceId: heffl.idOf('sources', 'Walk-in'),
      tags: [heffl.idOf('tags', 'VIP'), heffl.idOf('tags', 'Urgent')],
    };
    const create = { method: 'POST', path: '/leads', query: {}, body };
    const lists = ['/leads/stages', '/leads/sources', '/tags'];
    const { requests } = await heffl.run('create_lead', input);
    expect(requests.map(({ path }) => path)).toEqual([...lists, '/leads']);
    expect(requests.at(-1)).toEqual(create);
    expect((await heffl.run('create_lead', input)).requests).toEqual([create]);

    const { id: sourceId } = heffl.sandbox.create('sources', { name: 'Billboard' });
    const added = await heffl.run('create_lead', { ...input, sourceId: 'billboard' });
    expect(added.requests).toMatchObject([{ path: '/leads/sources' }, { body: { ...body, sourceId } }]);
  });

  test('create_deal: the stage is one of the chosen pipeline, or refused with those', async () => {
    const deal = { ...smallestDeal(heffl), pipelineId: 'sales pipeline', stageId: ' SITE VISIT' };
    const { requests } = await heffl.run('create_deal', { ...deal, sourceId: 'referral' });
    const body = { ...smallestDeal(heffl), sourceId: heffl.idOf('sources', 'Referral') };
    expect(requests.find(({ method }) => method === 'POST')?.body).toEqual(body);

    const failure = await heffl.fail('create_deal', { ...deal, pipelineId: 'Annual Contracts' });
    const names = 'Renewal Due, Contract Sent, Signed, Not Renewed';
    expect(failure.message).toBe(errorTexts.noSuchName({ label: 'Stage', value: 'SITE VISIT', names }));
    expect(failure.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('update_deal: a stage of two pipelines is refused with the pipelines', async () => {
    const pipelineId = heffl.idOf('pipelines', 'Annual Contracts');
    const won = { name: 'Won', pipelineId, type: 'WON', position: 9, probability: 100 };
    heffl.sandbox.create('pipelineStages', won);
    const { message } = await heffl.fail('update_deal', { id: 'dl_1', stageId: 'won' });
    const names = 'Won · Sales Pipeline, Won · Annual Contracts';
    expect(message).toBe(errorTexts.nameTwice({ label: 'Stage', value: 'won', names }));
  });
});

describe('what a deal is linked to', () => {
  const createDeal = () => heffl.run('create_deal', smallestDeal(heffl));
  const find = (id: string) => heffl.run('find_deal', { search_by: 'id', search_value: id });
  const names = { stage: 'Site Visit', pipeline: 'Sales Pipeline' };
  const withoutNames = () => ({ ...smallestDeal(heffl), stage: null, pipeline: null });

  test('stage and pipeline: loaded with one request in five minutes, for create, find and poll', async () => {
    const first = await createDeal();
    expect([first.output, pathsOf(first)]).toMatchObject([names, ['/deals', '/pipelines']]);
    heffl.zapier.age(299);
    const id = heffl.idOf('deals', 'Pool maintenance');
    const [found, polled] = [await find(id), await heffl.run('new_deal')];
    expect([found.output, polled.output]).toMatchObject([[names], [names, {}, {}]]);
    const client = `/clients/${smallestDeal(heffl).clientId}`;
    expect([pathsOf(found), pathsOf(polled)]).toEqual([[`/deals/${id}`, client], ['/deals']]);
    heffl.zapier.age(2);
    expect(pathsOf(await createDeal())).toEqual(['/deals', '/pipelines']);
  });

  test('list of pipelines without stages: gives the name of the pipeline', async () => {
    heffl.sandbox.readings.pipelineList = 'short';
    expect((await createDeal()).output).toMatchObject({ ...withoutNames(), pipeline: 'Sales Pipeline' });
  });

  test('failing cache: gives the deal without names, and does not load them', async () => {
    heffl.zapier.mood = 'fails';
    const created = await createDeal();
    expect([created.output, pathsOf(created)]).toMatchObject([withoutNames(), ['/deals']]);
  });

  test('403 for pipelines: gives the deal without names, and does not ask again', async () => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 403, match: { path: '/pipelines' }, times: 2 });
    const first = await createDeal();
    expect([first.output, pathsOf(first)]).toMatchObject([withoutNames(), ['/deals', '/pipelines']]);
    expect(pathsOf(await createDeal())).toEqual(['/deals']);
  });

  test('503 for pipelines: gives the deal without names, and logs why', async () => {
    stopClock();
    heffl.sandbox.faults.inject({ kind: 'status', status: 503, match: { path: '/pipelines' }, times: 2 });
    const created = await createDeal();
    expect(created.output).toMatchObject(withoutNames());
    expect(pathsOf(created)).toEqual(['/deals', '/pipelines', '/pipelines']);
    expect(heffl.zapier.logs.join()).toMatch(/Details of linked records are left out: .*error 503/s);
  });

  test('find_deal: one request for each link, and none in the next five minutes', async () => {
    const { id } = heffl.sandbox.create('deals', linkedDeal(heffl));
    const found = await find(id);
    const client = { clientName: 'Blue Palm Hospitality', clientEmail: 'accounts@bluepalm.example.com' };
    const others = { clientPhone: '+97125550144', source: 'Referral', leadName: 'Jane Smith' };
    expect(found.output).toMatchObject([{ ...names, ...client, ...others }]);
    const { clientId, leadId } = linkedDeal(heffl);
    const links = ['/pipelines', `/clients/${clientId}`, '/leads/sources', `/leads/${leadId}`];
    expect(pathsOf(found)).toEqual([`/deals/${id}`, ...links]);
    expect(pathsOf(await find(id))).toEqual([`/deals/${id}`]);
  });

  test.each([403, 404, 500])('find_deal, %d for the client: gives the deal without it', async (status) => {
    stopClock();
    const { id } = heffl.sandbox.create('deals', linkedDeal(heffl));
    const path = `/clients/${linkedDeal(heffl).clientId}`;
    heffl.sandbox.faults.inject({ kind: 'status', status, match: { path }, times: 2 });
    const expected = { id, stage: 'Site Visit', clientName: null, clientEmail: null };
    expect((await find(id)).output).toMatchObject([expected]);
  });

  test('new_deal, deals of five clients: one page of clients, and three more by ID, once', async () => {
    const ids = ['A', 'B', 'C', 'D', 'E'].map((name) => heffl.sandbox.create('clients', { name }).id);
    for (const clientId of ids) heffl.sandbox.create('deals', { ...smallestDeal(heffl), clientId });
    const body = { items: [{ id: ids[4], name: 'E' }], nextCursor: 'page-2', hasMore: true };
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body, match: { path: '/clients' } });
    const polled = await heffl.run('new_deal');
    const singles = ids.slice(1, 4).map((id) => `/clients/${id}`);
    expect(pathsOf(polled)).toEqual(['/deals', '/pipelines', '/clients', ...singles.reverse()]);
    const names = records.parse(polled.output).map(({ clientName }) => clientName);
    expect(names.slice(0, 5)).toEqual(['E', 'D', 'C', 'B', null]);
    expect(pathsOf(await heffl.run('new_deal'))).toEqual(['/deals']);
  });

  test('new_deal, no deal of the last six hours: one request', async () => {
    expect(pathsOf(await heffl.run('new_deal'))).toEqual(['/deals']);
  });
});

test('create_task: sends every field as what it is', async () => {
  const same = {
    title: 'Call the hotel',
    description: 'Ask for the facilities manager',
    startDate: '2026-01-20T09:00:00+04:00',
    dueDate: '2026-01-20T17:00:00Z',
    assigneeIds: [heffl.idOf('users', 'Aisha Rahman')],
    entity: 'deals',
    entityId: heffl.idOf('deals', 'Annual AC maintenance'),
  };
  const tagIds = [heffl.idOf('tags', 'Urgent'), heffl.idOf('tags', 'VIP')];
  const { body, output } = await create('create_task', same, {
    type: ['To-do', 'todo'],
    status: ['In Progress', 'IN_PROGRESS'],
    priority: ['low', 'LOW'],
    showTime: ['yes', true],
    durationMinutes: ['30', 30],
    tagIds: [tagIds.join(','), tagIds],
  });
  const days = { startDate: '2026-01-20T05:00:00.000Z', dueDate: '2026-01-20T17:00:00.000Z' };
  expect(output).toMatchObject({ ...body, ...days, number: 'TSK-0003', completedOn: null });
});

test.each(['create_task', 'update_task'])('%s with half a link: fails without a request', async (key) => {
  const fail = (half: Input) => heffl.fail(key, { id: 'tsk_1', title: 'Call', ...half });
  const required = (label: string) => refused(errorTexts.required({ label }));
  expect(await fail({ entity: 'leads' })).toEqual(required('Lead or Deal'));
  expect(await fail({ entityId: 'ld_1' })).toEqual(required('Linked To'));
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
])('form of %s, linked to %s: record picker %j', async (key, entity, pickers) => {
  const { fields } = await heffl.form(key, { entity });
  expect(fields.filter((field) => field.key === 'entityId')).toMatchObject(pickers);
  expect(fields.find((field) => field.key === 'entity')).toMatchObject({ altersDynamicFields: true });
});

describe('tags_mode', () => {
  const label = 'Replace or Add Tags';

  test.each([
    // Heffl may answer with names, and takes IDs: one request reads the record, one the tags.
    ['add', ['tag_1', 'tag_2'], ['GET', 'GET', 'PATCH'], ['VIP', 'tag_1', 'tag_2']],
    ['Add to those that are there', ['tag_1'], ['GET', 'GET', 'PATCH'], ['VIP', 'tag_1']],
    ['replace', ['tag_1'], ['PATCH'], ['tag_1']],
    [undefined, ['tag_1'], ['PATCH'], ['tag_1']],
    ['add', [], ['PATCH'], undefined],
  ])('update_lead, %s %j to VIP: %j, sends %j', async (tags_mode, tags, methods, sent) => {
    const id = heffl.idOf('leads', 'Jane Smith');
    heffl.sandbox.update('leads', id, { tags: ['VIP'] });
    const { requests } = await heffl.run('update_lead', { id, title: 'Pool', tags, tags_mode });
    expect(requests.map(({ method }) => method)).toEqual(methods);
    const ids = sent?.map((tag) => (tag === 'VIP' ? heffl.idOf('tags', tag) : tag));
    expect(requests.at(-1)?.body).toEqual({ title: 'Pool', ...(ids && { tags: ids }) });
  });

  test.each([
    ['an answer without tags', 'add', errorTexts.unknownList({ label: 'Tags', noun: 'lead' })],
    ['a mode that is none', 'append', errorTexts.notAChoice({ label, value: 'append' })],
  ])('update_lead, %s: fails, and removes no tags', async (_, tags_mode, message) => {
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body: { id: 'ld_1', name: 'Jane' } });
    const input = { id: 'ld_1', tags: ['tag_1'], tags_mode };
    const { requests, ...failure } = await heffl.fail('update_lead', input);
    expect(failure).toEqual({ name: 'HaltedError', message });
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('update_lead, add to tags that Heffl tells as records, under another key: sends their IDs', async () => {
    const id = heffl.idOf('leads', 'Jane Smith');
    const body = { id, name: 'Jane Smith', tagIds: [{ id: 'tag_9', name: 'VIP' }] };
    heffl.sandbox.faults.inject({ kind: 'status', status: 200, body, match: { method: 'GET' } });
    const { requests } = await heffl.run('update_lead', { id, tags: ['tag_1'], tags_mode: 'add' });
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
    expect(requests.at(-1)?.body).toEqual({ tags: ['tag_9', 'tag_1'] });
  });

  test('update_task, add: assignees and tags', async () => {
    const id = heffl.idOf('tasks', 'Visit the villa');
    heffl.sandbox.update('tasks', id, { assigneeIds: ['usr_1'] });
    const tagIds = [heffl.idOf('tags', 'Urgent')];
    const input = { id, tagIds, assigneeIds: ['usr_2'], tags_mode: 'add' };
    const { requests } = await heffl.run('update_task', input);
    const body = { tagIds, assigneeIds: ['usr_1', 'usr_2'] };
    expect(requests).toMatchObject([{ method: 'GET' }, { method: 'PATCH' }]);
    expect(requests.at(-1)?.body).toEqual(body);
  });

  test('update_lead, add to a lead that is gone: fails with its ID', async () => {
    const input = { id: 'ld_gone', tags: ['tag_1'], tags_mode: 'add' };
    const { name, message, requests } = await heffl.fail('update_lead', input);
    expect(name).toBe('HaltedError');
    expect(message).toContain('Heffl could not update the lead "ld_gone": Lead not found.');
    expect(requests).toHaveLength(1);
  });
});

const head = () => ({
  clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
  date: '2026-01-15',
  dueDate: '2026-02-14',
});
const maintenance = { name: 'AC maintenance', quantity: 4, price: 149.5 };
const callOut = { name: 'Call-out', quantity: 1, price: 100 };

test('create_invoice: sends every field as what it is', async () => {
  const same = {
    clientId: head().clientId,
    contactId: heffl.idOf('clients', 'Rohan Mehta'),
    salesPersonId: heffl.idOf('users', 'Vikram Nair'),
    tags: [heffl.idOf('tags', 'Paid in cash')],
    subject: 'January visit',
    notes: 'Thank you',
  };
  const visit = { ...maintenance, description: 'Split units', discount: 50, buyPrice: 80 };
  const typed = { quantity: '4', price: '149.50', discount: '50', buyPrice: '80' };
  const chosen = { productId: 'ac maintenance', discountType: 'Fixed Amount' };
  const found = { productId: heffl.idOf('products', 'AC maintenance'), discountType: 'fixed' };
  const rows = [
    { ...visit, ...typed, ...chosen },
    { ...callOut, description: '' },
  ];
  const { output, requests } = await create(
    'create_invoice',
    same,
    {
      date: ['2026-01-15', '2026-01-15T00:00:00.000Z'],
      dueDate: ['2026-02-14', '2026-02-14T00:00:00.000Z'],
      lineItems: [rows, [{ ...visit, ...found }, callOut]],
      isInclusiveTax: ['yes', true],
      status: ['Sent', 'SENT'],
    },
    [{ custom_fields: { 'Purchase Order': 'PO-77' } }, { cf_purchase_order: 'PO-77' }],
  );
  expect(requests[0]).toEqual({ method: 'GET', path: '/products', query: { limit: '100' } });
  expect(pathsOf({ requests })).toEqual(['/products', '/invoices']);
  const { clientId, contactId } = same;
  const lineItems = [maintenance, { name: 'Call-out' }];
  const kept = { clientId, contactId, date: '2026-01-15', status: 'SENT', cf_purchase_order: 'PO-77' };
  expect(output).toMatchObject({ ...kept, lineItems, number: 'INV-0001' });
});

test('create_invoice with blank line items alone: fails without a request', async () => {
  const lineItems = [{ name: ' ', quantity: '' }];
  const failure = await heffl.fail('create_invoice', { ...head(), lineItems });
  expect(failure).toEqual(refused(errorTexts.required({ label: 'Line Items' })));
});

test('create_invoice with an unknown product in its second row: fails with the label and the row', async () => {
  const lineItems = [maintenance, { ...callOut, productId: 'prd_gone' }];
  const failure = await heffl.fail('create_invoice', { ...head(), lineItems });
  const reason = 'Product in row 2 names no product';
  const message = errorTexts.refused({ purpose: 'create the invoice', reason });
  expect(failure).toMatchObject({ name: 'HaltedError', message });
});

const stages = [{ name: 'Renewal Due' }, {}, {}, {}];
test.each([
  ['find_lead_stage', 'leadStages', '/leads/stages', 'Contacted', { type: 'CONTACTED' }],
  ['find_lead_source', 'sources', '/leads/sources', 'Instagram', {}],
  ['find_tag', 'tags', '/tags', 'VIP', { color: '#d97706', type: 'leads' }],
  ['find_pipeline', 'pipelines', '/pipelines', 'Annual Contracts', { stages }],
  ['find_product', 'products', '/products', 'AC maintenance', { price: 149.5 }],
] as const)('%s: finds one of the %s at %s by name and by ID', async (key, collection, path, name, more) => {
  const id = heffl.idOf(collection, name);
  const list = { method: 'GET', path, query: { limit: '100' } };
  const find = (search_by: string, search_value: string) => heffl.run(key, { search_by, search_value });
  const byName = await find('Name', ` ${name.toUpperCase()}`);
  expect(byName.requests).toEqual([list]);
  expect(byName.output).toMatchObject([{ id, name, ...more }]);
  // Heffl reads none of the others alone.
  const isReadable = ['find_pipeline', 'find_product'].includes(key);
  const byId = await find('id', id);
  expect(byId.requests).toEqual([isReadable ? { method: 'GET', path: `${path}/${id}`, query: {} } : list]);
  expect(byId.output).toMatchObject([{ id, name, ...more }]);
  for (const by of ['id', 'name']) expect((await find(by, 'nothing')).output).toEqual([]);
  const { fields, requests } = await heffl.form(key);
  expect(Object.keys(fields[0]?.choices ?? {}).sort()).toEqual(['any', 'id', 'name']);
  expect(requests).toEqual([]);
});

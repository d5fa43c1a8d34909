import { connectHeffl } from '../support/heffl.js';

const heffl = connectHeffl();

test('create_lead sends every field as what it is, custom fields beside the others', async () => {
  const stageId = heffl.idOf('leadStages', 'Contacted');
  const sourceId = heffl.idOf('sources', 'Instagram');
  const { output, requests } = await heffl.run('create_lead', {
    name: 'Omar Khan',
    email: ' omar@example.com ',
    mobile: '050 123 4567',
    secondaryMobile: '00971 4 234 5678',
    title: 'Villa deep cleaning',
    value: '2,500.50',
    website: 'https://example.com',
    stageId,
    sourceId,
    tags: ['VIP', 'Villa'],
    cf_budget: 10000,
    cf_newsletter: false,
    custom_fields: { 'Company Size': '11-50', cf_vehicle: 'Van' },
  });
  const custom = { cf_budget: 10000, cf_newsletter: false, cf_company_size: '11-50', cf_vehicle: 'Van' };
  const body = {
    name: 'Omar Khan',
    email: 'omar@example.com',
    mobile: '+971501234567',
    secondaryMobile: '+97142345678',
    title: 'Villa deep cleaning',
    value: 2500.5,
    website: 'https://example.com',
    stageId,
    sourceId,
    tags: ['VIP', 'Villa'],
    ...custom,
  };
  expect(requests).toEqual([{ method: 'POST', path: '/leads', query: {}, body }]);
  const { id, createdAt } = heffl.sandbox.records.list('leads').at(-1) ?? {};
  expect(output).toEqual({
    ...body,
    id,
    number: 'LD-0006',
    stage: 'Contacted',
    source: 'Instagram',
    ownerName: null,
    archived: false,
    createdAt,
  });
});

test('a source that only its name is known of goes out as a name', async () => {
  const { output, requests } = await heffl.run('create_lead', { name: 'Omar Khan', source: 'Radio' });
  expect(requests).toMatchObject([{ body: { name: 'Omar Khan', source: 'Radio' } }]);
  expect(output).toMatchObject({ source: 'Radio', sourceId: heffl.idOf('sources', 'Radio') });
});

test.each([
  ['a list', ['VIP', 'Villa']],
  ['one text, as a mapped value comes', 'VIP, Villa'],
])('tags are a list to Heffl, given as %s', async (_form, tags) => {
  const { requests } = await heffl.run('create_lead', { name: 'Omar Khan', tags });
  expect(requests).toMatchObject([{ body: { tags: ['VIP', 'Villa'] } }]);
});

test.each([
  ['AE', '050 123 4567', '+971501234567'],
  ['ae', '٠٥٠ ١٢٣ ٤٥٦٧', '+971501234567'],
  ['IN', '098200 12345', '+919820012345'],
  ['AE', '+91 98200-12345', '+919820012345'],
  ['', '+971 (50) 123 4567', '+971501234567'],
  ['', '050 123 4567', '050 123 4567'],
  ['AE', 'ask reception', 'ask reception'],
])('with default country "%s", mobile "%s" is sent as "%s"', async (country, mobile, sent) => {
  const { requests } = await heffl.run(
    'create_lead',
    { name: 'Omar Khan', mobile },
    { authData: { default_country: country } },
  );
  expect(requests).toMatchObject([{ body: { name: 'Omar Khan', mobile: sent } }]);
});

test('update_lead moves a lead to a stage and leaves the rest of it alone', async () => {
  const id = heffl.idOf('leads', 'Fatima Al Mansouri');
  const stageId = heffl.idOf('leadStages', 'Converted');
  const { output, requests } = await heffl.run('update_lead', {
    id,
    stageId,
    custom_fields: { Budget: 3000 },
  });
  expect(requests).toEqual([
    { method: 'PATCH', path: `/leads/${id}`, query: {}, body: { stageId, cf_budget: 3000 } },
  ]);
  expect(output).toMatchObject({
    id,
    name: 'Fatima Al Mansouri',
    mobile: '+971501234501',
    stage: 'Converted',
    cf_budget: 3000,
    cf_preferred_language: 'Arabic',
  });
});

test('fields_to_clear alone sends a null for each, and nothing else', async () => {
  const id = heffl.idOf('leads', 'Jane Smith');
  const { output, requests } = await heffl.run('update_lead', { id, fields_to_clear: ['email'] });
  expect(requests).toEqual([{ method: 'PATCH', path: `/leads/${id}`, query: {}, body: { email: null } }]);
  expect(output).toMatchObject({ id, email: null, mobile: '+971501234505' });
});

import { callerOf } from './caller.js';
import { type CollectionName, type Sandbox, startSandbox } from './index.js';

let sandbox: Sandbox;
let caller: ReturnType<typeof callerOf>;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  caller = callerOf(sandbox);
});
afterEach(() => sandbox.close());

const idOf = (collection: CollectionName, name: string): string => {
  const found = sandbox.records.list(collection).find((record) => record.name === name);
  if (!found) throw new Error(`No ${name} among the ${collection}`);
  return found.id;
};

const newDeal = () => ({
  title: 'Deep cleaning',
  pipelineId: idOf('pipelines', 'Sales Pipeline'),
  stageId: idOf('pipelineStages', 'New Enquiry'),
  clientId: idOf('clients', 'Blue Palm Hospitality'),
});

describe('leads', () => {
  test('a new lead starts in the first stage and echoes its custom fields', async () => {
    const { status, body } = await caller.post('/leads', { name: 'Jane', cf_budget: 10, unknown: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Jane', stage: 'New', email: null, customFields: { cf_budget: 10 } });
    expect(body).toMatchObject({
      id: sandbox.records.list('leads').at(-1)?.id,
      number: 'LD-0006',
      archived: false,
    });
    expect(body).not.toHaveProperty('unknown');
  });

  test('a source is taken by ID, or by a name that need not exist yet', async () => {
    const known = await caller.post('/leads', { name: 'A', sourceId: idOf('sources', 'Referral') });
    expect(known.body).toMatchObject({ source: 'Referral' });
    const made = await caller.post('/leads', { name: 'B', source: 'Trade fair' });
    expect(made.body).toMatchObject({ source: 'Trade fair', sourceId: idOf('sources', 'Trade fair') });
  });

  test('an update changes what was sent, clears what is null and keeps the rest', async () => {
    const id = idOf('leads', 'Fatima Al Mansouri');
    const { body } = await caller.patch(`/leads/${id}`, { email: null, title: 'New title', cf_budget: 1 });
    expect(body).toMatchObject({ email: null, title: 'New title', mobile: '+971501234501' });
    expect(body).toMatchObject({ customFields: { cf_budget: 1, cf_preferred_language: 'Arabic' } });
    expect((await caller.get(`/leads/${id}`)).body).toEqual(body);
  });

  test('a deleted lead is gone', async () => {
    const id = idOf('leads', 'Jane Smith');
    expect(await caller.call('DELETE', `/leads/${id}`)).toMatchObject({
      status: 200,
      body: { id, name: 'Jane Smith' },
    });
    expect(await caller.get(`/leads/${id}`)).toMatchObject({ status: 404 });
    expect(await caller.call('DELETE', `/leads/${id}`)).toMatchObject({ status: 404 });
  });
});

describe('clients', () => {
  test('a client is a company unless told otherwise', async () => {
    const { body } = await caller.post('/clients', {
      name: 'Acme',
      taxNumber: '1',
      billingAddress: { city: 'Dubai' },
    });
    expect(body).toMatchObject({ type: 'company', name: 'Acme', firstName: null });
    expect(body).not.toHaveProperty('taxNumber');
    expect(sandbox.records.list('clients').at(-1)).toMatchObject({ billingAddress: { city: 'Dubai' } });
  });

  test('a contact is called by its first and last name', async () => {
    const { body } = await caller.post('/clients', { type: 'contact', firstName: 'Sara', lastName: 'Khan' });
    expect(body).toMatchObject({ type: 'contact', name: 'Sara Khan' });
  });

  test('the opening balance is not for updates', async () => {
    const id = idOf('clients', 'Blue Palm Hospitality');
    await caller.patch(`/clients/${id}`, { openingBalance: 5 });
    expect(sandbox.records.get('clients', id)).toMatchObject({ openingBalance: 0 });
  });
});

describe('deals', () => {
  test('a deal answers with IDs only and has the status of its stage', async () => {
    const { body } = await caller.post('/deals', { ...newDeal(), expectedCloseDate: '2026-04-30' });
    expect(body).toMatchObject({
      ...newDeal(),
      status: 'ACTIVE',
      expectedCloseDate: '2026-04-30T00:00:00.000Z',
    });
    expect(body).not.toHaveProperty('stage');
  });

  test('the stage must be one of the pipeline', async () => {
    const stageId = idOf('pipelineStages', 'Renewal Due');
    expect(await caller.post('/deals', { ...newDeal(), stageId })).toMatchObject({
      status: 400,
      body: { message: 'stageId is not a stage of the pipeline of this deal' },
    });
  });

  test('moving to a won stage wins the deal, and a status can be set by itself', async () => {
    const { id } = sandbox.create('deals', newDeal());
    const won = await caller.patch(`/deals/${id}`, { stageId: idOf('pipelineStages', 'Won') });
    expect(won.body).toMatchObject({ status: 'WON' });
    expect((await caller.patch(`/deals/${id}`, { status: 'LOST' })).body).toMatchObject({ status: 'LOST' });
  });

  test('pipeline and client are not for updates', async () => {
    const deal = sandbox.create('deals', newDeal());
    const { body } = await caller.patch(`/deals/${deal.id}`, { clientId: 'clt_none', price: 1 });
    expect(body).toMatchObject({ clientId: deal.clientId, price: 1 });
  });
});

describe('tasks', () => {
  test('a task hangs on a record and knows when it was completed', async () => {
    const leadId = idOf('leads', 'Jane Smith');
    const created = await caller.post('/tasks', { title: 'Call', entity: 'leads', entityId: leadId });
    expect(created.body).toMatchObject({
      status: 'OPEN',
      type: 'todo',
      leadId,
      dealId: null,
      completedOn: null,
    });
    const { id = '' } = sandbox.records.list('tasks').at(-1) ?? {};
    const { body } = await caller.patch(`/tasks/${id}`, { status: 'COMPLETED' });
    expect(body).toMatchObject({ completedOn: sandbox.records.get('tasks', id)?.updatedAt });
  });
});

describe('invoices', () => {
  const invoice = (lineItems: unknown[], rest = {}) => ({
    clientId: idOf('clients', 'Al Noor Properties LLC'),
    date: '2026-01-01',
    dueDate: '2026-01-31',
    lineItems,
    ...rest,
  });

  test('totals are exact to the cent, without tax unless a rate is named', async () => {
    const { body } = await caller.post(
      '/invoices',
      invoice([
        { name: 'Visit', quantity: 3, price: 0.1 },
        { name: 'Gel', quantity: 1, price: 1.005 },
        { name: 'Discounted', quantity: 2, price: 50, discount: 10.5, discountType: 'fixed' },
      ]),
    );
    expect(body).toMatchObject({ subTotal: 101.31, discountTotal: 10.5, taxTotal: 0, total: 90.81 });
    expect(body).toMatchObject({ paidTotal: 0, pendingTotal: 90.81, status: 'DRAFT', currency: 'AED' });
    expect(body).toMatchObject({
      lineItems: [{ amount: 0.3, viewType: 'LINE_ITEM' }, { amount: 1.01 }, { amount: 100 }],
    });
  });

  test.each([
    [false, { subTotal: 100, taxTotal: 5, total: 105 }],
    [true, { subTotal: 100, taxTotal: 4.76, total: 100 }],
  ])('a tax rate counts (inclusive: %s)', async (isInclusiveTax, totals) => {
    const item = { name: 'Visit', quantity: 1, price: 100, taxRateId: idOf('taxRates', 'UAE VAT') };
    expect((await caller.post('/invoices', invoice([item], { isInclusiveTax }))).body).toMatchObject(totals);
  });

  test('a product gives its name and price, and answers with a number', async () => {
    const { body } = await caller.post(
      '/invoices',
      invoice([{ productId: idOf('products', 'AC maintenance'), quantity: 2 }]),
    );
    expect(body).toMatchObject({ total: 299, lineItems: [{ name: 'AC maintenance', productId: 3 }] });
  });

  test('an unknown product is refused by its place', async () => {
    expect(await caller.post('/invoices', invoice([{ name: 'a' }, { productId: 'prd_none' }]))).toMatchObject(
      {
        status: 400,
        body: { message: 'lineItems.1.productId names no product' },
      },
    );
  });
});

test('reference data is served', async () => {
  expect((await caller.page('/tags')).items[0]).toMatchObject({ name: 'VIP', type: 'leads', icon: null });
  expect((await caller.page('/products')).items).toHaveLength(6);
  const pipeline = await caller.get(`/pipelines/${idOf('pipelines', 'Sales Pipeline')}`);
  expect(pipeline.body).toMatchObject({
    stages: [{ name: 'New Enquiry' }, {}, {}, { name: 'Won', type: 'WON' }, {}],
  });
  for (const path of ['/leads/sources', '/lead-sources', '/sources']) {
    expect((await caller.page(path)).items[0]).toMatchObject({ name: 'Website' });
  }
});

test('without a seed there are no customers, but all that they need', async () => {
  const bare = await startSandbox({ seed: false });
  await bare.close();
  expect(bare.records.count('leads') + bare.records.count('clients') + bare.records.count('deals')).toBe(0);
  expect(bare.records.count('pipelineStages')).toBe(9);
});

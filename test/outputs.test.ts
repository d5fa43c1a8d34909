import { z } from 'zod';
import App from '../index.js';
import { client } from '../src/resources/clients/record.js';
import { deal } from '../src/resources/deals/record.js';
import { invoice } from '../src/resources/invoices/record.js';
import { lead } from '../src/resources/leads/record.js';
import { task } from '../src/resources/tasks/record.js';
import type { CollectionName, Fields } from './sandbox/index.js';
import { collectionNames } from './sandbox/resources/index.js';
import { eventsOf } from './support/happenings.js';
import { connectHeffl } from './support/heffl.js';
import { instantZaps } from './support/instant-zaps.js';
import { linkedDeal } from './support/steps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

type Kinds = Readonly<Partial<Record<CollectionName, () => readonly Fields[]>>>;

const sale = () => ({
  ...invoice.sample,
  clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
  contactId: heffl.idOf('clients', 'Rohan Mehta'),
  lineItems: invoice.sample.lineItems.map((item) => ({
    ...item,
    productId: heffl.idOf('products', 'AC maintenance'),
  })),
});

const fullTask = () => ({
  ...task.sample,
  assigneeIds: [heffl.idOf('users', 'Aisha Rahman')],
  tagIds: [heffl.idOf('tags', 'Urgent')],
});

/**
 * Records with everything that Heffl holds of a kind: its sample, linked to records of the sandbox. The sandbox's seed stands for the
 * kinds that are not here.
 */
const full: Kinds = {
  leads: () => [
    {
      ...lead.sample,
      stageId: heffl.idOf('leadStages', 'Contacted'),
      sourceId: heffl.idOf('sources', 'Instagram'),
    },
  ],
  clients: () => [client.sample],
  contacts: () => [
    {
      firstName: 'Huda',
      lastName: 'Saleh',
      email: 'huda@example.com',
      phone: '+97142345678',
      salutation: 'Ms.',
      jobTitle: 'Office Manager',
      companyId: heffl.idOf('clients', 'Blue Palm Hospitality'),
      companyName: 'Blue Palm Hospitality',
      stageId: 'cs_1',
    },
  ],
  deals: () =>
    ['Site Visit', 'Won', 'Lost'].map((stage) => ({
      ...deal.sample,
      ...linkedDeal(heffl),
      stageId: heffl.idOf('pipelineStages', stage),
    })),
  tasks: () => [
    { ...fullTask(), entity: 'leads', entityId: heffl.idOf('leads', 'Jane Smith') },
    { ...fullTask(), entity: 'deals', entityId: heffl.idOf('deals', 'Annual AC maintenance') },
    { ...fullTask(), entity: 'projects', entityId: 'prj_1' },
  ],
  invoices: () => [{ ...sale(), status: 'SENT' }],
  quotations: () => {
    const dealId = heffl.idOf('deals', 'Annual AC maintenance');
    const quotation = { ...sale(), expiryDate: '2026-02-14', dealId };
    return ['ACCEPTED', 'REJECTED'].map((status) => ({ ...quotation, status }));
  },
  formResponses: () => [{ formId: 'frm_1', formTitle: 'Contact us', responses: [] }],
};

/** `find_lead_stage` is about `leadStages`. */
const collectionOf = (key: string): CollectionName | undefined => {
  const noun = key.replace(/^(create_or_update|create|update|delete|find|new)_/, '');
  const isAbout = (name: CollectionName): boolean =>
    `${noun}s`.replaceAll('_', '') ===
    name
      .replace(/^sources$/, 'leadsources')
      .replace(/^pipelineStages$/, 'dealstages')
      .toLowerCase();
  return collectionNames.find(isAbout);
};

const shown = z.array(z.looseObject({}));

const delivery = z.looseObject({ cleanedRequest: z.looseObject({ payload: z.looseObject({}) }) });

/** The records with everything of a collection, or the last one of the sandbox's seed. */
const madeRecords = (collection: CollectionName): readonly Fields[] => {
  const { sandbox } = heffl;
  const make = full[collection];
  if (!make) return sandbox.records.list(collection).slice(-1);
  return make().map((fields) => sandbox.create(collection, fields));
};

type Run = () => Promise<{ readonly output: unknown }>;

/** Runs of an action, a search or a list, one for each record with everything, filled in as far as its form goes. */
const runsOf = (key: string): readonly Run[] =>
  madeRecords(collectionOf(key) ?? 'leads').map((record) => () => {
    const request = key === 'api_request' ? { method: 'GET', path: `/leads/${String(record.id)}` } : {};
    const input = { ...record, ...request, search_by: 'id', search_value: record.id };
    return heffl.run(key, input, { meta: { isLoadingSample: true } });
  });

/** Runs of an instant trigger, one for the event of each record with everything. */
const eventRunsOf = async (key: string): Promise<readonly Run[]> => {
  const [event = ''] = eventsOf(key);
  const family = event.replace(/\.\w+$/, '');
  const zap = await switchOn('webhook_event', { events: [`${family}.created`] });
  const made = madeRecords(collectionOf(family.replace('.', '_')) ?? 'leads');
  const payloads = (await zap.arrivals()).map((arrival) => delivery.parse(arrival).cleanedRequest.payload);
  return made.map(({ id }) => () => {
    const payload = payloads.find((one) => one.id === id) ?? {};
    const cleanedRequest = { event, timestamp: '2026-01-15T10:30:00Z', payload };
    return heffl.run(key, { events: [event] }, { cleanedRequest });
  });
};

/** What stands under the key of an output: `lineItems[]price` is a column of rows, `body__id` is `id` in `body`. */
const valuesAt = (row: Fields, key: string): unknown[] => {
  const [outer = key, inner] = key.split(/\[\]|__/);
  const value = row[outer];
  if (inner === undefined) return [value];
  return shown.parse([value ?? []].flat()).map((cells) => cells[inner]);
};

const isFilled = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(isFilled) : value !== undefined && value !== null && value !== '';

const steps = [
  ...Object.values(App.triggers),
  ...Object.values(App.searches),
  ...Object.values(App.creates),
].filter(({ operation }) => operation.outputFields);

test.each(steps)('$key: each output is filled in one case at least', async ({ key, operation }) => {
  const isInstant = 'type' in operation && operation.type === 'hook';
  // Custom fields, which a function lists, are those of the account.
  let empty = (operation.outputFields ?? []).flatMap((field) => ('key' in field ? [field.key] : []));
  for (const run of isInstant ? await eventRunsOf(key) : runsOf(key)) {
    if (empty.length === 0) break;
    const rows = shown.parse([(await run()).output].flat());
    empty = empty.filter((output) => !rows.some((row) => valuesAt(row, output).some(isFilled)));
  }
  expect(empty).toEqual([]);
});

import type { Create, Search, Trigger } from 'zapier-platform-core';
import { z } from 'zod';
import { client } from '../../src/resources/clients/record.js';
import { deal } from '../../src/resources/deals/record.js';
import { invoice } from '../../src/resources/invoices/record.js';
import { lead } from '../../src/resources/leads/record.js';
import { task } from '../../src/resources/tasks/record.js';
import type { CollectionName, Fields } from '../sandbox/index.js';
import type { ConnectedHeffl } from './heffl.js';
import { linkedDeal } from './steps.js';

const sale = (heffl: ConnectedHeffl) => ({
  ...invoice.sample,
  clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
  contactId: heffl.idOf('clients', 'Rohan Mehta'),
  lineItems: invoice.sample.lineItems.map((item) => ({
    ...item,
    productId: heffl.idOf('products', 'AC maintenance'),
  })),
});

const makers: Readonly<Partial<Record<CollectionName, (heffl: ConnectedHeffl) => readonly Fields[]>>> = {
  leads: (heffl) => [
    {
      ...lead.sample,
      stageId: heffl.idOf('leadStages', 'New'),
      sourceId: heffl.idOf('sources', 'Instagram'),
    },
  ],
  clients: () => [client.sample],
  contacts: (heffl) => [
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
  deals: (heffl) => [{ ...deal.sample, ...linkedDeal(heffl) }],
  tasks: (heffl) => {
    const assigneeIds = [heffl.idOf('users', 'Aisha Rahman')];
    const tagIds = [heffl.idOf('tags', 'Urgent')];
    return [
      { entity: 'leads', entityId: heffl.idOf('leads', 'Jane Smith') },
      { entity: 'deals', entityId: heffl.idOf('deals', 'Annual AC maintenance') },
      { entity: 'projects', entityId: 'prj_1' },
    ].map((link) => ({ ...task.sample, assigneeIds, tagIds, ...link }));
  },
  invoices: (heffl) => [sale(heffl)],
  quotations: (heffl) => {
    const dealId = heffl.idOf('deals', 'Annual AC maintenance');
    return [{ ...sale(heffl), expiryDate: '2026-02-14', dealId }];
  },
  formResponses: () => [
    { formId: 'frm_contact_us', responses: [{ label: 'Your name', value: 'Noor Haddad' }] },
  ],
};

/**
 * Records with everything that Heffl holds of a kind: its sample, in each way in which it can be linked. None for the kinds of which the
 * sandbox starts with all that there is.
 */
export const fullRecords = (heffl: ConnectedHeffl, collection: CollectionName): readonly Fields[] =>
  makers[collection]?.(heffl) ?? [];

const rowsIn = z.array(z.looseObject({}));

/** What stands under the key of an output: `lineItems[]price` is a column of rows, `body__id` is `id` in `body`. */
const valuesAt = (row: Fields, key: string): unknown[] => {
  const [outer = key, inner] = key.split(/\[\]|__/);
  const value = row[outer];
  if (inner === undefined) return [value];
  return rowsIn.parse([value ?? []].flat()).map((cells) => cells[inner]);
};

const isFilled = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(isFilled) : value !== undefined && value !== null && value !== '';

/** The outputs that are empty in everything that a step gave. Custom fields, which a function lists, are those of the account. */
export const emptyOutputs = (
  { operation }: Create | Search | Trigger,
  given: readonly unknown[],
): string[] => {
  const rows = rowsIn.parse(given.flat());
  const keys = (operation.outputFields ?? []).flatMap((field) => ('key' in field ? [field.key] : []));
  return keys.filter((key) => !rows.some((row) => valuesAt(row, key).some(isFilled)));
};

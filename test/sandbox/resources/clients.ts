import { z } from 'zod';
import type { Issue } from '../api-error.js';
import { type Fields, pick } from '../fields.js';
import { email, text } from '../validation.js';
import { everyOperation, type Resource } from './resource.js';

const fields = z.object({
  type: z.enum(['company', 'contact']).optional(),
  name: text,
  firstName: text,
  lastName: text,
  salutation: text,
  phone: text,
  jobTitle: text,
  email,
  website: text,
  taxNumber: text,
  billingAddress: z
    .object({ address: text, city: text, landmark: text, state: text, country: text, postalCode: text })
    .nullish(),
  openingBalance: z.number().min(0).nullish(),
  primaryContact: z
    .object({ firstName: text, lastName: text, email, phone: text, salutation: text, jobTitle: text })
    .nullish(),
});

/** A person's display name, if none was given. */
export const fullName = ({ firstName, lastName }: Fields): string =>
  [firstName, lastName].filter((part) => typeof part === 'string').join(' ');

const nameRules: Record<string, Issue> = {
  company: { field: 'name', message: 'name is required for a company' },
  contact: { field: 'firstName', message: 'firstName is required for a contact' },
};

export const clients: Resource = {
  noun: 'client',
  prefix: 'clt',
  numbers: 'CL',
  customFields: true,
  serves: { paths: [{ path: '/clients' }], operations: everyOperation, updateVerb: 'clientUpdateVerb' },
  create: fields,
  update: fields.omit({ openingBalance: true }),
  defaults: { type: 'company', openingBalance: 0 },
  complete: (change, client) => {
    const { type, ...rest } = { ...client, ...change };
    return type === 'contact' && !rest.name ? { ...change, name: fullName(rest) } : change;
  },
  check: (client, { readings }) => {
    if (readings.clientNames === 'optional') return [];
    const rule = nameRules[String(client.type)];
    return rule && !client[rule.field] ? [rule] : [];
  },
  // Heffl takes more than it tells: no answer has the tax number, the addresses or the job title.
  shows: [
    ...['id', 'number', 'name', 'type', 'firstName', 'lastName', 'email', 'phone', 'website'],
    ...['customFields', 'createdAt'],
  ],
  events: {
    family: 'client',
    payload: (client) => ({ ...clientInEvents(client), createdAt: client.createdAt }),
  },
};

/** A client as events tell it, also within a deal. */
export const clientInEvents = (client: Fields): Fields =>
  pick(client, [
    ...['id', 'name', 'number', 'taxNumber', 'website', 'customFields', 'type', 'firstName', 'lastName'],
    ...['email', 'phone'],
  ]);

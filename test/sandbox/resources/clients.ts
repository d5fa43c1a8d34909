import { z } from 'zod';
import { type Fields, pick } from '../fields.js';
import { email, text } from '../validation.js';
import { type Resource, resource } from './resource.js';

/** A person's display name, if none was given. */
export const fullName = ({ firstName, lastName }: Fields): string =>
  [firstName, lastName].filter((part) => typeof part === 'string').join(' ');

/** A client as events tell it, also within a deal. */
export const clientInEvents = (client: Fields): Fields =>
  pick(client, [
    ...['id', 'name', 'number', 'taxNumber', 'website', 'customFields', 'type', 'firstName', 'lastName'],
    ...['email', 'phone'],
  ]);

export const clients: Resource = resource({
  noun: 'client',
  prefix: 'clt',
  numbers: 'CL',
  customFields: true,
  paths: ['/clients'],
  updateVerb: 'clientUpdateVerb',
  fields: {
    name: text,
    type: z.enum(['company', 'contact']).optional(),
    firstName: text,
    lastName: text,
    email,
    phone: text,
    website: text,
    salutation: text,
    jobTitle: text,
    taxNumber: text,
    billingAddress: z
      .object({ address: text, city: text, landmark: text, state: text, country: text, postalCode: text })
      .nullish(),
    primaryContact: z
      .object({ firstName: text, lastName: text, email, phone: text, salutation: text, jobTitle: text })
      .nullish(),
    openingBalance: z.number().min(0).nullish(),
  },
  fixed: ['openingBalance'],
  defaults: { type: 'company', openingBalance: 0 },
  complete: (change, client) => {
    const { type, ...rest } = { ...client, ...change };
    return type === 'contact' && !rest.name ? { ...change, name: fullName(rest) } : change;
  },
  check: (client, { readings }) => {
    const field = client.type === 'company' ? 'name' : 'firstName';
    if (readings.clientNames === 'optional' || client[field]) return [];
    return [{ field, message: `${field} is required for a ${String(client.type)}` }];
  },
  // Heffl takes more than it tells.
  hides: ['salutation', 'jobTitle', 'taxNumber', 'billingAddress', 'primaryContact', 'openingBalance'],
  events: 'client',
  payload: (client) => ({ ...clientInEvents(client), createdAt: client.createdAt }),
});

import { z } from 'zod';
import { email, id, required, text } from '../validation.js';
import { fullName } from './clients.js';
import type { Resource } from './resource.js';

const fields = z.object({
  firstName: required,
  lastName: text,
  name: text,
  email,
  phone: text,
  salutation: text,
  jobTitle: text,
  companyId: id,
  companyName: text,
  stageId: id,
  stageName: text,
});

/** People, as a kind of their own: Heffl names their events and says nothing of their shape, so it is made up. */
export const contacts: Resource = {
  noun: 'contact',
  prefix: 'clt',
  numbers: 'CON',
  customFields: true,
  create: fields,
  update: fields.partial(),
  defaults: { type: 'contact', stageName: 'Lead' },
  complete: (change, contact) => ({ ...change, name: change.name ?? fullName({ ...contact, ...change }) }),
  shows: [
    ...['id', 'number', 'name', 'type', 'firstName', 'lastName', 'email', 'phone', 'salutation', 'jobTitle'],
    ...['companyId', 'companyName', 'stageId', 'stageName', 'customFields', 'createdAt'],
  ],
  events: { family: 'contact', moves: [{ field: 'stageName', event: 'stageChanged' }] },
};

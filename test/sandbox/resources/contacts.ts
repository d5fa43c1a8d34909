import { email, id, required, text } from '../validation.js';
import { fullName } from './clients.js';
import { type Resource, resource } from './resource.js';

/** People, as a kind of their own: Heffl names their events and says nothing of their shape, so it is made up. */
export const contacts: Resource = resource({
  noun: 'contact',
  prefix: 'clt',
  numbers: 'CON',
  customFields: true,
  fields: {
    name: text,
    firstName: required,
    lastName: text,
    email,
    phone: text,
    salutation: text,
    jobTitle: text,
    companyId: id,
    companyName: text,
    stageId: id,
    stageName: text,
  },
  defaults: { stageName: 'Lead' },
  complete: (change, contact) => ({ ...change, name: change.name ?? fullName({ ...contact, ...change }) }),
  answer: () => ({ type: 'contact' }),
  events: 'contact',
  moves: [{ field: 'stageName', event: 'stageChanged' }],
});

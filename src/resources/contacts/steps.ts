import { recordKind } from '../../kinds.js';
import { instantTrigger } from '../../steps/instant-trigger.js';
import type { Resource } from '../resource.js';

/** Heffl lists contact events as planned: these triggers are hidden until it sends them. Fields: API v2's contact. */
const contact = recordKind({
  noun: 'Contact',
  outputs: [
    { key: 'id', label: 'Contact ID', type: 'string', primary: true },
    { key: 'number', label: 'Contact Number', type: 'string' },
    { key: 'type', label: 'Type', type: 'string' },
    { key: 'name', label: 'Name', type: 'string' },
    { key: 'salutation', label: 'Salutation', type: 'string' },
    { key: 'firstName', label: 'First Name', type: 'string' },
    { key: 'lastName', label: 'Last Name', type: 'string' },
    { key: 'email', label: 'Email', type: 'string' },
    { key: 'phone', label: 'Phone', type: 'string' },
    { key: 'jobTitle', label: 'Job Title', type: 'string' },
    { key: 'companyId', label: 'Company ID', type: 'string' },
    { key: 'companyName', label: 'Company Name', type: 'string' },
    { key: 'stage', label: 'Stage', type: 'string' },
    { key: 'stageId', label: 'Stage ID', type: 'string' },
    { key: 'createdAt', label: 'Created At', type: 'datetime' },
  ],
  sample: {
    id: 'clt_def456',
    number: 'CON001',
    type: 'contact',
    name: 'Fatima Hassan',
    salutation: 'Ms.',
    firstName: 'Fatima',
    lastName: 'Hassan',
    email: 'fatima@example.com',
    phone: '+971501234567',
    jobTitle: 'Office Manager',
    companyId: 'clt_abc123',
    companyName: 'Al Noor Trading LLC',
    stage: 'Customer',
    stageId: 'cs_abc123',
    createdAt: '2026-01-15T10:30:00.000Z',
  },
});

export const contacts: Resource = {
  triggers: [
    instantTrigger({
      key: 'contact_created',
      kind: contact,
      event: 'contact.created',
      label: 'New Contact',
      description: 'Triggers when a new contact is added.',
      isHidden: true,
    }),
    instantTrigger({
      key: 'contact_updated',
      kind: contact,
      event: 'contact.updated',
      label: 'Contact Details Changed',
      description: 'Triggers when any field of a contact changes.',
      isHidden: true,
    }),
    instantTrigger({
      key: 'contact_stage_changed',
      kind: contact,
      event: 'contact.stageChanged',
      label: 'Contact Stage Changed',
      description: 'Triggers when a contact moves to another stage.',
      isHidden: true,
    }),
    instantTrigger({
      key: 'contact_deleted',
      kind: contact,
      event: 'contact.deleted',
      label: 'Deleted Contact',
      description: 'Triggers when a contact is deleted. You get the contact as it last was.',
      isHidden: true,
    }),
  ],
};

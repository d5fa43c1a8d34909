import { endpoints } from '../../heffl/facts.js';
import { servedKind } from '../../kinds.js';
import { linkedRecords } from '../../steps/linked-records.js';

export const client = servedKind({
  noun: 'Client',
  endpoint: endpoints.clients,
  customFields: 'discovered',
  lookups: {
    email: { label: 'Email', compare: 'email' },
    phone: { label: 'Phone', compare: 'phone' },
    name: { label: 'Name' },
    number: { label: 'Client Number' },
    website: { label: 'Website', compare: 'website' },
  },
  outputs: [
    { key: 'id', label: 'Client ID', type: 'string', primary: true },
    { key: 'number', label: 'Client Number', type: 'string' },
    { key: 'type', label: 'Type', type: 'string' },
    { key: 'name', label: 'Name', type: 'string' },
    { key: 'firstName', label: 'First Name', type: 'string' },
    { key: 'lastName', label: 'Last Name', type: 'string' },
    { key: 'email', label: 'Email', type: 'string' },
    { key: 'phone', label: 'Phone', type: 'string' },
    { key: 'website', label: 'Website', type: 'string' },
    { key: 'taxNumber', label: 'Tax Number', type: 'string' },
    { key: 'createdAt', label: 'Created At', type: 'datetime' },
  ],
  // The tax number stands in events alone.
  lacks: { read: ['taxNumber'], written: ['taxNumber'] },
  sample: {
    id: 'clt_abc123',
    number: 'CL-0001',
    type: 'company',
    name: 'Al Noor Trading LLC',
    firstName: 'Fatima',
    lastName: 'Hassan',
    email: 'accounts@example.com',
    phone: '+97142345678',
    website: 'https://example.com',
    taxNumber: '100123456700003',
    createdAt: '2026-01-15T10:30:00.000Z',
  },
});

/** The names, emails and phones of clients by ID. */
export const clientsById = linkedRecords(client, ['email', 'phone']);

/** As `clientsById`, for users who asked for them. */
export const clientsAskedFor = linkedRecords(client, ['email', 'phone'], { isAsked: true });

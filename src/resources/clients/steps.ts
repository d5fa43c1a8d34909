import { firstText } from '../../heffl/json.js';
import { listOf } from '../../steps/choice-lists.js';
import { createStep } from '../../steps/create.js';
import { createOrUpdateStep } from '../../steps/create-or-update.js';
import { deleteStep } from '../../steps/delete.js';
import { dropdown } from '../../steps/dropdown.js';
import { findStep } from '../../steps/find.js';
import { findOrCreate } from '../../steps/find-or-create.js';
import { instantTrigger } from '../../steps/instant-trigger.js';
import { pollingTrigger } from '../../steps/polling-trigger.js';
import { updateStep } from '../../steps/update.js';
import type { Resource } from '../resource.js';
import {
  clientFieldGroups,
  clientPicker,
  createClientFields,
  createClientForm,
  requireClientName,
  updateClientFields,
} from './fields.js';
import { client } from './record.js';

export const clients: Resource = {
  triggers: [
    instantTrigger({
      key: 'client_created',
      kind: client,
      event: 'client.created',
      label: 'New Client',
      hasPollingTwin: true,
      description: 'Triggers when a new client (a company or a person) is added.',
    }),
    instantTrigger({
      key: 'client_updated',
      kind: client,
      event: 'client.updated',
      label: 'Client Details Changed',
      description: 'Triggers when a client changes. You can choose which fields matter.',
      watch: { created: 'client.created', constant: ['id', 'number', 'createdAt'] },
    }),
    instantTrigger({
      key: 'client_deleted',
      kind: client,
      event: 'client.deleted',
      label: 'Deleted Client',
      description: 'Triggers when a client is deleted. You get the client as it last was.',
    }),
    pollingTrigger({
      key: 'new_client',
      kind: client,
      label: 'New Client (Polling)',
      description:
        'Triggers when a new client is added. Checks every few minutes. Use it only if New Client cannot be switched on.',
    }),
    dropdown({
      key: 'client_list',
      noun: 'Client',
      load: listOf(client, ({ email, phone, number }) => [firstText(email, phone, number)]),
    }),
  ],
  creates: [
    createStep({
      key: 'create_client',
      kind: client,
      description:
        'Creates a new client, a company or one person. If it may exist already, use Find or Create Client.',
      fields: createClientFields,
      form: createClientForm,
      groups: clientFieldGroups,
      check: requireClientName,
    }),
    createOrUpdateStep({
      key: 'create_or_update_client',
      kind: client,
      description: 'Updates a client, or creates it if it is not there yet. Nobody is added twice.',
      fields: createClientFields,
      form: createClientForm,
      groups: clientFieldGroups,
      updatable: updateClientFields,
      check: requireClientName,
    }),
    updateStep({
      key: 'update_client',
      kind: client,
      description: 'Updates a client. Fields that you leave empty stay as they are.',
      fields: updateClientFields,
      groups: clientFieldGroups,
      notClearable: ['type', 'name', 'firstName'],
    }),
    deleteStep({
      key: 'delete_client',
      kind: client,
      description: 'Deletes a client for good.',
      id: clientPicker,
    }),
  ],
  searches: [
    findStep({
      key: 'find_client',
      kind: client,
      description: 'Finds a client by email, phone, name, client number, website, ID or a custom field.',
      createFields: createClientFields,
    }),
  ],
  searchOrCreates: [findOrCreate(client, 'find_client', 'create_client')],
};

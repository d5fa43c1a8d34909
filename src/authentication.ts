import { createHash } from 'node:crypto';
import type { Authentication, Bundle, ZObject } from 'zapier-platform-core';
import { constantFields } from './constant-parts.js';
import { countries } from './forms/countries.js';
import { AS_TYPED } from './forms/phone.js';
import { type Call, connect } from './heffl/client.js';
import { endpoints, KEY_PAGE } from './heffl/facts.js';
import { textOf } from './heffl/json.js';
import { readPage } from './heffl/pages.js';

/**
 * Lists one lead: the cheapest request that needs a key. v1 has no "who am I", so the connection is named after the workspace name that
 * the user gave, or else after six digits of a hash of the key, which tell two keys apart and reveal neither.
 *
 * @throws z.errors.Error if Heffl refuses the key, or if the answer is not from its API
 */
const test = async (z: ZObject, bundle: Bundle): Promise<{ readonly connection: string }> => {
  const call: Call = {
    method: 'GET',
    path: endpoints.leads.paths[0],
    query: { limit: 1 },
    purpose: 'check the API key by listing a lead',
    noun: 'lead',
    isConnectionTest: true,
  };
  // Refuses an answer without a list: it is not from Heffl's API.
  readPage(z, call, await connect(z, bundle).send(call));
  const { workspace_name: workspace, api_key: key = '' } = bundle.authData;
  return {
    connection:
      textOf(workspace)?.trim() ?? `Key ${createHash('sha256').update(key.trim()).digest('hex').slice(0, 6)}`,
  };
};

export const authentication: Authentication = {
  type: 'custom',
  fields: constantFields([
    {
      key: 'api_key',
      label: 'API Key',
      type: 'password',
      required: true,
      helpText: `In Heffl, open [Settings > Developers](${KEY_PAGE}), create an API key named "Zapier", and paste it here. Zapier can do in Heffl what the person who creates the key can do.`,
    },
    {
      key: 'default_country',
      label: 'Default Country',
      type: 'string',
      required: true,
      choices: { ...countries, [AS_TYPED]: 'Save numbers as typed' },
      helpText:
        'Your country: phone numbers without a country code are taken to be from there. With United Arab Emirates, 050 123 4567 is saved in Heffl as +971501234567. To keep them as they are, choose Save numbers as typed, the last of the list.',
    },
    {
      key: 'workspace_name',
      label: 'Workspace Name',
      type: 'string',
      required: false,
      helpText:
        'A name for this connection in Zapier, for example Al Noor Cleaning. Useful if you have more than one Heffl workspace.',
    },
  ]),
  test,
  connectionLabel: '{{connection}}',
};

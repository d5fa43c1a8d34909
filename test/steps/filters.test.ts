import nock from 'nock';
import { watchFieldsInput } from '../../src/forms/watch.js';
import { lead } from '../../src/resources/leads/record.js';
import { openCore } from '../support/core.js';
import { closeNetwork } from '../support/network.js';

closeNetwork();

/** The form, as Zapier asks for it. */
const formOf = () => openCore()(watchFieldsInput(lead), { authData: { api_key: 'heffl_user_abc' } });

const fixed = Object.fromEntries(
  lead.outputs
    .filter(({ key }) => !['id', 'number', 'createdAt', 'stageId', 'sourceId', 'tags'].includes(key))
    .map(({ key, label }) => [key, label]),
);

test('every field that can change is offered by its label, the custom ones of recent records included', async () => {
  nock('https://api.heffl.com')
    .get('/api/v1/leads?limit=100')
    .reply(200, { items: [{ id: 'ld_1', customFields: { cf_company_size: 5 } }] });
  expect(await formOf()).toMatchObject([
    { key: 'watch_fields', list: true, choices: { email: 'Email', cf_company_size: 'Company Size' } },
  ]);
});

test('what never changes, or no event tells, is not offered, and the form opens for a key that may not list records', async () => {
  nock('https://api.heffl.com').get('/api/v1/leads').query(true).reply(403, {});
  const [field] = await formOf();
  expect(field?.choices).toEqual(fixed);
});

import nock from 'nock';
import { lead } from '../../src/resources/leads/record.js';
import { watchedFieldsInput } from '../../src/steps/watched-fields.js';
import { openCore } from '../support/core.js';
import { closeNetwork } from '../support/network.js';

closeNetwork();

const input = watchedFieldsInput(lead, ['id', 'number', 'createdAt']);
const formOf = () => openCore()(input, { authData: { api_key: 'heffl_user_abc' } });

const fixed = Object.fromEntries(
  lead.outputs
    .filter(({ key }) => !['id', 'number', 'createdAt', 'stageId', 'sourceId', 'tags'].includes(key))
    .map(({ key, label }) => [key, label]),
);

test('a form with recent records: offers fields that can change, custom ones included, by their labels', async () => {
  nock('https://api.heffl.com')
    .get('/api/v1/leads?limit=100')
    .reply(200, { items: [{ id: 'ld_1', customFields: { cf_company_size: 5 } }] });
  expect(await formOf()).toMatchObject([
    { key: 'watch_fields', list: true, choices: { email: 'Email', cf_company_size: 'Company Size' } },
  ]);
});

test('a key that may not list records: offers the standard fields that can change and that events hold', async () => {
  nock('https://api.heffl.com').get('/api/v1/leads').query(true).reply(403, {});
  const [field] = await formOf();
  expect(field?.choices).toEqual(fixed);
});

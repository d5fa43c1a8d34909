import { errorTexts } from '../../src/errors.js';
import { connectHeffl } from '../support/heffl.js';

const heffl = connectHeffl();

test('create_client sends a company with its addresses and contact person as objects', async () => {
  const { output, requests } = await heffl.run('create_client', {
    type: 'company',
    name: 'Gulf Coast Hotels',
    email: 'accounts@hotels.example.com',
    phone: '04 234 5678',
    website: 'https://hotels.example.com',
    taxNumber: '100123456700003',
    openingBalance: '1,200',
    billingAddress__address: 'Office 304',
    billingAddress__landmark: 'Near City Centre',
    billingAddress__city: 'Dubai',
    billingAddress__state: 'Dubai',
    billingAddress__country: 'United Arab Emirates',
    billingAddress__postalCode: '00000',
    primaryContact__firstName: 'Huda',
    primaryContact__lastName: 'Saleh',
    primaryContact__email: ' huda@hotels.example.com',
    primaryContact__phone: '050 123 4567',
    primaryContact__salutation: 'Ms',
    primaryContact__jobTitle: 'Office Manager',
    cf_preferred_language: 'Arabic',
  });
  expect(requests).toEqual([
    {
      method: 'POST',
      path: '/clients',
      query: {},
      body: {
        type: 'company',
        name: 'Gulf Coast Hotels',
        email: 'accounts@hotels.example.com',
        phone: '+97142345678',
        website: 'https://hotels.example.com',
        taxNumber: '100123456700003',
        openingBalance: 1200,
        billingAddress: {
          address: 'Office 304',
          landmark: 'Near City Centre',
          city: 'Dubai',
          state: 'Dubai',
          country: 'United Arab Emirates',
          postalCode: '00000',
        },
        primaryContact: {
          firstName: 'Huda',
          lastName: 'Saleh',
          email: 'huda@hotels.example.com',
          phone: '+971501234567',
          salutation: 'Ms',
          jobTitle: 'Office Manager',
        },
        cf_preferred_language: 'Arabic',
      },
    },
  ]);
  expect(output).toMatchObject({
    number: 'CL-0004',
    type: 'company',
    name: 'Gulf Coast Hotels',
    firstName: null,
    taxNumber: null,
    cf_preferred_language: 'Arabic',
  });
});

test('create_client sends a person with the names of a person', async () => {
  const person = {
    type: 'contact',
    firstName: 'Rania',
    lastName: 'Haddad',
    salutation: 'Dr',
    jobTitle: 'Dentist',
  };
  const { output, requests } = await heffl.run('create_client', person);
  expect(requests).toEqual([{ method: 'POST', path: '/clients', query: {}, body: person }]);
  expect(output).toMatchObject({ type: 'contact', name: 'Rania Haddad', firstName: 'Rania' });
});

test('a type in the words of the form is sent as Heffl spells it', async () => {
  const { requests } = await heffl.run('create_client', { type: 'Person', firstName: 'Rania' });
  expect(requests).toMatchObject([{ body: { type: 'contact', firstName: 'Rania' } }]);
});

test.each([
  ['a company without a name', { type: 'company', firstName: 'Rania' }, 'Company Name'],
  ['a company with a blank name', { type: 'company', name: '  ' }, 'Company Name'],
  ['a person without a first name', { type: 'contact', name: 'Rania Haddad' }, 'First Name'],
  ['a "Person" without a first name', { type: 'Person', lastName: 'Haddad' }, 'First Name'],
])('%s is refused before anything is sent', async (_case, input, label) => {
  expect(await heffl.fail('create_client', input)).toEqual({
    name: 'HaltedError',
    message: errorTexts.required({ label }),
    requests: [],
  });
});

describe('the form of create_client', () => {
  const shown = async (type?: string) => {
    const { fields } = await heffl.form('create_client', { ...(type !== undefined && { type }) });
    return {
      keys: fields.map(({ key }) => key),
      required: fields.filter(({ key, required }) => required && key !== 'type').map(({ key }) => key),
    };
  };

  test.each([[undefined], ['company']])('asks for a company where the type is %s', async (type) => {
    const { keys, required } = await shown(type);
    expect(required).toEqual(['name']);
    expect(keys).toEqual(expect.arrayContaining(['name', 'primaryContact__firstName', 'openingBalance']));
    expect(keys).not.toContain('firstName');
  });

  test.each([['contact'], ['Person']])('asks for a person where the type is %s', async (type) => {
    const { keys, required } = await shown(type);
    expect(required).toEqual(['firstName']);
    expect(keys).toEqual(expect.arrayContaining(['firstName', 'lastName', 'salutation', 'jobTitle']));
    expect(keys).not.toContain('name');
    expect(keys).not.toContain('primaryContact__firstName');
  });

  test('changes with the type at once', async () => {
    const { fields } = await heffl.form('create_client');
    expect(fields.find(({ key }) => key === 'type')).toMatchObject({ altersDynamicFields: true });
  });
});

test('update_client changes and clears parts of an address in one object', async () => {
  const id = heffl.idOf('clients', 'Al Noor Properties LLC');
  const { requests } = await heffl.run('update_client', {
    id,
    billingAddress__city: 'Sharjah',
    fields_to_clear: ['billingAddress__landmark', 'taxNumber'],
  });
  expect(requests).toEqual([
    {
      method: 'PATCH',
      path: `/clients/${id}`,
      query: {},
      body: { billingAddress: { city: 'Sharjah', landmark: null }, taxNumber: null },
    },
  ]);
});

test('an opening balance belongs to new clients only', async () => {
  const { fields } = await heffl.form('update_client');
  expect(fields.map(({ key }) => key)).not.toContain('openingBalance');
  const id = heffl.idOf('clients', 'Blue Palm Hospitality');
  const { name, requests } = await heffl.fail('update_client', { id, openingBalance: 100 });
  expect({ name, requests }).toEqual({ name: 'HaltedError', requests: [] });
});

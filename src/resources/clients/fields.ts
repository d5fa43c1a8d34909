import type { Bundle, ZObject } from 'zapier-platform-core';
import { errorTexts } from '../../errors.js';
import { keyOfChoice } from '../../forms/choices.js';
import { isEmpty } from '../../forms/empty.js';
import { type Form, formFields } from '../../forms/field.js';
import { picker } from '../../forms/picker.js';
import { choices } from '../../heffl/facts.js';
import { type JsonObject, textOf } from '../../heffl/json.js';
import { halted } from '../../heffl/refusals.js';

export const clientPicker = picker({
  key: 'id',
  label: 'Client',
  list: 'client_list',
  required: true,
  helpText:
    'Choose the client. For a different one in each run, add a Find Client step before this one, or choose the Client ID of an earlier step.',
});

const type = {
  key: 'type',
  label: 'Type',
  type: 'string',
  choices: choices.clientType,
  helpText: 'A company, or one person.',
} as const;

const companyName = {
  key: 'name',
  label: 'Company Name',
  type: 'string',
  helpText: 'The name of the company, for example Al Noor Trading LLC.',
} as const;

const personName = formFields([
  { key: 'firstName', label: 'First Name', type: 'string', helpText: 'For example Fatima.' },
  { key: 'lastName', label: 'Last Name', type: 'string', helpText: 'For example Hassan.' },
  {
    key: 'salutation',
    label: 'Salutation',
    type: 'string',
    helpText: 'How you address the person, for example Ms.',
  },
  {
    key: 'jobTitle',
    label: 'Job Title',
    type: 'string',
    helpText: 'What the person does, for example Office Manager.',
  },
]);

const details = formFields([
  {
    key: 'email',
    label: 'Email',
    type: 'string',
    meta: { format: 'email' },
    helpText: 'Where you write to, for example accounts@example.com.',
  },
  {
    key: 'phone',
    label: 'Phone',
    type: 'string',
    meta: { format: 'phone' },
    helpText:
      'With the country code, for example +971 4 234 5678. A number without one, such as 04 234 5678, is taken to be from the Default Country of your Heffl connection. Without that, it is saved as typed.',
  },
  { key: 'website', label: 'Website', type: 'string', helpText: 'For example `https://example.com`.' },
  {
    key: 'taxNumber',
    label: 'Tax Number',
    type: 'string',
    helpText: 'The VAT or GST number, for example the TRN in the Emirates or the GSTIN in India.',
  },
  {
    key: 'billingAddress__address',
    label: 'Billing Street Address',
    type: 'string',
    helpText: 'Building and street, for example Office 304, Al Maktoum Road.',
    group: 'billing',
  },
  {
    key: 'billingAddress__landmark',
    label: 'Billing Landmark',
    type: 'string',
    helpText: 'What helps a driver find it, for example Near City Centre Deira.',
    group: 'billing',
  },
  {
    key: 'billingAddress__city',
    label: 'Billing City',
    type: 'string',
    helpText: 'For example Dubai.',
    group: 'billing',
  },
  {
    key: 'billingAddress__state',
    label: 'Billing State or Emirate',
    type: 'string',
    helpText: 'For example Sharjah or Kerala.',
    group: 'billing',
  },
  {
    key: 'billingAddress__country',
    label: 'Billing Country',
    type: 'string',
    helpText: 'For example United Arab Emirates.',
    group: 'billing',
  },
  {
    key: 'billingAddress__postalCode',
    label: 'Billing Postal Code',
    type: 'string',
    helpText: 'The PIN or postal code, for example 682001. Addresses in the Emirates have none.',
    group: 'billing',
  },
]);

const primaryContact = formFields([
  {
    key: 'primaryContact__firstName',
    label: 'Contact First Name',
    type: 'string',
    helpText: 'The person to speak to in this company, for example Priya.',
    group: 'contact',
  },
  {
    key: 'primaryContact__lastName',
    label: 'Contact Last Name',
    type: 'string',
    helpText: 'For example Nair.',
    group: 'contact',
  },
  {
    key: 'primaryContact__email',
    label: 'Contact Email',
    type: 'string',
    meta: { format: 'email' },
    helpText: 'The address of this person, for example priya@example.com.',
    group: 'contact',
  },
  {
    key: 'primaryContact__phone',
    label: 'Contact Phone',
    type: 'string',
    meta: { format: 'phone' },
    helpText: 'The number of this person, for example +91 98200 12345.',
    group: 'contact',
  },
  {
    key: 'primaryContact__salutation',
    label: 'Contact Salutation',
    type: 'string',
    helpText: 'How you address this person, for example Dr.',
    group: 'contact',
  },
  {
    key: 'primaryContact__jobTitle',
    label: 'Contact Job Title',
    type: 'string',
    helpText: 'What this person does, for example Purchase Manager.',
    group: 'contact',
  },
]);

const openingBalance = {
  key: 'openingBalance',
  label: 'Opening Balance',
  type: 'string',
  meta: { format: 'number' },
  helpText: 'What the client owes you from before, in the currency of your workspace, for example 1200.',
} as const;

export const clientFieldGroups = [
  { key: 'billing', label: 'Billing Address' },
  { key: 'contact', label: 'Contact Person' },
];

/** Everything that Heffl takes of a new client, company or person. */
export const createClientFields = formFields([
  type,
  companyName,
  ...personName,
  ...details,
  openingBalance,
  ...primaryContact,
]);

/** The form asks for the names that the chosen type has. */
export const createClientForm: Form = [
  {
    ...type,
    required: true,
    default: 'company',
    altersDynamicFields: true,
    helpText:
      'A company, or one person. The fields below change with it. If some of yours are companies and some are people, use one Zap for each.',
  },
  (_z: ZObject, { inputData }: Bundle) =>
    isPerson(inputData)
      ? [{ ...personName[0], required: true }, ...personName.slice(1)]
      : [{ ...companyName, required: true }],
  ...details,
  openingBalance,
  (_z: ZObject, { inputData }: Bundle) => (isPerson(inputData) ? [] : [...primaryContact]),
];

export const updateClientFields = formFields([
  clientPicker,
  type,
  companyName,
  ...personName,
  ...details,
  ...primaryContact,
]);

/**
 * Heffl requires the name of a company, and the first name of a person.
 *
 * @throws HaltedError if it is missing
 */
export const requireClientName = (z: ZObject, body: JsonObject): void => {
  const field = isPerson(body) ? personName[0] : companyName;
  if (isEmpty(body[field.key])) throw halted(z, errorTexts.required({ label: field.label }));
};

const isPerson = ({ type: chosen }: JsonObject): boolean =>
  keyOfChoice(choices.clientType, textOf(chosen) ?? '') === 'contact';

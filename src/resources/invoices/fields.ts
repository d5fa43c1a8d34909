import { HOW_ZAPIER_READS_DATES } from '../../forms/dates.js';
import { formFields } from '../../forms/field.js';
import { multiPicker, picker } from '../../forms/picker.js';
import { YES_NO } from '../../forms/yes-no.js';
import { choices } from '../../heffl/facts.js';

export const createInvoiceFields = formFields([
  picker({
    key: 'clientId',
    label: 'Client',
    list: 'client_list',
    required: true,
    helpText:
      'Who has to pay. If it is another client each time, choose the Client ID of an earlier step, or add a Find or Create Client step before this one.',
  }),
  {
    key: 'date',
    label: 'Date',
    type: 'datetime',
    required: true,
    meta: { format: 'day' },
    helpText: `The day of the invoice, for example 2026-01-15, or today. ${HOW_ZAPIER_READS_DATES}`,
  },
  {
    key: 'dueDate',
    label: 'Due Date',
    type: 'datetime',
    required: true,
    meta: { format: 'day' },
    helpText: `The day by which it has to be paid, for example 2026-02-14, or in 30 days. ${HOW_ZAPIER_READS_DATES}`,
  },
  {
    key: 'lineItems',
    label: 'Line Items',
    children: [
      {
        key: 'name',
        label: 'Item',
        type: 'string',
        helpText: 'What you sell, for example AC Maintenance Visit. Add a row for each item, at least one.',
      },
      {
        ...picker({ key: 'productId', label: 'Product', list: 'product_list' }),
        helpText: 'The product or service in Heffl, if there is one for this item.',
      },
      {
        key: 'quantity',
        label: 'Quantity',
        type: 'string',
        meta: { format: 'number', whenEmpty: 1 },
        helpText: 'How many, for example 4. If it is empty, 1.',
      },
      {
        key: 'price',
        label: 'Price',
        type: 'string',
        required: true,
        meta: { format: 'number' },
        helpText: 'The price of one, for example 250.',
      },
      {
        key: 'description',
        label: 'Item Description',
        type: 'string',
        helpText: 'What the client should know of this item, for example Up to three units.',
      },
      {
        key: 'discount',
        label: 'Discount',
        type: 'string',
        meta: { format: 'number' },
        helpText: 'What you take off, for example 50.',
      },
      {
        key: 'discountType',
        label: 'Discount Type',
        type: 'string',
        choices: choices.discountType,
        helpText: 'Fixed Amount takes the discount off in the currency of the invoice.',
      },
      {
        key: 'buyPrice',
        label: 'Buying Price',
        type: 'string',
        meta: { format: 'number' },
        helpText: 'What one costs you, for example 180.',
      },
    ],
  },
  {
    key: 'isInclusiveTax',
    label: 'Prices Include Tax',
    type: 'string',
    choices: YES_NO,
    meta: { format: 'yesNo' },
    group: 'details',
    helpText: 'Yes if the prices above have the VAT or GST in them already.',
  },
  {
    key: 'status',
    label: 'Status',
    type: 'string',
    choices: choices.invoiceStatus,
    default: 'DRAFT',
    group: 'details',
    helpText: 'Draft lets you check the invoice in Heffl first, with its VAT or GST. Sent marks it as sent.',
  },
  {
    key: 'subject',
    label: 'Subject',
    type: 'string',
    group: 'details',
    helpText: 'What it is for, for example Annual pest control contract.',
  },
  {
    key: 'notes',
    label: 'Notes',
    type: 'text',
    group: 'details',
    helpText: 'What your client reads below the items, for example your bank details.',
  },
  picker({
    key: 'contactId',
    label: 'Contact Person',
    list: 'client_list',
    group: 'people',
    helpText:
      'The person at the client who gets the invoice. The list has all your clients: choose a person.',
  }),
  picker({
    key: 'salesPersonId',
    label: 'Salesperson',
    list: 'assignee_list',
    group: 'people',
    helpText:
      'Who made the sale. The list has the people of your recent tasks, as under Assignees of a task.',
  }),
  multiPicker({
    key: 'tags',
    label: 'Tags',
    list: 'tag_list',
    group: 'people',
    helpText: 'The tags that you sort invoices by, for example Annual Contract.',
  }),
]);

export const invoiceFieldGroups = [
  { key: 'details', label: 'Details' },
  { key: 'people', label: 'People and Tags' },
];

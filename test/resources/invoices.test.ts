import { errorTexts } from '../../src/errors.js';
import { connectHeffl, type Input } from '../support/heffl.js';

const heffl = connectHeffl();

const head = (): Input => ({
  clientId: heffl.idOf('clients', 'Blue Palm Hospitality'),
  date: '2026-01-15',
  dueDate: '2026-02-14',
});
const sentHead = () => ({
  ...head(),
  date: '2026-01-15T00:00:00.000Z',
  dueDate: '2026-02-14T00:00:00.000Z',
});

test('create_invoice sends every field as what it is', async () => {
  const links = {
    contactId: heffl.idOf('clients', 'Rohan Mehta'),
    salesPersonId: heffl.idOf('users', 'Vikram Nair'),
    tags: [heffl.idOf('tags', 'Paid in cash')],
  };
  const productId = heffl.idOf('products', 'AC maintenance');
  const { output, requests } = await heffl.run('create_invoice', {
    ...head(),
    ...links,
    lineItems: [
      {
        name: 'AC maintenance',
        productId,
        quantity: '4',
        price: '149.50',
        description: 'Split units',
        discount: '50',
        discountType: 'Fixed Amount',
        buyPrice: '80',
      },
      { name: 'Call-out', quantity: 1, price: 100, description: '' },
    ],
    isInclusiveTax: 'yes',
    status: 'Sent',
    subject: 'January visit',
    notes: 'Thank you',
    custom_fields: { 'Purchase Order': 'PO-77' },
  });
  expect(requests).toEqual([
    {
      method: 'POST',
      path: '/invoices',
      query: {},
      body: {
        ...sentHead(),
        ...links,
        lineItems: [
          {
            name: 'AC maintenance',
            productId,
            quantity: 4,
            price: 149.5,
            description: 'Split units',
            discount: 50,
            discountType: 'fixed',
            buyPrice: 80,
          },
          { name: 'Call-out', quantity: 1, price: 100 },
        ],
        isInclusiveTax: true,
        status: 'SENT',
        subject: 'January visit',
        notes: 'Thank you',
        cf_purchase_order: 'PO-77',
      },
    },
  ]);
  expect(output).toMatchObject({
    number: 'INV-0001',
    status: 'SENT',
    clientId: head().clientId,
    contactId: links.contactId,
    lineItems: [{ name: 'AC maintenance', quantity: 4, price: 149.5 }, { name: 'Call-out' }],
    cf_purchase_order: 'PO-77',
  });
});

const rows = [
  { name: 'AC maintenance', quantity: 4, price: 149.5 },
  { name: 'Call-out', quantity: 1, price: 100 },
];

test.each([
  ['rows', { lineItems: rows }],
  ['rows with an empty one between them', { lineItems: [rows[0], { name: '', quantity: null }, rows[1]] }],
  [
    'parallel lists',
    { lineItems: { name: ['AC maintenance', 'Call-out'], quantity: ['4', '1'], price: ['149.5', '100'] } },
  ],
  [
    'parallel lists beside the other fields',
    { name: ['AC maintenance', 'Call-out'], quantity: [4, 1], price: [149.5, 100] },
  ],
])('line items may come as %s', async (_form, lineItems) => {
  const { requests } = await heffl.run('create_invoice', { ...head(), ...lineItems });
  expect(requests).toMatchObject([{ body: { ...sentHead(), lineItems: rows } }]);
  expect(requests[0]?.body).not.toHaveProperty('name');
});

test('a single line item may come without a list', async () => {
  const { requests } = await heffl.run('create_invoice', { ...head(), lineItems: rows[0] });
  expect(requests).toMatchObject([{ body: { lineItems: [rows[0]] } }]);
});

test('lists of different lengths leave out what is not there', async () => {
  const lineItems = { name: ['AC maintenance', 'Call-out'], quantity: [4], price: [149.5, 100] };
  const { requests } = await heffl.run('create_invoice', { ...head(), lineItems });
  expect(requests).toMatchObject([{ body: { lineItems: [rows[0], { name: 'Call-out', price: 100 }] } }]);
});

test.each([
  ['none', {}],
  ['an empty list', { lineItems: [] }],
  ['blank rows', { lineItems: [{ name: ' ', quantity: '' }] }],
])('an invoice with no line items (%s) is refused before anything is sent', async (_form, lineItems) => {
  expect(await heffl.fail('create_invoice', { ...head(), ...lineItems })).toEqual({
    name: 'HaltedError',
    message: errorTexts.required({ label: 'Line Items' }),
    requests: [],
  });
});

test('what is no number in a line item is named by its field', async () => {
  const lineItems = [{ name: 'AC maintenance', quantity: 'four', price: 149.5 }];
  expect(await heffl.fail('create_invoice', { ...head(), lineItems })).toEqual({
    name: 'HaltedError',
    message: errorTexts.notANumber({ label: 'Quantity', value: 'four' }),
    requests: [],
  });
});

import { z } from 'zod';
import type { Issue } from '../api-error.js';
import type { Fields } from '../fields.js';
import type { Records } from '../records.js';
import { id, number, required, requiredDate, text } from '../validation.js';

const lineItem = z.object({
  name: text,
  productId: id,
  quantity: number,
  price: number,
  description: text,
  taxRateId: id,
  discount: number,
  // Heffl shows `fixed` only; a percentage is the one other kind that people know.
  discountType: z.enum(['fixed', 'percentage']).nullish(),
  buyPrice: number,
});

const lineItems = z.array(lineItem).min(1);

const lineReferences = [
  { key: 'productId', collection: 'products', noun: 'product' },
  { key: 'taxRateId', collection: 'taxRates', noun: 'tax rate' },
] as const;

/** Rounded to cents (fils, paise), halves up. Twelve digits are exact: 100.5 for 1.005, not 100.49999999999999. */
const rounded = (amount: number): number => Math.round(Number((amount * 100).toPrecision(12))) / 100;

const priced = (item: z.output<typeof lineItem>, isInclusiveTax: boolean, records: Records) => {
  const product = records.get('products', item.productId);
  const isFilled = records.readings.omittedAmounts === 'filled';
  const quantity = item.quantity ?? (isFilled ? 1 : 0);
  const price = item.price ?? (isFilled ? Number(product?.price ?? 0) : 0);
  const discount = item.discount ?? 0;
  const discountType = item.discountType ?? 'fixed';
  const tax = Number(records.get('taxRates', item.taxRateId)?.percent ?? 0);
  const amount = rounded(quantity * price);
  const discountAmount = rounded(discountType === 'percentage' ? (amount * discount) / 100 : discount);
  const taxAmount = rounded(((amount - discountAmount) * tax) / (isInclusiveTax ? 100 + tax : 100));
  return {
    name: item.name ?? product?.name ?? null,
    ...{ quantity, price, tax, discount, discountType, amount, taxAmount, discountAmount },
    buyPrice: item.buyPrice ?? null,
    viewType: 'LINE_ITEM',
    description: item.description ?? null,
    // A number, as in Heffl's own example of the answer.
    productId: product?.serial ?? null,
  };
};

/** The totals of a document, its currency, and its line items as answers show them. */
export const totals = (document: Fields, records: Records) => {
  const isInclusiveTax = document.isInclusiveTax === true;
  const items = lineItems.parse(document.lineItems).map((item) => priced(item, isInclusiveTax, records));
  const sum = (key: 'amount' | 'discountAmount' | 'taxAmount'): number =>
    rounded(items.reduce((total, item) => total + item[key], 0));
  const [subTotal, discountTotal, taxTotal] = [sum('amount'), sum('discountAmount'), sum('taxAmount')];
  const total = rounded(subTotal - discountTotal + (isInclusiveTax ? 0 : taxTotal));
  return { currency: 'AED', lineItems: items, subTotal, discountTotal, taxTotal, total };
};

/** What invoices and quotations share. */
export const salesDocument = {
  customFields: true,
  fields: {
    date: requiredDate,
    isInclusiveTax: z.boolean().optional(),
    subject: text,
    clientId: required,
    contactId: id,
    lineItems,
  },
  defaults: { status: 'DRAFT', isInclusiveTax: false },
  /** The references of line items that name nothing. */
  check: ({ lineItems: sent }: Fields, records: Records): Issue[] =>
    lineItems.parse(sent).flatMap((item, index) =>
      lineReferences
        .filter(({ key, collection }) => item[key] && !records.get(collection, item[key]))
        .map(({ key, noun }) => {
          const field = `lineItems.${index}.${key}`;
          return { field, message: `${field} names no ${noun}` };
        }),
    ),
} as const;

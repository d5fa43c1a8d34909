import { z } from 'zod';
import type { Issue } from '../api-error.js';
import type { Fields } from '../fields.js';
import type { Records } from '../records.js';
import { id, number, text } from '../validation.js';
import { fromCents, share, times, toCents } from './money.js';

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

export const lineItems = z.array(lineItem).min(1);

const percentOf = (records: Records, taxRateId: unknown): number =>
  Number(records.get('taxRates', taxRateId)?.percent ?? 0);

const priced = (item: z.output<typeof lineItem>, isInclusiveTax: boolean, records: Records) => {
  const product = records.get('products', item.productId);
  const isFilled = records.readings.omittedAmounts === 'filled';
  const { quantity, price, discount, discountType } = {
    ...item,
    quantity: item.quantity ?? (isFilled ? 1 : 0),
    price: item.price ?? (isFilled ? Number(product?.price ?? 0) : 0),
    discount: item.discount ?? 0,
  };
  const tax = percentOf(records, item.taxRateId);
  const amount = times(quantity, price);
  const discountAmount = discountType === 'percentage' ? share(amount, discount) : toCents(discount);
  const taxAmount = share(amount - discountAmount, tax, isInclusiveTax);
  return {
    amounts: { amount, discountAmount, taxAmount },
    shown: {
      name: item.name ?? product?.name ?? null,
      quantity,
      price,
      tax,
      discount,
      discountType: discountType ?? 'fixed',
      buyPrice: item.buyPrice ?? null,
      viewType: 'LINE_ITEM',
      amount: fromCents(amount),
      taxAmount: fromCents(taxAmount),
      discountAmount: fromCents(discountAmount),
      description: item.description ?? null,
      // A number, as in Heffl's own example of the answer.
      productId: product?.serial ?? null,
    },
  };
};

/** The totals of a document, and its line items as answers show them. */
export const totals = (document: Fields, records: Records) => {
  const isInclusiveTax = document.isInclusiveTax === true;
  const items = lineItems.parse(document.lineItems).map((item) => priced(item, isInclusiveTax, records));
  const sum = (key: keyof (typeof items)[number]['amounts']) =>
    items.reduce((total, { amounts }) => total + amounts[key], 0n);
  const [subTotal, discountTotal, taxTotal] = [sum('amount'), sum('discountAmount'), sum('taxAmount')];
  return {
    lineItems: items.map(({ shown }) => shown),
    subTotal: fromCents(subTotal),
    discountTotal: fromCents(discountTotal),
    taxTotal: fromCents(taxTotal),
    total: fromCents(subTotal - discountTotal + (isInclusiveTax ? 0n : taxTotal)),
  };
};

const nouns = { productId: 'product', taxRateId: 'tax rate' } as const;
const collections = { productId: 'products', taxRateId: 'taxRates' } as const;

/** The references of line items that name nothing. */
export const unknownReferences = (sent: unknown, records: Records): Issue[] =>
  lineItems.parse(sent).flatMap((item, index) =>
    (['productId', 'taxRateId'] as const)
      .filter((key) => item[key] && !records.get(collections[key], item[key]))
      .map((key) => {
        const field = `lineItems.${index}.${key}`;
        return { field, message: `${field} names no ${nouns[key]}` };
      }),
  );

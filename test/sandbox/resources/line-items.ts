import { z } from 'zod';
import type { Issue } from '../api-error.js';
import type { Fields } from '../fields.js';
import type { Records } from '../records.js';
import { id, number, text } from '../validation.js';

export const CURRENCY = 'AED';

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

/** The totals of a document, and its line items as answers show them. */
export const totals = (document: Fields, records: Records) => {
  const isInclusiveTax = document.isInclusiveTax === true;
  const items = lineItems.parse(document.lineItems).map((item) => priced(item, isInclusiveTax, records));
  const sum = (key: 'amount' | 'discountAmount' | 'taxAmount'): number =>
    rounded(items.reduce((total, item) => total + item[key], 0));
  const [subTotal, discountTotal, taxTotal] = [sum('amount'), sum('discountAmount'), sum('taxAmount')];
  const total = rounded(subTotal - discountTotal + (isInclusiveTax ? 0 : taxTotal));
  return { lineItems: items, subTotal, discountTotal, taxTotal, total };
};

/** The references of line items that name nothing. */
export const unknownReferences = (sent: unknown, records: Records): Issue[] =>
  lineItems.parse(sent).flatMap(({ productId, taxRateId }, index) => {
    const issue = (key: string, noun: string): Issue => {
      const field = `lineItems.${index}.${key}`;
      return { field, message: `${field} names no ${noun}` };
    };
    return [
      ...(productId && !records.get('products', productId) ? [issue('productId', 'product')] : []),
      ...(taxRateId && !records.get('taxRates', taxRateId) ? [issue('taxRateId', 'tax rate')] : []),
    ];
  });

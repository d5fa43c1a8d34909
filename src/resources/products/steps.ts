import { endpoints } from '../../heffl/facts.js';
import { servedKind } from '../../kinds.js';
import { listOf } from '../../steps/choice-lists.js';
import { dropdown } from '../../steps/dropdown.js';
import { findStep } from '../../steps/find.js';
import { pollingTrigger } from '../../steps/polling-trigger.js';
import type { Resource } from '../resource.js';

const product = servedKind({
  noun: 'Product',
  endpoint: endpoints.products,
  lookups: { name: { label: 'Name' } },
  outputs: [
    { key: 'id', label: 'Product ID', type: 'string', primary: true },
    { key: 'name', label: 'Name', type: 'string' },
    { key: 'description', label: 'Description', type: 'string' },
    { key: 'price', label: 'Price', type: 'number' },
    { key: 'sku', label: 'SKU', type: 'string' },
    { key: 'type', label: 'Type', type: 'string' },
    { key: 'isActive', label: 'Active', type: 'boolean' },
  ],
  sample: {
    id: 'prd_abc123',
    name: 'AC Maintenance Visit',
    description: 'One visit, up to three units',
    price: 250,
    sku: 'AC-01',
    type: 'SERVICE',
    isActive: true,
  },
});

export const productList = {
  key: 'product_list',
  noun: 'Product',
  load: listOf(product, ({ price }) => [price]),
} as const;

export const products: Resource = {
  triggers: [
    pollingTrigger({
      key: 'new_product',
      kind: product,
      label: 'New Product',
      description: 'Triggers when a new product or service is added. Checks every few minutes.',
    }),
    dropdown(productList),
  ],
  searches: [
    findStep({
      key: 'find_product',
      kind: product,
      description: 'Finds a product or service by name or ID.',
    }),
  ],
};

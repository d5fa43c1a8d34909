import { z } from 'zod';
import { number, required, text } from '../validation.js';
import type { Resource } from './resource.js';

const fields = z.object({
  name: required,
  description: text,
  price: number,
  sku: text,
  type: z.enum(['PRODUCT', 'SERVICE']).optional(),
  isActive: z.boolean().optional(),
});

export const products: Resource = {
  noun: 'product',
  prefix: 'prd',
  serves: { paths: [{ path: '/products' }], operations: ['list', 'get'] },
  create: fields,
  update: fields.partial(),
  defaults: { type: 'SERVICE', isActive: true },
  // Unlike other records, without a time of creation.
  shows: ['id', 'name', 'price', 'type', 'isActive', 'description', 'sku'],
};

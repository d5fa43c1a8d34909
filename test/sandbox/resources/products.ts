import { z } from 'zod';
import { number, required, text } from '../validation.js';
import type { Resource } from './resource.js';

const fields = z.object({ name: required, description: text, price: number });

export const products: Resource = {
  noun: 'product',
  prefix: 'prd',
  serves: { paths: [{ path: '/products' }], operations: ['list', 'get'] },
  create: fields,
  update: fields.partial(),
  shows: ['id', 'name', 'description', 'price', 'createdAt'],
};

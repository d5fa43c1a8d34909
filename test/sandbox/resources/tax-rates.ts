import { z } from 'zod';
import { required } from '../validation.js';
import type { Resource } from './resource.js';

const fields = z.object({ name: required, percent: z.number().min(0) });

/** What line items name as their `taxRateId`. The API has no endpoint for them. */
export const taxRates: Resource = {
  noun: 'tax rate',
  prefix: 'txr',
  create: fields,
  update: fields.partial(),
  shows: ['id', 'name', 'percent'],
};

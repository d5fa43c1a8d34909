import { z } from 'zod';
import { required } from '../validation.js';
import type { Resource } from './resource.js';

const fields = z.object({ name: required });

/** Who owns records. The API has no endpoint for them; events name them. */
export const users: Resource = {
  noun: 'user',
  prefix: 'usr',
  create: fields,
  update: fields.partial(),
  shows: ['id', 'name'],
};

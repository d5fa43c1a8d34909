import { z } from 'zod';
import { required } from '../validation.js';
import type { Resource } from './resource.js';

const fields = z.object({ name: required });

/** Where leads and deals come from. */
export const sources: Resource = {
  noun: 'lead source',
  prefix: 'src',
  inOrder: true,
  serves: {
    paths: [
      { path: '/leads/sources', style: 'nested' },
      { path: '/lead-sources', style: 'flat' },
      { path: '/sources', style: 'flat' },
    ],
    operations: ['list'],
  },
  create: fields,
  update: fields.partial(),
  shows: ['id', 'name'],
};

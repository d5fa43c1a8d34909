import { z } from 'zod';
import { required, text } from '../validation.js';
import type { Resource } from './resource.js';

const fields = z.object({ name: required, color: required, icon: text, type: required });

export const tags: Resource = {
  noun: 'tag',
  prefix: 'tag',
  inOrder: true,
  serves: { paths: [{ path: '/tags' }], operations: ['list'] },
  create: fields,
  update: fields.partial(),
  shows: ['id', 'name', 'color', 'icon', 'type'],
};

import { z } from 'zod';
import { required } from '../validation.js';
import type { Resource } from './resource.js';
import { stageName } from './stage-name.js';

const fields = z.object({
  name: required,
  type: z.enum(['NEW', 'CONTACTED', 'WORKING', 'CONVERTED', 'UNQUALIFIED', 'JUNK']),
  position: z.number(),
});

export const leadStages: Resource = {
  noun: 'lead stage',
  prefix: 'lstg',
  numericIds: true,
  inOrder: true,
  serves: {
    paths: [
      { path: '/leads/stages', style: 'nested' },
      { path: '/lead-stages', style: 'flat' },
    ],
    operations: ['list'],
  },
  create: fields,
  update: fields.partial(),
  shows: ['id', 'type', 'position'],
  answer: (stage, { readings }) => stageName(stage, 'label', readings),
};

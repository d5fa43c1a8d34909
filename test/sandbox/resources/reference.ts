import { z } from 'zod';
import type { Fields } from '../fields.js';
import type { Readings } from '../readings.js';
import type { Records } from '../records.js';
import { number, required, text } from '../validation.js';
import { type Operation, type Resource, resource } from './resource.js';

/** Who owns records. The API has no endpoint for them; events name them. */
export const users: Resource = resource({ noun: 'user', prefix: 'usr', fields: { name: required } });

/** What line items name as their `taxRateId`. The API has no endpoint for them. */
export const taxRates: Resource = resource({
  noun: 'tax rate',
  prefix: 'txr',
  fields: { name: required, percent: z.number().min(0) },
});

/** What the API only lists. */
const operations = (): Operation[] => ['list'];
const listed = { inOrder: true, operations, hides: ['createdAt'] } as const;

export const tags: Resource = resource({
  ...listed,
  noun: 'tag',
  prefix: 'tag',
  paths: ['/tags'],
  fields: { name: required, color: required, icon: text, type: required },
});

/** Where leads and deals come from. */
export const sources: Resource = resource({
  ...listed,
  noun: 'lead source',
  prefix: 'src',
  paths: ['/leads/sources', '/lead-sources', '/sources'],
  fields: { name: required },
});

export const products: Resource = resource({
  noun: 'product',
  prefix: 'prd',
  paths: ['/products'],
  operations: () => ['list', 'get'],
  fields: {
    name: required,
    price: number,
    type: z.enum(['PRODUCT', 'SERVICE']).optional(),
    isActive: z.boolean().optional(),
    description: text,
    sku: text,
  },
  defaults: { type: 'SERVICE', isActive: true },
  hides: ['createdAt'],
});

/** A stage's name under the key that is read for it. */
const stageName = ({ name }: Fields, documented: 'name' | 'label', { stageNames }: Readings): Fields => ({
  [stageNames === 'documented' ? documented : stageNames]: name,
});

export const leadStages: Resource = resource({
  ...listed,
  noun: 'lead stage',
  prefix: 'lstg',
  numericIds: true,
  paths: ['/leads/stages', '/lead-stages'],
  fields: {
    name: required,
    type: z.enum(['NEW', 'CONTACTED', 'WORKING', 'CONVERTED', 'UNQUALIFIED', 'JUNK']),
    position: z.number(),
  },
  hides: ['name', 'createdAt'],
  answer: (stage, { readings }) => stageName(stage, 'label', readings),
});

export const pipelineStages: Resource = resource({
  noun: 'pipeline stage',
  prefix: 'dps',
  numericIds: true,
  fields: {
    pipelineId: required,
    name: required,
    position: z.number(),
    probability: z.number(),
    type: z.enum(['ACTIVE', 'WON', 'LOST']),
  },
  references: { pipelineId: 'pipelines' },
});

const stagesOf = (pipeline: Fields, records: Records): Fields[] =>
  records
    .list('pipelineStages')
    .filter(({ pipelineId }) => pipelineId === pipeline.id)
    .map(({ id, position, probability, type, ...stage }) => ({
      id: records.reference('pipelineStages', id),
      ...stageName(stage, 'name', records.readings),
      ...{ position, probability, type },
    }));

export const pipelines: Resource = resource({
  noun: 'pipeline',
  prefix: 'dpl',
  numericIds: true,
  inOrder: true,
  paths: ['/pipelines'],
  operations: () => ['list', 'get'],
  fields: { name: required },
  hides: ['createdAt'],
  answer: (pipeline, records) => ({ stages: stagesOf(pipeline, records) }),
  hidesInLists: ({ pipelineList }) => (pipelineList === 'short' ? ['stages'] : []),
});

import { z } from 'zod';
import type { Fields } from '../fields.js';
import type { Records } from '../records.js';
import { required } from '../validation.js';
import type { Resource } from './resource.js';
import { stageName } from './stage-name.js';

const stageFields = z.object({
  pipelineId: required,
  name: required,
  position: z.number(),
  probability: z.number(),
  type: z.enum(['ACTIVE', 'WON', 'LOST']),
});

export const pipelineStages: Resource = {
  noun: 'pipeline stage',
  prefix: 'dps',
  numericIds: true,
  create: stageFields,
  update: stageFields.partial(),
  references: { pipelineId: 'pipelines' },
  shows: ['id', 'position', 'probability', 'type'],
};

const stagesOf = (pipeline: Fields, records: Records): Fields[] =>
  records
    .list('pipelineStages')
    .filter(({ pipelineId }) => pipelineId === pipeline.id)
    .map((stage) => ({
      id: records.reference('pipelineStages', stage.id),
      ...stageName(stage, 'name', records.readings),
      position: stage.position,
      probability: stage.probability,
      type: stage.type,
    }));

const pipelineFields = z.object({ name: required });

export const pipelines: Resource = {
  noun: 'pipeline',
  prefix: 'dpl',
  numericIds: true,
  inOrder: true,
  serves: { paths: [{ path: '/pipelines' }], operations: ['list', 'get'] },
  create: pipelineFields,
  update: pipelineFields.partial(),
  shows: ['id', 'name'],
  answer: (pipeline, records) => ({ stages: stagesOf(pipeline, records) }),
  listed: ({ stages, ...pipeline }, { readings }) =>
    readings.pipelineList === 'full' ? { ...pipeline, stages } : pipeline,
};

import { dropdown } from '../../steps/dropdown.js';
import { findStep } from '../../steps/find.js';
import type { Resource } from '../resource.js';
import { loadPipelines, pipeline } from './record.js';
import { loadStageNames, loadStages } from './stages.js';

export const pipelines: Resource = {
  triggers: [
    dropdown({ key: 'pipeline_list', noun: 'Pipeline', load: loadPipelines }),
    dropdown({
      key: 'pipeline_stage_list',
      noun: 'Pipeline Stage',
      load: loadStages,
      dependsOn: ['pipelineId'],
    }),
    dropdown({ key: 'stage_name_list', noun: 'Stage Name', load: loadStageNames }),
  ],
  searches: [
    findStep({
      key: 'find_pipeline',
      kind: pipeline,
      description: 'Finds a pipeline by name or ID, with its stages.',
      lookups: { name: { label: 'Name' } },
    }),
  ],
};

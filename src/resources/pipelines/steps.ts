import { endpoints } from '../../heffl/facts.js';
import { servedKind } from '../../kinds.js';
import { dropdown, listOf } from '../../steps/dropdown.js';
import { findStep } from '../../steps/find.js';
import type { Resource } from '../resource.js';
import { loadStages } from './stages.js';

const pipeline = servedKind({
  noun: 'Pipeline',
  endpoint: endpoints.pipelines,
  outputs: [
    { key: 'id', label: 'Pipeline ID', type: 'string', primary: true },
    { key: 'name', label: 'Name', type: 'string' },
    { key: 'stages[]id', label: 'Stage ID', type: 'string' },
    { key: 'stages[]name', label: 'Stage Name', type: 'string' },
  ],
  sample: {
    id: 'dpl_abc123',
    name: 'Sales Pipeline',
    stages: [{ id: 'dps_abc123', name: 'Quotation Sent' }],
  },
});

export const pipelines: Resource = {
  triggers: [
    dropdown({ key: 'pipeline_list', noun: 'Pipeline', load: listOf(pipeline) }),
    dropdown({
      key: 'pipeline_stage_list',
      noun: 'Pipeline Stage',
      load: loadStages,
      dependsOn: ['pipelineId'],
    }),
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

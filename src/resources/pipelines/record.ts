import { endpoints } from '../../heffl/facts.js';
import { servedKind } from '../../kinds.js';
import { listOf } from '../../steps/choice-lists.js';

export const pipeline = servedKind({
  noun: 'Pipeline',
  endpoint: endpoints.pipelines,
  lookups: { name: { label: 'Name' } },
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

export const dealStage = servedKind({
  noun: 'Deal Stage',
  // API v1 serves stages with their pipelines only.
  endpoint: endpoints.pipelines,
  lookups: { name: { label: 'Name' } },
  outputs: [
    { key: 'id', label: 'Deal Stage ID', type: 'string', primary: true },
    { key: 'name', label: 'Name', type: 'string' },
    { key: 'pipeline', label: 'Pipeline', type: 'string' },
    { key: 'pipelineId', label: 'Pipeline ID', type: 'string' },
  ],
  sample: {
    id: 'dps_abc123',
    name: 'Quotation Sent',
    pipeline: 'Sales Pipeline',
    pipelineId: 'dpl_abc123',
  },
});

export const pipelineList = { key: 'pipeline_list', noun: 'Pipeline', load: listOf(pipeline) } as const;

import { endpoints } from '../../heffl/facts.js';
import { servedKind } from '../../kinds.js';
import { listOf } from '../../steps/dropdown.js';

export const pipeline = servedKind({
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

export const loadPipelines = listOf(pipeline);

import { inWords } from '../../forms/choices.js';
import { choices, endpoints } from '../../heffl/facts.js';
import { servedKind } from '../../kinds.js';
import { listOf } from '../../steps/choice-lists.js';
import { listedEntries } from '../../steps/linked-records.js';

const byName = { name: { label: 'Name' } };

export const leadStage = servedKind({
  noun: 'Lead Stage',
  endpoint: endpoints.leadStages,
  lookups: byName,
  outputs: [
    { key: 'id', label: 'Lead Stage ID', type: 'string', primary: true },
    { key: 'name', label: 'Name', type: 'string' },
    { key: 'type', label: 'Type', type: 'string' },
  ],
  sample: { id: 'lstg_abc123', name: 'Contacted', type: 'CONTACTED' },
});

export const leadSource = servedKind({
  noun: 'Lead Source',
  endpoint: endpoints.leadSources,
  lookups: byName,
  outputs: [
    { key: 'id', label: 'Lead Source ID', type: 'string', primary: true },
    { key: 'name', label: 'Name', type: 'string' },
  ],
  sample: { id: 'src_abc123', name: 'Instagram' },
});

export const tag = servedKind({
  noun: 'Tag',
  endpoint: endpoints.tags,
  lookups: byName,
  outputs: [
    { key: 'id', label: 'Tag ID', type: 'string', primary: true },
    { key: 'name', label: 'Name', type: 'string' },
    { key: 'color', label: 'Color', type: 'string' },
    { key: 'type', label: 'Used For', type: 'string' },
  ],
  sample: { id: 'tag_abc123', name: 'VIP', color: '#f59e0b', type: 'leads' },
});

export const leadStageList = {
  key: 'lead_stage_list',
  noun: 'Lead Stage',
  load: listOf(leadStage),
} as const;

export const leadSourceList = {
  key: 'lead_source_list',
  noun: 'Lead Source',
  load: listOf(leadSource),
} as const;

export const tagList = {
  key: 'tag_list',
  noun: 'Tag',
  load: listOf(tag, ({ type }) => [inWords(choices.tagType, type)]),
} as const;

/** The names of lead stages by ID. */
export const leadStagesById = listedEntries(leadStageList);

/** The names of lead sources by ID. */
export const sourcesById = listedEntries(leadSourceList);

/** The names of tags by ID. */
export const tagsById = listedEntries(tagList);

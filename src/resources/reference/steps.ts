import { dropdown } from '../../steps/dropdown.js';
import { findStep } from '../../steps/find.js';
import type { Resource } from '../resource.js';
import { leadSource, leadSourceList, leadStage, leadStageList, tag, tagList } from './record.js';

/** What other records refer to. API v1 lists these, and does no more. */
export const reference: Resource = {
  triggers: [dropdown(leadStageList), dropdown(leadSourceList), dropdown(tagList)],
  searches: [
    findStep({
      key: 'find_lead_stage',
      kind: leadStage,
      description: 'Finds a lead stage by name or ID.',
    }),
    findStep({
      key: 'find_lead_source',
      kind: leadSource,
      description: 'Finds a lead source by name or ID.',
    }),
    findStep({
      key: 'find_tag',
      kind: tag,
      description: 'Finds a tag by name or ID.',
    }),
  ],
};

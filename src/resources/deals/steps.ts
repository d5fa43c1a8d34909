import { firstText } from '../../heffl/json.js';
import { listOf } from '../../steps/choice-lists.js';
import { createStep } from '../../steps/create.js';
import { deleteStep } from '../../steps/delete.js';
import { dropdown } from '../../steps/dropdown.js';
import { findStep } from '../../steps/find.js';
import { findOrCreate } from '../../steps/find-or-create.js';
import { instantTrigger } from '../../steps/instant-trigger.js';
import { outcomeTrigger } from '../../steps/outcome-trigger.js';
import { pollingTrigger } from '../../steps/polling-trigger.js';
import { updateStep } from '../../steps/update.js';
import { clientDetails } from '../clients/details.js';
import { pipelineList } from '../pipelines/record.js';
import { pipelineStageList } from '../pipelines/stages.js';
import { leadSourceList } from '../reference/record.js';
import type { Resource } from '../resource.js';
import { createDealFields, dealPicker, updateDealFields } from './fields.js';
import { byPipeline, byStage } from './filters.js';
import { deal } from './record.js';

const filters = [byPipeline];
const additions = [clientDetails(deal)];
/** The events that may report that a deal is won or lost. */
const events = { moved: 'deal.stageChanged', edited: 'deal.updated', created: 'deal.created' } as const;

export const deals: Resource = {
  triggers: [
    instantTrigger({
      key: 'deal_created',
      kind: deal,
      event: 'deal.created',
      label: 'New Deal',
      hasPollingTwin: true,
      description: 'Triggers when a new deal is added.',
      filters,
      additions,
    }),
    instantTrigger({
      key: 'deal_updated',
      kind: deal,
      event: 'deal.updated',
      label: 'Deal Details Changed',
      description: 'Triggers when a deal changes. You can choose which fields matter.',
      watch: { created: 'deal.created', constant: ['id', 'number', 'createdAt'] },
      filters,
      additions,
    }),
    instantTrigger({
      key: 'deal_stage_changed',
      kind: deal,
      event: 'deal.stageChanged',
      label: 'Deal Stage Changed',
      description: 'Triggers when a deal moves to another stage of its pipeline.',
      filters: [byStage, byPipeline],
      additions,
    }),
    outcomeTrigger({
      key: 'deal_won',
      kind: deal,
      outcome: 'WON',
      events,
      label: 'Deal Won',
      description: 'Triggers when a deal is won: its status becomes Won, or it moves to a stage called Won.',
      sample: { status: 'WON', stage: 'Won' },
      filters,
      additions,
    }),
    outcomeTrigger({
      key: 'deal_lost',
      kind: deal,
      outcome: 'LOST',
      events,
      label: 'Deal Lost',
      description:
        'Triggers when a deal is lost: its status becomes Lost, or it moves to a stage called Lost.',
      sample: { status: 'LOST', stage: 'Lost' },
      filters,
      additions,
    }),
    instantTrigger({
      key: 'deal_deleted',
      kind: deal,
      event: 'deal.deleted',
      label: 'Deleted Deal',
      description: 'Triggers when a deal is deleted. You get the deal as it last was.',
      filters,
      additions,
    }),
    pollingTrigger({
      key: 'new_deal',
      kind: deal,
      label: 'New Deal (Polling)',
      description:
        'Triggers when a new deal is added. Checks every few minutes. Use it only if New Deal cannot be switched on.',
    }),
    dropdown({
      key: 'deal_list',
      noun: 'Deal',
      load: listOf(deal, ({ clientName, number }) => [firstText(clientName, number)]),
    }),
  ],
  creates: [
    createStep({
      key: 'create_deal',
      kind: deal,
      description: 'Creates a new deal in one of your pipelines.',
      fields: createDealFields,
      names: [pipelineList, pipelineStageList, leadSourceList],
    }),
    updateStep({
      key: 'update_deal',
      kind: deal,
      description: 'Updates a deal. Fields that you leave empty stay as they are.',
      fields: updateDealFields,
      names: [pipelineList, pipelineStageList, leadSourceList],
      notClearable: ['title', 'stageId', 'status'],
    }),
    deleteStep({ key: 'delete_deal', kind: deal, description: 'Deletes a deal for good.', id: dealPicker }),
  ],
  searches: [
    findStep({
      key: 'find_deal',
      kind: deal,
      description: 'Finds a deal by its client or lead, title, deal number, ID or a custom field.',
      createFields: createDealFields,
    }),
  ],
  searchOrCreates: [findOrCreate(deal, 'find_deal', 'create_deal')],
};

import { formFields } from '../../forms/field.js';
import { picker } from '../../forms/picker.js';
import { allChoices } from '../../steps/choice-lists.js';
import { dropdown } from '../../steps/dropdown.js';
import { findStep } from '../../steps/find.js';
import type { Resource } from '../resource.js';
import { dealStage, pipeline, pipelineList } from './record.js';
import { pipelineStageList, stageNameList } from './stages.js';

const inPipeline = formFields([
  picker({
    key: 'pipelineId',
    label: 'Pipeline',
    list: 'pipeline_list',
    helpText: 'Only stages of this pipeline, for example Sales Pipeline. Leave it empty for all pipelines.',
  }),
]);

export const pipelines: Resource = {
  triggers: [dropdown(pipelineList), dropdown(pipelineStageList), dropdown(stageNameList)],
  searches: [
    findStep({
      key: 'find_pipeline',
      kind: pipeline,
      description: 'Finds a pipeline by name or ID, with its stages.',
    }),
    findStep({
      key: 'find_deal_stage',
      kind: dealStage,
      description: 'Finds a stage of your pipelines by name or ID.',
      inputs: inPipeline,
      names: [pipelineList],
      load: async (run, inputData) => {
        const stages = await allChoices(run, pipelineStageList, inputData, true);
        return stages.map(({ id, name, parent }) => ({
          id,
          name,
          pipeline: parent?.name ?? null,
          pipelineId: parent?.id ?? null,
        }));
      },
    }),
  ],
};

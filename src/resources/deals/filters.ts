import { itemsIn } from '../../forms/multi-select.js';
import { namePicker } from '../../forms/picker.js';
import type { HefflEvent } from '../../heffl/deliveries.js';
import { noSuch } from '../../heffl/facts.js';
import { textOf } from '../../heffl/json.js';
import { type HefflRecord, readRecord } from '../../heffl/records.js';
import { keysOf } from '../../kinds.js';
import { type Run, startRun } from '../../run.js';
import { contentOf, requestRecord } from '../../steps/answers.js';
import { type Filter, isChosen, nameFilter, namesIn } from '../../steps/filters.js';
import { withLinks } from '../../steps/links.js';
import { pipelineList } from '../pipelines/record.js';
import { pipelinesWithStage, stageNameList } from '../pipelines/stages.js';
import { deal } from './record.js';

export const byStage = nameFilter(deal, 'stage', {
  key: 'stages',
  label: 'Only These Stages',
  list: stageNameList,
  helpText:
    'Only deals that move to one of these stages, for example Quotation Sent, in any pipeline that has a stage of that name. Leave it empty for every stage.',
});

const PIPELINES_KEY = 'pipelines';

/**
 * Lets deals of the chosen pipelines through. An event holds no name of the pipeline, so the deal is read: one request an event. If that
 * fails, the stage decides: a deal passes if a chosen pipeline has a stage of that name, or if the stages are not known.
 */
export const byPipeline: Filter<HefflEvent> = {
  input: namePicker({
    key: PIPELINES_KEY,
    label: 'Only These Pipelines',
    list: 'pipeline_list',
    helpText: 'Only deals of these pipelines, for example Sales Pipeline. Leave it empty for all of them.',
  }),
  wants: async (event, z, bundle) => {
    const chosen = bundle.inputData[PIPELINES_KEY];
    if (itemsIn(chosen).length === 0) return true;
    const run = startRun(z, bundle);
    const name = textOf(event.pipeline) ?? (await pipelineOf(run, event));
    const candidates = name === undefined ? await pipelinesWithStage(run, event.stage) : [name];
    if (candidates.length === 0) return true;
    const matches = candidates.map((pipeline) =>
      isChosen(pipeline, chosen, () => namesIn(run, pipelineList)),
    );
    return (await Promise.all(matches)).includes(true);
  },
};

/** The name of a deal's pipeline, or `undefined` if it cannot be read, as that of a deleted deal. */
const pipelineOf = async (run: Run, event: HefflEvent): Promise<string | undefined> => {
  if (event.event === 'deal.deleted') return undefined;
  try {
    const found = event.pipelineId === null ? await readDeal(run, event.id) : event;
    const [named] = found ? await withLinks(run, deal, 'read', [found], ['pipeline']) : [];
    return textOf(named?.pipeline);
  } catch (error) {
    run.z.console.log('The pipeline of the deal cannot be read:', error);
    return undefined;
  }
};

const readDeal = async (run: Run, id: string): Promise<HefflRecord | undefined> => {
  const about = { purpose: 'read the pipeline of the deal', isOptional: true, accepts: noSuch.id };
  const { call, answer } = await requestRecord(run, deal, id, about);
  return readRecord(contentOf(run.z, call, answer.data), keysOf(deal), 'api');
};

import { endpoints, FORBIDDEN } from '../../heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../../heffl/json.js';
import { fetchPage, hasId, type ListedRecord, tryPage } from '../../heffl/pages.js';
import { nameOf } from '../../heffl/records.js';
import { fold } from '../../heffl/sameness.js';
import type { Run } from '../../run.js';
import { contentOf, requestRecord } from '../../steps/answers.js';
import { type Choice, choiceOf, choicePage, type Load } from '../../steps/choice-lists.js';
import { listedEntries } from '../../steps/linked-records.js';
import { pipeline } from './record.js';

const pipelineRequest = { endpoint: endpoints.pipelines, noun: 'pipeline' };

/** The stages of the chosen pipeline, or of all pipelines if none is chosen. A list of pipelines may lack their stages. */
const loadStages: Load = async (run, cursor, { pipelineId }) => {
  const id = textOf(pipelineId);
  if (id !== undefined) return { choices: await stagesOf(run, id) };
  const { items, next } = await fetchPage(run.z, run.heffl, { ...pipelineRequest, cursor });
  const choices: Choice[] = [];
  for (const item of items) {
    choices.push(...(hasStages(item) ? stagesIn(item) : await stagesOf(run, String(item.id))));
  }
  return { choices, next };
};

/** The names of all stages. Several pipelines may have a stage of one name: it is listed once. */
const loadStageNames: Load = async (run, cursor) => {
  const { choices, ...rest } = await loadStages(run, cursor, {});
  const names = [...new Map(choices.map(({ name }) => [fold(name), name])).values()];
  return { ...rest, choices: names.map((name) => ({ id: name, name, label: name })) };
};

export const pipelineStageList = {
  key: 'pipeline_stage_list',
  noun: 'Pipeline Stage',
  load: loadStages,
  dependsOn: ['pipelineId'],
} as const;

export const stageNameList = { key: 'stage_name_list', noun: 'Stage Name', load: loadStageNames } as const;

/** The names of the pipelines that have a stage of this name. None if they cannot be loaded. */
export const pipelinesWithStage = async (run: Run, stage: unknown): Promise<string[]> => {
  const name = fold(textOf(stage) ?? '');
  const known = await pipelinesAndStages(run);
  return known.flatMap((choice) => (choice.parent && fold(choice.name) === name ? [choice.parent.name] : []));
};

/** All pipelines and their stages, in one page. Empty if the key may not list pipelines: that is cached as well. */
const loadPipelinesAndStages: Load = async ({ z, heffl }) => {
  const page = await tryPage(z, heffl, { ...pipelineRequest, isOptional: true }, FORBIDDEN);
  const pipelines = page?.items ?? [];
  return { choices: pipelines.flatMap((item) => [choiceOf(item, []), ...stagesIn(item)]) };
};

const pipelinesAndStagesList = { key: 'pipelines_and_stages', load: loadPipelinesAndStages } as const;

/** None if they cannot be loaded, or if the cache fails: every run would pay for them. */
const pipelinesAndStages = async (run: Run): Promise<readonly Choice[]> => {
  try {
    return (await choicePage(run, pipelinesAndStagesList, { needsCache: true })).choices;
  } catch (error) {
    run.z.console.log('The pipelines with a stage of this name are not known:', error);
    return [];
  }
};

/** The names of stages by ID, with the name of their pipeline as `parent`. */
export const stagesById = listedEntries(pipelinesAndStagesList, {
  counts: ({ parent }) => parent !== undefined,
});

/** The names of pipelines by ID. The request is the one of `stagesById`. */
export const pipelinesById = listedEntries(pipelinesAndStagesList, {
  counts: ({ parent }) => parent === undefined,
});

/** The stages of one pipeline: one request. */
const stagesOf = async (run: Run, id: string): Promise<Choice[]> => {
  const about = { purpose: 'list the stages of the pipeline', isUserData: true };
  const { call, answer } = await requestRecord(run, pipeline, id, about);
  const content = contentOf(run.z, call, answer.data);
  return isObject(content) ? stagesIn({ ...content, id }) : [];
};

const hasStages = ({ stages }: JsonObject): boolean => Array.isArray(stages);

/** The stages in the answer that holds a pipeline. */
const stagesIn = (item: ListedRecord): Choice[] => {
  const parent = { id: String(item.id), name: nameOf(item) ?? String(item.id) };
  const stages = Array.isArray(item.stages) ? item.stages.filter(hasId) : [];
  return stages.map((stage) => ({ ...choiceOf(stage, [parent.name]), parent }));
};

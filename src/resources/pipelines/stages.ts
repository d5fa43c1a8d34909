import { endpoints, FORBIDDEN } from '../../heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../../heffl/json.js';
import { fetchPage, isListed, tryPage } from '../../heffl/pages.js';
import { type HefflRecord, nameOf, unwrapped } from '../../heffl/records.js';
import { fold } from '../../heffl/sameness.js';
import type { ServedKind } from '../../kinds.js';
import type { Run } from '../../run.js';
import { cachedChoices, type Choice, choiceOf, type ChoicePage, type Load } from '../../steps/dropdown.js';

/** The stages of the chosen pipeline, or of all pipelines if none is chosen. A list of pipelines may lack their stages. */
const loadStages: Load = async (run, cursor, { pipelineId }) => {
  const id = textOf(pipelineId);
  if (id !== undefined) return { choices: await stagesOf(run, id) };
  const { items, next } = await fetchPage(run.z, run.heffl, { ...pipelineRequest, cursor });
  const choices: Choice[] = [];
  for (const pipeline of items) {
    choices.push(...(hasStages(pipeline) ? stagesIn(pipeline) : await stagesOf(run, String(pipeline.id))));
  }
  return { choices, next };
};

/** The names of all stages, each once: pipelines have stages of the same name. */
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

/**
 * Adds the names of stage and pipeline to deals, of which Heffl's answers hold the IDs alone. Costs one request, cached for five minutes,
 * and none if the cache fails.
 */
export const addStageNames: NonNullable<ServedKind['addNames']> = async (run, deals) => {
  const lacksNames = ({ stage, stageId, pipeline, pipelineId }: HefflRecord): boolean =>
    (stage === null && stageId !== null) || (pipeline === null && pipelineId !== null);
  if (!deals.some(lacksNames)) return [...deals];
  const known = await pipelinesAndStages(run);
  return deals.map((deal) => {
    const stage = known.find(({ id, parent }) => parent && id === deal.stageId);
    const pipeline = stage?.parent ?? known.find(({ id, parent }) => !parent && id === deal.pipelineId);
    return {
      ...deal,
      stage: deal.stage ?? stage?.name ?? null,
      pipeline: deal.pipeline ?? pipeline?.name ?? null,
    };
  });
};

/**
 * Names are optional. If pipelines cannot be loaded, return the deal without them: an error here would make Zapier repeat a create that
 * succeeded.
 */
const pipelinesAndStages = async (run: Run): Promise<readonly Choice[]> => {
  const load = async (): Promise<ChoicePage> => {
    // Without a cache every run would pay for the names.
    if (!run.cache.isUp()) return { choices: [] };
    // The refusal of a key that may not list pipelines is cached as well.
    const page = await tryPage(run.z, run.heffl, { ...pipelineRequest, isOptional: true }, FORBIDDEN);
    const pipelines = page?.items ?? [];
    return { choices: pipelines.flatMap((pipeline) => [choiceOf(pipeline, []), ...stagesIn(pipeline)]) };
  };
  try {
    return (await cachedChoices(run, { list: 'pipelines_and_stages' }, load)).choices;
  } catch (error) {
    run.z.console.log('The names of the stage and the pipeline are left out:', error);
    return [];
  }
};

const pipelineRequest = { endpoint: endpoints.pipelines, noun: 'pipeline' };

const stagesOf = async ({ heffl }: Run, id: string): Promise<Choice[]> => {
  const { data } = await heffl.send({
    method: 'GET',
    path: endpoints.pipelines.paths[0],
    id,
    purpose: 'list the stages of the pipeline',
    noun: 'pipeline',
    isUserData: true,
  });
  const pipeline = unwrapped(data);
  return isObject(pipeline) ? stagesIn({ ...pipeline, id }) : [];
};

const hasStages = (pipeline: JsonObject): boolean => Array.isArray(pipeline.stages);

const stagesIn = (pipeline: JsonObject & { readonly id: string | number }): Choice[] => {
  const parent = { id: String(pipeline.id), name: nameOf(pipeline) ?? String(pipeline.id) };
  const stages = Array.isArray(pipeline.stages) ? pipeline.stages.filter(isListed) : [];
  return stages.map((stage) => ({ ...choiceOf(stage, [parent.name]), parent }));
};

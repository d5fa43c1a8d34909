import type { JsonObject } from '../../src/heffl/json.js';
import { nameOf, readRecord } from '../../src/heffl/records.js';
import {
  assumedIf,
  type Collection,
  listed,
  pipelinesWithStages,
  recentOf,
  recentOfAll,
  stagesIn,
} from './answers.js';
import { answered, assumed, type Cases, listing, notAsked, refuted, tolerated } from './case.js';
import type { Reader } from './live.js';

/** How records tell what they are linked to, once they are read as the steps read them. */
const howTold = (records: readonly JsonObject[], names: readonly string[], ids: readonly string[]) => {
  const read = records.map((record): JsonObject => readRecord(record, [...names, ...ids], 'api') ?? {});
  const tell = (keys: readonly string[]): boolean =>
    keys.some((key) => read.some((record) => (record[key] ?? null) !== null));
  if (tell(names)) return tell(ids) ? 'by name and by ID' : 'by name alone';
  return tell(ids) ? 'by ID alone' : 'not at all';
};

const DEAL_LINKS = { stage: 'stage', pipeline: 'pipeline', client: 'clientName' };
const DEAL = { id: 'dl_1', stageId: 'dps_1', pipelineId: 'dpl_1', clientId: 'clt_1' };

const keyOfName = (stage: JsonObject | undefined): string =>
  ['name', 'label', 'title'].find((key) => (stage?.[key] ?? null) !== null) ?? 'not shown';

/** How Heffl's records tell of one another. */
export const links: Cases<Reader> = {
  'lead-links': {
    question: 'How does a lead tell its stage and its source?',
    asked: 'GET /leads',
    assumed: 'by name and by ID',
    fact: 'src/resources/leads/record.ts: lead',
    copes: 'src/heffl/records.ts: readRecord',
    find: async (heffl) => {
      const told = howTold(await recentOf(heffl, 'leads'), ['stage', 'source'], ['stageId', 'sourceId']);
      if (told.startsWith('by name')) return assumedIf(told === 'by name and by ID', told);
      return refuted(`${told}: Stage and Source stay empty in Zaps, until names are added as for deals`);
    },
    tolerated: { 'by name alone': { leadReference: 'names' } },
    refuted: {
      'by ID alone: Stage and Source stay empty in Zaps, until names are added as for deals': {
        leadReference: 'ids',
      },
    },
  },
  'deal-links': {
    question: 'How does a deal tell its stage, pipeline and client?',
    asked: 'GET /deals',
    assumed: 'by ID alone',
    fact: 'src/resources/deals/record.ts: deal',
    copes: 'src/resources/pipelines/stages.ts: stagesById',
    find: async (heffl) => {
      const deals = await recentOf(heffl, 'deals');
      const told = Object.entries(DEAL_LINKS).map(
        ([link, name]) => [link, howTold(deals, [name], [`${link}Id`])] as const,
      );
      const words = told.map((one) => one.join(' ')).join(', ');
      if (told.some(([, how]) => how === 'not at all')) return refuted(words);
      return told.every(([, how]) => how === 'by ID alone') ? assumed('by ID alone') : tolerated(words);
    },
    tolerated: {
      'stage by name and by ID, pipeline by ID alone, client by name and by ID': listing('/deals', {
        ...{ ...DEAL, clientId: null, client: { id: 'clt_1', name: 'Acme' } },
        stageName: 'New',
      }),
    },
    refuted: {
      'stage not at all, pipeline by ID alone, client by ID alone': listing('/deals', {
        ...DEAL,
        stageId: null,
      }),
      'stage by ID alone, pipeline by ID alone, client not at all': listing('/deals', {
        ...DEAL,
        clientId: null,
      }),
    },
    notAsked: {
      'GET /deals: there is no list that can be read': answered('GET', '/deals', 200, { deals: [] }),
    },
  },
  'pipeline-stages': {
    question: 'Do pipelines have their stages with them in a list?',
    asked: 'GET /pipelines, GET /pipelines/{id}',
    assumed: 'yes',
    fact: 'src/resources/pipelines/stages.ts: pipelineStageList',
    find: async (heffl) => {
      const [inList] = await recentOf(heffl, 'pipelines');
      if (Array.isArray(inList.stages)) return assumed('yes');
      const [byId] = await pipelinesWithStages(heffl);
      return Array.isArray(byId.stages)
        ? tolerated('no, only by its ID: one more request each, and deals without the name of their stage')
        : refuted('neither there, nor by ID');
    },
    tolerated: {
      'no, only by its ID: one more request each, and deals without the name of their stage': {
        pipelineList: 'short',
      },
    },
    refuted: { 'neither there, nor by ID': listing('/pipelines', { id: 'dpl_1' }) },
  },
  'stage-names': {
    question: 'What is the name of a stage called?',
    asked: 'GET /pipelines, else /pipelines/{id}; GET /leads/stages',
    assumed: 'name for deals, label for leads',
    fact: 'src/heffl/records.ts: nameOf',
    find: async (heffl) => {
      const { records, rest } = await recentOfAll(heffl, ['pipelines', 'leadStages']);
      const of = (collection: Collection) =>
        records.filter(({ name }) => name === collection).map(({ record }) => record);
      const [[ofDeals], [ofLeads]] = [of('pipelines').flatMap(stagesIn), of('leadStages')];
      if (!ofDeals && !ofLeads) return notAsked(`there is no stage in a list${rest}`);
      const nameless = [ofDeals, ofLeads].find((stage) => stage && nameOf(stage) === undefined);
      if (nameless) return refuted(`among ${listed(Object.keys(nameless))}`);
      const [forDeals, forLeads] = [keyOfName(ofDeals), keyOfName(ofLeads)];
      const words = `${forDeals} for deals, ${forLeads} for leads${rest}`;
      return assumedIf(forDeals !== 'label' && forLeads !== 'name', words);
    },
    tolerated: {
      'name for deals, name for leads': { stageNames: 'name' },
      'label for deals, label for leads': { stageNames: 'label', pipelineList: 'short' },
    },
    refuted: { 'among id, word': listing('/leads/stages', { id: 'lstg_1', word: 'New' }) },
    notAsked: {
      'there is no stage in a list, but for GET /leads/stages: there is none': [
        ...listing('/pipelines', { id: 'dpl_1' }),
        ...listing('/leads/stages'),
      ],
    },
  },
};

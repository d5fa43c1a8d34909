import type { JsonObject } from '../../src/heffl/json.js';
import type { ListedRecord } from '../../src/heffl/pages.js';
import { nameOf, readRecord } from '../../src/heffl/records.js';
import { keysOf, type RecordKind } from '../../src/kinds.js';
import { deal } from '../../src/resources/deals/record.js';
import { lead } from '../../src/resources/leads/record.js';
import { listed } from './answers.js';
import { assumed, type ReadQuestion, tolerated, untold, wrong } from './question.js';
import { butFor, NoList, pipelinesWithStages, recentOf, stagesIn, unlessRefused } from './records.js';

type Told = 'by name and by ID' | 'by name alone' | 'by ID alone' | 'not at all';

/** How records tell what they are linked to, once they are read as the steps read them. */
const howTold = (
  records: readonly ListedRecord[],
  kind: RecordKind,
  { names, ids }: { readonly names: readonly string[]; readonly ids: readonly string[] },
): Told => {
  const read = records.map((record) => readRecord(record, keysOf(kind), 'api'));
  const says = (keys: readonly string[]): boolean =>
    keys.some((key) => read.some((record) => (record?.[key] ?? null) !== null));
  if (says(names)) return says(ids) ? 'by name and by ID' : 'by name alone';
  return says(ids) ? 'by ID alone' : 'not at all';
};

const DEAL_LINKS = { stage: 'stage', pipeline: 'pipeline', client: 'clientName' };

const keyOfName = (stage: JsonObject | undefined): string =>
  ['name', 'label', 'title'].find((key) => (stage?.[key] ?? null) !== null) ?? 'not shown';

/** How Heffl's records tell of one another. */
export const linkQuestions: readonly ReadQuestion[] = [
  {
    id: 'lead-links',
    question: 'How does a lead tell its stage and its source?',
    asked: 'GET /leads',
    assumed: 'by name and by ID',
    code: { file: 'src/resources/leads/record.ts', text: 'export const lead = {' },
    copes: { file: 'src/heffl/records.ts', text: 'const withLinkNamed' },
    find: async (heffl) => {
      const leads = await recentOf(heffl, 'leads');
      if (leads.length === 0) return untold('there is no lead');
      const told = howTold(leads, lead, { names: ['stage', 'source'], ids: ['stageId', 'sourceId'] });
      switch (told) {
        case 'by name and by ID':
          return assumed(told);
        case 'by name alone':
          return tolerated(told);
        case 'by ID alone':
          return wrong(`${told}: Stage and Source stay empty in Zaps, until names are added as for deals`);
        case 'not at all':
          return wrong(told);
      }
    },
  },
  {
    id: 'deal-links',
    question: 'How does a deal tell its stage, pipeline and client?',
    asked: 'GET /deals',
    assumed: 'by ID alone',
    code: { file: 'src/resources/pipelines/stages.ts', text: 'const lacksNames' },
    find: async (heffl) => {
      const deals = await recentOf(heffl, 'deals');
      if (deals.length === 0) return untold('there is no deal');
      const told = Object.entries(DEAL_LINKS).map(([link, name]) => {
        return { link, how: howTold(deals, deal, { names: [name], ids: [`${link}Id`] }) };
      });
      const words = told.map(({ link, how }) => `${link} ${how}`).join(', ');
      const missing = told.find(({ how }) => how === 'not at all');
      if (missing) {
        const text = `key: '${missing.link}Id'`;
        return wrong(words, { file: 'src/resources/deals/record.ts', text });
      }
      return told.every(({ how }) => how === 'by ID alone') ? assumed('by ID alone') : tolerated(words);
    },
  },
  {
    id: 'pipeline-stages',
    question: 'Do pipelines have their stages with them in a list?',
    asked: 'GET /pipelines, GET /pipelines/{id}',
    assumed: 'yes',
    code: { file: 'src/resources/pipelines/stages.ts', text: 'const hasStages' },
    copes: { file: 'src/resources/pipelines/stages.ts', text: 'hasStages(pipeline) ? stagesIn(pipeline)' },
    find: async (heffl) => {
      const [inList] = await recentOf(heffl, 'pipelines');
      if (!inList) return untold('there is no pipeline');
      if (Array.isArray(inList.stages)) return assumed('yes');
      const [byId] = await pipelinesWithStages(heffl);
      return Array.isArray(byId?.stages)
        ? tolerated(
            'no, only a pipeline that is read by its ID: one more request for each, and deals without the name of their stage',
          )
        : wrong('neither there, nor by ID');
    },
  },
  {
    id: 'stage-names',
    question: 'What is the name of a stage called?',
    asked: 'GET /pipelines, else /pipelines/{id}; GET /leads/stages',
    assumed: 'name for deals, label for leads',
    code: { file: 'src/heffl/records.ts', text: 'export const nameOf' },
    find: async (heffl) => {
      const pipelines = await unlessRefused(pipelinesWithStages(heffl));
      const leadStages = await unlessRefused(recentOf(heffl, 'leadStages'));
      const hidden = [pipelines, leadStages].filter((one) => one instanceof NoList);
      const [ofDeals] = pipelines instanceof NoList ? [] : pipelines.flatMap(stagesIn);
      const [ofLeads] = leadStages instanceof NoList ? [] : leadStages;
      const rest = butFor(hidden);
      if (!ofDeals && !ofLeads) return untold(`there is no stage in a list${rest}`);
      const nameless = [ofDeals, ofLeads].find((stage) => stage && nameOf(stage) === undefined);
      if (nameless) return wrong(`among ${listed(Object.keys(nameless))}`);
      const [forDeals, forLeads] = [keyOfName(ofDeals), keyOfName(ofLeads)];
      const words = `${forDeals} for deals, ${forLeads} for leads${rest}`;
      return forDeals !== 'label' && forLeads !== 'name' ? assumed(words) : tolerated(words);
    },
  },
];

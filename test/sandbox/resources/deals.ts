import { z } from 'zod';
import { pick } from '../fields.js';
import { date, id, number, required } from '../validation.js';
import { clientInEvents } from './clients.js';
import { type Resource, resource } from './resource.js';

export const deals: Resource = resource({
  noun: 'deal',
  prefix: 'dl',
  numbers: 'DL',
  customFields: true,
  paths: ['/deals'],
  fields: {
    title: required,
    price: number,
    priority: z.enum(['LOW', 'MEDIUM', 'HIGH']).nullish(),
    expectedCloseDate: date,
    clientId: required,
    pipelineId: required,
    stageId: required,
    sourceId: id,
    leadId: id,
  },
  fixed: ['pipelineId', 'clientId', 'leadId'],
  later: { status: z.enum(['ACTIVE', 'WON', 'LOST']) },
  references: {
    pipelineId: 'pipelines',
    stageId: 'pipelineStages',
    clientId: 'clients',
    leadId: 'leads',
    sourceId: 'sources',
  },
  complete: (change, deal, records) => ({
    ownerId: deal.ownerId ?? records.list('users')[0]?.id,
    ...(change.stageId !== undefined && { status: records.get('pipelineStages', change.stageId)?.type }),
    ...change,
  }),
  check: ({ stageId, pipelineId }, records) =>
    records.get('pipelineStages', stageId)?.pipelineId === pipelineId
      ? []
      : [{ field: 'stageId', message: 'stageId is not a stage of the pipeline of this deal' }],
  events: 'deal',
  moves: [{ field: 'stageId', event: 'stageChanged' }],
  payload: (deal, records) => {
    const client = records.get('clients', deal.clientId);
    return {
      ...pick(deal, ['id', 'title', 'number', 'price', 'status', 'priority', 'expectedCloseDate']),
      ...pick(deal, ['leadId', 'customFields', 'createdAt']),
      ...(records.readings.dealClient === 'nested'
        ? { client: client ? clientInEvents(client) : null }
        : { clientId: deal.clientId, clientName: client?.name ?? null }),
      stage: records.nameOf('pipelineStages', deal.stageId),
      stageId: records.hookReference('pipelineStages', deal.stageId),
      pipelineId: records.hookReference('pipelines', deal.pipelineId),
      source: records.nameOf('sources', deal.sourceId),
      leadName: records.nameOf('leads', deal.leadId),
      ownerId: records.hookReference('users', deal.ownerId),
      ownerName: records.nameOf('users', deal.ownerId),
    };
  },
});

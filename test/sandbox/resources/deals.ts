import { z } from 'zod';
import { pick } from '../fields.js';
import { date, id, number, required } from '../validation.js';
import { clientInEvents } from './clients.js';
import { everyOperation, type Resource } from './resource.js';

const fields = z.object({
  title: required,
  pipelineId: required,
  stageId: required,
  clientId: required,
  leadId: id,
  sourceId: id,
  price: number,
  expectedCloseDate: date,
  priority: z.enum(['LOW', 'MEDIUM', 'HIGH']).nullish(),
});

export const deals: Resource = {
  noun: 'deal',
  prefix: 'dl',
  numbers: 'DL',
  customFields: true,
  serves: { paths: [{ path: '/deals' }], operations: everyOperation },
  create: fields,
  update: fields
    .omit({ pipelineId: true, clientId: true, leadId: true })
    .extend({ status: z.enum(['ACTIVE', 'WON', 'LOST']) })
    .partial(),
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
  shows: [
    ...['id', 'title', 'number', 'price', 'status', 'priority', 'expectedCloseDate'],
    ...['clientId', 'pipelineId', 'stageId', 'sourceId', 'leadId', 'customFields', 'createdAt'],
  ],
  events: {
    family: 'deal',
    moves: [{ field: 'stageId', event: 'stageChanged' }],
    payload: (deal, records) => {
      const client = records.get('clients', deal.clientId);
      return {
        ...pick(deal, [
          'id',
          'title',
          'number',
          'price',
          'status',
          'priority',
          'expectedCloseDate',
          'createdAt',
        ]),
        ...(records.readings.dealClient === 'nested'
          ? { client: client ? clientInEvents(client) : null }
          : { clientId: deal.clientId, clientName: client?.name ?? null }),
        stage: records.nameOf('pipelineStages', deal.stageId),
        stageId: records.hookReference('pipelineStages', deal.stageId),
        pipelineId: records.hookReference('pipelines', deal.pipelineId),
        source: records.nameOf('sources', deal.sourceId),
        leadId: deal.leadId ?? null,
        leadName: records.nameOf('leads', deal.leadId),
        ownerId: records.hookReference('users', deal.ownerId),
        ownerName: records.nameOf('users', deal.ownerId),
        customFields: deal.customFields,
      };
    },
  },
};

import { z } from 'zod';
import { pick } from '../fields.js';
import type { Records } from '../records.js';
import { email, id, number, required, text, texts } from '../validation.js';
import { everyOperation, type Resource } from './resource.js';

const fields = z.object({
  name: required,
  email,
  mobile: text,
  secondaryMobile: text,
  title: text,
  value: number,
  website: text,
  sourceId: id,
  stageId: id,
  // An older generation took the source's name.
  source: text,
  tags: texts,
});

const sourceNamed = (name: string, records: Records) =>
  records.list('sources').find((source) => source.name === name) ?? records.add('sources', { name });

export const leads: Resource = {
  noun: 'lead',
  prefix: 'ld',
  numbers: 'LD',
  customFields: true,
  serves: { paths: [{ path: '/leads' }], operations: everyOperation, updateVerb: 'leadUpdateVerb' },
  create: fields,
  update: fields.partial(),
  defaults: { archived: false, tags: [] },
  references: { sourceId: 'sources', stageId: 'leadStages' },
  complete: ({ source, ...change }, lead, records) => ({
    ownerId: lead.ownerId ?? records.list('users')[0]?.id,
    ...change,
    stageId: change.stageId ?? lead.stageId ?? records.list('leadStages')[0]?.id,
    ...(typeof source === 'string' && { sourceId: change.sourceId ?? sourceNamed(source, records).id }),
  }),
  shows: [
    ...['id', 'number', 'name', 'title', 'email', 'mobile', 'secondaryMobile', 'value', 'website'],
    ...['tags', 'archived', 'customFields', 'createdAt'],
  ],
  answer: (lead, records) => ({
    ...(records.readings.leadReference !== 'ids' && {
      source: records.nameOf('sources', lead.sourceId),
      stage: records.nameOf('leadStages', lead.stageId),
    }),
    ...(records.readings.leadReference !== 'names' && {
      sourceId: records.reference('sources', lead.sourceId),
      stageId: records.reference('leadStages', lead.stageId),
    }),
  }),
  events: {
    family: 'lead',
    moves: [{ field: 'stageId', event: 'stageChanged' }],
    payload: (lead, records) => ({
      ...pick(lead, ['id', 'name', 'mobile', 'email', 'secondaryMobile', 'title', 'value']),
      source: records.nameOf('sources', lead.sourceId),
      ...pick(lead, ['createdAt', 'website', 'archived']),
      stage: records.nameOf('leadStages', lead.stageId),
      stageId: records.hookReference('leadStages', lead.stageId),
      customFields: lead.customFields,
      ownerId: records.hookReference('users', lead.ownerId),
      ownerName: records.nameOf('users', lead.ownerId),
    }),
  },
};

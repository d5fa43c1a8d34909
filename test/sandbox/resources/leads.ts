import { refuseAny } from '../api-error.js';
import { pick } from '../fields.js';
import type { Records } from '../records.js';
import { email, flag, id, number, required, text, texts } from '../validation.js';
import { changedList, type Resource, resource } from './resource.js';

/** The ID of the source of that name, if there is one, or may be one. */
const sourceNamed = (name: string, records: Records): string | undefined => {
  const known = records.list('sources').find((source) => source.name === name);
  if (known) return known.id;
  const { unknownSource } = records.readings;
  if (unknownSource === 'created') return records.add('sources', { name }).id;
  if (unknownSource === 'refused') refuseAny([{ field: 'source', message: 'source names no lead source' }]);
  return undefined;
};

export const leads: Resource = resource({
  noun: 'lead',
  prefix: 'ld',
  numbers: 'LD',
  customFields: true,
  paths: ['/leads'],
  updateVerb: 'leadUpdateVerb',
  ignores: ({ leadOwner, leadArchived }) => [
    ...(leadOwner === 'ignored' ? ['ownerId'] : []),
    ...(leadArchived === 'ignored' ? ['archived'] : []),
  ],
  fields: {
    name: required,
    title: text,
    email,
    mobile: text,
    secondaryMobile: text,
    value: number,
    website: text,
    sourceId: id,
    // An older generation took the source's name.
    source: text,
    stageId: id,
    tags: texts,
    ownerId: id,
    archived: flag,
  },
  defaults: { archived: false, tags: [] },
  references: { sourceId: 'sources', stageId: 'leadStages', ownerId: 'users' },
  complete: ({ source, ...change }, lead, records) => ({
    ownerId: lead.ownerId ?? records.list('users')[0]?.id,
    ...change,
    ...changedList('tags', change, lead, records.readings),
    stageId: change.stageId ?? lead.stageId ?? records.list('leadStages')[0]?.id,
    ...(typeof source === 'string' && {
      sourceId: change.sourceId ?? sourceNamed(source, records) ?? lead.sourceId,
    }),
  }),
  hides: ['sourceId', 'source', 'stageId', 'ownerId'],
  answer: (lead, records) => ({
    ...(records.readings.leadReference !== 'ids' && {
      source: records.nameOf('sources', lead.sourceId),
      stage: records.nameOf('leadStages', lead.stageId),
    }),
    ...(records.readings.leadReference !== 'names' && {
      sourceId: records.reference('sources', lead.sourceId),
      stageId: records.reference('leadStages', lead.stageId),
    }),
    ...(records.readings.leadOwner === 'taken' && { ownerId: lead.ownerId }),
  }),
  events: 'lead',
  moves: [{ field: 'stageId', event: 'stageChanged' }],
  payload: (lead, records) => ({
    ...pick(lead, ['id', 'name', 'title', 'email', 'mobile', 'secondaryMobile', 'value', 'website']),
    ...pick(lead, ['archived', 'customFields', 'createdAt']),
    source: records.nameOf('sources', lead.sourceId),
    stage: records.nameOf('leadStages', lead.stageId),
    stageId: records.hookReference('leadStages', lead.stageId),
    ownerId: records.hookReference('users', lead.ownerId),
    ownerName: records.nameOf('users', lead.ownerId),
  }),
});

import { z } from 'zod';
import type { Issue } from '../api-error.js';
import type { Fields } from '../fields.js';
import type { Readings } from '../readings.js';
import type { Records } from '../records.js';
import type { CollectionName } from './index.js';

export type Operation = 'list' | 'get' | 'create' | 'update' | 'delete';

/** A kind of record, as data: what it is made of, where the API serves it and what it announces. */
type Definition = {
  /** What messages call it. */
  noun: string;
  /** Of its public IDs. */
  prefix: string;
  /** Of the numbers that people see, if it has them: LD-0001. */
  numbers?: string;
  /** An older generation of the API had numbers as its IDs. */
  numericIds?: true;
  /** Lists are newest first, unless a person put the records in order. */
  inOrder?: true;
  /** It keeps whatever comes as `cf_…`. */
  customFields?: true;

  /** Where the API serves it; without any, it lives in Heffl's own app only. The reading `referencePaths` chooses among several. */
  paths?: readonly string[];
  /** What requests may do: everything, unless given. */
  operations?: (readings: Readings) => readonly Operation[];
  /** Which reading says how it is updated. PATCH, if none does. */
  updateVerb?: 'leadUpdateVerb' | 'clientUpdateVerb';
  /** What a person can change in Heffl's own app, and a request cannot. */
  ignores?: (readings: Readings) => readonly string[];

  /** What may be sent to create it; to change it, nothing of that is required. */
  fields: z.ZodRawShape;
  /** Fields that cannot be changed. */
  fixed?: readonly string[];
  /** Fields that only a change takes, or takes otherwise. */
  later?: z.ZodRawShape;
  /** What a new one holds before anything was sent. */
  defaults?: Fields;
  /** The fields that name other records. */
  references?: Record<string, CollectionName>;
  /** Works out what follows from a change, before it is made. */
  complete?: (change: Fields, record: Fields, records: Records) => Fields;
  /** What is wrong with the record as a whole. */
  check?: (record: Fields, records: Records) => Issue[];

  /** What it holds and answers do not show as it is. */
  hides?: readonly string[];
  /** What answers show beyond the stored fields. */
  answer?: (record: Fields, records: Records) => Fields;
  /** What lists do not show. */
  hidesInLists?: (readings: Readings) => readonly string[];
  /** What only the answer to its creation shows. */
  once?: readonly string[];

  /** The first part of its event names, if it has events. */
  events?: string;
  /** Events that a change of one field (to one value) raises beside `updated`. */
  moves?: readonly { field: string; to?: string; event: string }[];
  /** The record as events tell it, if that is not the API's answer. */
  payload?: (record: Fields, records: Records) => Fields;
};

export type Resource = Definition & {
  create: z.ZodObject;
  update: z.ZodObject;
  /** The stored fields in answers. */
  shows: readonly string[];
};

/** Adds what follows from the definition. */
export const resource = (definition: Definition): Resource => {
  const { fields, fixed = [], later = {}, numbers, customFields, hides = [] } = definition;
  const changeable = Object.entries(fields).filter(([name]) => !fixed.includes(name));
  const shown = [
    ...['id', ...(numbers ? ['number'] : []), ...Object.keys({ ...fields, ...later })],
    ...(customFields ? ['customFields', 'createdAt'] : ['createdAt']),
  ];
  return {
    ...definition,
    create: z.object(fields),
    update: z.object({ ...Object.fromEntries(changeable), ...later }).partial(),
    shows: shown.filter((name) => !hides.includes(name)),
  };
};

/** A list after a change that sends it, in the reading for that. Nothing if it was not sent. */
export const changedList = (
  field: string,
  change: Fields,
  record: Fields,
  { tagChange }: Readings,
): Fields => {
  if (!Array.isArray(change[field])) return {};
  const kept = tagChange === 'add' ? [record[field] ?? []] : [];
  return { [field]: [...new Set([...kept, change[field]].flat())] };
};

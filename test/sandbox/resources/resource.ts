import type { z } from 'zod';
import type { Issue } from '../api-error.js';
import type { Fields } from '../fields.js';
import type { Readings } from '../readings.js';
import type { Records } from '../records.js';
import type { CollectionName } from './names.js';

export type Operation = 'list' | 'get' | 'create' | 'update' | 'delete';

/** A kind of record, as data: what it is made of, where the API serves it and what it announces. */
export type Resource = {
  /** What messages call it. */
  noun: string;
  /** Of its public IDs. */
  prefix: string;
  /** Of the numbers that people see, if it has them. */
  numbers?: string;
  /** An older generation of the API had numbers as its IDs. */
  numericIds?: true;
  /** Lists are newest first, unless a person put the records in order. */
  inOrder?: true;
  /** It keeps whatever comes as `cf_…`. */
  customFields?: true;

  /** Where and how the API serves it. Without it, the record lives in Heffl's own app only. */
  serves?: Served;
  /** What may be sent to make one. */
  create: z.ZodObject;
  /** What may be sent to change one. */
  update: z.ZodObject;
  /** What a new one holds before anything was sent. */
  defaults?: Fields;
  /** The fields that name other records. */
  references?: Record<string, CollectionName>;
  /** Works out what follows from a change, before it is made. */
  complete?: (change: Fields, record: Fields, records: Records) => Fields;
  /** What is wrong with the record as a whole. */
  check?: (record: Fields, records: Records) => Issue[];

  /** The fields in answers, in order. */
  shows: readonly string[];
  /** What answers show beyond the stored fields. */
  answer?: (record: Fields, records: Records) => Fields;
  /** The answer as lists show it, if they show less. */
  listed?: (answer: Fields, records: Records) => Fields;
  /** What only the answer to its creation shows. */
  once?: readonly string[];
  events?: Announced;
};

export type Served = {
  /** A style limits a path to one reading of `referencePaths`. */
  paths: readonly { path: string; style?: Exclude<Readings['referencePaths'], 'both'> }[];
  operations: readonly Operation[];
  /** Which reading says how it is updated. PATCH, when none does. */
  updateVerb?: 'leadUpdateVerb' | 'clientUpdateVerb';
  /** Whether it can be listed. Yes, unless a reading says otherwise. */
  isListed?: (readings: Readings) => boolean;
  /** What a person can change in Heffl's own app, and a request cannot. */
  ignores?: (readings: Readings) => string[];
};

type Announced = {
  /** The first part of its event names. */
  family: string;
  /** Events that a change of one field (to one value) raises beside `updated`. */
  moves?: readonly { field: string; to?: string; event: string }[];
  /** The record as events tell it, if that is not the API's answer. */
  payload?: (record: Fields, records: Records) => Fields;
};

export const everyOperation = ['list', 'get', 'create', 'update', 'delete'] as const;

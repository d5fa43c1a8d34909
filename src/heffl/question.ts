import type { ZObject } from 'zapier-platform-core';
import type { Cache } from './cache.js';
import type { Heffl } from './client.js';
import type { Endpoint } from './facts.js';
import type { Columns, ListMemory } from './list-memory.js';
import type { ListedRecord } from './pages.js';
import type { HefflRecord } from './records.js';

/** What is searched for. */
export type Question = {
  readonly matches: (record: HefflRecord) => boolean;
  /** If the question is about a whole value: the column of the memory to look in, and the texts to look for. */
  readonly wholeValue?: { readonly column: string; readonly texts: readonly string[] } | undefined;
};

/** A search in one list, with what it works with. */
export type Search = {
  readonly z: ZObject;
  readonly heffl: Heffl;
  readonly cache: Cache;
  readonly memory: ListMemory;
  readonly endpoint: Endpoint;
  readonly noun: string;
  /** The same for each run of one search, and for no other search of the connection. Holds no value in the clear. */
  readonly name: string;
  /** The second counts only if no record of the list matches the first. */
  readonly questions: readonly Question[];
  /** Records that do not pass do not count. */
  readonly passes?: ((record: HefflRecord) => boolean) | undefined;
  /** The most records that are wanted. */
  readonly howMany: number;
  readonly read: (item: ListedRecord) => HefflRecord;
  /** What a record can be found by. */
  readonly columnsOf: (record: HefflRecord) => Columns;
  /** Reads a record by its ID: one request. Absent if API v1 cannot: such a list is not remembered. */
  readonly get?: ((id: string) => Promise<HefflRecord | undefined>) | undefined;
};

/** Whether the memory can answer: all questions are about whole values, and a match can be read by its ID. */
export const asksTheMemory = ({ get, questions }: Search): boolean =>
  get !== undefined && questions.every(({ wholeValue }) => wholeValue);

/** Whether the matches can be found in the rows of the list, so that other searches can go on from the same place. */
export const isShared = (search: Search): boolean => asksTheMemory(search) && !search.passes;

export const isArchived = ({ archived }: HefflRecord): boolean => archived === true;

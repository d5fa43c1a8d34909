import type { PlainOutputField } from 'zapier-platform-core';
import type { Endpoint } from './heffl/facts.js';
import type { HefflRecord } from './heffl/records.js';
import type { Run } from './run.js';

/** A kind of record: what it is called, where Heffl keeps it, and the shape in which every step gives it. */
export type RecordKind = {
  /** As labels have it: "Lead". */
  readonly noun: string;
  /** `undefined` where v1 serves no endpoint, and Heffl only tells of the record in events. */
  readonly endpoint?: Endpoint;
  /** The fields of every step's output, labelled: what a record always has, be it `null`. Custom fields come on top. */
  readonly outputs: PlainOutputField[];
  /** A realistic record with exactly the fields of `outputs`. */
  readonly sample: HefflRecord;
  /** The fields of `outputs` that no event tells. */
  readonly untold?: readonly string[];
  /** Adds names that Heffl's answers lack, at the price of at most one cached call. */
  readonly withNames?: (run: Run, records: readonly HefflRecord[]) => Promise<HefflRecord[]>;
};

/** A kind of record that the API serves. */
export type ServedKind = RecordKind & {
  readonly endpoint: Endpoint;
  /** Whether a list of these records tells the fields that people have given them. */
  readonly hasCustomFields?: true;
};

export const isServed = (kind: RecordKind): kind is ServedKind => kind.endpoint !== undefined;

/** The noun inside a sentence: "lead". */
export const lower = (kind: RecordKind): string => kind.noun.toLowerCase();

/** "a lead", "an invoice". */
export const withArticle = (kind: RecordKind): string =>
  `${/^[aeiou]/i.test(kind.noun) ? 'an' : 'a'} ${lower(kind)}`;

/** The keys that each of its records has; those of line items (`lineItems[]name`) stand for their list. */
export const keysOf = ({ outputs }: RecordKind): string[] => [
  ...new Set(outputs.map(({ key }) => key.replace(/\[\].*$/, ''))),
];

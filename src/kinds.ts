import type { choices, Endpoint } from './heffl/facts.js';
import type { JsonObject } from './heffl/json.js';
import type { HefflRecord } from './heffl/records.js';
import type { Run } from './run.js';

/** A labelled field of a step's output. `lineItems[]price` is a column of a list of rows. */
export type Output = {
  readonly key: string;
  readonly label: string;
  readonly type: keyof TypeOf;
  readonly list?: true;
  readonly primary?: true;
};

/** `day`: `2026-04-30`, the same in every time zone. `datetime`: ISO 8601 with its offset. */
type TypeOf = { string: string; number: number; boolean: boolean; datetime: string; day: string };

/** How a record reaches a step: Heffl was asked for it, it is the answer to a create or an update, or an event holds it. */
export type Way = 'read' | 'written' | 'event';

/** Outputs of a linked record, of which Heffl's answers hold the ID alone. */
export type Link<Key extends string = string> = {
  /** The output that holds the ID, or a list of IDs. */
  readonly id: Key;
  /** The outputs that are filled, each with the field of the linked record that it shows. */
  readonly fills: Readonly<Partial<Record<Key, string>>>;
  /** Loads the linked records by ID, as far as they are known: for one ID at most one request, and none if it is cached. */
  readonly load: (run: Run, ids: readonly string[]) => Promise<ReadonlyMap<string, JsonObject>>;
};

/** A kind of record: its name, and the shape in which every step returns it. */
export type RecordKind = {
  /** As in labels: "Lead". */
  readonly noun: string;
  /** What each record of the kind has, be it `null`. Custom fields are added to it. */
  readonly outputs: readonly Output[];
  /** A realistic record with exactly the fields of `outputs`. */
  readonly sample: HefflRecord;
  /** Keys of the outputs that records of a way lack, so that its steps do not offer them. */
  readonly lacks?: Readonly<Partial<Record<Way, readonly string[]>>>;
  /** What is looked up for the outputs that Heffl's answers leave empty. */
  readonly links?: readonly Link[];
  /** `undefined` if API v1 does not serve the kind, and only events hold it. */
  readonly endpoint?: Endpoint;
};

/** A way to search for records of a kind. */
export type Lookup<Key extends string = string> = {
  readonly label: string;
  /** The fields that are compared: the one of the lookup's own key, if absent. */
  readonly fields?: readonly Key[];
  readonly compare?: Comparison;
  /** Compares the `entityId` of a task as well, if its `entity` is this kind of record. */
  readonly entity?: keyof typeof choices.taskEntity;
};

/**
 * When two values are the same:
 *
 * - `text` (the default): as `fold` has it; numbers, days and yes/no by value
 * - `email`: by address
 * - `phone`: by E.164, or digit by digit if a number has no country
 * - `website`: as text, without https://, www. and slashes at the end
 * - `id`: letter by letter
 */
export type Comparison = 'text' | 'email' | 'phone' | 'website' | 'id';

type LookupsOf<Key extends string> = Readonly<Partial<Record<Key, Lookup<Key>>>>;

/** A kind of record that the API serves. */
export type ServedKind = RecordKind & {
  readonly endpoint: Endpoint;
  /** The ways to search, beside the ID, by the key that `search_by` has. The first is the default of its form. */
  readonly lookups?: Readonly<Record<string, Lookup>>;
  /** The values of `status` that a search can be limited to, with the words that a person sees. */
  readonly statuses?: Readonly<Record<string, string>>;
  /** `discovered` on recent records, or `named` by the user because the kind cannot be listed. */
  readonly customFields?: 'discovered' | 'named';
};

/** The keys of a kind's outputs. A column of rows stands as `lineItems[]price`. */
export type KeyOf<Kind extends RecordKind> = Kind['outputs'][number]['key'];

type ValueOf<One extends Output> = One['list'] extends true
  ? readonly TypeOf[One['type']][]
  : TypeOf[One['type']];

/** The outputs that are columns of rows, and the name of their list. */
type ColumnsOf<Outputs extends readonly Output[]> = Extract<Outputs[number], { key: `${string}[]${string}` }>;
type ListOf<Key> = Key extends `${infer List}[]${string}` ? List : never;
type CellOf<Key, List extends string> = Key extends `${List}[]${infer Cell}` ? Cell : never;

/** A record with exactly these outputs, each of its type. */
export type SampleOf<Outputs extends readonly Output[]> = {
  readonly [One in Exclude<Outputs[number], ColumnsOf<Outputs>> as One['key']]: ValueOf<One>;
} & {
  readonly [List in ListOf<ColumnsOf<Outputs>['key']>]: readonly {
    readonly [Column in ColumnsOf<Outputs> as CellOf<Column['key'], List>]: ValueOf<Column>;
  }[];
};

/** A kind whose sample, `lacks` and `links` have keys of these outputs. */
type KindWith<Outputs extends readonly Output[]> = Omit<
  RecordKind,
  'outputs' | 'sample' | 'lacks' | 'links'
> & {
  readonly outputs: Outputs;
  readonly sample: NoInfer<SampleOf<Outputs>> & { readonly id: string };
  readonly lacks?: Readonly<Partial<Record<Way, readonly NoInfer<Outputs[number]['key']>[]>>>;
  readonly links?: readonly Link<NoInfer<Outputs[number]['key']>>[];
};

/** A kind that only events hold. The compiler checks its sample against its outputs. */
export const recordKind = <const Outputs extends readonly Output[]>(
  kind: Omit<KindWith<Outputs>, 'endpoint'>,
) => kind;

/** A kind that the API serves. The compiler checks its sample against its outputs. */
export const servedKind = <const Outputs extends readonly Output[]>(
  kind: KindWith<Outputs> &
    Pick<ServedKind, 'endpoint' | 'customFields' | 'statuses'> & {
      readonly lookups?: LookupsOf<NoInfer<Outputs[number]['key']>>;
    },
) => kind;

/** Whether the API can list the records of a kind. */
export const isListed = (kind: RecordKind): kind is ServedKind =>
  kind.endpoint !== undefined && !kind.endpoint.unlisted;

/** Whether records of the kind say when they were created. */
export const isDated = ({ outputs }: RecordKind): boolean => outputs.some(({ key }) => key === 'createdAt');

/** The noun inside a sentence: "lead". */
export const lower = (kind: RecordKind): string => kind.noun.toLowerCase();

/** "a lead", "an invoice". */
export const withArticle = (kind: RecordKind): string =>
  `${/^[aeiou]/i.test(kind.noun) ? 'an' : 'a'} ${lower(kind)}`;

/** The keys of a kind's records. Columns of rows (`lineItems[]price`) stand for their list. */
export const keysOf = ({ outputs }: Pick<RecordKind, 'outputs'>): string[] => [
  ...new Set(outputs.map(({ key }) => key.replace(/\[\].*$/, ''))),
];

/** The outputs that the steps of a way offer. */
export const offeredBy = ({ outputs, lacks = {} }: RecordKind, way: Way): readonly Output[] => {
  const lacking = lacks[way];
  return lacking ? outputs.filter(({ key }) => !lacking.includes(key)) : outputs;
};

import { type Bundle, defineTrigger, type ZObject } from 'zapier-platform-core';
import { isEmpty } from '../forms/empty.js';
import type { Field } from '../forms/field.js';
import { shapeOf } from '../forms/outputs.js';
import { clock } from '../heffl/clock.js';
import { PAGE_SIZE } from '../heffl/facts.js';
import type { JsonObject } from '../heffl/json.js';
import { fetchPage, type ListedRecord, type Page, pagesFrom } from '../heffl/pages.js';
import type { HefflRecord } from '../heffl/records.js';
import { isDated, lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { newestRecords, recordsIn } from './answers.js';
import { EXAMPLES } from './examples.js';
import type { Filter } from './filters.js';
import { withLinks } from './links.js';
import { asOffered } from './offered.js';

type PollingTrigger<Key extends string> = {
  readonly key: Key;
  readonly kind: ServedKind;
  readonly label: string;
  readonly description: string;
  /** What the user chooses from the new records. */
  readonly filter?: RecordFilter;
};

/** A filter by one output, which may have to be looked up. */
type RecordFilter = Filter & { readonly field: string; readonly input: Field };

/** Every plan of Zapier polls more often, so an older record was seen, even after hours without a poll. */
const BURST_MS = 6 * 60 * 60 * 1000;
const MOST_PAGES = 5;
const MOST_PAGES_NOTED = 10;
/** One page less than were noted: records that move up when others are deleted are not new. */
const MOST_PAGES_UNDATED = 9;

/**
 * A trigger that lists the newest records every few minutes. Zapier dedupes them by `id`.
 *
 * One request. In a burst, as long as the oldest record of a page was created in the last six hours by Heffl's clock, further pages
 * follow. Of those, older records are left out: Zapier has not seen them, and would take them for new. Nothing is kept between polls,
 * because Zapier gives a poll no identity of its Zap. Of a kind without a time of creation, each poll lists 900 records: nothing says
 * which are new, nor that they come first.
 *
 * Linked records are looked up for records of the last six hours alone: Zapier has seen the others, and drops them.
 */
export const pollingTrigger = <const Key extends string>(trigger: PollingTrigger<Key>) => {
  const { key, kind, label, description, filter } = trigger;
  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle, key);
    const { records, isNew } = await find(run, kind, bundle, filter ? PAGE_SIZE : EXAMPLES);
    const wanted = filter ? await filtered(run, kind, records, filter, bundle) : records;
    const shown = isLoadingSample(bundle) ? wanted.slice(0, EXAMPLES) : wanted;
    const linked = await withLinks(run, kind, 'read', shown.filter(isNew));
    const byId = new Map(linked.map((record) => [record.id, record]));
    return shown.map((record) => asOffered(kind, 'read', byId.get(record.id) ?? record));
  };
  return defineTrigger({
    key,
    noun: kind.noun,
    display: { label, description },
    operation: {
      type: 'polling',
      ...(filter && { inputFields: [filter.input] }),
      perform,
      ...shapeOf(kind, 'read'),
    },
  });
};

/** Zapier omits `meta` from some runs, contrary to its type. */
const isLoadingSample = ({ meta }: { readonly meta?: { readonly isLoadingSample?: boolean } }): boolean =>
  meta?.isLoadingSample ?? false;

/** Whether the Zap is being switched on: Zapier only notes the records that exist. */
const isFilling = ({ meta }: { readonly meta?: { readonly isPopulatingDedupe?: boolean } }): boolean =>
  meta?.isPopulatingDedupe ?? false;

type Found = {
  readonly records: readonly HefflRecord[];
  /** Whether Zapier may use the record. It drops those that it has seen. */
  readonly isNew: (record: HefflRecord) => boolean;
};

const find = async (run: Run, kind: ServedKind, bundle: Bundle, examples: number): Promise<Found> => {
  if (isLoadingSample(bundle))
    return { records: await newestRecords(run, kind, examples), isNew: () => true };
  if (isFilling(bundle)) return { records: await existingRecords(run, kind), isNew: () => false };
  return isDated(kind)
    ? newRecords(run, kind)
    : { records: await recordsOf(run, kind, MOST_PAGES_UNDATED), isNew: () => true };
};

/** The records that the user chose. What the filter compares may have to be looked up. */
const filtered = async (
  run: Run,
  kind: ServedKind,
  records: readonly HefflRecord[],
  { field, input, wants }: RecordFilter,
  bundle: Bundle,
): Promise<HefflRecord[]> => {
  if (isEmpty(bundle.inputData[input.key])) return [...records];
  const wanted: HefflRecord[] = [];
  for (const record of await withLinks(run, kind, 'read', records, [field]))
    if (await wants(record, run.z, bundle)) wanted.push(record);
  return wanted;
};

const newRecords = async (run: Run, kind: ServedKind): Promise<Found> => {
  const items: ListedRecord[] = [];
  let isFirst = true;
  let now = NaN;
  for await (const page of pagesOf(run, kind, MOST_PAGES)) {
    now = hefflTime(page);
    // Zapier has not seen what is old and beyond the first page, and would take it for new.
    items.push(...(isFirst ? page.items : page.items.filter((item) => !isOld(item, now))));
    if (!isBurst(page, now)) break;
    isFirst = false;
  }
  return { records: distinct(recordsIn(kind, { items })), isNew: (record) => !isOld(record, now) };
};

/**
 * The newest 1,000 records, so that none of them comes up as new when newer ones are deleted. What was read before a failure counts,
 * but not for a kind without a time of creation: its polls would give the others as new.
 */
const existingRecords = (run: Run, kind: ServedKind): Promise<HefflRecord[]> =>
  recordsOf(run, kind, MOST_PAGES_NOTED, isDated(kind));

const recordsOf = async (
  run: Run,
  kind: ServedKind,
  mostPages: number,
  mayBreakOff = false,
): Promise<HefflRecord[]> => {
  const items: ListedRecord[] = [];
  try {
    for await (const page of pagesOf(run, kind, mostPages)) items.push(...page.items);
  } catch (error) {
    if (items.length === 0 || !mayBreakOff) throw error;
    run.z.console.log('Only the newest records are noted:', error);
  }
  return distinct(recordsIn(kind, { items }));
};

const pagesOf = ({ z, heffl }: Run, kind: ServedKind, most: number): AsyncGenerator<Page> =>
  pagesFrom((cursor) => fetchPage(z, heffl, { endpoint: kind.endpoint, noun: lower(kind), cursor }), most);

/** A record may be on two pages, because another one came in between. */
const distinct = (records: readonly HefflRecord[]): HefflRecord[] => {
  const byId = new Map<string, HefflRecord>();
  for (const record of records) if (!byId.has(record.id)) byId.set(record.id, record);
  return [...byId.values()];
};

const createdAt = (item: JsonObject): number => Date.parse(String(item.createdAt));

/**
 * The time by Heffl's clock: the earlier of its `Date` header and our own clock that is not before the newest record. A header may be
 * decades off.
 */
const hefflTime = ({ items, at }: Page): number => {
  const newest = Math.max(...items.map(createdAt).filter((time) => !Number.isNaN(time)));
  const clocks = [at, clock.now()];
  const possible = clocks.filter((time) => time >= newest);
  return possible.length > 0 ? Math.min(...possible) : Math.max(...clocks);
};

/** A record without a time of creation is not old. */
const isOld = (item: JsonObject, now: number): boolean => createdAt(item) <= now - BURST_MS;

/** Whether the page after this one may hold new records. An empty page says nothing about it. */
const isBurst = ({ items }: Page, now: number): boolean =>
  items.length === 0 ||
  (!items.some((item) => isOld(item, now)) && items.some((item) => !Number.isNaN(createdAt(item))));

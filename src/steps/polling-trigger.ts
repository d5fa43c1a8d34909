import { type Bundle, defineTrigger, type ZObject } from 'zapier-platform-core';
import type { Field } from '../forms/field.js';
import { outputsOf } from '../forms/outputs.js';
import { clock } from '../heffl/clock.js';
import { PAGE_SIZE } from '../heffl/facts.js';
import type { JsonObject } from '../heffl/json.js';
import { fetchPage, type ListedRecord, type Page } from '../heffl/pages.js';
import type { HefflRecord } from '../heffl/records.js';
import { lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { addNames, newestRecords, recordsIn } from './answers.js';
import type { Filter } from './filters.js';

type PollingTrigger<Key extends string> = {
  readonly key: Key;
  readonly kind: ServedKind;
  readonly label: string;
  readonly description: string;
  /** What the user chooses from the new records. */
  readonly filter?: Filter & { readonly input: Field };
  /** Adds fields that `filter` needs, if Heffl's list lacks them. */
  readonly complete?: (run: Run, records: HefflRecord[], inputData: JsonObject) => Promise<HefflRecord[]>;
};

/** The number of examples that Zapier's editor gets. */
const EXAMPLES = 3;
/** Every plan of Zapier polls more often. An older record was seen, also after a pause of hours. */
const BURST_MS = 6 * 60 * 60 * 1000;
const MOST_PAGES = 5;
const MOST_PAGES_NOTED = 10;

/**
 * A trigger that lists the newest records every few minutes. Zapier dedupes them by `id`.
 *
 * One request. In a burst, as long as the oldest record of a page was created in the last six hours by Heffl's clock, further pages
 * follow. Of those, older records are left out: Zapier has not seen them, and would take them for new. Nothing is kept between polls,
 * because Zapier gives a poll no identity of its Zap.
 */
export const pollingTrigger = <const Key extends string>(trigger: PollingTrigger<Key>) => {
  const { key, kind, label, description, filter, complete } = trigger;
  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle);
    const { inputData } = bundle;
    const found = isLoadingSample(bundle)
      ? await newestRecords(run, kind, filter ? PAGE_SIZE : EXAMPLES)
      : await (isFilling(bundle) ? existingRecords(run, kind) : newRecords(run, kind));
    const records = complete ? await complete(run, found, inputData) : found;
    const wanted: HefflRecord[] = [];
    for (const record of records) if (!filter || (await filter.wants(record, z, bundle))) wanted.push(record);
    return addNames(run, kind, isLoadingSample(bundle) ? wanted.slice(0, EXAMPLES) : wanted);
  };
  return defineTrigger({
    key,
    noun: kind.noun,
    display: { label, description },
    operation: {
      type: 'polling',
      ...(filter && { inputFields: [filter.input] }),
      perform,
      outputFields: outputsOf(kind).record,
      sample: kind.sample,
    },
  });
};

/** Zapier omits `meta` from some runs, contrary to its type. */
const isLoadingSample = ({ meta }: { readonly meta?: { readonly isLoadingSample?: boolean } }): boolean =>
  meta?.isLoadingSample ?? false;

/** Whether a Zap is switched on, and Zapier only notes the records that exist. */
const isFilling = ({ meta }: { readonly meta?: { readonly isPopulatingDedupe?: boolean } }): boolean =>
  meta?.isPopulatingDedupe ?? false;

const newRecords = async (run: Run, kind: ServedKind): Promise<HefflRecord[]> => {
  const items: ListedRecord[] = [];
  let isFirst = true;
  for await (const page of pagesOf(run, kind, MOST_PAGES)) {
    const now = hefflTime(page);
    // Zapier has not seen what is old and beyond the first page, and would take it for new.
    items.push(...(isFirst ? page.items : page.items.filter((item) => !isOld(item, now))));
    if (!isBurst(page, now)) break;
    isFirst = false;
  }
  return distinct(recordsIn(kind, { items }));
};

/** The newest 1,000 records, so that none of them comes up as new when newer ones are deleted. What was read before a failure counts. */
const existingRecords = async (run: Run, kind: ServedKind): Promise<HefflRecord[]> => {
  const items: ListedRecord[] = [];
  try {
    for await (const page of pagesOf(run, kind, MOST_PAGES_NOTED)) items.push(...page.items);
  } catch (error) {
    if (items.length === 0) throw error;
    run.z.console.log('Only the newest records are noted:', error);
  }
  return distinct(recordsIn(kind, { items }));
};

/** The pages of a list, until it ends, goes in a circle, or has given so many. */
async function* pagesOf(run: Run, kind: ServedKind, most: number): AsyncGenerator<Page> {
  const cursors = new Set<string>();
  let cursor: string | undefined;
  for (let pages = 1; pages <= most; pages++) {
    const page = await fetchPage(run.z, run.heffl, { endpoint: kind.endpoint, noun: lower(kind), cursor });
    yield page;
    if (page.next === undefined || cursors.has(page.next)) return;
    cursor = page.next;
    cursors.add(cursor);
  }
}

/** A record may be on two pages, because another one came in between. */
const distinct = (records: readonly HefflRecord[]): HefflRecord[] => {
  const byId = new Map<string, HefflRecord>();
  for (const record of records) if (!byId.has(record.id)) byId.set(record.id, record);
  return [...byId.values()];
};

const createdAt = (item: ListedRecord): number => Date.parse(String(item.createdAt));

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
const isOld = (item: ListedRecord, now: number): boolean => createdAt(item) <= now - BURST_MS;

/** Whether the page after this one may hold new records. An empty page says nothing about it. */
const isBurst = ({ items }: Page, now: number): boolean =>
  items.length === 0 ||
  (!items.some((item) => isOld(item, now)) && items.some((item) => !Number.isNaN(createdAt(item))));

import { type Bundle, defineTrigger, type ZObject } from 'zapier-platform-core';
import { outputsOf } from '../forms/outputs.js';
import { PAGE_SIZE } from '../heffl/facts.js';
import type { JsonObject } from '../heffl/json.js';
import { fetchPage, type ListedRecord, type Page } from '../heffl/pages.js';
import type { HefflRecord } from '../heffl/records.js';
import { lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { addNames, newestRecords, recordsIn } from './answers.js';
import type { RecordFilter } from './filters.js';

type PollingTrigger<Key extends string> = {
  readonly key: Key;
  readonly kind: ServedKind;
  readonly label: string;
  readonly description: string;
  /** What the user chooses from the new records. */
  readonly filter?: RecordFilter;
  /** Adds fields that `filter` needs, if Heffl's list lacks them. */
  readonly complete?: (run: Run, records: HefflRecord[], inputData: JsonObject) => Promise<HefflRecord[]>;
};

/** The number of examples that Zapier's editor gets. */
const EXAMPLES = 3;
/** Every plan of Zapier polls more often. An older record was seen, also after a pause of hours. */
const BURST_MS = 6 * 60 * 60 * 1000;
const MOST_PAGES = 5;

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
      : await newRecords(run, kind, isFilling(bundle));
    const records = complete ? await complete(run, found, inputData) : found;
    const wanted = filter ? records.filter((record) => filter.wants({ record }, inputData)) : records;
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

const newRecords = async (run: Run, kind: ServedKind, isAllWanted: boolean): Promise<HefflRecord[]> => {
  const records = new Map<string, HefflRecord>();
  const cursors = new Set<string>();
  let cursor: string | undefined;
  for (let pages = 1; pages <= MOST_PAGES; pages++) {
    const page = await fetchPage(run.z, run.heffl, { endpoint: kind.endpoint, noun: lower(kind), cursor });
    const items =
      pages === 1 || isAllWanted ? page.items : page.items.filter((item) => !isOld(item, page.at));
    for (const record of recordsIn(kind, { items }))
      if (!records.has(record.id)) records.set(record.id, record);
    if (page.next === undefined || cursors.has(page.next) || !isBurst(page)) break;
    cursor = page.next;
    cursors.add(cursor);
  }
  return [...records.values()];
};

const createdAt = (item: ListedRecord): number => Date.parse(String(item.createdAt));

/** A record without a time of creation is not old. */
const isOld = (item: ListedRecord, now: number): boolean => createdAt(item) <= now - BURST_MS;

/** Whether the page after this one may hold new records. An empty page says nothing about it. */
const isBurst = ({ items, at }: Page): boolean =>
  items.length === 0 ||
  (!items.some((item) => isOld(item, at)) && items.some((item) => !Number.isNaN(createdAt(item))));

import { type Bundle, defineTrigger, type InputField, type ZObject } from 'zapier-platform-core';
import { outputsOf } from '../forms/outputs.js';
import { PAGE_SIZE } from '../heffl/facts.js';
import type { JsonObject } from '../heffl/json.js';
import { fetchPage, type ListedRecord, type Page } from '../heffl/pages.js';
import type { HefflRecord } from '../heffl/records.js';
import { lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { named, newest, recordsIn } from './records.js';

type PollingTrigger<Key extends string> = {
  readonly key: Key;
  readonly kind: ServedKind;
  readonly label: string;
  readonly description: string;
  readonly fields?: InputField[];
  /** Adds what `wants` looks at, where Heffl left it out. */
  readonly complete?: (run: Run, records: HefflRecord[], inputData: JsonObject) => Promise<HefflRecord[]>;
  /** Which of the new records the user wants. */
  readonly wants?: (record: HefflRecord, inputData: JsonObject) => boolean;
};

/** While someone sets up a Zap, a few records are enough, unless not every record is wanted. */
const SAMPLES = 3;
/** Zapier polls at least this often on every plan; what is older has been seen, also after a pause of hours. */
const BURST_MS = 6 * 60 * 60 * 1000;
const MOST_PAGES = 5;

/**
 * A trigger that asks for new records every few minutes. Zapier drops what it has seen, by `id`.
 *
 * One request; more only in a burst: as long as the oldest record of a page is from the last hours, by Heffl's clock. Of
 * these further pages only what is from the last hours is given: Zapier has never seen what was old already when the Zap
 * was switched on, and would take it for new.
 * There is no memory between polls, because a poll does not know for which Zap it is.
 */
export const pollingTrigger = <const Key extends string>(trigger: PollingTrigger<Key>) => {
  const { key, kind, label, description, fields, complete, wants } = trigger;
  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle);
    const { inputData } = bundle;
    const found = isLoadingSample(bundle)
      ? await newest(run, kind, wants ? PAGE_SIZE : SAMPLES)
      : await newRecords(run, kind, isFilling(bundle));
    const records = complete ? await complete(run, found, inputData) : found;
    const wanted = wants ? records.filter((record) => wants(record, inputData)) : records;
    return named(run, kind, isLoadingSample(bundle) ? wanted.slice(0, SAMPLES) : wanted);
  };
  return defineTrigger({
    key,
    noun: kind.noun,
    display: { label, description },
    operation: {
      type: 'polling',
      ...(fields && { inputFields: fields }),
      perform,
      outputFields: outputsOf(kind).record,
      sample: kind.sample,
    },
  });
};

/** Zapier leaves `meta` out of some runs, whatever its type says. */
const isLoadingSample = ({ meta }: { readonly meta?: { readonly isLoadingSample?: boolean } }): boolean =>
  meta?.isLoadingSample ?? false;

/** Whether Zapier only notes what there is already, because a Zap is switched on. */
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
    for (const record of recordsIn(kind, items)) if (!records.has(record.id)) records.set(record.id, record);
    if (page.next === undefined || cursors.has(page.next) || !isBurst(page)) break;
    cursor = page.next;
    cursors.add(cursor);
  }
  return [...records.values()];
};

const createdAt = (item: ListedRecord): number => Date.parse(String(item.createdAt));

/** What does not tell when it was made, is not old. */
const isOld = (item: ListedRecord, now: number): boolean => createdAt(item) <= now - BURST_MS;

/** Whether all of a page is so new that the page after it may hold something new as well. An empty page tells nothing. */
const isBurst = ({ items, at }: Page): boolean =>
  items.length === 0 ||
  (!items.some((item) => isOld(item, at)) && items.some((item) => !Number.isNaN(createdAt(item))));

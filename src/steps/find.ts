import { type Bundle, defineSearch, type ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import type { Field } from '../forms/field.js';
import type { SearchKey } from '../forms/lists.js';
import { shapeOf } from '../forms/outputs.js';
import { GONE, noSuch } from '../heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import type { ListedRecord } from '../heffl/pages.js';
import type { Question } from '../heffl/question.js';
import { type HefflRecord, readRecord } from '../heffl/records.js';
import { halted, refusal } from '../heffl/refusals.js';
import { fold } from '../heffl/sameness.js';
import { searchList } from '../heffl/search.js';
import { keysOf, lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { recordIn, requestRecord } from './answers.js';
import { type ChoiceList, withIds } from './choice-lists.js';
import { type Comparer, openComparer } from './comparisons.js';
import { withLinks } from './links.js';
import { asOffered } from './offered.js';
import { memoryOf } from './remembered.js';
import { ANY, type Ask, type Asked, askedIn, ID, searchForm } from './search-form.js';
import { throttle } from './throttle.js';

type FindStep<Key extends SearchKey> = {
  readonly key: Key;
  readonly kind: ServedKind;
  readonly description: string;
  /** The form of the create, if Zapier offers "Find or Create". */
  readonly createFields?: readonly Field[];
  /** Inputs below the others, which `load` needs. */
  readonly inputs?: readonly Field[];
  /** The lists that these inputs open, of which names are taken in place of IDs. */
  readonly names?: readonly ChoiceList[];
  /** The records to search among, if API v1 has no list of them. */
  readonly load?: (run: Run, inputData: JsonObject) => Promise<readonly HefflRecord[]>;
};

/**
 * A search for records. By ID: one request. By anything else: the list, or what is remembered of it. Active records come before
 * archived ones, and newer ones before older ones.
 */
export const findStep = <const Key extends SearchKey>(step: FindStep<Key>) => {
  const { key, kind, description, createFields = [], inputs = [], names, load } = step;
  const perform = async (z: ZObject, bundle: Bundle) => {
    const { inputData } = bundle;
    const run = startRun(z, bundle, key);
    const asked = askedIn(z, kind, inputData);
    // Zapier hands a search all inputs of a "Find or Create" step, those of the create among them.
    const isFindOrCreate = createFields.some((field) => field.key in inputData);
    if (!asked && isFindOrCreate) return [];
    if (!asked) throw halted(z, errorTexts.nothingToFind());
    const records = load && (await load(run, await withIds(run, { fields: inputs, names }, inputData)));
    const found = records ? await findAmong(run, kind, asked, records) : await findRecords(run, kind, asked);
    if (found.length === 0 && isFindOrCreate) await waitForOther(run, kind, asked);
    const linked = await withLinks(run, kind, 'read', found);
    return linked.map((record) => asOffered(kind, 'read', record));
  };
  return defineSearch({
    key,
    noun: kind.noun,
    display: { label: `Find ${kind.noun}`, description },
    operation: {
      inputFields: [...searchForm(kind, createFields.length > 0), ...inputs],
      perform,
      throttle,
      ...shapeOf(kind, 'read'),
    },
  });
};

/** The records that a search finds, the first of them the best. `[]` only if every record was seen. */
export const findRecords = async (run: Run, kind: ServedKind, asked: Asked): Promise<HefflRecord[]> => {
  const { asks } = asked;
  const isById = ({ by }: Ask): boolean => by === ID && kind.endpoint.readable === true;
  // One pass over the list looks for both values.
  if (!asks.some(isById)) return findInList(run, kind, asked);
  for (const ask of asks) {
    const found = isById(ask)
      ? await findById(run, kind, asked, ask.value)
      : await findInList(run, kind, { ...asked, asks: [ask] });
    if (found.length > 0) return found;
  }
  return [];
};

const findInList = async (run: Run, kind: ServedKind, asked: Asked): Promise<HefflRecord[]> => {
  const { z, heffl, cache } = run;
  const comparer = await openComparer(run, kind);
  const keys = keysOf(kind);
  return searchList({
    z,
    heffl,
    cache,
    memory: memoryOf(run, kind),
    endpoint: kind.endpoint,
    noun: lower(kind),
    name: nameOfSearch(run, kind, comparer, asked),
    questions: questionsOf(comparer, asked),
    passes: filterOf(asked),
    howMany: asked.howMany,
    read: (item: ListedRecord) => readRecord(item, keys, 'api') ?? { ...item, id: String(item.id) },
    columnsOf: comparer.columnsOf,
    ...(kind.endpoint.readable && { get: (id: string) => getById(run, kind, id) }),
  });
};

/** The same for two searches for the same things, however they are written. Keyed, because it stands in Zapier's cache. */
const nameOfSearch = (run: Run, kind: ServedKind, comparer: Comparer, asked: Asked): string => {
  const { asks, extent, statuses, howMany } = asked;
  const values = asks.map(({ by, value }) => [by, extent === 'exact' ? comparer.textsFor(by, value) : value]);
  const path = kind.endpoint.paths[0];
  return run.hash(JSON.stringify([path, values, extent, statuses, howMany, run.defaultCountry ?? null]));
};

const questionsOf = (comparer: Comparer, { asks, extent }: Asked): Question[] =>
  asks.map(({ by, value }) => {
    if (by === ANY) return { matches: () => true };
    return {
      matches: comparer.matcher(by, value, extent),
      wholeValue: extent === 'exact' ? { column: by, texts: comparer.textsFor(by, value) } : undefined,
    };
  });

const filterOf = ({ statuses }: Asked): ((record: HefflRecord) => boolean) | undefined => {
  if (statuses.length === 0) return undefined;
  const wanted = statuses.map(fold);
  return ({ status }) => wanted.includes(fold(textOf(status) ?? ''));
};

/** As `findInList`, among records that are there already. */
const findAmong = async (
  run: Run,
  kind: ServedKind,
  asked: Asked,
  records: readonly HefflRecord[],
): Promise<HefflRecord[]> => {
  const questions = questionsOf(await openComparer(run, kind), asked);
  const found = questions.map(({ matches }) => records.filter(matches)).find((some) => some.length > 0);
  return found?.slice(0, asked.howMany) ?? [];
};

const findById = async (run: Run, kind: ServedKind, asked: Asked, id: string): Promise<HefflRecord[]> => {
  const record = await getById(run, kind, id);
  return record && filterOf(asked)?.(record) !== false ? [record] : [];
};

/**
 * One record: one request. `undefined` if Heffl does not have it.
 *
 * @throws HaltedError if Heffl refuses the ID in a form that is not its own; z.errors.Error if it answers with another record
 */
const getById = async (run: Run, kind: ServedKind, id: string): Promise<HefflRecord | undefined> => {
  const about = { purpose: `find the ${lower(kind)}`, isUserData: true, accepts: noSuch.id };
  const { call, answer } = await requestRecord(run, kind, id, about);
  if (answer.status >= 300) {
    // 400 and 422 may also come from something between Zapier and Heffl.
    if (GONE.includes(answer.status) || isOwnError(answer.data)) return undefined;
    throw refusal(run.z, answer, call);
  }
  return recordIn(run.z, kind, call, answer.data);
};

/** `{code, message}` (API v1), or the same in `error` (API v2). */
const isOwnError = (data: unknown): boolean => {
  const error = isObject(data) && isObject(data.error) ? data.error : data;
  return isObject(error) && textOf(error.code) !== undefined && textOf(error.message) !== undefined;
};

/** Longer than Zapier takes from a search that finds nothing to the create that follows. */
const OTHER_SECONDS = 45;
const WAIT_SECONDS = 20;

/**
 * Lets one of two runs that ask the same at one moment go on to its create. The other one looks again in 20 s, and finds what was
 * created.
 *
 * @returns the key of the cache under which this run has claimed the create
 * @throws ThrottledError if another run found nothing within the last 45 s
 */
export const waitForOther = async (run: Run, kind: ServedKind, asked: Asked): Promise<string> => {
  const { z, cache } = run;
  const name = nameOfSearch(run, kind, await openComparer(run, kind), { ...asked, howMany: 1 });
  const claim = `create:${name}`;
  if (await cache.claim(claim, OTHER_SECONDS)) return claim;
  const text = errorTexts.sameAtOnce({ noun: lower(kind), seconds: WAIT_SECONDS });
  throw new z.errors.ThrottledError(text, WAIT_SECONDS);
};

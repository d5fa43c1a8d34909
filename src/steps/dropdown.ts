import { type Bundle, defineTrigger, type ZObject } from 'zapier-platform-core';
import type { Field } from '../forms/field.js';
import type { ListKey } from '../forms/lists.js';
import { idsForNames, type LoadNamed } from '../forms/names.js';
import { cached, inTime, isInTime } from '../heffl/cache.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { fetchPage, pagesFrom } from '../heffl/pages.js';
import { type HefflRecord, nameOf, readRecord } from '../heffl/records.js';
import { keysOf, lower, type ServedKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';

/** One entry of a dropdown: the ID that Heffl takes, the name, and the label that a person sees. */
export type Choice = {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  /** The pipeline of a stage. */
  readonly parent?: { readonly id: string; readonly name: string };
};

export type ChoicePage = { readonly choices: readonly Choice[]; readonly next?: string | undefined };

/** Loads one page of entries. `inputData` holds the other inputs of the form. */
export type Load = (run: Run, cursor: string | undefined, inputData: JsonObject) => Promise<ChoicePage>;

/** A list of entries that a dropdown shows, and whose names stand for IDs. */
export type ChoiceList<Key extends ListKey = ListKey> = {
  readonly key: Key;
  readonly noun: string;
  readonly load: Load;
  /** Keys of the inputs that the entries depend on. */
  readonly dependsOn?: readonly string[];
};

/** The hidden trigger behind a dropdown: pages of 100, each fetched once within five minutes. */
export const dropdown = <const Key extends ListKey>({ key, noun, load, dependsOn = [] }: ChoiceList<Key>) => {
  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle, key);
    // Without the cursor of the page before, the dropdown ends here. The pages shown stay usable.
    const cursor = isFirstPage(bundle) ? undefined : await readCursor(z);
    if (!isFirstPage(bundle) && !cursor) return [];
    const parents = dependsOn.map((name) => textOf(bundle.inputData[name]) ?? '');
    const page = await cachedChoices(run, { list: key, parents, cursor }, () =>
      load(run, cursor, bundle.inputData),
    );
    await keepCursor(z, page.next);
    return page.choices.map(({ id, name, label }) => ({ id, name, label }));
  };
  return defineTrigger({
    key,
    noun,
    display: {
      label: `${noun} List`,
      description: `Triggers when the list of ${noun.toLowerCase()}s is opened.`,
      hidden: true,
    },
    operation: {
      type: 'polling',
      canPaginate: true,
      perform,
      sample: { id: 'abc123', name: noun, label: noun },
    },
  });
};

type PageOfChoices = {
  readonly list: string;
  /** The inputs that the entries depend on. */
  readonly parents?: readonly string[];
  readonly cursor?: string | undefined;
  /** Whether what is cached is not wanted. */
  readonly isFresh?: boolean;
};

/** A page of entries from the cache, or loaded and cached for five minutes. */
export const cachedChoices = async (
  { cache }: Run,
  { list, parents = [], cursor = '', isFresh = false }: PageOfChoices,
  load: () => Promise<ChoicePage>,
): Promise<ChoicePage> => {
  const key = `choices:${[list, ...parents, cursor].join(':')}`;
  if (isFresh) await cache.delete(key);
  return cached(cache, key, isChoicePage, load);
};

/** More pages than any list of stages, sources, tags or products has. */
const MOST_CHOICE_PAGES = 10;

/** All entries of a list, as its dropdown pages through them, and from the same cache. */
export const allChoices = async (
  run: Run,
  { key, load, dependsOn = [] }: ChoiceList,
  inputData: JsonObject = {},
  isFresh = false,
): Promise<readonly Choice[]> => {
  const parents = dependsOn.map((name) => textOf(inputData[name]) ?? '');
  const loadPage = (cursor: string | undefined): Promise<ChoicePage> =>
    cachedChoices(run, { list: key, parents, cursor, isFresh }, () => load(run, cursor, inputData));
  const choices: Choice[] = [];
  for await (const page of pagesFrom(loadPage, MOST_CHOICE_PAGES)) choices.push(...page.choices);
  return choices;
};

/**
 * A body with IDs in place of the names of what the lists hold.
 *
 * @throws HaltedError with the names that there are if there is none of that name, or more than one
 */
export const withIds = (
  run: Run,
  {
    fields,
    names = [],
  }: { readonly fields: readonly Field[]; readonly names?: readonly ChoiceList[] | undefined },
  body: JsonObject,
): Promise<JsonObject> => {
  const lists = names.map((list): [ListKey, LoadNamed] => [
    list.key,
    (inputData, isFresh) => allChoices(run, list, inputData, isFresh),
  ]);
  return idsForNames(run.z, fields, Object.fromEntries(lists), body);
};

/** Loads the entries of a dropdown from a list of records. `context` names the values that tell namesakes apart. */
export const listOf =
  (kind: ServedKind, context: (record: HefflRecord) => readonly unknown[] = () => []): Load =>
  async (run, cursor) => {
    const request = { endpoint: kind.endpoint, noun: lower(kind), cursor };
    const { items, next } = await fetchPage(run.z, run.heffl, request);
    const keys = keysOf(kind);
    const choices = items.map((item) => {
      const record = readRecord(item, keys, 'api');
      return choiceOf(item, record ? context(record) : []);
    });
    return { choices, next };
  };

/** "Jane Smith · jane@example.com": the name, or else the ID, and the context. */
export const choiceOf = (
  record: JsonObject & { readonly id: string | number },
  context: readonly unknown[],
): Choice => {
  const id = String(record.id);
  const name = nameOf(record) ?? id;
  const details = context.map(textOf).filter((text) => text !== undefined && text !== name);
  return { id, name, label: [name, ...details].join(' · ') };
};

/** The words that a person sees for a value of the API: "Open" for `OPEN`. An unknown value stays as it is. */
export const inWords = (words: Readonly<Record<string, string>>, value: unknown): unknown =>
  Object.entries(words).find(([known]) => known === value)?.[1] ?? value;

const isFirstPage = ({ meta }: { readonly meta?: { readonly page?: number } }): boolean => !meta?.page;

/** The cursor that the page before kept, or an empty text. */
const readCursor = async (z: ZObject): Promise<string> => {
  const cursor = await inTime(() => z.cursor.get());
  if (isInTime(cursor)) return cursor.value;
  z.console.log('This dropdown ends before its next page:', cursor);
  return '';
};

/** Keeps the cursor for the next page. If that fails, the dropdown ends after this page. */
const keepCursor = async (z: ZObject, next: string | undefined): Promise<void> => {
  const kept = await inTime(() => z.cursor.set(next ?? ''));
  if (next !== undefined && !isInTime(kept)) z.console.log('This dropdown ends after its first page:', kept);
};

const isChoicePage = (value: unknown): value is ChoicePage =>
  isObject(value) &&
  Array.isArray(value.choices) &&
  value.choices.every((choice) => isObject(choice) && typeof choice.id === 'string');

import type { Field } from '../forms/field.js';
import type { ListKey } from '../forms/lists.js';
import { idsForNames, type LoadNamed } from '../forms/names.js';
import { cached } from '../heffl/cache.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { fetchPage, pagesFrom } from '../heffl/pages.js';
import { type HefflRecord, nameOf, readRecord } from '../heffl/records.js';
import { keysOf, lower, type ServedKind } from '../kinds.js';
import type { Run } from '../run.js';

/** One entry of a list: the ID that Heffl takes, the name, and the label that a person sees. */
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

/** Where entries come from. The cache keeps them under the key. */
export type ChoiceSource = {
  readonly key: string;
  readonly load: Load;
  /** Keys of the inputs that the entries depend on. */
  readonly dependsOn?: readonly string[];
};

/** A list of entries that a dropdown shows, and whose names stand for IDs. */
export type ChoiceList<Key extends ListKey = ListKey> = ChoiceSource & {
  readonly key: Key;
  readonly noun: string;
};

type PageOfChoices = {
  readonly cursor?: string | undefined;
  readonly inputData?: JsonObject;
  /** Whether what is cached is not wanted. */
  readonly isFresh?: boolean;
  /** Whether no request is made if the cache fails, because every run would pay for it. The page is empty then. */
  readonly needsCache?: boolean;
};

/** A page of entries from the cache, or loaded and cached for five minutes. */
export const choicePage = async (
  run: Run,
  { key, load, dependsOn = [] }: ChoiceSource,
  { cursor, inputData = {}, isFresh = false, needsCache = false }: PageOfChoices = {},
): Promise<ChoicePage> => {
  const { cache } = run;
  const parents = dependsOn.map((name) => textOf(inputData[name]) ?? '');
  const cacheKey = `choices:${[key, ...parents, cursor ?? ''].join(':')}`;
  if (isFresh) await cache.delete(cacheKey);
  return cached(cache, cacheKey, isChoicePage, () =>
    needsCache && !cache.isUp() ? Promise.resolve({ choices: [] }) : load(run, cursor, inputData),
  );
};

/** More pages than any list of stages, sources, tags or products has. */
const MOST_CHOICE_PAGES = 10;

/** All entries of a list, as its dropdown pages through them, and from the same cache. */
export const allChoices = async (
  run: Run,
  list: ChoiceSource,
  inputData: JsonObject = {},
  isFresh = false,
): Promise<readonly Choice[]> => {
  const loadPage = (cursor: string | undefined): Promise<ChoicePage> =>
    choicePage(run, list, { cursor, inputData, isFresh });
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

/** Loads the entries from a list of records. `context` gives the values that tell namesakes apart. */
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

const isChoicePage = (value: unknown): value is ChoicePage =>
  isObject(value) &&
  Array.isArray(value.choices) &&
  value.choices.every((choice) => isObject(choice) && typeof choice.id === 'string');

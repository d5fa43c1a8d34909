import { PAGE_SIZE } from './facts.js';
import type { Remembered } from './list-memory.js';
import type { KeptMatch, Place } from './place.js';
import { isArchived, isShared, type Question, type Search } from './question.js';
import type { HefflRecord } from './records.js';
import type { Found, Walk } from './walk.js';

/** A record that may match: read by this run, or known by its ID. */
type Candidate = { readonly id: string; readonly pass: number; readonly record?: HefflRecord };

/** Records that one search reads by their IDs. */
const MOST_READ = 40;
/** Matches of earlier runs that are kept. Some may have changed since. */
const MOST_KEPT = 200;
/** The pass of what the memory knows: all of it is older than what a search reads. */
const OLDER = -1;

/**
 * The records to give, newest first, active ones before archived ones. Those that earlier runs or the memory found are read again:
 * one request each.
 *
 * @param base the memory, for all records but those that the walk read
 * @returns `undefined` if the memory, or a piece of what earlier runs left, is out of date
 */
export const collectMatches = async (
  search: Search,
  walk: Walk,
  base: Remembered | undefined,
): Promise<HefflRecord[] | undefined> => {
  for (const [index, question] of search.questions.entries()) {
    const records = await recordsFor(search, walk, base, index, question);
    if (!records || records.length > 0) return records;
  }
  return [];
};

/** The records that match one question. */
const recordsFor = async (
  search: Search,
  walk: Walk,
  base: Remembered | undefined,
  index: number,
  question: Question,
): Promise<HefflRecord[] | undefined> => {
  const found = walk.found.filter((one) => one.question === index);
  const kept = await keptCandidates(search, walk.place, base, index);
  if (!kept) return undefined;
  const candidates: Candidate[] = newestFirst([
    ...kept.filter(({ id }) => !walk.hasSeen(id)),
    ...found.map(({ pass, record }) => ({ id: record.id, pass, record })),
  ]);
  if (base && isWalkCheaper(search, base, candidates)) return undefined;
  return readMatches(search, base, question, candidates);
};

/** Whether a walk through the list costs fewer requests than reading the candidates. */
const isWalkCheaper = (
  { howMany, passes }: Search,
  base: Remembered,
  candidates: readonly Candidate[],
): boolean => {
  const unread = candidates.filter(({ record }) => !record).length;
  return (passes ? unread : Math.min(unread, howMany)) > pagesOf(base);
};

/** The candidates that match. Reads those that this run has not read. */
const readMatches = async (
  { howMany, passes, get }: Search,
  base: Remembered | undefined,
  question: Question,
  candidates: readonly Candidate[],
): Promise<HefflRecord[] | undefined> => {
  const [active, archived]: [HefflRecord[], HefflRecord[]] = [[], []];
  let reads = 0;
  for (const { id, record } of candidates) {
    if (active.length === howMany) break;
    if (!record && ++reads > MOST_READ) {
      // Those that are left may pass the filter.
      if (base && passes && active.length + archived.length < howMany) return undefined;
      break;
    }
    const current = record ?? (await get?.(id));
    if (!current || !question.matches(current)) {
      if (base && !base.changes.some((change) => change.id === id)) return undefined;
      continue;
    }
    if (passes?.(current) === false) continue;
    (isArchived(current) ? archived : active).push(current);
  }
  return [...active, ...archived].slice(0, howMany);
};

/** The records that earlier runs or the memory know to match a question, by their IDs. */
const keptCandidates = async (
  search: Search,
  { began, matches, segments = [] }: Place,
  base: Remembered | undefined,
  index: number,
): Promise<Candidate[] | undefined> => {
  const { memory, questions } = search;
  const wholeValue = questions[index]?.wholeValue;
  const isInSegments = base !== undefined || (isShared(search) && segments.length > 0);
  if (!wholeValue || !isInSegments) return matches.filter(({ question }) => question === index);
  const { column, texts } = wholeValue;
  const changes = base?.changes ?? (await memory.changesSince(began)) ?? [];
  const remembered = base
    ? [{ pass: OLDER, ids: await memory.find(base.segments, column, texts) }]
    : await Promise.all(
        segments.map(async ({ pass, segment }) => ({
          pass,
          ids: await memory.find([segment], column, texts),
        })),
      );
  const changed = { pass: OLDER - 1, ids: memory.changedTo(changes, column, texts) };
  const candidates = new Map<string, Candidate>();
  for (const { pass, ids } of newestFirst([...remembered, changed])) {
    if (!ids) return undefined;
    for (const id of ids) if (!candidates.has(id)) candidates.set(id, { id, pass });
  }
  return [...candidates.values()];
};

/**
 * All matches that are known so far, to be kept for a later run.
 *
 * @returns `undefined` if a piece of what earlier runs left is gone
 */
export const matchesSoFar = async (
  search: Search,
  { place, found }: Walk,
): Promise<KeptMatch[] | undefined> => {
  const earlier = isShared(search) ? await matchesInSegments(search, place) : [];
  return earlier && mostKept([...place.matches, ...earlier, ...found.map(keptMatch)]);
};

/** The matches in the rows of earlier runs. */
const matchesInSegments = async (
  { questions, memory }: Search,
  { segments = [] }: Place,
): Promise<KeptMatch[] | undefined> => {
  const matches: KeptMatch[] = [];
  for (const [question, { wholeValue }] of questions.entries()) {
    for (const { pass, segment } of segments) {
      const ids = wholeValue && (await memory.find([segment], wholeValue.column, wholeValue.texts));
      if (!ids) return undefined;
      matches.push(...ids.map((id) => ({ id, question, pass, archived: false })));
    }
  }
  return matches;
};

/** Orders what was read in a later pass before what was read in an earlier one. */
export const newestFirst = <One extends { readonly pass: number }>(parts: readonly One[]): One[] =>
  [...parts].sort((one, other) => other.pass - one.pass);

/** The requests of a walk through the list instead. */
const pagesOf = ({ segments }: Remembered): number =>
  1 + segments.reduce((sum, { count }) => sum + count, 0) / PAGE_SIZE;

const keptMatch = ({ question, pass, record }: Found): KeptMatch => ({
  id: record.id,
  question,
  pass,
  archived: isArchived(record),
});

/** Matches of the first question before those of the second, because only they end a search. */
const mostKept = (matches: readonly KeptMatch[]): KeptMatch[] =>
  [
    ...new Map(
      [...matches].sort((one, other) => one.question - other.question).map((match) => [match.id, match]),
    ).values(),
  ].slice(0, MOST_KEPT);

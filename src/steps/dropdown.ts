import { type Bundle, defineTrigger, type ZObject } from 'zapier-platform-core';
import type { ListKey } from '../forms/lists.js';
import { inTime, isInTime } from '../heffl/cache.js';
import { startRun } from '../run.js';
import { type ChoiceList, choicePage } from './choice-lists.js';

/** The hidden trigger behind a dropdown: pages of 100, each fetched once within five minutes. */
export const dropdown = <const Key extends ListKey>(list: ChoiceList<Key>) => {
  const { key, noun } = list;
  const perform = async (z: ZObject, bundle: Bundle) => {
    const run = startRun(z, bundle, key);
    const isFirst = isFirstPage(bundle);
    const cursor = isFirst ? undefined : await readCursor(z);
    // Without the cursor, the dropdown ends here. The pages that are shown stay usable.
    if (!isFirst && !cursor) return [];
    const { choices, next } = await choicePage(run, list, { cursor, inputData: bundle.inputData });
    await keepCursor(z, next);
    return choices.map(({ id, name, label }) => ({ id, name, label }));
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

/** Zapier omits `meta` from some runs, contrary to its type. */
const isFirstPage = ({ meta }: { readonly meta?: { readonly page?: number } }): boolean => !meta?.page;

/** The cursor that the run for the page before kept. Empty if there is none, or if it cannot be read. */
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

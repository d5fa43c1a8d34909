import type { Bundle, InputFieldFunction, ZObject } from 'zapier-platform-core';
import type { Field } from '../forms/field.js';
import { itemsIn, textsIn } from '../forms/multi-select.js';
import { namePicker } from '../forms/picker.js';
import { textOf } from '../heffl/json.js';
import type { HefflRecord } from '../heffl/records.js';
import { fold, foldName } from '../heffl/sameness.js';
import type { KeyOf, RecordKind } from '../kinds.js';
import { type Run, startRun } from '../run.js';
import { allChoices, type ChoiceList } from './choice-lists.js';

/** Whether the user wants a record. Costs a request only if the record does not hold what is compared. */
type Wants<Found extends HefflRecord = HefflRecord> = (
  record: Found,
  z: ZObject,
  bundle: Bundle,
) => boolean | Promise<boolean>;

/** An input of a trigger, and the records that it lets through. */
export type Filter<Found extends HefflRecord = HefflRecord> = {
  readonly input: Field | InputFieldFunction;
  readonly wants: Wants<Found>;
};

type NamePicker = Omit<Parameters<typeof namePicker>[0], 'list'> & {
  /** The names on offer. */
  readonly list: ChoiceList;
};

/** Lets records through whose `field` holds one of the chosen names. All, if none was chosen. */
export const nameFilter = <Kind extends RecordKind>(
  // Only its type counts.
  _kind: Kind,
  field: NoInfer<KeyOf<Kind>>,
  { list, ...input }: NamePicker,
) => ({
  field,
  input: namePicker({ ...input, list: list.key }),
  wants: (record: HefflRecord, z: ZObject, bundle: Bundle) =>
    isChosen(record[field], bundle.inputData[input.key], () => namesIn(startRun(z, bundle), list)),
});

/** The names of a list, as its dropdown pages through them, and from the same cache. None if Heffl does not answer. */
export const namesIn = async (run: Run, list: ChoiceList): Promise<string[]> => {
  try {
    return (await allChoices(run, list)).map(({ name }) => name);
  } catch (error) {
    run.z.console.log('Names with commas are read as one and as several:', error);
    return [];
  }
};

/**
 * Whether a name is among the chosen ones, or none was chosen. An item is one name, names with commas between them, or a part of a name
 * that was split at its commas.
 *
 * @param loadNames the names that exist, asked only if the name is a part of an item. If there are none, both readings count
 */
export const isChosen = async (
  name: unknown,
  chosen: unknown,
  loadNames: () => Promise<readonly string[]>,
): Promise<boolean> => {
  const items = itemsIn(chosen);
  const own = foldName(textOf(name) ?? '');
  const chosenNames = items.map(foldName);
  if (items.length === 0 || chosenNames.includes(own)) return true;
  if (own.includes(',')) return isAmong(own, chosenNames.join());
  const lists = chosenNames.filter((item) => isAmong(own, item));
  if (lists.length === 0) return false;
  // The name may be a part of a longer one.
  const longer = (await loadNames()).map(foldName).filter((one) => one.includes(','));
  const without = (item: string): string =>
    longer.reduce((rest, one) => `,${rest},`.replace(`,${one},`, ','), item);
  return lists.some((item) => isAmong(own, without(item)));
};

const isAmong = (name: string, names: string): boolean => `,${names},`.includes(`,${name},`);

/** Lets records through whose status is one of the chosen ones. All, if none was chosen. */
export const statusFilter = (words: Readonly<Record<string, string>>, helpText: string) => ({
  input: {
    key: 'statuses',
    label: 'Only These Statuses',
    type: 'string',
    list: true,
    choices: words,
    helpText,
  } as const,
  wants: ({ status }: HefflRecord, _z: ZObject, { inputData }: Bundle) => {
    const chosen = textsIn(inputData.statuses).map(statusFrom(words));
    return chosen.length === 0 || chosen.includes(statusFrom(words)(textOf(status) ?? ''));
  },
});

/** `PARTIALLY_PAID` from any spelling of it, or from its words. */
const statusFrom =
  (words: Readonly<Record<string, string>>) =>
  (written: string): string => {
    const plain = (text: string): string => fold(text.replaceAll('_', ' '));
    const known = Object.entries(words).find((names) => names.map(plain).includes(plain(written)));
    return known?.[0] ?? plain(written);
  };

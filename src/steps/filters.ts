import { createHash } from 'node:crypto';
import type { InputFieldFunction } from 'zapier-platform-core';
import { discoverCustomFields } from '../forms/custom-fields.js';
import type { Field } from '../forms/field.js';
import { choicesIn } from '../forms/multi-select.js';
import { namePicker } from '../forms/picker.js';
import { type JsonObject, textOf } from '../heffl/json.js';
import type { HefflRecord } from '../heffl/records.js';
import { type KeyOf, lower, type RecordKind, type ServedKind } from '../kinds.js';
import { startRun } from '../run.js';
import { isNewState, type Subscription } from './subscription.js';

/** A record, and when its event occurred: ISO 8601, or `null` if that is unknown. */
export type Occurrence = { readonly record: HefflRecord; readonly occurredAt: string | null };

/** Whether the user wants an event, by its record and by what the subscription has received. */
export type Wants = (
  occurrence: Occurrence,
  inputData: JsonObject,
  subscription: Subscription,
) => boolean | Promise<boolean>;

/** An input of a trigger, and the events that it lets through. */
export type Filter = { readonly input: Field | InputFieldFunction; readonly wants: Wants };

/** A filter that needs the record alone, so that a polling trigger can use it as well. */
export type RecordFilter = {
  readonly input: Field;
  readonly wants: (occurrence: Pick<Occurrence, 'record'>, inputData: JsonObject) => boolean;
};

/** Lets records through whose `field` holds one of the chosen names, in any case. All, if none was chosen. */
export const nameFilter = <Kind extends RecordKind>(
  _kind: Kind,
  field: NoInfer<KeyOf<Kind>>,
  input: Parameters<typeof namePicker>[0],
): RecordFilter => ({
  input: namePicker(input),
  wants: ({ record }, inputData) => {
    const chosen = choicesIn(inputData[input.key]).map(folded);
    return chosen.length === 0 || chosen.includes(folded(record[field]));
  },
});

const WATCH_FIELDS_KEY = 'watch_fields';

/**
 * Lets records through in which one of the chosen fields differs from the last event of this subscription. All, if none was chosen.
 *
 * @param constant the fields that never change, which are not offered
 */
export const changeFilter = <Kind extends ServedKind>(
  kind: Kind,
  constant: readonly NoInfer<KeyOf<Kind>>[],
): Filter => ({
  input: async (z, bundle) => {
    const notOffered: readonly string[] = [...constant, ...(kind.notInEvents ?? [])];
    const standard = kind.outputs.filter(({ key }) => !notOffered.includes(key));
    const custom = await discoverCustomFields(startRun(z, bundle), kind);
    return [
      {
        key: WATCH_FIELDS_KEY,
        label: 'Only When These Fields Change',
        list: true,
        choices: Object.fromEntries([...standard, ...custom].map(({ key, label }) => [key, label])),
        helpText: `Choose one or more, or leave it empty to run on every change. The first change of each ${lower(kind)} always runs, because there is nothing yet to compare it with.`,
      },
    ];
  },
  wants: async ({ record, occurredAt }, inputData, subscription) => {
    const fields = choicesIn(inputData[WATCH_FIELDS_KEY]).map(
      (chosen) => kind.outputs.find(({ label }) => folded(label) === folded(chosen))?.key ?? chosen,
    );
    if (fields.length === 0) return true;
    const values = fields.sort().map((field) => [field, record[field] ?? null]);
    const state = createHash('sha256').update(JSON.stringify(values)).digest('hex');
    return isNewState(await subscription.compare(record.id, state, occurredAt));
  },
});

const folded = (value: unknown): string => textOf(value)?.trim().toLowerCase() ?? '';

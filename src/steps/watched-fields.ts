import type { InputFieldFunction } from 'zapier-platform-core';
import { discoverCustomFields } from '../forms/custom-fields.js';
import { choicesIn } from '../forms/multi-select.js';
import type { EventName } from '../heffl/events.js';
import { type JsonObject, textOf } from '../heffl/json.js';
import { customFieldKey, type HefflRecord } from '../heffl/records.js';
import { fold } from '../heffl/sameness.js';
import { isListed, keysOf, lower, type RecordKind } from '../kinds.js';
import { startRun } from '../run.js';
import { shortHash, type Tracking } from './tracking.js';

const WATCH_FIELDS_KEY = 'watch_fields';
/** Rows are compared as a whole. */
const ROWS = { key: 'lineItems', label: 'Line Items' };

/** The input for the fields that matter. `constant` are the fields that never change, which are not offered. */
export const watchedFieldsInput =
  (kind: RecordKind, constant: readonly string[]): InputFieldFunction =>
  async (z, bundle) => {
    const notOffered = [...constant, ...(kind.lacks?.event ?? [])];
    const standard = kind.outputs.filter(({ key }) => !notOffered.includes(key) && !key.includes('[]'));
    const rows = keysOf(kind).includes(ROWS.key) ? [ROWS] : [];
    const custom = isListed(kind) ? await discoverCustomFields(startRun(z, bundle), kind) : [];
    return [
      {
        key: WATCH_FIELDS_KEY,
        label: 'Only When These Fields Change',
        list: true,
        choices: Object.fromEntries([...standard, ...rows, ...custom].map(({ key, label }) => [key, label])),
        helpText: `Choose one or more, or leave it empty to run on every change. ${firstChange(kind)}`,
      },
    ];
  };

const firstChange = (kind: RecordKind): string =>
  isListed(kind)
    ? `How the newest 1,000 ${lower(kind)}s stand is read when you switch the Zap on. The first change of an older one always runs.`
    : `The first change of each ${lower(kind)} that is there already always runs, because there is nothing to compare it with.`;

/** The chosen fields, by their keys. A custom field may be chosen by its label, too. */
export const watchedFieldsIn = (kind: RecordKind, inputData: JsonObject): string[] => {
  const known = [...kind.outputs, ROWS];
  return choicesIn(inputData[WATCH_FIELDS_KEY])
    .map(
      (chosen) =>
        known.find(({ key, label }) => [key, label].map(fold).includes(fold(chosen)))?.key ??
        customFieldKey(chosen.replace(/\s*\(custom\)\s*$/i, '')),
    )
    .sort();
};

/** Tracks the watched fields of each record. A change of one is news. The creation of a record is noted, and is no news. */
export const watchedFields = (
  kind: RecordKind,
  fields: readonly string[],
  createdEvent: EventName,
): Tracking => {
  const stateOf = (record: HefflRecord): string =>
    shortHash(
      fields.filter((field) => !kind.lacks?.event?.includes(field)).map((field) => plain(record[field])),
    );
  return {
    slotOf: ({ id }) => id,
    stateAfter: stateOf,
    isNews: ({ event }, before, state) =>
      event !== createdEvent && (before.from === 'nothing' || before.state !== state),
    isOrdered: true,
    ...(isListed(kind) && { start: { kind, stateOf, fields } }),
  };
};

/** A value in the form that it has in lists and in events: numbers as text, nothing as `null`. */
const plain = (value: unknown): unknown => textOf(value)?.trim() ?? (value === '' ? null : (value ?? null));

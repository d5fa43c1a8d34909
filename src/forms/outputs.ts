import type { Bundle, OutputFields, PlainOutputField, ZObject } from 'zapier-platform-core';
import { isServed, type RecordKind, type ServedKind } from '../kinds.js';
import { customFieldsIfTold } from './custom-fields.js';

type Outputs = {
  /** Of a step that gives a record. */
  readonly record: OutputFields;
  /** Of a trigger that tells of an event: the record, and `eventOutputs`. */
  readonly event: OutputFields;
};

/** What an event tells beside its record. */
export const eventOutputs: readonly PlainOutputField[] = [
  { key: 'event', label: 'Event', type: 'string' },
  { key: 'occurredAt', label: 'Occurred At', type: 'datetime' },
];

/**
 * The labelled fields that the steps of a kind give, with the custom ones that recent records use. One list for all steps,
 * of which the core then makes one copy in each run: that is worth 2 % of a cold start.
 */
export const outputsOf = (kind: RecordKind): Outputs => {
  const known = outputsByKind.get(kind);
  if (known) return known;
  const custom = isServed(kind) && kind.hasCustomFields ? [customFieldOutputs(kind)] : [];
  const record = [...kind.outputs, ...custom];
  const outputs = { record, event: [...record, ...eventOutputs] };
  outputsByKind.set(kind, outputs);
  return outputs;
};

const outputsByKind = new WeakMap<RecordKind, Outputs>();

/**
 * Names the custom fields as their inputs are named: "Company Size", where Zapier would make "Cf Company Size" of the key.
 * One request, or none where a form of the kind was opened within minutes.
 */
const customFieldOutputs =
  (kind: ServedKind) =>
  async (z: ZObject, bundle: Bundle): Promise<PlainOutputField[]> => {
    const fields = await customFieldsIfTold(z, bundle, kind, { isExtra: true });
    return fields.map((field) => ({ ...field, type: field.type === 'text' ? 'string' : field.type }));
  };

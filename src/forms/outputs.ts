import type { Bundle, OutputFields, PlainOutputField, ZObject } from 'zapier-platform-core';
import { isServed, type RecordKind, type ServedKind } from '../kinds.js';
import { startRun } from '../run.js';
import { customFieldsIfKnown } from './custom-fields.js';
import type { Format } from './field.js';

type Outputs = {
  /** Of a step that returns a record. */
  readonly record: OutputFields;
  /** Of a trigger that returns an event: the record, and `eventOutputs`. */
  readonly event: OutputFields;
};

/** What an event holds beside its record. */
export const eventOutputs: readonly PlainOutputField[] = [
  { key: 'event', label: 'Event', type: 'string' },
  { key: 'occurredAt', label: 'Occurred At', type: 'datetime' },
];

/**
 * The labelled outputs of a kind's steps, with the custom fields of recent records. All steps of a kind share one list, which the
 * core copies once in each run: 2 % of a cold start.
 */
export const outputsOf = (kind: RecordKind): Outputs => {
  const known = outputsByKind.get(kind);
  if (known) return known;
  const custom = isServed(kind) && kind.customFields === 'discovered' ? [customFieldOutputs(kind)] : [];
  const record = [...kind.outputs, ...custom];
  const outputs = { record, event: [...record, ...eventOutputs] };
  outputsByKind.set(kind, outputs);
  return outputs;
};

const outputsByKind = new WeakMap<RecordKind, Outputs>();

/**
 * Labels custom fields as their inputs are: "Company Size", instead of the "Cf Company Size" that Zapier makes of the key. Costs one
 * request, and none if a form of the kind was opened within five minutes.
 */
const customFieldOutputs =
  (kind: ServedKind) =>
  async (z: ZObject, bundle: Bundle): Promise<PlainOutputField[]> => {
    const fields = await customFieldsIfKnown(startRun(z, bundle), kind, { isOptional: true });
    return fields.map(({ key, label, list, meta }) => ({
      key,
      label,
      type: outputType(meta?.format),
      ...(list && { list }),
    }));
  };

const outputType = (format: Format | undefined): NonNullable<PlainOutputField['type']> => {
  switch (format) {
    case 'number':
    case 'wholeNumber':
      return 'number';
    case 'yesNo':
      return 'boolean';
    case 'day':
    case 'plainDay':
    case 'moment':
      return 'datetime';
    default:
      return 'string';
  }
};

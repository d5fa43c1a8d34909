import type { Bundle, OutputFields, PlainOutputField, ZObject } from 'zapier-platform-core';
import { pick } from '../heffl/json.js';
import type { HefflRecord } from '../heffl/records.js';
import { isListed, keysOf, offeredBy, type RecordKind, type ServedKind, type Way } from '../kinds.js';
import { startRun } from '../run.js';
import { tryCustomFields } from './custom-fields.js';
import type { Format } from './field.js';

/** What a step says about its output. */
type Shape = { readonly outputFields: OutputFields; readonly sample: HefflRecord };

/** What an event holds beside its record. */
export const eventOutputs: readonly PlainOutputField[] = [
  { key: 'event', label: 'Event', type: 'string' },
  { key: 'occurredAt', label: 'Occurred At', type: 'datetime' },
];

/**
 * The labelled outputs of a kind's steps, with the custom fields of recent records, and a sample of them. The steps of a way share
 * one list, which the core copies once in each run: 2 % of a cold start.
 */
export const shapeOf = (kind: RecordKind, way: Way): Shape => {
  const known = shapes.get(kind) ?? new Map<Way, Shape>();
  shapes.set(kind, known);
  const shape = known.get(way) ?? newShape(kind, way);
  known.set(way, shape);
  return shape;
};

const shapes = new WeakMap<RecordKind, Map<Way, Shape>>();

const newShape = (kind: RecordKind, way: Way): Shape => {
  const outputs = offeredBy(kind, way);
  const custom = isListed(kind) && kind.customFields === 'discovered' ? [customFieldOutputs(kind)] : [];
  return {
    outputFields: [
      ...outputs.map(({ type, ...output }) => ({
        ...output,
        type: type === 'day' ? ('string' as const) : type,
      })),
      ...custom,
      ...(way === 'event' ? eventOutputs : []),
    ],
    sample: { ...pick(kind.sample, keysOf({ outputs })), id: kind.sample.id },
  };
};

/**
 * Labels custom fields as their inputs are: "Company Size", instead of the "Cf Company Size" that Zapier makes of the key. A field of
 * days is text. Costs one request, and none if a form of the kind was opened within five minutes.
 */
const customFieldOutputs =
  (kind: ServedKind) =>
  async (z: ZObject, bundle: Bundle): Promise<PlainOutputField[]> => {
    const fields = await tryCustomFields(startRun(z, bundle), kind, { isOptional: true });
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
    case 'moment':
      return 'datetime';
    default:
      return 'string';
  }
};

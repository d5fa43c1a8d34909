import type { InputFieldGroups, ZObject } from 'zapier-platform-core';
import type { Field, Form } from '../forms/field.js';
import type { JsonObject } from '../heffl/json.js';
import type { ServedKind } from '../kinds.js';
import type { ChoiceList } from './choice-lists.js';

/** The parts of an action that writes a record. */
export type WriteStep<Key extends string, Fields extends readonly Field[] = readonly Field[]> = {
  readonly key: Key;
  readonly kind: ServedKind;
  readonly description: string;
  /** Everything that the action can send. Custom fields are added to it. */
  readonly fields: Fields;
  /** What the user sees, if it is not simply `fields`. */
  readonly form?: Form;
  readonly groups?: InputFieldGroups;
  /** The lists that its inputs open, of which names are taken in place of IDs. */
  readonly names?: readonly ChoiceList[];
  /** Throws a HaltedError if Heffl would refuse the body in words of its own. */
  readonly check?: (z: ZObject, body: JsonObject) => void;
};

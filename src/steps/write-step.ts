import type { InputField, InputFieldGroups, ZObject } from 'zapier-platform-core';
import type { JsonObject } from '../heffl/json.js';
import type { ServedKind } from '../kinds.js';

/** What an action that writes a record is made of. */
export type WriteStep<Key extends string> = {
  readonly key: Key;
  readonly kind: ServedKind;
  readonly description: string;
  /** Everything that the action can send. */
  readonly fields: InputField[];
  /** What the user is shown, where it is not simply all of that. */
  readonly form?: InputField[];
  readonly groups?: InputFieldGroups;
  /** Looks at the body before it is sent; throws a HaltedError where Heffl would refuse it in other words. */
  readonly check?: (z: ZObject, body: JsonObject) => void;
};

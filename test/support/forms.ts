import type { Create, PlainInputField, Search, Trigger } from 'zapier-platform-core';

/** The fields of a step's form that stand there whatever is filled in. */
export const plainFieldsOf = (step: Create | Search | undefined): PlainInputField[] =>
  (step?.operation.inputFields ?? []).flatMap((field) => (typeof field === 'function' ? [] : [field]));

/** The keys of a step's output, as its definition lists them; those of line items stand for their list. */
export const promisedKeys = (step: Create | Search | Trigger | undefined): string[] =>
  (step?.operation.outputFields ?? []).flatMap((field) =>
    typeof field === 'function' ? [] : [field.key.replace(/\[\].*/, '')],
  );

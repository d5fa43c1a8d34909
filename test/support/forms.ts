import type { Create, PlainInputField, Search } from 'zapier-platform-core';

/** The fields of a step's form that stand there whatever is filled in. */
export const plainFieldsOf = (step: Create | Search | undefined): PlainInputField[] =>
  (step?.operation.inputFields ?? []).flatMap((field) => (typeof field === 'function' ? [] : [field]));

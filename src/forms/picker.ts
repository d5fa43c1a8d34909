import type { PlainInputField } from 'zapier-platform-core';

type Picker = {
  readonly key: string;
  readonly label: string;
  /** The hidden trigger that lists the records. */
  readonly list: string;
  /** The search that a step before can find the record with. */
  readonly search?: string;
  readonly helpText?: string;
  readonly required?: boolean;
};

/** An input that takes the ID of a record: a dropdown of names, and a search where there is one. */
export const picker = <const Field extends Picker>({ list, search, ...field }: Field) => ({
  ...field,
  type: 'string' as const,
  dynamic: `${list}.id.label`,
  ...(search !== undefined && { search: `${search}.id` }),
});

/** A multi-select that takes names of records, because that is what an event tells of them. */
export const namePicker = (field: Omit<Picker, 'search'>): PlainInputField => {
  const { list, ...rest } = field;
  return { ...rest, type: 'string', list: true, dynamic: `${list}.name.label` };
};

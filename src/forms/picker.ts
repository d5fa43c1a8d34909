import type { Field } from './field.js';
import { type ListKey, lists } from './lists.js';

type Picker = Pick<Field, 'label' | 'helpText' | 'required' | 'group'> & {
  readonly key: string;
  /** The hidden trigger that lists the records. */
  readonly list: ListKey;
};

/** An input that takes the ID of a record: a dropdown of names, with a search if the list has one. */
export const picker = <const Props extends Picker>({ list, ...field }: Props) => {
  const search = lists[list];
  return {
    ...field,
    type: 'string',
    dynamic: `${list}.id.label`,
    ...(search && ({ search: `${search}.id` } as const)),
  } as const;
};

/** An input that takes the IDs of several records. Zapier allows no search for a list (publishing check D014). */
export const multiPicker = <const Props extends Picker>({ list, ...field }: Props) =>
  ({ ...field, type: 'string', list: true, dynamic: `${list}.id.label` }) as const;

/** An input that takes the names of several records: names are all that an event holds. */
export const namePicker = <const Props extends Picker>({ list, ...field }: Props) =>
  ({ ...field, type: 'string', list: true, dynamic: `${list}.name.label` }) as const;

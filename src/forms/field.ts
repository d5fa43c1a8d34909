import type { InputFieldFunction, PlainInputField } from 'zapier-platform-core';
import type { ListKey, SearchKey } from './lists.js';

/**
 * How the text of an input is read, beyond its type. It stands in `meta`, which Zapier keeps and ignores.
 *
 * - `number`, `wholeNumber`: the input is a text all the same. Zapier converts an input of type `number` before the app sees
 *   it, and keeps the first digits of what it cannot read: 1 of "1,00,000", 10 of "10k".
 * - `phone`: sent in E.164, or as typed if it cannot be understood.
 * - `email`: without outer blanks and invisible marks.
 * - `day`: a date without a time, the same in every time zone.
 */
export type Format = 'number' | 'wholeNumber' | 'phone' | 'email' | 'day';

/** An input of a form. Formats, lists and searches are those that exist. */
export type Field = Omit<PlainInputField, 'children' | 'dynamic' | 'meta' | 'search'> & {
  readonly children?: Field[];
  readonly dynamic?: `${ListKey}.${'id' | 'name'}.label`;
  readonly meta?: { readonly format: Format };
  readonly search?: `${SearchKey}.id`;
};

/** What a form shows: inputs, and functions that make inputs from what is filled in. */
export type Form = readonly (Field | InputFieldFunction)[];

/** Inputs whose keys the compiler knows. */
export const formFields = <const Fields extends readonly Field[]>(fields: Fields): Fields => fields;

/** The label of an input, as errors name it. */
export const labelOf = ({ label, key }: Field): string => label ?? key;

export const isField = (field: Form[number]): field is Field => typeof field !== 'function';

import type { InputFieldFunction, PlainInputField } from 'zapier-platform-core';
import type { Choices } from './choices.js';
import type { ListKey, SearchKey } from './lists.js';

/**
 * How the value of an input is read. Without one it is text. It stands in `meta`, which Zapier keeps and ignores.
 *
 * Inputs with a `number`, a `wholeNumber` or a `yesNo` are texts all the same. Zapier converts an input of type `number` or `boolean`
 * before the app sees it: it keeps the first digits of what it cannot read (10 of "10k"), and makes a yes of every word that it does
 * not know ("off").
 *
 * - `phone`: sent in E.164, or as typed if it cannot be understood.
 * - `email`: the address alone.
 * - `day`: a date without a time, the same in every time zone, sent as midnight UTC. `plainDay`: sent as "2026-04-30".
 * - `moment`: a date with a time.
 */
export const formats = [
  'number',
  'wholeNumber',
  'yesNo',
  'phone',
  'email',
  'day',
  'plainDay',
  'moment',
] as const;
export type Format = (typeof formats)[number];

/** An input of a form. Formats, lists and searches are those that exist. */
export type Field = Omit<PlainInputField, 'children' | 'choices' | 'dynamic' | 'meta' | 'search'> & {
  readonly children?: Field[];
  readonly choices?: Choices;
  readonly dynamic?: `${ListKey}.${'id' | 'name'}.label`;
  /** `whenEmpty` is sent if a cell of a line item is empty. */
  readonly meta?: { readonly format: Format; readonly whenEmpty?: number };
  readonly search?: `${SearchKey}.id`;
};

/** What a form shows: inputs, and functions that make inputs from what is filled in. */
export type Form = readonly (Field | InputFieldFunction)[];

/** Inputs whose keys the compiler knows. */
export const formFields = <const Fields extends readonly Field[]>(fields: Fields): Fields => fields;

/** The label of an input, as errors name it. */
export const labelOf = ({ label, key }: Field): string => label ?? key;

export const isField = (field: Form[number]): field is Field => typeof field !== 'function';

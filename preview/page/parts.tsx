import { hc } from 'hono/client';
import type { ButtonHTMLAttributes } from 'preact';
import type { Api } from '../server.js';
import type { Entry, Section } from '../workspace.js';

/** What the build of the page fills in: all steps, and their forms if it is to show them without a server. */
declare const CATALOG: readonly Entry[];
declare const FORMS: readonly (readonly Section[])[] | null;
export const [catalog, forms] = [CATALOG, FORMS];

/** The server's side, typed by its routes. */
export const { api } = hc<Api>('/');

type Response<T> = { readonly ok: boolean; json: () => Promise<T>; text: () => Promise<string> };

/** The content of an answer. Throws what the server says if the request failed. */
export const answer = async <T,>(sent: Promise<Response<T>>): Promise<T> => {
  const response = await sent;
  if (!response.ok) throw new Error(await response.text());
  return response.json();
};

export type Values = Readonly<Record<string, unknown>>;

export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

type ButtonProps = ButtonHTMLAttributes & { does: () => unknown };

export const Button = ({ does, ...attributes }: ButtonProps) => (
  <button type="button" {...attributes} onClick={() => void does()} />
);

type TextProps = { label: string; value: string; change: (text: string) => unknown };

/** A short text, which counts once it is left. */
export const Text = ({ label, value, change }: TextProps) => (
  <input
    aria-label={label}
    placeholder={label.toLowerCase()}
    value={value}
    onChange={(event) => void change(event.currentTarget.value)}
  />
);

type SelectProps<T extends string> = {
  label: string;
  value: T;
  options: readonly (readonly [value: T, words: string])[];
  choose: (value: T) => unknown;
};

export const Select = <T extends string>({ label, value, options, choose }: SelectProps<T>) => (
  <select
    aria-label={label}
    value={value}
    onChange={(event) => {
      const [chosen] = options[event.currentTarget.selectedIndex] ?? [];
      if (chosen !== undefined) choose(chosen);
    }}
  >
    {options.map(([one, words]) => (
      <option key={one} value={one}>
        {words}
      </option>
    ))}
  </select>
);

import type { ComponentChildren } from 'preact';

export type Values = Readonly<Record<string, unknown>>;

export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

type ButtonProps = {
  does: () => unknown;
  children: ComponentChildren;
  class?: string;
  /** What it says to those who do not see it. */
  label?: string;
  isPressed?: boolean;
};

export const Button = ({ does, children, class: name = '', label, isPressed }: ButtonProps) => (
  <button type="button" class={name} aria-label={label} aria-pressed={isPressed} onClick={() => void does()}>
    {children}
  </button>
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
    onChange={({ currentTarget }) => {
      const [chosen] = options.find(([one]) => one === currentTarget.value) ?? [];
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

/** Text that stays folded until it is opened. */
export const Fold = ({ title, children }: { title: ComponentChildren; children: ComponentChildren }) => (
  <details class="fold">
    <summary>{title}</summary>
    {children}
  </details>
);

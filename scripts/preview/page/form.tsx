import { marked } from 'marked';
import { useState } from 'preact/hooks';
import type { Field, Section } from '../workspace.js';
import { api, exported } from './api.js';

export type Values = Readonly<Record<string, unknown>>;
type Change = (key: string, value: unknown) => void;

/** Help as Zapier shows it: Markdown. The texts are this project's own. */
const Help = ({ text }: { readonly text: string | undefined }) =>
  text === undefined ? null : (
    <div class="help" dangerouslySetInnerHTML={{ __html: marked.parseInline(text, { async: false }) }} />
  );

/** "Find Lead" for `find_lead.id`. */
const stepNamed = (reference: string): string =>
  reference
    .replace(/\..*/, '')
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The form of a step: its inputs in order, those of a group below the group's name. */
export const Form = ({
  section,
  values,
  change,
}: {
  readonly section: Section;
  readonly values: Values;
  readonly change: Change;
}) => {
  const { fields, groups } = section;
  const draw = (field: Field) => <Row key={field.key} field={field} values={values} change={change} />;
  const grouped = groups.map(({ key, label }) => ({
    label,
    inside: fields.filter(({ group }) => group === key),
  }));
  return (
    <fieldset class="form">
      <legend>{section.title}</legend>
      {fields.length === 0 && <p class="help">This step has nothing to set up.</p>}
      {fields.filter(({ group }) => group === undefined).map(draw)}
      {grouped.map(({ label, inside }) => (
        <details key={label} open={exported !== null || inside.some(({ key }) => key in values)}>
          <summary>{label}</summary>
          {inside.map(draw)}
        </details>
      ))}
    </fieldset>
  );
};

const Row = ({
  field,
  values,
  change,
}: {
  readonly field: Field;
  readonly values: Values;
  readonly change: Change;
}) => {
  const { key, label = key, type, helpText, required = false } = field;
  if (type === 'copy') return <div class="copy">{<Help text={helpText} />}</div>;
  return (
    <div class="row">
      <label for={key}>
        {label}
        {required && <span class="required"> (required)</span>}
        {exported && <code>{key}</code>}
      </label>
      <Control
        field={field}
        value={values[key]}
        values={values}
        set={(value) => {
          change(key, value);
        }}
      />
      <Help text={helpText} />
    </div>
  );
};

type ControlProps = {
  readonly field: Field;
  readonly value: unknown;
  readonly values: Values;
  readonly set: (value: unknown) => void;
};

const Control = ({ field, value, values, set }: ControlProps) => {
  if (field.children) return <LineItems columns={field.children} rows={listOf(value)} set={set} />;
  if (field.dict) return <Pairs pairs={isValues(value) ? Object.entries(value) : []} set={set} />;
  if (field.list) return <Several field={field} items={listOf(value)} values={values} set={set} />;
  return <One field={field} value={value} values={values} set={set} />;
};

/** The static choices of an input, as value and words. */
const choicesOf = ({ choices, type }: Field): [string, string][] | undefined => {
  if (Array.isArray(choices)) return choices.map((one) => [one, one]);
  if (choices) return Object.entries(choices);
  return type === 'boolean'
    ? [
        ['yes', 'Yes'],
        ['no', 'No'],
      ]
    : undefined;
};

/** An input for one value: typed or mapped text, which may also be chosen from a dropdown. */
const One = ({ field, value, values, set, id = field.key }: ControlProps & { readonly id?: string }) => {
  const text = textOf(value);
  const onInput = (event: { readonly currentTarget: { readonly value: string } }) => {
    set(event.currentTarget.value);
  };
  const choices = choicesOf(field);
  const shown =
    field.default === undefined
      ? ''
      : `${choices?.find(([one]) => one === field.default)?.[1] ?? field.default} (default)`;
  const hint = field.placeholder ?? (field.type === 'datetime' ? 'a date, or text such as tomorrow 9am' : '');
  return (
    <div class="control">
      {field.type === 'text' ? (
        <textarea id={id} rows={3} value={text} onInput={onInput} />
      ) : (
        <input
          id={id}
          value={text}
          placeholder={shown === '' ? hint : shown}
          onInput={onInput}
          autocomplete="off"
        />
      )}
      {choices && <Dropdown label={field.label ?? field.key} options={choices} choose={set} />}
      {field.dynamic !== undefined && (
        <Live field={field} list={field.dynamic} values={values} choose={set} />
      )}
      {field.search !== undefined && <span class="link">or from a {stepNamed(field.search)} step</span>}
    </div>
  );
};

const Dropdown = ({
  label,
  options,
  choose,
}: {
  readonly label: string;
  readonly options: readonly (readonly [string, string])[];
  readonly choose: (value: string) => void;
}) => (
  <select
    aria-label={`${label}: choose`}
    onChange={(event) => {
      choose(event.currentTarget.value);
      event.currentTarget.selectedIndex = 0;
    }}
  >
    <option value="">Choose…</option>
    {options.map(([value, words]) => (
      <option key={value} value={value}>
        {words}
      </option>
    ))}
  </select>
);

/** A dropdown that its hidden trigger fills, page by page. */
const Live = ({
  field,
  list,
  values,
  choose,
}: {
  readonly field: Field;
  readonly list: string;
  readonly values: Values;
  readonly choose: (value: string) => void;
}) => {
  const [options, setOptions] = useState<[string, string][]>();
  const [pages, setPages] = useState(0);
  const [trigger = '', valueKey] = list.split('.');
  if (exported) return null;
  const waitsFor = (field.dependsOn ?? []).filter((key) => textOf(values[key]) === '');
  const load = async (page: number) => {
    const response = await api.choices.$post({ json: { list: trigger, page, input: { ...values } } });
    const found = response.ok ? await response.json() : [];
    const more = found.map(({ id, name, label }): [string, string] => [
      valueKey === 'name' ? name : id,
      label,
    ]);
    setOptions([...(page === 0 ? [] : (options ?? [])), ...more]);
    setPages(page + 1);
  };
  if (waitsFor.length > 0) return <span class="link">fill in {waitsFor.join(', ')} first</span>;
  if (!options) {
    return (
      <button
        type="button"
        aria-label={`${field.label ?? field.key}: open the list`}
        onClick={() => void load(0)}
      >
        Choose…
      </button>
    );
  }
  return (
    <>
      <Dropdown label={field.label ?? field.key} options={options} choose={choose} />
      <button type="button" onClick={() => void load(pages)}>
        Load more
      </button>
    </>
  );
};

const without = <T,>(items: readonly T[], index: number): T[] => items.filter((_, place) => place !== index);
const replaced = <T,>(items: readonly T[], index: number, item: T): T[] =>
  items.map((one, place) => (place === index ? item : one));

const Remove = ({ what, onClick }: { readonly what: string; readonly onClick: () => void }) => (
  <button type="button" class="small" aria-label={`Remove ${what}`} onClick={onClick}>
    ✕
  </button>
);

/** An input for several values. */
const Several = ({
  field,
  items,
  values,
  set,
}: Omit<ControlProps, 'value'> & { readonly items: readonly unknown[] }) => (
  <div class="several">
    {[...items, ''].map((item, index) => (
      <div class="line" key={index}>
        <One
          field={field}
          id={index === 0 ? field.key : `${field.key}-${index}`}
          value={item}
          values={values}
          set={(value) => {
            set(index === items.length ? [...items, value] : replaced(items, index, value));
          }}
        />
        {index < items.length && (
          <Remove
            what={`value ${index + 1}`}
            onClick={() => {
              set(without(items, index));
            }}
          />
        )}
      </div>
    ))}
  </div>
);

/** An input for names with values. */
const Pairs = ({
  pairs,
  set,
}: {
  readonly pairs: readonly (readonly [string, unknown])[];
  readonly set: (value: unknown) => void;
}) => {
  const change = (index: number, pair: readonly [string, unknown]) => {
    const next = index === pairs.length ? [...pairs, pair] : replaced(pairs, index, pair);
    set(Object.fromEntries(next));
  };
  return (
    <div class="several">
      {[...pairs, ['', ''] as const].map(([name, value], index) => (
        <div class="line" key={index}>
          <input
            aria-label="Name"
            placeholder="name"
            value={name}
            onChange={(event) => {
              change(index, [event.currentTarget.value, value]);
            }}
          />
          <input
            aria-label="Value"
            placeholder="value"
            value={textOf(value)}
            onChange={(event) => {
              change(index, [name, event.currentTarget.value]);
            }}
          />
          {index < pairs.length && (
            <Remove
              what={name}
              onClick={() => {
                set(Object.fromEntries(without(pairs, index)));
              }}
            />
          )}
        </div>
      ))}
    </div>
  );
};

/** An input for rows of line items. */
const LineItems = ({
  columns,
  rows,
  set,
}: {
  readonly columns: readonly Field[];
  readonly rows: readonly unknown[];
  readonly set: (value: unknown) => void;
}) => (
  <div class="several">
    {(exported ? [{}] : rows).map((row, index) => (
      <fieldset class="item" key={index}>
        <legend>
          Line {index + 1}{' '}
          <Remove
            what={`line ${index + 1}`}
            onClick={() => {
              set(without(rows, index));
            }}
          />
        </legend>
        {columns.map((column) => (
          <Row
            key={column.key}
            field={column}
            values={isValues(row) ? row : {}}
            change={(key, value) => {
              set(replaced(rows, index, { ...(isValues(row) ? row : {}), [key]: value }));
            }}
          />
        ))}
      </fieldset>
    ))}
    <button
      type="button"
      onClick={() => {
        set([...rows, {}]);
      }}
    >
      Add a line
    </button>
  </div>
);

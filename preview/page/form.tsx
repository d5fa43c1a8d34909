import { marked } from 'marked';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Field } from '../../test/publishing/published-app.js';
import type { Section } from '../workspace.js';
import { answer, api, exported } from './api.js';
import { Button, isValues, Select, textOf, type Values } from './parts.js';

/** Help as Zapier shows it: Markdown. The texts are this project's own. */
const Help = ({ text }: { text: string | undefined }) =>
  text === undefined ? null : (
    <div
      class="help"
      dangerouslySetInnerHTML={{ __html: marked.parseInline(text, { async: false, gfm: false }) }}
    />
  );

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

type Filling = { values: Values; change: (key: string, value: unknown) => unknown };

/** The form of a step: its inputs in order, those of a group below the group's name. */
export const Form = ({ section: { title, groups, fields }, ...filling }: { section: Section } & Filling) => {
  const draw = (field: Field) => <Row key={field.key} field={field} {...filling} />;
  const inside = (key: string | undefined) => fields.filter(({ group }) => group === key);
  return (
    <fieldset class="card">
      <legend>{title}</legend>
      {fields.length === 0 && <p class="help">This step has nothing to set up.</p>}
      {inside(undefined).map(draw)}
      {groups.map(({ key, label }) => (
        <details
          key={key}
          open={exported !== null || inside(key).some((field) => field.key in filling.values)}
        >
          <summary>{label}</summary>
          {inside(key).map(draw)}
        </details>
      ))}
    </fieldset>
  );
};

const Row = ({ field, values, change }: { field: Field } & Filling) => {
  const { key, label = key, type, helpText, required } = field;
  if (type === 'copy') return <div class="note">{<Help text={helpText} />}</div>;
  return (
    <div class="row">
      <label for={key}>
        {label} {required && <span class="bad">(required)</span>} {exported && <code>{key}</code>}
      </label>
      <Control field={field} value={values[key]} values={values} set={(value) => change(key, value)} />
      <Help text={helpText} />
    </div>
  );
};

type ControlProps = { field: Field; value: unknown; values: Values; set: (value: unknown) => unknown };

const Control = ({ field, value, values, set }: ControlProps) => {
  const { key, children, dict, list } = field;
  if (children) {
    const draw = (row: unknown, change: (row: unknown) => unknown) => {
      const cells = isValues(row) ? row : {};
      return children.map((column) => (
        <Row
          key={column.key}
          field={column}
          values={cells}
          change={(name, cell) => change({ ...cells, [name]: cell })}
        />
      ));
    };
    return <Lines lines={listOf(value)} set={set} draw={draw} />;
  }
  if (dict) {
    const pairs = Object.entries(isValues(value) ? value : {});
    const draw = (
      [name, text]: [string, unknown] = ['', ''],
      change: (pair: [string, unknown]) => unknown,
    ) => (
      <>
        <Text label="Name" value={name} change={(next) => change([next, text])} />
        <Text label="Value" value={textOf(text)} change={(next) => change([name, next])} />
      </>
    );
    return <Lines lines={pairs} set={(next) => set(Object.fromEntries(next))} draw={draw} />;
  }
  if (!list) return <One field={field} id={key} value={value} values={values} set={set} />;
  const draw = (one: unknown, change: (value: unknown) => unknown, index: number) => (
    <One field={field} id={index === 0 ? key : `${key}-${index}`} value={one} values={values} set={change} />
  );
  return <Lines lines={listOf(value)} set={set} draw={draw} />;
};

type LinesProps<T> = {
  lines: readonly T[];
  set: (lines: T[]) => unknown;
  draw: (line: T | undefined, change: (line: T) => unknown, index: number) => ComponentChildren;
};

/** Several values: a line for each, and an empty one for the next. */
const Lines = <T,>({ lines, set, draw }: LinesProps<T>) => (
  <div class="lines">
    {[...lines, undefined].map((line, index) => (
      <div class="line" key={index}>
        {draw(line, (next) => set([...lines.slice(0, index), next, ...lines.slice(index + 1)]), index)}
        {index < lines.length && (
          <Button label={`Remove ${index + 1}`} does={() => set(lines.filter((_, place) => place !== index))}>
            ✕
          </Button>
        )}
      </div>
    ))}
  </div>
);

const Text = ({
  label,
  value,
  change,
}: {
  label: string;
  value: string;
  change: (text: string) => unknown;
}) => (
  <input
    aria-label={label}
    placeholder={label.toLowerCase()}
    value={value}
    onChange={(event) => void change(event.currentTarget.value)}
  />
);

/** The static choices of an input, as value and words. */
const choicesOf = ({ choices, type }: Field): [string, string][] | undefined =>
  choices
    ? Object.entries(choices)
    : type === 'boolean'
      ? [
          ['yes', 'Yes'],
          ['no', 'No'],
        ]
      : undefined;

/** An input for one value: typed or mapped text, which may also be chosen from a dropdown. */
const One = ({ field, id, value, values, set }: ControlProps & { id: string }) => {
  const choices = choicesOf(field);
  const { default: usual, placeholder = field.type === 'datetime' ? 'a date, or tomorrow 9am' : '' } = field;
  const hint = usual === undefined ? placeholder : `${field.choices?.[usual] ?? usual} (default)`;
  const props = {
    id,
    value: textOf(value),
    placeholder: hint,
    onInput: (event: { currentTarget: { value: string } }) => void set(event.currentTarget.value),
  };
  return (
    <div class="control">
      {field.type === 'text' ? <textarea rows={3} {...props} /> : <input autocomplete="off" {...props} />}
      {choices && <Choice field={field} value={textOf(value)} options={choices} set={set} />}
      {field.dynamic !== undefined && !exported && (
        <Live field={field} list={field.dynamic} value={textOf(value)} values={values} set={set} />
      )}
      {field.search !== undefined && <span class="help">or from a {stepNamed(field.search)} step</span>}
    </div>
  );
};

/** "Find Lead" for `find_lead.id`. */
const stepNamed = (reference: string): string =>
  reference
    .replace(/\..*/, '')
    .replaceAll(/(^|_)(\w)/g, (_, gap: string, letter: string) => (gap && ' ') + letter.toUpperCase());

type ChoiceProps = {
  field: Field;
  value: string;
  options: [string, string][];
  set: (value: string) => unknown;
};

const Choice = ({ field: { key, label = key }, value, options, set }: ChoiceProps) => {
  const isListed = options.some(([one]) => one === value);
  const all = [
    ['', 'Choose…'] as const,
    ...(isListed || value === '' ? [] : [[value, 'your own'] as const]),
    ...options,
  ];
  return <Select label={`${label}: choose`} value={value} options={all} choose={set} />;
};

type LiveProps = Omit<ChoiceProps, 'options'> & { list: string; values: Values };

/** A dropdown that its hidden trigger fills, page by page. */
const Live = ({ field, list, value, values, set }: LiveProps) => {
  const [options, setOptions] = useState<[string, string][]>();
  const [pages, setPages] = useState(0);
  const [failure, setFailure] = useState('');
  const [trigger = '', valueKey] = list.split('.');
  const [missing] = (field.dependsOn ?? []).filter((key) => textOf(values[key]) === '');
  if (missing !== undefined) return <span class="help">fill in {missing} first</span>;
  const load = async () => {
    try {
      const json = { list: trigger, page: pages, input: { ...values } };
      const found = await answer(api.choices.$post({ json }));
      const more = found.map(({ id, name, label }): [string, string] => [
        valueKey === 'name' ? name : id,
        label,
      ]);
      setOptions([...(options ?? []), ...more]);
      setPages(more.length === 0 ? Infinity : pages + 1);
      setFailure('');
    } catch (error) {
      setFailure(String(error));
    }
  };
  return (
    <>
      {options && <Choice field={field} value={value} options={options} set={set} />}
      {pages < Infinity && (
        <Button does={load} label={`${field.label ?? field.key}: ${options ? 'load more' : 'open the list'}`}>
          {options ? 'Load more' : 'Choose…'}
        </Button>
      )}
      {failure !== '' && <span class="bad">{failure}</span>}
    </>
  );
};

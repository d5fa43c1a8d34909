import { marked } from 'marked';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Section } from '../workspace.js';
import { answer, api, Button, forms, isValues, Select, Text, textOf, type Values } from './parts.js';

type Field = Section['fields'][number];
type Filling = { values: Values; change: (key: string, value: unknown) => unknown };
/** An input with its value, and the values of the form around it. */
type InputProps = { field: Field; value: unknown; values: Values; set: (value: unknown) => unknown };

/** The form of a step: its inputs in order, those of a group below the group's name. */
export const Form = ({ section: { title, groups, fields }, ...filling }: { section: Section } & Filling) => {
  const inside = (group?: string) => fields.filter((field) => field.group === group);
  const draw = (field: Field) => <Row key={field.key} field={field} {...filling} />;
  return (
    <fieldset class="card">
      <legend>{title}</legend>
      {fields.length === 0 && <p class="help">This step has nothing to set up.</p>}
      {inside().map(draw)}
      {groups.map(({ key, label }) => (
        <details key={key} open={forms !== null || inside(key).some((field) => field.key in filling.values)}>
          <summary>{label}</summary>
          {inside(key).map(draw)}
        </details>
      ))}
    </fieldset>
  );
};

/** Help as Zapier shows it: Markdown. The texts are this project's own. */
const Help = ({ text }: { text: string }) => (
  <div
    class="help"
    dangerouslySetInnerHTML={{ __html: marked.parseInline(text, { async: false, gfm: false }) }}
  />
);

const Row = ({ field, values, change }: { field: Field } & Filling) => {
  const { key, label = key, type, helpText, required } = field;
  const help = helpText !== undefined && <Help text={helpText} />;
  if (type === 'copy') return <div class="note">{help}</div>;
  return (
    <div class="row">
      <label for={key}>
        {label} {required && <span class="bad">(required)</span>} {forms && <code>{key}</code>}
      </label>
      <Control field={field} value={values[key]} values={values} set={(value) => change(key, value)} />
      {help}
    </div>
  );
};

type Pair = [name: string, value: unknown];
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** An input of any kind. Line items, names with values, and several values are lines. */
const Control = (props: InputProps) => {
  const { field, value, set } = props;
  const { key, children, dict, list } = field;
  if (dict)
    return (
      <Lines<Pair>
        lines={Object.entries(isValues(value) ? value : {})}
        set={(changed) => set(Object.fromEntries(changed))}
        draw={([name, text] = ['', ''], change) => (
          <>
            <Text label="Name" value={name} change={(next) => change([next, text])} />
            <Text label="Value" value={textOf(text)} change={(next) => change([name, next])} />
          </>
        )}
      />
    );
  if (!children && !list) return <One id={key} {...props} />;
  const draw = (line: unknown, change: (line: unknown) => unknown, index: number) => {
    if (!children)
      return <One {...props} id={index === 0 ? key : `${key}-${index}`} value={line} set={change} />;
    const values = isValues(line) ? line : {};
    const changeCell = (name: string, cell: unknown) => change({ ...values, [name]: cell });
    return children.map((column) => (
      <Row key={column.key} field={column} values={values} change={changeCell} />
    ));
  };
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
        {draw(line, (next) => set(lines.toSpliced(index, 1, next)), index)}
        {index < lines.length && (
          <Button aria-label={`Remove ${index + 1}`} does={() => set(lines.toSpliced(index, 1))}>
            ✕
          </Button>
        )}
      </div>
    ))}
  </div>
);

/** "Find Lead" for `find_lead.id`. */
const stepNamed = (reference: string): string =>
  reference
    .replace(/\..*/, '')
    .replaceAll(/(^|_)(\w)/g, (_, gap: string, letter: string) => (gap && ' ') + letter.toUpperCase());

/** An input for one value: typed or mapped text, which may also be chosen from a dropdown. */
const One = ({ id, ...props }: InputProps & { id: string }) => {
  const { field, value, set } = props;
  const { default: usual, placeholder = field.type === 'datetime' ? 'a date, or tomorrow 9am' : '' } = field;
  const attributes = {
    id,
    value: textOf(value),
    placeholder: usual === undefined ? placeholder : `${field.choices?.[usual] ?? usual} (default)`,
    onInput: (event: { currentTarget: { value: string } }) => void set(event.currentTarget.value),
  };
  return (
    <div class="control">
      {field.type === 'text' ? (
        <textarea rows={3} {...attributes} />
      ) : (
        <input autocomplete="off" {...attributes} />
      )}
      <Dropdown {...props} />
      {field.search !== undefined && <span class="help">or from a {stepNamed(field.search)} step</span>}
    </div>
  );
};

const YES_OR_NO = { yes: 'Yes', no: 'No' };

/** The dropdown beside an input, if it has one: its own choices, or those that a hidden trigger gives, page by page. */
const Dropdown = ({ field, value, values, set }: InputProps) => {
  const { key, label = key, type, choices = type === 'boolean' ? YES_OR_NO : undefined } = field;
  const [loaded, setLoaded] = useState<readonly (readonly [value: string, words: string])[]>();
  const [page, setPage] = useState(0);
  const [failure, setFailure] = useState('');
  const [list = '', valueKey] = field.dynamic?.split('.') ?? [];
  const missing = field.dependsOn?.find((other) => textOf(values[other]) === '');
  if (list !== '' && !forms && missing !== undefined)
    return <span class="help">fill in {missing} first</span>;
  const load = async () => {
    try {
      const found = await answer(api.choices.$post({ json: { list, page, input: { ...values } } }));
      const more = found.map(({ id, name, label }) => [valueKey === 'name' ? name : id, label] as const);
      setLoaded([...(loaded ?? []), ...more]);
      setPage(more.length === 0 ? Infinity : page + 1);
      setFailure('');
    } catch (error) {
      setFailure(String(error));
    }
  };
  const options = choices ? Object.entries(choices) : loaded;
  const text = textOf(value);
  const isOwn = text !== '' && !options?.some(([one]) => one === text);
  const own = isOwn ? [[text, 'your own'] as const] : [];
  const all = [['', 'Choose…'] as const, ...own, ...(options ?? [])];
  return (
    <>
      {options && <Select label={`${label}: choose`} value={text} options={all} choose={set} />}
      {list !== '' && !forms && page < Infinity && (
        <Button does={load} aria-label={`${label}: ${loaded ? 'load more' : 'open the list'}`}>
          {loaded ? 'Load more' : 'Choose…'}
        </Button>
      )}
      {failure !== '' && <span class="bad">{failure}</span>}
    </>
  );
};

import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Entry, Family, Fault, Outcome, Result, Section, Told } from '../workspace.js';
import { answer, api, exported } from './api.js';
import { Form } from './form.js';
import { HefflSide } from './heffl.js';
import { Button, isValues, Select, type Values } from './parts.js';
import { Delivery, ErrorBox, ResultView } from './result.js';
import { samples } from './samples.js';

/** Each family with its heading, and its word in Zapier's command line, which knows neither deliveries nor find-or-create. */
const families = [
  { family: 'triggers', title: 'Triggers', word: 'trigger' },
  { family: 'creates', title: 'Actions', word: 'create' },
  { family: 'searches', title: 'Searches', word: 'search' },
  { family: 'searchOrCreates', title: 'Find or create', word: 'search' },
] as const;
const timeZones = ['Asia/Dubai', 'Asia/Kolkata', 'Europe/London', 'America/Chicago', 'Pacific/Auckland'];
const faults: readonly (readonly [Fault, string])[] = [
  ['none', 'Heffl works'],
  ['busy', 'Too many requests (429)'],
  ['down', 'Out of order (503)'],
  ['slow', 'Slow (4 s)'],
  ['cut', 'Connection cut off'],
];

/** An open form: what a link restores. */
type Opened = { readonly family: Family; readonly key: string; readonly input: Record<string, unknown> };

const linkTo = (opened: Opened): string => `#${encodeURIComponent(JSON.stringify(opened))}`;

/** `undefined` if it is not a link of this page. */
const openedFrom = (hash: string): Opened | undefined => {
  try {
    const parts: unknown = JSON.parse(decodeURIComponent(hash.slice(1)));
    const { family: named, key, input } = isValues(parts) ? parts : {};
    const family = families.find((one) => one.family === named)?.family;
    return family && typeof key === 'string' && isValues(input)
      ? { family, key, input: { ...input } }
      : undefined;
  } catch {
    return undefined;
  }
};

/** The line that runs the same step in Zapier's command line. */
const invokeLine = ({ family, key, input }: Opened, timeZone: string): string => {
  const word = families.find((one) => one.family === family)?.word ?? '';
  const json = JSON.stringify(input).replaceAll("'", String.raw`'\''`);
  return `npm run zapier -- invoke ${word} ${key} -i '${json}' --timezone ${timeZone} --non-interactive`;
};

const Badge = ({ entry }: { entry: Entry }) => (
  <>
    {entry.isInstant && <span class="badge">Instant</span>}{' '}
    {entry.isHidden && <span class="badge">Hidden</span>}
  </>
);

/** The step's name, focused when the step opens. */
const Heading = ({ entry }: { entry: Entry }) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h2 tabIndex={-1} ref={heading}>
      {entry.label} <Badge entry={entry} />
    </h2>
  );
};

const App = () => {
  const [catalog, setCatalog] = useState<readonly Entry[]>([]);
  const [opened, setOpened] = useState(openedFrom(location.hash));
  const [sections, setSections] = useState<readonly Section[]>([]);
  const [timeZone, setTimeZone] = useState('Asia/Dubai');
  const [isOn, setOn] = useState(false);
  const [result, setResult] = useState<Result>();
  const [told, setTold] = useState<readonly Told[]>([]);
  const [failure, setFailure] = useState('');
  const [copied, setCopied] = useState('');
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [runs, setRuns] = useState(0);
  const [fault, setFault] = useState<Fault>('none');
  const shown = useRef<HTMLElement>(null);
  useEffect(() => shown.current?.scrollIntoView({ block: 'nearest' }), [result]);

  /** Does something on the server, and shows what failed. */
  const attempt = async (action: () => Promise<unknown>) => {
    setFailure('');
    setCopied('');
    try {
      await action();
    } catch (error) {
      setFailure(String(error));
    }
    setRuns((count) => count + 1);
  };
  const load = (form: Opened) => attempt(() => answer(api.sections.$post({ json: form })).then(setSections));
  useEffect(() => {
    void attempt(() => answer(api.catalog.$get()).then(setCatalog));
    if (opened) void load(opened);
  }, []);

  const entry = catalog.find(({ family, key }) => family === opened?.family && key === opened.key);
  const tick = ({ error, records }: Outcome) => {
    if (!error && records.length > 0) setTicked([...ticked, `${entry?.family} ${entry?.key}`]);
  };
  const open = async (form: Opened) => {
    if (isOn) await switchOff();
    setOpened(form);
    setSections([]);
    setResult(undefined);
    setTold([]);
    await load(form);
  };
  const fill = async (input: Values) => {
    if (!opened) return;
    const next = { ...opened, input: { ...input } };
    setOpened(next);
    history.replaceState(null, '', linkTo(next));
    const fields = sections.flatMap((section) => section.fields);
    const isAltered = ({ key, altersDynamicFields }: (typeof fields)[number]) =>
      altersDynamicFields && input[key] !== opened.input[key];
    if (fields.some(isAltered)) await load(next);
  };
  const keys = sections.flatMap(({ fields }) => fields.map(({ key }) => key));
  const fitting = Object.entries(samples).flatMap(([name, sample]) => {
    const values = Object.entries(sample).filter(([key]) => keys.includes(key));
    return values.length > 0 ? [{ name, values: Object.fromEntries(values) }] : [];
  });
  const run = (filled: Opened) =>
    attempt(async () => {
      const done = await answer(api.run.$post({ json: { filled, timeZone } }));
      setResult(done);
      tick(done);
    });
  const switchOn = (filled: Opened) =>
    attempt(async () => {
      const { error } = await answer(api.on.$post({ json: { filled, timeZone } }));
      if (error) throw new Error(error.message);
      setOn(true);
      setResult(undefined);
    });
  const switchOff = () =>
    attempt(async () => {
      await answer(api.off.$post());
      setOn(false);
    });
  const hear = (more: readonly Told[]) => {
    setTold([...more, ...told]);
    more.forEach(tick);
    setRuns(runs + 1);
  };
  const repeat = (isForged: boolean) =>
    attempt(() => answer(api.repeat.$post({ json: { isForged } })).then(hear));
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    setCopied(text);
  };

  return (
    <>
      <header>
        <h1>Heffl for Zapier</h1>
        <Select
          label="Time zone of the user"
          value={timeZone}
          options={timeZones.map((zone) => [zone, zone] as const)}
          choose={setTimeZone}
        />
        <Select
          label="What goes wrong in Heffl"
          value={fault}
          options={faults}
          choose={(name) =>
            attempt(async () => {
              await answer(api.fault.$post({ json: name }));
              setFault(name);
            })
          }
        />
      </header>
      <div class="columns">
        <Chooser catalog={catalog} chosen={entry} ticked={ticked} open={open} />
        <main>
          {opened && entry && sections.length > 0 ? (
            <>
              <Heading key={`${entry.family} ${entry.key}`} entry={entry} />
              <p class="help">{entry.description}</p>
              <div class="pills" role="group" aria-label="Sample data">
                {fitting.map(({ name, values }) => (
                  <Button key={name} class="pill" does={() => fill({ ...opened.input, ...values })}>
                    {name}
                  </Button>
                ))}
                <Button class="pill" does={() => fill({})}>
                  Empty
                </Button>
              </div>
              <form
                onSubmit={(event) => {
                  event.preventDefault();
                  void run(opened);
                }}
              >
                {sections.map((section) => (
                  <Form
                    key={section.title}
                    section={section}
                    values={opened.input}
                    change={(key, value) => fill({ ...opened.input, [key]: value })}
                  />
                ))}
                <div class="pills">
                  <button class="primary">Test</button>
                  {entry.isInstant && (
                    <Button isPressed={isOn} does={() => (isOn ? switchOff() : switchOn(opened))}>
                      {isOn ? 'Switch off' : 'Switch on'}
                    </Button>
                  )}
                  {isOn && told.length > 0 && <Button does={() => repeat(false)}>Again</Button>}
                  {isOn && told.length > 0 && <Button does={() => repeat(true)}>Forged</Button>}
                  <Button does={() => copy(invokeLine(opened, timeZone))}>Copy as invoke</Button>
                  <Button does={() => copy(location.href)}>Copy link</Button>
                </div>
              </form>
              {copied !== '' && <pre aria-label="Copied">{copied}</pre>}
              {isOn && <p class="good">The Zap is on. Change something in Heffl.</p>}
            </>
          ) : (
            <p>
              {opened
                ? 'The form is loading.'
                : 'Choose a step, fill in its form, and test it: you see what Zapier and Heffl do.'}
            </p>
          )}
        </main>
        <HefflSide runs={runs} onTold={hear} />
        <aside ref={shown} class="card" aria-label="Result" aria-live="polite">
          {failure !== '' && <ErrorBox message={failure} />}
          {told.map((one, index) => (
            <Delivery key={told.length - index} {...one} />
          ))}
          {result && <ResultView {...result} />}
        </aside>
      </div>
    </>
  );
};

type ChooserProps = {
  catalog: readonly Entry[];
  chosen: Entry | undefined;
  ticked: readonly string[];
  open: (form: Opened) => unknown;
};

const Chooser = ({ catalog, chosen, ticked, open }: ChooserProps) => {
  const [query, setQuery] = useState('');
  const [showsHidden, showHidden] = useState(false);
  const wanted = catalog.filter(
    ({ isHidden, label, key }) =>
      (showsHidden || !isHidden) && `${label} ${key}`.toLowerCase().includes(query.toLowerCase()),
  );
  return (
    <nav class="card" aria-label="Steps">
      <input
        type="search"
        aria-label="Search steps"
        placeholder="Search steps"
        onInput={(event) => {
          setQuery(event.currentTarget.value);
        }}
      />
      <Button
        class="link"
        isPressed={showsHidden}
        does={() => {
          showHidden(!showsHidden);
        }}
      >
        {showsHidden ? 'Hide hidden steps' : 'Show hidden steps'}
      </Button>
      {wanted.length === 0 && <p class="help">No step is called that.</p>}
      {families.map(({ family, title }) => {
        const entries = wanted.filter((entry) => entry.family === family);
        if (entries.length === 0) return null;
        return (
          <details key={family} open>
            <summary>{title}</summary>
            {entries.map((entry) => (
              <Button
                key={entry.key}
                class={entry === chosen ? 'step chosen' : 'step'}
                does={() => open({ family, key: entry.key, input: {} })}
              >
                {entry.label} <Badge entry={entry} />{' '}
                {ticked.includes(`${family} ${entry.key}`) && <span class="good">✔</span>}
              </Button>
            ))}
          </details>
        );
      })}
    </nav>
  );
};

/** All forms and texts on one page, for reading. */
const Export = ({ steps }: { steps: NonNullable<typeof exported> }) => (
  <main class="export">
    <h1>Heffl for Zapier: all steps</h1>
    {families.map(({ family, title }) => (
      <section key={family}>
        <h2>{title}</h2>
        {steps
          .filter(({ entry }) => entry.family === family)
          .map(({ entry, sections }) => (
            <details key={entry.key} class="card" open={!entry.isHidden}>
              <summary>
                {entry.label} <code>{entry.key}</code> <Badge entry={entry} />
              </summary>
              <p>{entry.description}</p>
              {sections.map((section) => (
                <Form key={section.title} section={section} values={{}} change={() => undefined} />
              ))}
            </details>
          ))}
      </section>
    ))}
  </main>
);

render(exported ? <Export steps={exported} /> : <App />, document.body);

import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Entry, Fault, Filled, Outcome, Result, Section, Told } from '../workspace.js';
import { Form } from './form.js';
import { HefflSide } from './heffl.js';
import { answer, api, Button, catalog, forms, isValues, Select, type Values } from './parts.js';
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

/** A step with the values of its form. */
type Opened = { readonly entry: Entry; readonly input: Filled['input'] };

const filledOf = ({ entry: { family, key }, input }: Opened): Filled => ({ family, key, input });

/** The form that a link restores; `undefined` if it is not a link of this page. */
const openedFrom = (hash: string): Opened | undefined => {
  try {
    const parts: unknown = JSON.parse(decodeURIComponent(hash.slice(1)));
    const { family, key, input } = isValues(parts) ? parts : {};
    const entry = catalog.find((one) => one.family === family && one.key === key);
    return entry && { entry, input: isValues(input) ? { ...input } : {} };
  } catch {
    return undefined;
  }
};

/** The line that runs the same step in Zapier's command line. */
const invokeLine = ({ entry: { family, key }, input }: Opened, timeZone: string): string => {
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
  const [opened, setOpened] = useState(openedFrom(location.hash));
  const [sections, setSections] = useState<readonly Section[]>([]);
  const [timeZone, setTimeZone] = useState('Asia/Dubai');
  const [fault, setFault] = useState<Fault>('none');
  const [isOn, setOn] = useState(false);
  const [result, setResult] = useState<Result>();
  const [told, setTold] = useState<readonly Told[]>([]);
  const [failure, setFailure] = useState('');
  const [copied, setCopied] = useState('');
  const [ticked, setTicked] = useState<readonly Entry[]>([]);
  const [runs, setRuns] = useState(0);
  const shown = useRef<HTMLElement>(null);
  useEffect(() => shown.current?.scrollIntoView({ block: 'nearest' }), [result]);
  useEffect(() => void (opened && load(opened)), []);

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
  const load = (form: Opened) =>
    attempt(() => answer(api.sections.$post({ json: filledOf(form) })).then(setSections));
  const switchOff = () =>
    attempt(async () => {
      await answer(api.off.$post());
      setOn(false);
    });
  const open = async (form: Opened) => {
    if (isOn) await switchOff();
    setOpened(form);
    setSections([]);
    setResult(undefined);
    setTold([]);
    await load(form);
  };
  const tick = ({ error, records }: Outcome) => {
    if (opened && !error && records.length > 0) setTicked([...ticked, opened.entry]);
  };
  const hear = (more: readonly Told[]) => {
    setTold([...more, ...told]);
    more.forEach(tick);
    setRuns(runs + 1);
  };

  /** The open step: its texts, its form, and what can be done with it. */
  const draw = (form: Opened) => {
    const { entry } = form;
    const json = { ...filledOf(form), timeZone, fault };
    const fill = async (input: Values) => {
      const next = { entry, input: { ...input } };
      setOpened(next);
      history.replaceState(null, '', `#${encodeURIComponent(JSON.stringify(filledOf(next)))}`);
      const alters = sections.flatMap(({ fields }) => fields.filter((field) => field.altersDynamicFields));
      if (alters.some((field) => input[field.key] !== form.input[field.key])) await load(next);
    };
    const run = () =>
      attempt(async () => {
        const done = await answer(api.run.$post({ json }));
        setResult(done);
        tick(done);
      });
    const switchOn = () =>
      attempt(async () => {
        await answer(api.on.$post({ json }));
        setOn(true);
        setResult(undefined);
      });
    const repeat = (isForged: boolean) =>
      attempt(() => answer(api.repeat.$post({ json: isForged })).then(hear));
    const copy = async (text: string) => {
      await navigator.clipboard.writeText(text);
      setCopied(text);
    };
    const keys = sections.flatMap(({ fields }) => fields.map(({ key }) => key));
    const fitting = Object.entries(samples).flatMap(([name, sample]) => {
      const values = Object.entries(sample).filter(([key]) => keys.includes(key));
      return values.length > 0 ? [{ name, values: Object.fromEntries(values) }] : [];
    });
    return (
      <>
        <Heading key={`${entry.family} ${entry.key}`} entry={entry} />
        <p class="help">{entry.description}</p>
        <div class="pills" role="group" aria-label="Sample data">
          {fitting.map(({ name, values }) => (
            <Button key={name} class="pill" does={() => fill({ ...form.input, ...values })}>
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
            void run();
          }}
        >
          {sections.map((section) => (
            <Form
              key={section.title}
              section={section}
              values={form.input}
              change={(key, value) => fill({ ...form.input, [key]: value })}
            />
          ))}
          <div class="pills">
            <button class="primary">Test</button>
            {entry.isInstant && (
              <Button aria-pressed={isOn} does={isOn ? switchOff : switchOn}>
                {isOn ? 'Switch off' : 'Switch on'}
              </Button>
            )}
            {isOn && told.length > 0 && <Button does={() => repeat(false)}>Again</Button>}
            {isOn && told.length > 0 && <Button does={() => repeat(true)}>Forged</Button>}
            <Button does={() => copy(invokeLine(form, timeZone))}>Copy as invoke</Button>
            <Button does={() => copy(location.href)}>Copy link</Button>
          </div>
        </form>
        {copied !== '' && <pre aria-label="Copied">{copied}</pre>}
        {isOn && <p class="good">The Zap is on. Change something in Heffl.</p>}
      </>
    );
  };
  const zones = timeZones.map((zone) => [zone, zone] as const);
  return (
    <>
      <header>
        <h1>Heffl for Zapier</h1>
        <Select label="Time zone of the user" value={timeZone} options={zones} choose={setTimeZone} />
        <Select label="What goes wrong in Heffl" value={fault} options={faults} choose={setFault} />
      </header>
      <div class="columns">
        <Chooser chosen={opened?.entry} ticked={ticked} open={open} />
        <main>
          {!opened && <p>Choose a step, fill in its form, and test it: you see what Zapier and Heffl do.</p>}
          {opened && sections.length === 0 && <p>The form is loading.</p>}
          {opened && sections.length > 0 && draw(opened)}
        </main>
        <aside ref={shown} class="card" aria-label="Result" aria-live="polite">
          {failure !== '' && <ErrorBox message={failure} />}
          {told.map((one, index) => (
            <Delivery key={told.length - index} {...one} />
          ))}
          {result && <ResultView {...result} />}
        </aside>
        <HefflSide runs={runs} onTold={hear} />
      </div>
    </>
  );
};

type ChooserProps = {
  chosen: Entry | undefined;
  ticked: readonly Entry[];
  open: (form: Opened) => unknown;
};

const Chooser = ({ chosen, ticked, open }: ChooserProps) => {
  const [query, setQuery] = useState('');
  const [showsHidden, showHidden] = useState(false);
  const toggle = () => {
    showHidden(!showsHidden);
  };
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
      <Button class="link" aria-pressed={showsHidden} does={toggle}>
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
                does={() => open({ entry, input: {} })}
              >
                {entry.label} <Badge entry={entry} /> {ticked.includes(entry) && <span class="good">✔</span>}
              </Button>
            ))}
          </details>
        );
      })}
    </nav>
  );
};

/** All forms and texts on one page, for reading. */
const Export = ({ sections }: { sections: NonNullable<typeof forms> }) => (
  <main class="export">
    <h1>Heffl for Zapier: all steps</h1>
    {families.map(({ family, title }) => (
      <section key={family}>
        <h2>{title}</h2>
        {catalog.map(
          (entry, index) =>
            entry.family === family && (
              <details key={entry.key} class="card" open={!entry.isHidden}>
                <summary>
                  {entry.label} <code>{entry.key}</code> <Badge entry={entry} />
                </summary>
                <p>{entry.description}</p>
                {sections[index]?.map((section) => (
                  <Form key={section.title} section={section} values={{}} change={() => undefined} />
                ))}
              </details>
            ),
        )}
      </section>
    ))}
  </main>
);

render(forms ? <Export sections={forms} /> : <App />, document.body);

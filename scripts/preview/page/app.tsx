import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Entry, Family, Fault, Result, Section, Told } from '../workspace.js';
import { api, exported } from './api.js';
import { Form, isValues, type Values } from './form.js';
import { HefflSide } from './heffl.js';
import { Delivery, ErrorBox, Outputs, Requests } from './result.js';
import { samples } from './samples.js';

const titles: Readonly<Record<Family, string>> = {
  triggers: 'Triggers',
  creates: 'Actions',
  searches: 'Searches',
  searchOrCreates: 'Find or create',
};
const families = ['triggers', 'creates', 'searches', 'searchOrCreates'] as const;
const timeZones = ['Asia/Dubai', 'Asia/Kolkata', 'Europe/London', 'America/Chicago', 'Pacific/Auckland'];
const faults: Readonly<Record<Fault, string>> = {
  none: 'Heffl works',
  429: 'Too many requests (429)',
  503: 'Out of order (503)',
  slow: 'Slow (4 s)',
  cut: 'Connection cut off',
};

/** An open form: what a link restores. */
type Opened = { readonly family: Family; readonly key: string; readonly values: Values };

const linkTo = ({ family, key, values }: Opened): string =>
  `#${encodeURIComponent(JSON.stringify({ family, key, values }))}`;

const openedFrom = (hash: string): Opened | undefined => {
  try {
    const parts: unknown = JSON.parse(decodeURIComponent(hash.slice(1)));
    if (!isValues(parts)) return undefined;
    const { family: name, key, values } = parts;
    const family = families.find((one) => one === name);
    return family && typeof key === 'string' && isValues(values) ? { family, key, values } : undefined;
  } catch {
    return undefined;
  }
};

/** The line that runs the same step in Zapier's command line, which knows neither hooks nor find-or-create. */
const invokeLine = ({ family, key, values }: Opened): string => {
  const kind = { triggers: 'trigger', creates: 'create', searches: 'search', searchOrCreates: 'search' }[
    family
  ];
  return `npm run zapier -- invoke ${kind} ${key} -i '${JSON.stringify(values).replaceAll("'", "'\\''")}' --non-interactive`;
};

const App = () => {
  const [catalog, setCatalog] = useState<readonly Entry[]>([]);
  const [opened, setOpened] = useState(openedFrom(location.hash));
  const [sections, setSections] = useState<readonly Section[]>([]);
  const [result, setResult] = useState<(Result & { readonly used: number }) | undefined>();
  const [failure, setFailure] = useState<string>();
  const [timeZone, setTimeZone] = useState('Asia/Dubai');
  const [isOn, setOn] = useState(false);
  const [outputs, setOutputs] = useState<Result['outputs']>([]);
  const [told, setTold] = useState<readonly Told[]>([]);
  const [ticked, setTicked] = useState<readonly string[]>([]);

  useEffect(() => {
    void api.catalog.$get().then(async (response) => {
      setCatalog(await response.json());
    });
  }, []);

  const formOf = async ({ family, key, values }: Opened) => {
    const response = await api.form.$post({ json: { family, key, input: { ...values } } });
    if (response.ok) setSections(await response.json());
    else setFailure(await response.text());
  };
  useEffect(() => {
    if (opened) void formOf(opened);
  }, [opened?.key, opened?.family]);

  const entry = catalog.find(({ family, key }) => family === opened?.family && key === opened.key);
  const tick = (key: string) => {
    setTicked([...ticked, key]);
  };
  const open = (family: Family, key: string) => {
    if (isOn) void switchOff();
    setOpened({ family, key, values: {} });
    setResult(undefined);
    setFailure(undefined);
    setTold([]);
  };
  const fill = (values: Values) => {
    if (!opened) return;
    const next = { ...opened, values };
    setOpened(next);
    history.replaceState(null, '', linkTo(next));
    const alters = sections
      .flatMap(({ fields }) => fields)
      .filter(({ altersDynamicFields }) => altersDynamicFields)
      .some(({ key }) => values[key] !== opened.values[key]);
    if (alters) void formOf(next);
  };
  const run = async () => {
    if (!opened) return;
    const { family, key, values } = opened;
    const response = await api.run.$post({ json: { family, key, input: { ...values }, timeZone } });
    if (!response.ok) {
      setFailure(await response.text());
      return;
    }
    const done = await response.json();
    setResult(done);
    if (!done.error && done.missing.length === 0) tick(`${family} ${key}`);
  };
  const switchOn = async () => {
    if (!opened) return;
    const { error, outputs } = await (
      await api.zap.on.$post({ json: { key: opened.key, input: { ...opened.values } } })
    ).json();
    setFailure(error?.message);
    setOn(!error);
    setOutputs(outputs);
    setTold([]);
  };
  const switchOff = async () => {
    await api.zap.off.$post();
    setOn(false);
  };
  const repeat = async (isForged: boolean) => {
    setTold([...(await (await api.zap.repeat.$post({ json: { isForged } })).json()), ...told]);
  };
  const fields = sections.flatMap((section) => section.fields);
  const pour = (sample: Values) => {
    const known = fields.filter(({ key }) => key in sample).map(({ key }) => [key, sample[key]] as const);
    fill({ ...opened?.values, ...Object.fromEntries(known) });
  };

  return (
    <>
      <header>
        <h1>Heffl for Zapier</h1>
        <label>
          Time zone of the user{' '}
          <select
            value={timeZone}
            onChange={(event) => {
              setTimeZone(event.currentTarget.value);
            }}
          >
            {timeZones.map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        </label>
        <label>
          Heffl{' '}
          <select
            onChange={(event) => {
              const fault = Object.keys(faults).find(
                (one): one is Fault => one === event.currentTarget.value,
              );
              if (fault) void api.fault.$post({ json: fault });
            }}
          >
            {['none', '429', '503', 'slow', 'cut'].map((fault) => (
              <option key={fault} value={fault}>
                {Object.entries(faults).find(([one]) => one === fault)?.[1]}
              </option>
            ))}
          </select>
        </label>
      </header>
      <div class="columns">
        <Chooser catalog={catalog} chosen={opened} ticked={ticked} open={open} />
        <main>
          {opened && entry ? (
            <>
              <h2>
                {entry.label} {entry.isInstant && <span class="badge">Instant</span>}
              </h2>
              <p class="help">{entry.description}</p>
              <div class="pills" role="group" aria-label="Sample data">
                {Object.entries(samples).map(([name, sample]) => (
                  <button
                    type="button"
                    class="pill"
                    key={name}
                    onClick={() => {
                      pour(sample);
                    }}
                  >
                    {name}
                  </button>
                ))}
                <button
                  type="button"
                  class="pill"
                  onClick={() => {
                    fill({});
                  }}
                >
                  Empty
                </button>
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
                    values={opened.values}
                    change={(key, value) => {
                      fill({ ...opened.values, [key]: value });
                    }}
                  />
                ))}
                <div class="actions">
                  <button type="submit" class="primary">
                    {opened.family === 'triggers' ? 'Test trigger' : 'Test step'}
                  </button>
                  {entry.isInstant && (
                    <button
                      type="button"
                      onClick={() => void (isOn ? switchOff() : switchOn())}
                      aria-pressed={isOn}
                    >
                      {isOn ? 'Switch off' : 'Switch on'}
                    </button>
                  )}
                  {isOn && told.length > 0 && (
                    <>
                      <button type="button" onClick={() => void repeat(false)}>
                        Again
                      </button>
                      <button type="button" onClick={() => void repeat(true)}>
                        Forged
                      </button>
                    </>
                  )}
                  <button
                    type="button"
                    onClick={() => void navigator.clipboard.writeText(invokeLine(opened))}
                  >
                    Copy as invoke
                  </button>
                  <button type="button" onClick={() => void navigator.clipboard.writeText(location.href)}>
                    Copy link
                  </button>
                </div>
              </form>
              {isOn && <p class="good">The Zap is on. Change something in Heffl below.</p>}
            </>
          ) : (
            <p>Choose a step. Fill in its form, test it, and see what Zapier and Heffl do.</p>
          )}
        </main>
        <HefflSide
          onTold={(more) => {
            setTold([...more, ...told]);
            if (opened && more.some(({ records }) => records.length > 0))
              tick(`${opened.family} ${opened.key}`);
          }}
        />
        <aside aria-label="Result" aria-live="polite">
          {failure !== undefined && <div class="error">{failure}</div>}
          {told.map((one, index) => (
            <Delivery key={`${told.length - index}`} told={one} outputs={outputs} />
          ))}
          {result && result.missing.length > 0 && (
            <div class="error" role="alert">
              <p>Zapier asks for: {result.missing.join(', ')}.</p>
            </div>
          )}
          {result?.error && <ErrorBox error={result.error} />}
          {result && !result.error && result.missing.length === 0 && (
            <>
              {result.by && (
                <p class="good">
                  {result.by === 'find'
                    ? 'Found. Nothing was created.'
                    : 'Nothing was found, so it was created.'}
                </p>
              )}
              <Outputs outputs={result.outputs} rows={result.records} />
            </>
          )}
          {result && (
            <>
              <Requests requests={result.requests} used={result.used} />
              <details class="request">
                <summary>What Zapier hands to the app</summary>
                <pre>{JSON.stringify(result.input, undefined, 2)}</pre>
              </details>
            </>
          )}
        </aside>
      </div>
    </>
  );
};

const Chooser = ({
  catalog,
  chosen,
  ticked,
  open,
}: {
  readonly catalog: readonly Entry[];
  readonly chosen: Opened | undefined;
  readonly ticked: readonly string[];
  readonly open: (family: Family, key: string) => void;
}) => {
  const [query, setQuery] = useState('');
  const [showsHidden, showHidden] = useState(false);
  const wanted = catalog
    .filter(({ isHidden }) => showsHidden || !isHidden)
    .filter(({ label, key }) => `${label} ${key}`.toLowerCase().includes(query.toLowerCase()));
  return (
    <nav aria-label="Steps">
      <input
        type="search"
        aria-label="Search steps"
        placeholder="Search steps"
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
        }}
      />
      <label class="help">
        <input
          type="checkbox"
          checked={showsHidden}
          onChange={(event) => {
            showHidden(event.currentTarget.checked);
          }}
        />{' '}
        hidden steps
      </label>
      {families.map((family) => (
        <details key={family} open>
          <summary>{titles[family]}</summary>
          {wanted
            .filter((entry) => entry.family === family)
            .map(({ key, label, isInstant }) => (
              <button
                type="button"
                key={key}
                class={chosen?.family === family && chosen.key === key ? 'step chosen' : 'step'}
                onClick={() => {
                  open(family, key);
                }}
              >
                {label} {isInstant && <span class="badge">Instant</span>}
                {ticked.includes(`${family} ${key}`) && <span class="good"> ✔</span>}
              </button>
            ))}
        </details>
      ))}
    </nav>
  );
};

/** All forms and texts on one page, for reading. */
const Export = () => (
  <main class="export">
    <h1>Heffl for Zapier: all steps</h1>
    <p>Every form, its inputs in order, with the texts that a user reads.</p>
    {families.map((family) => (
      <section key={family}>
        <h2>{titles[family]}</h2>
        {(exported ?? [])
          .filter(({ entry }) => entry.family === family)
          .map(({ entry, sections }) => (
            <details key={entry.key} open={!entry.isHidden}>
              <summary>
                {entry.label} <code>{entry.key}</code> {entry.isInstant && <span class="badge">Instant</span>}
                {entry.isHidden && <span class="badge">Hidden</span>}
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

render(exported ? <Export /> : <App />, document.body);

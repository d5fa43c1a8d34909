import type { Exchange, Told } from '../workspace.js';

type Failure = NonNullable<Told['error']>;

/** What Zapier does after an error. */
const consequence = ({ name, delay }: Failure): string => {
  switch (name) {
    case 'HaltedError':
      return 'Zapier halts this run and leaves the Zap on. It is not repeated unless someone replays it.';
    case 'ThrottledError':
      return `Zapier runs the step again by itself in about ${delay ?? 60} seconds.`;
    case 'ExpiredAuthError':
      return 'Zapier stops the Zaps of this connection until someone reconnects Heffl.';
    default:
      return 'Zapier marks this run as errored, and may repeat it by itself (Autoreplay).';
  }
};

export const ErrorBox = ({ error }: { readonly error: Failure }) => (
  <div class="error" role="alert">
    <p>{error.message}</p>
    <p class="help">
      {error.name}. {consequence(error)}
    </p>
  </div>
);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

type Output = { readonly key: string; readonly label: string };
type Row = Readonly<Record<string, unknown>>;

/** The value of `key`, which may be nested (`body__id`) or a column of rows (`lineItems[]price`). */
const valueAt = (row: Row, key: string): unknown => {
  const [list = '', column] = key.split('[]');
  if (column !== undefined) {
    const rows: unknown = row[list];
    const cells: unknown[] = Array.isArray(rows) ? rows.map((one: Row) => one[column]) : [];
    return cells.filter((cell) => !isEmpty(cell));
  }
  const [outer = '', inner] = key in row ? [key] : key.split('__');
  const value = row[outer];
  if (inner === undefined) return value;
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === inner)?.[1]
    : undefined;
};

/** The outputs of a step by their labels. What is promised and empty is marked. */
export const Outputs = ({
  outputs,
  rows,
}: {
  readonly outputs: readonly Output[];
  readonly rows: readonly Row[];
}) => {
  if (rows.length === 0) return <p>Nothing was returned.</p>;
  return (
    <>
      {rows.slice(0, 3).map((row, index) => {
        const promised = outputs.map(({ key }) => key.split(/\[\]|__/)[0] ?? key);
        const others = Object.keys(row).filter((key) => !promised.includes(key));
        return (
          <table key={index}>
            <caption>{rows.length > 1 ? `${index + 1} of ${rows.length}` : 'Result'}</caption>
            <tbody>
              {[...outputs, ...others.map((key) => ({ key, label: key }))].map(({ key, label }) => {
                const value = valueAt(row, key);
                return (
                  <tr key={key} class={isEmpty(value) ? 'empty' : ''}>
                    <th scope="row">{label}</th>
                    <td>{isEmpty(value) ? 'empty' : shown(value)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        );
      })}
    </>
  );
};

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
};

/** Every request of a run, with its body and its answer. */
export const Requests = ({
  requests,
  used,
}: {
  readonly requests: readonly Exchange[];
  readonly used: number;
}) => (
  <section>
    <h3>
      Requests to Heffl: {requests.length} <span class="help">({used} of 60 in the last minute)</span>
    </h3>
    {requests.map(({ method, path, query, body, status, answer }, index) => (
      <details key={index} class="request">
        <summary>
          <b>{method}</b> {path}
          {Object.entries(query).map(([name, value]) => ` ${name}=${value.slice(0, 20)}`)}{' '}
          <span class={status !== undefined && status < 400 ? 'good' : 'bad'}>{status ?? 'no answer'}</span>
        </summary>
        {body !== '' && <pre>{body}</pre>}
        <pre>{pretty(answer).slice(0, 4000)}</pre>
      </details>
    ))}
  </section>
);

/** A delivery, with what the trigger returned for it. */
export const Delivery = ({ told, outputs }: { readonly told: Told; readonly outputs: readonly Output[] }) => (
  <section class="delivery">
    <h3>
      {told.event}{' '}
      {told.records.length === 0 && !told.error && <span class="help">not passed on to the Zap</span>}
    </h3>
    {told.error && <ErrorBox error={told.error} />}
    {told.records.length > 0 && <Outputs outputs={outputs} rows={told.records} />}
    <details class="request">
      <summary>The signed delivery</summary>
      <pre>{JSON.stringify(told.headers, undefined, 2)}</pre>
      <pre>{pretty(told.body)}</pre>
    </details>
  </section>
);

import type { Outcome, Result, Told } from '../workspace.js';
import { isValues } from './parts.js';

/** What Zapier does after an error. */
const consequence = ({ name, delay = 60 }: NonNullable<Outcome['error']>): string => {
  switch (name) {
    case 'HaltedError':
      return 'Zapier halts this run and leaves the Zap on. It is not repeated unless someone replays it.';
    case 'ThrottledError':
      return `Zapier runs the step again by itself in about ${delay} seconds.`;
    case 'ExpiredAuthError':
      return 'Zapier stops the Zaps of this connection until someone reconnects Heffl.';
    default:
      return 'Zapier marks this run as errored, and may repeat it by itself (Autoreplay).';
  }
};

export const ErrorBox = ({ message, next }: { message: string; next?: string }) => (
  <div class="note error" role="alert">
    <p>{message}</p>
    {next !== undefined && <p class="help">{next}</p>}
  </div>
);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** The value of `key`, which may be nested (`body__id`) or a column of rows (`lineItems[]price`). */
const valueAt = (record: unknown, key: string): unknown => {
  if (!isValues(record) || key in record) return isValues(record) ? record[key] : undefined;
  const [list = '', column] = key.split('[]');
  const rows = record[list];
  if (column !== undefined)
    return Array.isArray(rows)
      ? rows.map((row) => valueAt(row, column)).filter((cell) => !isEmpty(cell))
      : rows;
  const [outer = '', ...inner] = key.split('__');
  return inner.length > 0 ? valueAt(record[outer], inner.join('__')) : undefined;
};

/** Records by the labels of their outputs, or the error. An output that is promised and empty is marked. */
const OutcomeView = ({ outputs, records, error }: Outcome) => {
  if (error) return <ErrorBox message={error.message} next={`${error.name}. ${consequence(error)}`} />;
  if (records.length === 0) return <p>Nothing was returned.</p>;
  const promised = outputs.map(({ key }) => key.split(/\[\]|__/)[0]);
  const draw = (record: Outcome['records'][number]) => {
    const others = Object.keys(record).filter((key) => !promised.includes(key));
    return [...outputs, ...others.map((key) => ({ key, label: key }))].map(({ key, label }) => {
      const value = valueAt(record, key);
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return (
        <tr key={key}>
          <th scope="row">{label}</th>
          {isEmpty(value) ? <td class="empty">empty</td> : <td>{text}</td>}
        </tr>
      );
    });
  };
  return records.slice(0, 3).map((record, index) => (
    <table key={index}>
      <caption>{records.length > 1 ? `${index + 1} of ${records.length}` : 'Result'}</caption>
      {draw(record)}
    </table>
  ));
};

/** JSON in lines, and any other text as it is: a cut answer, or HTML. */
const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
};

const Exchange = ({ request, body, status, answer }: Result['requests'][number]) => (
  <details>
    <summary>
      <code>{request}</code> <b class={status && status < 400 ? 'good' : 'bad'}>{status ?? 'no answer'}</b>
    </summary>
    {body !== '' && <pre>{pretty(body)}</pre>}
    <pre>{pretty(answer)}</pre>
  </details>
);

/** A run: what came out of it, and every request with its body and its answer. */
export const ResultView = ({ missing, created, requests, used, input, ...outcome }: Result) => (
  <>
    {missing.length > 0 && <ErrorBox message={`Zapier asks for: ${missing.join(', ')}.`} />}
    {missing.length === 0 && <OutcomeView {...outcome} />}
    {created !== undefined && !outcome.error && (
      <p class="good">{created ? 'Nothing was found, so it was created.' : 'Found. Nothing was created.'}</p>
    )}
    <h3>
      Requests to Heffl: {requests.length} <span class="help">({used} of 60 in the last minute)</span>
    </h3>
    {requests.map((exchange, index) => (
      <Exchange key={index} {...exchange} />
    ))}
    <details>
      <summary>What Zapier hands to the app</summary>
      <pre>{JSON.stringify(input, undefined, 2)}</pre>
    </details>
  </>
);

/** A delivery, with what the trigger returned for it. */
export const Delivery = ({ event, headers, body, ...outcome }: Told) => (
  <section>
    <h3>{event}</h3>
    {outcome.records.length > 0 || outcome.error ? (
      <OutcomeView {...outcome} />
    ) : (
      <p>Not passed on to the Zap.</p>
    )}
    <details>
      <summary>The signed delivery</summary>
      <pre>{JSON.stringify(headers, undefined, 2)}</pre>
      <pre>{pretty(body)}</pre>
    </details>
  </section>
);

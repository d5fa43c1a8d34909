import type { Outcome, Result, Told } from '../workspace.js';
import { Fold, isValues } from './parts.js';

/** What Zapier does after an error. */
const consequence = ({ name, delay }: NonNullable<Outcome['error']>): string => {
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
  if (!isValues(record)) return undefined;
  if (key in record) return record[key];
  const [list = '', column] = key.split('[]');
  const rows: unknown = record[list];
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
  return (
    <>
      {records.slice(0, 3).map((record, index) => {
        const others = Object.keys(record).filter((key) => !promised.includes(key));
        return (
          <table key={index}>
            <caption>{records.length > 1 ? `${index + 1} of ${records.length}` : 'Result'}</caption>
            {[...outputs, ...others.map((key) => ({ key, label: key }))].map(({ key, label }) => {
              const value = valueAt(record, key);
              return (
                <tr key={key}>
                  <th scope="row">{label}</th>
                  {isEmpty(value) ? (
                    <td class="empty">empty</td>
                  ) : (
                    <td>{typeof value === 'string' ? value : JSON.stringify(value)}</td>
                  )}
                </tr>
              );
            })}
          </table>
        );
      })}
    </>
  );
};

/** JSON in lines, and any other text as it is: a cut answer, or HTML. */
const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
};

/** A run: what came out of it, and every request with its body and its answer. */
export const ResultView = (result: Result) => (
  <>
    {result.missing.length > 0 ? (
      <ErrorBox message={`Zapier asks for: ${result.missing.join(', ')}.`} />
    ) : (
      <OutcomeView {...result} />
    )}
    {result.created !== undefined && !result.error && (
      <p class="good">
        {result.created ? 'Nothing was found, so it was created.' : 'Found. Nothing was created.'}
      </p>
    )}
    <h3>
      Requests to Heffl: {result.requests.length}{' '}
      <span class="help">({result.used} of 60 in the last minute)</span>
    </h3>
    {result.requests.map(({ request, body, status, answer }, index) => (
      <Fold
        key={index}
        title={
          <>
            <code>{request}</code>{' '}
            <b class={status && status < 400 ? 'good' : 'bad'}>{status ?? 'no answer'}</b>
          </>
        }
      >
        {body !== '' && <pre>{pretty(body)}</pre>}
        <pre>{pretty(answer)}</pre>
      </Fold>
    ))}
    <Fold title="What Zapier hands to the app">
      <pre>{JSON.stringify(result.input, undefined, 2)}</pre>
    </Fold>
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
    <Fold title="The signed delivery">
      <pre>{JSON.stringify(headers, undefined, 2)}</pre>
      <pre>{pretty(body)}</pre>
    </Fold>
  </section>
);

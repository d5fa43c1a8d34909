import { useEffect, useState } from 'preact/hooks';
import type { Told } from '../workspace.js';
import { api } from './api.js';

type Collection = Parameters<typeof api.heffl.$post>[0]['json']['collection'];
type Stored = Readonly<Record<string, unknown>> & { readonly id?: unknown };
type Tables = Partial<Record<Collection, readonly Stored[]>>;

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The tables of Heffl's own app, with the columns that a person looks at. */
const tables = {
  leads: { title: 'Leads', name: 'name', columns: ['email', 'mobile'], stages: 'leadStages' },
  clients: { title: 'Clients', name: 'name', columns: ['email', 'phone'] },
  deals: { title: 'Deals', name: 'title', columns: ['price', 'status'], stages: 'pipelineStages' },
  tasks: { title: 'Tasks', name: 'title', columns: ['status', 'dueDate'] },
} as const;

/** Kinds that only events hold: each button does what a person does in Heffl. */
const buttons = [
  ['invoices', 'Invoice', ['SENT', 'PAID']],
  ['quotations', 'Quotation', ['SENT', 'ACCEPTED', 'REJECTED']],
] as const;

const lineItems = [{ name: 'AC maintenance', quantity: 4, price: 250 }];

/** Heffl's side of the page: what is stored, and what a person may do with it. `onTold` gets the deliveries that follow. */
export const HefflSide = ({ onTold }: { readonly onTold: (told: readonly Told[]) => void }) => {
  const [data, setData] = useState<Tables>({});
  const load = async () => {
    setData(await (await api.heffl.$get()).json());
  };
  useEffect(() => void load(), []);
  const change = async (collection: Collection, id?: string, fields?: Stored) => {
    const json = { collection, ...(id !== undefined && { id }), ...(fields && { fields: { ...fields } }) };
    const response = await api.heffl.$post({ json });
    if (response.ok) onTold(await response.json());
    await load();
  };
  const [client] = data.clients ?? [];
  const newest = (collection: Collection) => text(data[collection]?.at(-1)?.id);

  return (
    <section class="heffl" aria-label="Heffl">
      <h2>In Heffl</h2>
      <div class="pills">
        <button
          type="button"
          onClick={() => void change('leads', undefined, { name: 'Noor Haddad', email: 'noor@example.com' })}
        >
          New lead
        </button>
        <button
          type="button"
          onClick={() =>
            void change('formResponses', undefined, {
              formTitle: 'Contact us',
              responses: [{ label: 'Your name', value: 'Noor Haddad' }],
            })
          }
        >
          Form response
        </button>
        {buttons.map(([collection, noun, statuses]) => (
          <>
            <button
              type="button"
              onClick={() =>
                void change(collection, undefined, {
                  clientId: client?.id,
                  date: '2026-12-01',
                  dueDate: '2026-12-31',
                  lineItems,
                })
              }
            >
              New {noun.toLowerCase()}
            </button>
            {statuses.map((status) => (
              <button
                type="button"
                key={status}
                disabled={newest(collection) === ''}
                onClick={() => void change(collection, newest(collection), { status })}
              >
                {noun} {status.toLowerCase()}
              </button>
            ))}
          </>
        ))}
      </div>
      {(['leads', 'clients', 'deals', 'tasks'] as const).map((collection) => {
        const table = tables[collection];
        const { title, name, columns } = table;
        const stages = 'stages' in table ? (data[table.stages] ?? []) : [];
        return (
          <details key={collection} open={collection === 'leads'}>
            <summary>
              {title} ({data[collection]?.length ?? 0})
            </summary>
            <table>
              <tbody>
                {(data[collection] ?? []).slice(0, 12).map((record) => {
                  const id = text(record.id);
                  return (
                    <tr key={id}>
                      <td>
                        <input
                          aria-label={`${title}: ${name}`}
                          value={text(record[name])}
                          onChange={(event) =>
                            void change(collection, id, { [name]: event.currentTarget.value })
                          }
                        />
                      </td>
                      {columns.map((column) => (
                        <td key={column}>{text(record[column])}</td>
                      ))}
                      {stages.length > 0 && (
                        <td>
                          <select
                            aria-label={`${text(record[name])}: stage`}
                            value={text(record.stageId)}
                            onChange={(event) =>
                              void change(collection, id, { stageId: event.currentTarget.value })
                            }
                          >
                            {stages.map((stage) => (
                              <option key={text(stage.id)} value={text(stage.id)}>
                                {text(stage.name) || text(stage.label)}
                              </option>
                            ))}
                          </select>
                        </td>
                      )}
                      <td>
                        <button
                          type="button"
                          class="small"
                          aria-label={`Delete ${text(record[name])}`}
                          onClick={() => void change(collection, id)}
                        >
                          ✕
                        </button>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </details>
        );
      })}
    </section>
  );
};

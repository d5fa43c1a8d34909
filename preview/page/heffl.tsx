import { useEffect, useState } from 'preact/hooks';
import type { Told } from '../workspace.js';
import { answer, api } from './api.js';
import { Button, Select, textOf, type Values } from './parts.js';

type Collection = Parameters<typeof api.heffl.$post>[0]['json']['collection'];
type Tables = Partial<Record<Collection, readonly Values[]>>;

/** The tables of Heffl's own app, with the columns that a person looks at. */
const tables = [
  { kind: 'leads', noun: 'Lead', name: 'name', columns: ['email'], stages: 'leadStages' },
  { kind: 'clients', noun: 'Client', name: 'name', columns: ['email', 'phone'], stages: undefined },
  { kind: 'deals', noun: 'Deal', name: 'title', columns: ['price', 'status'], stages: 'pipelineStages' },
  { kind: 'tasks', noun: 'Task', name: 'title', columns: ['status', 'dueDate'], stages: undefined },
] as const;

/** What only events tell of: each button does what a person does in Heffl. */
const sales = [
  { kind: 'invoices', noun: 'Invoice', statuses: ['SENT', 'PAID'] },
  { kind: 'quotations', noun: 'Quotation', statuses: ['SENT', 'ACCEPTED', 'REJECTED'] },
] as const;

/** A new record of each kind. */
const fresh = ({ clients, pipelineStages }: Tables): Partial<Record<Collection, Values>> => {
  const clientId = clients?.[0]?.id;
  const [stage] = pipelineStages ?? [];
  const lineItems = [{ name: 'AC maintenance', quantity: 4, price: 250 }];
  const sale = { clientId, date: '2026-12-01', lineItems };
  return {
    leads: { name: 'Noor Haddad', email: 'noor@example.com', mobile: '+971501112233' },
    clients: { type: 'company', name: 'Desert Rose LLC', email: 'hello@desertrose.example.com' },
    deals: {
      title: 'Villa cleaning',
      pipelineId: stage?.pipelineId,
      stageId: stage?.id,
      clientId,
      price: 900,
    },
    tasks: { title: 'Call Noor back', type: 'call' },
    invoices: { ...sale, dueDate: '2026-12-31' },
    quotations: sale,
    formResponses: {
      formId: '1',
      formTitle: 'Contact us',
      responses: [{ label: 'Your name', value: 'Noor' }],
    },
  };
};

/** Heffl's side of the page: what is stored, and what a person may do with it. Loads again after each of `runs`. */
export const HefflSide = ({ runs, onTold }: { runs: number; onTold: (told: Told[]) => unknown }) => {
  const [data, setData] = useState<Tables>({});
  const load = () => answer(api.heffl.$get()).then(setData);
  useEffect(() => void load(), [runs]);
  const change = async (collection: Collection, id?: string, fields?: Values) => {
    const json = { collection, ...(id !== undefined && { id }), ...(fields && { fields: { ...fields } }) };
    onTold(await answer(api.heffl.$post({ json })));
  };
  const add = (kind: Collection) => change(kind, undefined, fresh(data)[kind] ?? {});
  return (
    <section class="heffl card" aria-label="Heffl">
      <h2>In Heffl</h2>
      <div class="pills">
        <Button does={() => add('formResponses')}>New form response</Button>
        {sales.map(({ kind, noun, statuses }) => {
          const newest = data[kind]?.at(-1);
          return [
            <Button does={() => add(kind)}>New {noun.toLowerCase()}</Button>,
            newest &&
              statuses.map((status) => (
                <Button key={status} does={() => change(kind, textOf(newest.id), { status })}>
                  {noun} {status.toLowerCase()}
                </Button>
              )),
          ];
        })}
      </div>
      {tables.map(({ kind, noun, name, columns, stages }) => (
        <details key={kind} open={kind === 'leads'}>
          <summary>
            {noun}s ({data[kind]?.length ?? 0})
          </summary>
          <Button does={() => add(kind)}>New {noun.toLowerCase()}</Button>
          <table>
            {(data[kind] ?? [])
              .slice(-12)
              .reverse()
              .map((record) => {
                const id = textOf(record.id);
                const named = textOf(record[name]);
                const steps = (data[stages ?? kind] ?? [])
                  .filter(({ pipelineId }) => pipelineId === undefined || pipelineId === record.pipelineId)
                  .map((stage) => [textOf(stage.id), textOf(stage.name)] as const);
                return (
                  <tr key={id}>
                    <td>
                      <input
                        aria-label={`${noun}: ${name}`}
                        value={named}
                        onChange={(event) => void change(kind, id, { [name]: event.currentTarget.value })}
                      />
                    </td>
                    {columns.map((column) => (
                      <td key={column}>{textOf(record[column])}</td>
                    ))}
                    <td>
                      {stages && (
                        <Select
                          label={`${named}: stage`}
                          value={textOf(record.stageId)}
                          options={steps}
                          choose={(stageId) => change(kind, id, { stageId })}
                        />
                      )}
                    </td>
                    <td>
                      <Button label={`Delete ${named}`} does={() => change(kind, id)}>
                        ✕
                      </Button>
                    </td>
                  </tr>
                );
              })}
          </table>
        </details>
      ))}
    </section>
  );
};

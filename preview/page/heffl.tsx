import { useEffect, useState } from 'preact/hooks';
import type { Change, Told } from '../workspace.js';
import { answer, api, Button, Select, Text, textOf, type Values } from './parts.js';

type Collection = Change['collection'];
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
const fresh = ({ clients, pipelineStages: [stage] = [] }: Tables): Partial<Record<Collection, Values>> => {
  const clientId = clients?.[0]?.id;
  const place = { pipelineId: stage?.pipelineId, stageId: stage?.id, clientId };
  const lineItems = [{ name: 'AC maintenance', quantity: 4, price: 250 }];
  const sale = { clientId, date: '2026-12-01', lineItems };
  const responses = [{ label: 'Your name', value: 'Noor' }];
  return {
    leads: { name: 'Noor Haddad', email: 'noor@example.com', mobile: '+971501112233' },
    clients: { type: 'company', name: 'Desert Rose LLC', email: 'hello@desertrose.example.com' },
    deals: { title: 'Villa cleaning', ...place, price: 900 },
    tasks: { title: 'Call Noor back', type: 'call' },
    invoices: { ...sale, dueDate: '2026-12-31' },
    quotations: sale,
    formResponses: { formId: '1', formTitle: 'Contact us', responses },
  };
};

/** Heffl's side of the page: what is stored, and what a person may do with it. Loads again after each of `runs`. */
export const HefflSide = ({ runs, onTold }: { runs: number; onTold: (told: Told[]) => unknown }) => {
  const [data, setData] = useState<Tables>({});
  useEffect(() => void answer(api.heffl.$get()).then(setData), [runs]);
  const change = async (collection: Collection, id?: string, fields?: Values) => {
    const json = { collection, ...(id !== undefined && { id }), ...(fields && { fields: { ...fields } }) };
    onTold(await answer(api.heffl.$post({ json })));
  };
  const drawNew = ({ kind, noun }: { kind: Collection; noun: string }) => (
    <Button does={() => change(kind, undefined, fresh(data)[kind] ?? {})}>New {noun.toLowerCase()}</Button>
  );
  const drawStatus = ({ kind, noun }: (typeof sales)[number], status: string) => {
    const newest = data[kind]?.at(-1);
    return (
      newest && (
        <Button does={() => change(kind, textOf(newest.id), { status })}>
          {noun} {status.toLowerCase()}
        </Button>
      )
    );
  };
  const drawRow = ({ kind, noun, name, columns, stages }: (typeof tables)[number], record: Values) => {
    const id = textOf(record.id);
    const named = textOf(record[name]);
    const steps = (data[stages ?? kind] ?? [])
      .filter(({ pipelineId }) => pipelineId === undefined || pipelineId === record.pipelineId)
      .map((stage) => [textOf(stage.id), textOf(stage.name)] as const);
    const select = stages && (
      <Select
        label={`${named}: stage`}
        value={textOf(record.stageId)}
        options={steps}
        choose={(stageId) => change(kind, id, { stageId })}
      />
    );
    const rename = (text: string) => change(kind, id, { [name]: text });
    return (
      <tr key={id}>
        <td>
          <Text label={`${noun}: ${name}`} value={named} change={rename} />
        </td>
        {columns.map((column) => (
          <td key={column}>{textOf(record[column])}</td>
        ))}
        <td>{select}</td>
        <td>
          <Button aria-label={`Delete ${named}`} does={() => change(kind, id)}>
            ✕
          </Button>
        </td>
      </tr>
    );
  };
  return (
    <section class="heffl card" aria-label="Heffl">
      <h2>In Heffl</h2>
      <div class="pills">
        {drawNew({ kind: 'formResponses', noun: 'form response' })}
        {sales.map((sale) => [drawNew(sale), sale.statuses.map((status) => drawStatus(sale, status))])}
      </div>
      {tables.map((table) => {
        const records = data[table.kind] ?? [];
        return (
          <details key={table.kind} open={table.kind === 'leads'}>
            <summary>
              {table.noun}s ({records.length})
            </summary>
            {drawNew(table)}
            <table>
              {records
                .slice(-12)
                .reverse()
                .map((record) => drawRow(table, record))}
            </table>
          </details>
        );
      })}
    </section>
  );
};

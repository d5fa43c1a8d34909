import { PAGE_SIZE } from '../../src/heffl/facts.js';
import type { CollectionName, Sandbox } from '../../test/sandbox/index.js';
import { sealed } from '../../test/support/instant-zaps.js';
import { showProgress } from '../command.js';
import { startLambda } from '../package/lambda.js';
import { median, type Row, row, type Table } from './table.js';

/** A name, a method, what each run is given, and the most requests of the first run and of later ones, which may read its cache. */
type Operation = readonly [name: string, method: string, bundle: () => object, first: number, later: number];

const RUNS = 20;
const SECRET = `whsec_${Buffer.from('a secret of the webhook in bench').toString('base64')}`;
const DAY_MS = 86_400_000;

const operationsIn = (sandbox: Sandbox): readonly Operation[] => {
  const newest = (collection: CollectionName) => sandbox.records.list(collection).at(-1);
  const run = (name: string, step: string, input: () => object, first = 1, later = 1): Operation => [
    name,
    `${step}.operation.perform`,
    () => ({ inputData: input() }),
    first,
    later,
  ];
  let deliveries = 0;
  const delivery = () => {
    const payload = { id: 'ld_1', name: 'Jane Smith', customFields: {} };
    const body = { event: 'lead.created', timestamp: '2026-11-23T10:00:00.000Z', payload };
    const subscribeData = { id: 'whk_1', secret: SECRET };
    return { subscribeData, ...sealed({ body, id: `msg_${++deliveries}` }, SECRET) };
  };
  const deal = () => {
    const stage = newest('pipelineStages');
    const place = { pipelineId: stage?.pipelineId, stageId: stage?.id };
    return { title: 'Villa deep cleaning', clientId: newest('clients')?.id, ...place };
  };
  const invoice = () => {
    const lineItems = [{ name: 'Deep cleaning', quantity: 1, price: 1200 }];
    return { clientId: newest('clients')?.id, date: '2026-11-23', dueDate: '2026-12-23', lineItems };
  };
  const byId = () => ({ search_by: 'id', search_value: newest('leads')?.id });
  const byEmail = () => {
    const { email } = sandbox.create('leads', { name: 'Jane Smith', email: 'jane@example.com' });
    return { search_by: 'email', search_value: email };
  };
  const old = () => ({ id: sandbox.create('leads', { name: 'Old' }).id });
  const form = 'creates.create_lead.operation.inputFields';
  return [
    run('Create lead', 'creates.create_lead', () => ({ name: 'Jane Smith', mobile: '+971501234567' })),
    run('Create client', 'creates.create_client', () => ({ type: 'company', name: 'Al Noor LLC' })),
    run('Create deal, with its names', 'creates.create_deal', deal, 2),
    run('Create task', 'creates.create_task', () => ({ title: 'Call Jane Smith' })),
    run('Create invoice', 'creates.create_invoice', invoice),
    run('Update lead', 'creates.update_lead', () => ({ id: newest('leads')?.id, value: 2500 })),
    run('Delete lead', 'creates.delete_lead', old),
    run('Find lead by ID', 'searches.find_lead', byId),
    run('Find lead by email, on page 1', 'searches.find_lead', byEmail),
    run(`Poll ${PAGE_SIZE} leads`, 'triggers.new_lead', () => ({})),
    ['Receive an event', 'triggers.lead_created.operation.perform', delivery, 0, 0],
    run('Open a dropdown', 'triggers.lead_stage_list', () => ({}), 1, 0),
    ['Open a form', form, () => ({}), 1, 0],
  ];
};

/** Time and heap of each kind of operation in a warm process, and the requests to Heffl. */
export const perOperation = async (folder: string, sandbox: Sandbox, zapier: string): Promise<Table> => {
  // A full page, of leads that are old enough for a poll not to ask for another one.
  for (let count = sandbox.records.count('leads'); count < PAGE_SIZE; count++)
    sandbox.create('leads', { name: `Lead ${count}`, cf_budget: count }, Date.now() - DAY_MS);
  const lambda = startLambda(folder, zapier, ['--expose-gc']);
  const authData = { api_key: sandbox.apiKey };
  const measure = async ([name, method, bundle, mostFirst, mostLater]: Operation): Promise<Row> => {
    const runs: { ms: number; bytes: number; requests: number }[] = [];
    for (let run = 0; run <= RUNS; run++) {
      const filled = { authData, ...bundle() };
      const before = sandbox.requests.length;
      const result = await lambda.run({ method, bundle: filled });
      runs.push({ ...result, requests: sandbox.requests.length - before });
    }
    const warm = runs.slice(1);
    const first = runs[0]?.requests ?? NaN;
    const later = Math.max(...warm.map(({ requests }) => requests));
    const time = `${median(warm.map(({ ms }) => ms)).toFixed(0)} ms`;
    const heap = `${(median(warm.map(({ bytes }) => bytes)) / 1e6).toFixed(1)} MB`;
    const isMet = first <= mostFirst && later <= mostLater;
    return row([name, time, heap, `${first}`, `${later}`, `${mostFirst}, ${mostLater}`], isMet);
  };
  const rows: Row[] = [];
  const operations = operationsIn(sandbox);
  try {
    for (const operation of operations) {
      rows.push(await measure(operation));
      showProgress('Operations', rows.length, operations.length);
    }
  } finally {
    await lambda.close();
  }
  return {
    title: `Each operation: median of ${RUNS} warm runs; requests of the first and later runs`,
    columns: ['', 'Time', 'Heap', 'First', 'Later', 'Target'],
    rows,
  };
};

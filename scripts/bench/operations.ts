import { PAGE_SIZE } from '../../src/heffl/facts.js';
import type { CollectionName, Sandbox } from '../../test/sandbox/index.js';
import { sealed } from '../../test/support/instant-zaps.js';
import { showProgress } from '../command.js';
import { startLambda } from '../package/lambda.js';
import type { Unpacked } from './beside-empty.js';
import { median, ms, type Row, row, type Table } from './table.js';

type Operation = {
  readonly name: string;
  readonly method: string;
  /** What one run is given. Called for each run. */
  readonly bundle: () => object;
  /** The most requests of the first run, and of every later one, which may read what the first has cached. */
  readonly requests: readonly [first: number, later: number];
};

const RUNS = 20;
const SECRET = `whsec_${Buffer.from('a secret of the webhook in bench').toString('base64')}`;
const DAY_MS = 86_400_000;

/** Time and heap of each kind of operation in a warm process, and the requests to Heffl. */
export const perOperation = async (
  { folder }: Unpacked,
  sandbox: Sandbox,
  zapier: string,
): Promise<Table> => {
  // A full page, of leads that are old enough for a poll not to ask for another one.
  for (let count = sandbox.records.count('leads'); count < PAGE_SIZE; count++) {
    sandbox.create('leads', { name: `Lead ${count}`, cf_budget: count }, Date.now() - DAY_MS);
  }
  const lambda = startLambda(folder, zapier, ['--expose-gc']);
  const authData = { api_key: sandbox.apiKey };
  const measure = async ({ name, method, bundle, requests: most }: Operation): Promise<Row> => {
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
    const time = ms(median(warm.map((run) => run.ms)));
    const heap = `${(median(warm.map(({ bytes }) => bytes)) / 1e6).toFixed(1)} MB`;
    return row(
      [name, time, heap, `${first}`, `${later}`, most.join(', ')],
      first <= most[0] && later <= most[1],
    );
  };
  try {
    const operations = operationsIn(sandbox);
    const rows: Row[] = [];
    for (const operation of operations) {
      rows.push(await measure(operation));
      showProgress('Operations', rows.length, operations.length);
    }
    return {
      title: `Each operation: median of ${RUNS} warm runs; requests of the first and later runs`,
      columns: ['', 'Time', 'Heap', 'First', 'Later', 'Target'],
      rows,
    };
  } finally {
    await lambda.close();
  }
};

const operationsIn = (sandbox: Sandbox): Operation[] => {
  const newest = (collection: CollectionName): string => sandbox.records.list(collection).at(-1)?.id ?? '';
  const run = (
    name: string,
    step: string,
    inputData: () => object,
    requests: Operation['requests'] = [1, 1],
  ): Operation => ({
    name,
    method: `${step}.operation.perform`,
    bundle: () => ({ inputData: inputData() }),
    requests,
  });
  let deliveries = 0;
  const delivery = () => {
    const payload = { id: 'ld_1', name: 'Jane Smith', customFields: {} };
    const body = { event: 'lead.created', timestamp: '2026-11-23T10:00:00.000Z', payload };
    const subscribeData = { id: 'whk_1', secret: SECRET };
    return { subscribeData, ...sealed({ body, id: `msg_${++deliveries}` }, SECRET) };
  };
  return [
    run('Create lead', 'creates.create_lead', () => ({ name: 'Jane Smith', mobile: '+971501234567' })),
    run('Create client', 'creates.create_client', () => ({ type: 'company', name: 'Al Noor LLC' })),
    run(
      'Create deal, with its names',
      'creates.create_deal',
      () => {
        const stage = sandbox.records.list('pipelineStages').at(-1);
        const place = { pipelineId: stage?.pipelineId, stageId: stage?.id };
        return { title: 'Villa deep cleaning', clientId: newest('clients'), ...place };
      },
      [2, 1],
    ),
    run('Create task', 'creates.create_task', () => ({ title: 'Call Jane Smith' })),
    run('Create invoice', 'creates.create_invoice', () => {
      const lineItems = [{ name: 'Deep cleaning', quantity: 1, price: 1200 }];
      return { clientId: newest('clients'), date: '2026-11-23', dueDate: '2026-12-23', lineItems };
    }),
    run('Update lead', 'creates.update_lead', () => ({ id: newest('leads'), value: 2500 })),
    run('Delete lead', 'creates.delete_lead', () => ({ id: sandbox.create('leads', { name: 'Old' }).id })),
    run('Find lead by ID', 'searches.find_lead', () => ({
      search_by: 'id',
      search_value: newest('leads'),
    })),
    run('Find lead by email, on page 1', 'searches.find_lead', () => {
      const { email } = sandbox.create('leads', { name: 'Jane Smith', email: 'jane@example.com' });
      return { search_by: 'email', search_value: email };
    }),
    run(`Poll ${PAGE_SIZE} leads`, 'triggers.new_lead', () => ({})),
    {
      name: 'Receive an event',
      method: 'triggers.lead_created.operation.perform',
      bundle: delivery,
      requests: [0, 0],
    },
    run('Open a dropdown', 'triggers.lead_stage_list', () => ({}), [1, 0]),
    {
      name: 'Open a form',
      method: 'creates.create_lead.operation.inputFields',
      bundle: () => ({}),
      requests: [1, 0],
    },
  ];
};

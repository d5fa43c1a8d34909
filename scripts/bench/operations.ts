import type { Sandbox } from '../../test/sandbox/index.js';
import { sealed } from '../../test/support/instant-zaps.js';
import { startLambda } from '../package/lambda.js';
import type { Unpacked } from './archives.js';
import { kilobytes, median, ms, type Report, type Row } from './report.js';

type Site = {
  readonly sandbox: Sandbox;
  readonly heffl: Unpacked;
  readonly zapier: string;
};

type Operation = {
  readonly name: string;
  readonly method: string;
  /** What one run is given; made anew for each. */
  readonly bundle: (sandbox: Sandbox) => object;
  /** The most requests of the first run, where it fills a cache that later runs read. */
  readonly first?: number;
  /** The most requests of every later run. */
  readonly target: number;
};

const RUNS = 20;
const SECRET = `whsec_${Buffer.from('a secret of the webhook in bench').toString('base64')}`;

const perform = (step: string): string => `${step}.operation.perform`;
const idOf = (sandbox: Sandbox, collection: Parameters<Sandbox['records']['list']>[0]): string =>
  sandbox.records.list(collection).at(-1)?.id ?? '';

const deal = (sandbox: Sandbox) => {
  const stage = sandbox.records.list('pipelineStages').at(-1);
  return {
    title: 'Villa deep cleaning',
    clientId: idOf(sandbox, 'clients'),
    pipelineId: stage?.pipelineId,
    stageId: stage?.id,
  };
};

let deliveries = 0;
const delivery = () => {
  const payload = { id: 'ld_1', name: 'Jane Smith', customFields: {} };
  const body = { event: 'lead.created', timestamp: '2026-11-23T10:00:00.000Z', payload };
  return {
    subscribeData: { id: 'whk_1', secret: SECRET },
    ...sealed({ body, id: `msg_${++deliveries}` }, SECRET),
  };
};

const input = (inputData: object) => ({ inputData });

const operations: readonly Operation[] = [
  {
    name: 'Create lead',
    method: perform('creates.create_lead'),
    bundle: () => input({ name: 'Jane Smith', mobile: '+971501234567' }),
    target: 1,
  },
  {
    name: 'Create client',
    method: perform('creates.create_client'),
    bundle: () => input({ type: 'company', name: 'Al Noor LLC' }),
    target: 1,
  },
  {
    name: 'Create deal, with its names',
    method: perform('creates.create_deal'),
    bundle: (sandbox) => input(deal(sandbox)),
    first: 2,
    target: 1,
  },
  {
    name: 'Create task',
    method: perform('creates.create_task'),
    bundle: () => input({ title: 'Call Jane Smith' }),
    target: 1,
  },
  {
    name: 'Create invoice',
    method: perform('creates.create_invoice'),
    bundle: (sandbox) =>
      input({
        clientId: idOf(sandbox, 'clients'),
        date: '2026-11-23',
        dueDate: '2026-12-23',
        lineItems: [{ name: 'Deep cleaning', quantity: 1, price: 1200 }],
      }),
    target: 1,
  },
  {
    name: 'Update lead',
    method: perform('creates.update_lead'),
    bundle: (sandbox) => input({ id: idOf(sandbox, 'leads'), value: 2500 }),
    target: 1,
  },
  {
    name: 'Delete lead',
    method: perform('creates.delete_lead'),
    bundle: (sandbox) => input({ id: sandbox.create('leads', { name: 'Old' }).id }),
    target: 1,
  },
  {
    name: 'Find lead by ID',
    method: perform('searches.find_lead'),
    bundle: (sandbox) => input({ search_by: 'id', search_value: idOf(sandbox, 'leads') }),
    target: 1,
  },
  {
    name: 'Find lead by email, on the first page',
    method: perform('searches.find_lead'),
    bundle: (sandbox) => {
      sandbox.create('leads', { name: 'Jane Smith', email: 'jane.smith@example.com' });
      return input({ search_by: 'email', search_value: 'jane.smith@example.com' });
    },
    target: 1,
  },
  { name: 'Poll leads', method: perform('triggers.new_lead'), bundle: () => input({}), target: 1 },
  {
    name: 'Receive an event',
    method: perform('triggers.lead_created'),
    bundle: delivery,
    target: 0,
  },
  {
    name: 'Open a dropdown',
    method: perform('triggers.lead_stage_list'),
    bundle: () => input({}),
    first: 1,
    target: 0,
  },
  {
    name: 'Open a form',
    method: 'creates.create_lead.operation.inputFields',
    bundle: () => input({}),
    first: 1,
    target: 0,
  },
];

/** What each kind of operation costs, in a process that is warm. */
export const perOperation = async ({ sandbox, heffl, zapier }: Site): Promise<Report> => {
  const lambda = startLambda(heffl.folder, zapier, ['--expose-gc']);
  const authData = { api_key: sandbox.apiKey };

  const measure = async (operation: Operation): Promise<Row> => {
    const { name, method, bundle, target, first = target } = operation;
    const runs: { ms: number; bytes: number; requests: number }[] = [];
    for (let run = 0; run <= RUNS; run++) {
      const filled = { authData, ...bundle(sandbox) };
      const before = sandbox.requests.length;
      const result = await lambda.run({ method, bundle: filled });
      runs.push({ ...result, requests: sandbox.requests.length - before });
    }
    const [start, ...later] = runs;
    const [firstRequests, laterRequests] = [
      start?.requests ?? NaN,
      Math.max(...later.map(({ requests }) => requests)),
    ];
    return {
      cells: [
        name,
        ms(median(later.map((run) => run.ms))),
        kilobytes(median(later.map((run) => run.bytes))),
        String(firstRequests),
        String(laterRequests),
        first === target ? String(target) : `${first}, then ${target}`,
      ],
      isMet: firstRequests <= first && laterRequests <= target,
    };
  };

  try {
    const rows: Row[] = [];
    for (const operation of operations) rows.push(await measure(operation));
    return {
      title: `Each operation, warm (median of ${RUNS} runs)`,
      columns: ['', 'Time', 'Memory', 'Requests at first', 'Requests later', 'Target'],
      rows,
    };
  } finally {
    await lambda.close();
  }
};

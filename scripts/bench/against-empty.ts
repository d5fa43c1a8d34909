import { PAGE_SIZE } from '../../src/heffl/api.js';
import type { Sandbox } from '../../test/sandbox/index.js';
import type { Unpacked } from './archives.js';
import { startLambda, type Event } from './lambda.js';
import { kilobytes, median, megabytes, ms, times, type Report, type Row } from './report.js';

type Contest = {
  readonly heffl: Unpacked;
  readonly empty: Unpacked;
  readonly sandbox: Sandbox;
  /** The address of the services that stand in for Zapier's. */
  readonly zapier: string;
  /** How many cold starts of each app. */
  readonly rounds: number;
};

const WARM_POLLS = 40;
const DAY_MS = 86_400_000;
const MOST_COLD_START = 1.05;
const MOST_ZIP = 1.2;
const MOST_ZIP_BYTES = 800_000;

/** This app and an empty one side by side: cold on the few leads of the sandbox, warm on a full page of them. */
export const againstEmpty = async (contest: Contest): Promise<Report> => {
  const { heffl, empty, sandbox, rounds } = contest;
  const cold = await coldStarts(contest);
  const coldRatio = median(cold.map((pair) => pair.heffl / pair.empty));
  for (let index = sandbox.records.count('leads'); index < PAGE_SIZE; index++) {
    sandbox.create('leads', { name: `Lead ${index}`, cf_budget: index }, Date.now() - DAY_MS);
  }
  const warm = { heffl: await warmPoll(contest, heffl), empty: await warmPoll(contest, empty) };

  const row = (
    what: string,
    text: (value: number) => string,
    { own, other, ratio = own / other }: { own: number; other: number; ratio?: number },
    target?: { readonly text: string; readonly isMet: boolean },
  ): Row => ({
    cells: [what, text(own), text(other), times(ratio), target?.text ?? ''],
    ...(target && { isMet: target.isMet }),
  });
  return {
    title: 'Beside an empty app on the same core',
    columns: ['', 'Heffl', 'Empty app', 'Ratio', 'Target'],
    rows: [
      row(
        `Cold start, median of ${rounds}`,
        ms,
        {
          own: median(cold.map((pair) => pair.heffl)),
          other: median(cold.map((pair) => pair.empty)),
          ratio: coldRatio,
        },
        { text: `≤ ${MOST_COLD_START} ×`, isMet: coldRatio <= MOST_COLD_START },
      ),
      row(
        'Zip',
        megabytes,
        { own: heffl.bytes, other: empty.bytes },
        {
          text: `≤ 0.80 MB, ≤ ${MOST_ZIP} ×`,
          isMet: heffl.bytes <= MOST_ZIP_BYTES && heffl.bytes <= empty.bytes * MOST_ZIP,
        },
      ),
      row(`Poll of ${PAGE_SIZE} leads, warm`, ms, { own: warm.heffl.ms, other: warm.empty.ms }),
      row('Memory of that poll', kilobytes, { own: warm.heffl.bytes, other: warm.empty.bytes }),
    ],
  };
};

/**
 * From the start of a process to the answer of its first poll, in milliseconds. The two apps take turns in going first,
 * so that whatever else the machine does, it does to both.
 */
const coldStarts = async ({ heffl, empty, sandbox, zapier, rounds }: Contest) => {
  const coldStart = async ({ folder }: Unpacked): Promise<number> => {
    const started = performance.now();
    const lambda = startLambda(folder, zapier);
    await lambda.run(pollOf(sandbox));
    const took = performance.now() - started;
    await lambda.close();
    return took;
  };
  const pairs: { heffl: number; empty: number }[] = [];
  // The first round warms the disk.
  for (let round = 0; round <= rounds; round++) {
    const first = round % 2 === 0 ? await coldStart(heffl) : undefined;
    const other = await coldStart(empty);
    pairs.push({ heffl: first ?? (await coldStart(heffl)), empty: other });
  }
  return pairs.slice(1);
};

const warmPoll = async ({ sandbox, zapier }: Contest, { folder }: Unpacked) => {
  const lambda = startLambda(folder, zapier, ['--expose-gc']);
  const runs: Awaited<ReturnType<typeof lambda.run>>[] = [];
  for (let run = 0; run < 2 * WARM_POLLS; run++) runs.push(await lambda.run(pollOf(sandbox)));
  await lambda.close();
  const warm = runs.slice(WARM_POLLS);
  return { ms: median(warm.map((run) => run.ms)), bytes: median(warm.map((run) => run.bytes)) };
};

const pollOf = ({ apiKey }: Sandbox): Event => ({
  method: 'triggers.new_lead.operation.perform',
  bundle: { authData: { api_key: apiKey } },
});

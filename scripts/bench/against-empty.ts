import { PAGE_SIZE } from '../../src/heffl/facts.js';
import type { Sandbox } from '../../test/sandbox/index.js';
import { MOST_ZIP_BYTES } from '../package/archive.js';
import { type LambdaEvent, startLambda } from '../package/lambda.js';
import type { Archives, Unpacked } from './archives.js';
import { kilobytes, median, megabytes, ms, type Report, type Row, times } from './report.js';

type Contest = Archives & {
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

/** This app and an empty one side by side: cold on the few leads of the sandbox, warm on a full page of them. */
export const againstEmpty = async (contest: Contest): Promise<Report> => {
  const { heffl, empty, sandbox, rounds } = contest;
  const cold = await coldStarts(contest);
  const besideEmpty = compared(cold, 'empty');
  // As many as a page holds, and old enough for one request to be enough.
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
      row(`Cold start, median of ${rounds}`, ms, besideEmpty, {
        text: `≤ ${MOST_COLD_START} ×`,
        isMet: besideEmpty.ratio <= MOST_COLD_START,
      }),
      row('… with the packages of both slimmed', ms, compared(cold, 'slimEmpty')),
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

const APPS = ['heffl', 'empty', 'slimEmpty'] as const satisfies readonly (keyof Archives)[];

/** The milliseconds of one cold start of each app. */
type Round = Readonly<Record<keyof Archives, number>>;

/** The medians; the ratio is that of the rounds, because whatever else the machine does, it does to both apps of one. */
const compared = (rounds: readonly Round[], other: Exclude<keyof Round, 'heffl'>) => ({
  own: median(rounds.map((round) => round.heffl)),
  other: median(rounds.map((round) => round[other])),
  ratio: median(rounds.map((round) => round.heffl / round[other])),
});

/** From the start of a process to the answer of its first poll. The apps take turns in going first. */
const coldStarts = async (contest: Contest): Promise<Round[]> => {
  const { sandbox, zapier, rounds } = contest;
  const coldStart = async ({ folder }: Unpacked): Promise<number> => {
    const started = performance.now();
    const lambda = startLambda(folder, zapier);
    await lambda.run(pollOf(sandbox));
    const took = performance.now() - started;
    await lambda.close();
    return took;
  };
  const results: Round[] = [];
  // The first round warms the disk.
  for (let round = 0; round <= rounds; round++) {
    const took = { heffl: 0, empty: 0, slimEmpty: 0 };
    for (const app of rotated(APPS, round)) took[app] = await coldStart(contest[app]);
    results.push(took);
  }
  return results.slice(1);
};

const rotated = <T>(items: readonly T[], by: number): T[] => {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
};

const warmPoll = async ({ sandbox, zapier }: Contest, { folder }: Unpacked) => {
  const lambda = startLambda(folder, zapier, ['--expose-gc']);
  const runs: Awaited<ReturnType<typeof lambda.run>>[] = [];
  for (let run = 0; run < 2 * WARM_POLLS; run++) runs.push(await lambda.run(pollOf(sandbox)));
  await lambda.close();
  const warm = runs.slice(WARM_POLLS);
  return { ms: median(warm.map((run) => run.ms)), bytes: median(warm.map((run) => run.bytes)) };
};

const pollOf = ({ apiKey }: Sandbox): LambdaEvent => ({
  method: 'triggers.new_lead.operation.perform',
  bundle: { authData: { api_key: apiKey } },
});

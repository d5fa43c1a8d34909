import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { showProgress } from '../command.js';
import { bundle, dist, MOST_ZIP_BYTES, slim, stage, unpack, zip } from '../package/archive.js';
import { startLambda } from '../package/lambda.js';
import { median, row, type Table } from './table.js';

/** An archive that Zapier could get, unpacked. */
type Unpacked = { readonly folder: string; readonly bytes: number };

const MOST_COLD_START = 1.05;
const MOST_ZIP = 1.2;
/** Fewer rounds say too little to miss a target by. */
const FEWEST_ROUNDS = 20;

/** Builds and unpacks this app, and the empty one as Zapier's own build makes it, in folders below `folder`. */
export const buildBoth = async (folder: string): Promise<Record<'heffl' | 'empty', Unpacked>> => {
  const unpacked = async (entry: string, bundled: string, isSlim: boolean): Promise<Unpacked> => {
    await bundle(entry, bundled);
    const staged = mkdtempSync(join(folder, 'stage-'));
    stage(staged, bundled);
    if (isSlim) slim(staged);
    const target = mkdtempSync(join(folder, 'app-'));
    return { folder: target, bytes: unpack(zip(staged).build, target).bytes };
  };
  return {
    heffl: await unpacked('index.ts', dist, true),
    empty: await unpacked('scripts/bench/empty-app.ts', join(folder, 'empty-dist'), false),
  };
};

/**
 * Compares cold start, from the start of a process to the answer of its first poll, and size with the empty app's.
 *
 * @param zapier the address of the services that stand in for Zapier's
 * @param rounds how many cold starts of each app
 */
export const besideEmpty = async (
  { heffl, empty }: Record<'heffl' | 'empty', Unpacked>,
  apiKey: string,
  zapier: string,
  rounds: number,
): Promise<Table> => {
  const bundle = { authData: { api_key: apiKey } };
  const poll = { method: 'triggers.new_lead.operation.perform', bundle };
  const coldStart = async ({ folder }: Unpacked): Promise<number> => {
    const started = performance.now();
    const lambda = startLambda(folder, zapier);
    await lambda.run(poll);
    const took = performance.now() - started;
    await lambda.close();
    return took;
  };
  const pairs: { own: number; other: number }[] = [];
  // Round 0 warms the disk. The apps take turns in going first.
  for (let round = 0; round <= rounds; round++) {
    showProgress('Cold starts', round, rounds);
    const isFirst = round % 2 === 1;
    const first = await coldStart(isFirst ? heffl : empty);
    const second = await coldStart(isFirst ? empty : heffl);
    if (round > 0) pairs.push(isFirst ? { own: first, other: second } : { own: second, other: first });
  }
  // Of each pair, and not of the medians: a slow moment of the machine slows both apps of a pair.
  const coldRatio = median(pairs.map(({ own, other }) => own / other));
  const coldStarts = (['own', 'other'] as const).map((app) => median(pairs.map((pair) => pair[app])));
  const zipRatio = heffl.bytes / empty.bytes;
  const megabytes = [heffl, empty].map(({ bytes }) => `${(bytes / 1e6).toFixed(3)} MB`);
  const times = (ratio: number): string => `${ratio.toFixed(3)} ×`;
  const cold = [...coldStarts.map((ms) => `${ms.toFixed(0)} ms`), times(coldRatio), `≤ ${MOST_COLD_START} ×`];
  const size = [...megabytes, times(zipRatio), `≤ 0.80 MB, ≤ ${MOST_ZIP} ×`];
  const isFast = rounds < FEWEST_ROUNDS ? undefined : coldRatio <= MOST_COLD_START;
  return {
    title: 'Beside an empty app on the same core',
    columns: ['', 'Heffl', 'Empty', 'Ratio', 'Target'],
    rows: [
      row([`Cold start, median of ${rounds}`, ...cold], isFast),
      row(['Zip', ...size], heffl.bytes <= MOST_ZIP_BYTES && zipRatio <= MOST_ZIP),
    ],
  };
};

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../test/sandbox/index.js';
import { showProgress } from '../command.js';
import { bundle, dist, MOST_ZIP_BYTES, slim, stage, unpack, zip } from '../package/archive.js';
import { startLambda } from '../package/lambda.js';
import { median, ms, row, type Table } from './table.js';

/** An archive that Zapier could get, unpacked. */
export type Unpacked = { readonly folder: string; readonly bytes: number };

const MOST_COLD_START = 1.05;
const MOST_ZIP = 1.2;

/** Builds and unpacks this app, and the empty one as Zapier's own build makes it, in folders below `folder`. */
export const buildBoth = async (folder: string): Promise<Record<'heffl' | 'empty', Unpacked>> => {
  const emptyDist = join(folder, 'empty-dist');
  await bundle('index.ts', dist);
  await bundle('scripts/bench/empty-app.ts', emptyDist);
  const unpacked = (bundled: string, finish: (stage: string) => void = () => undefined): Unpacked => {
    const staged = mkdtempSync(join(folder, 'stage-'));
    stage(staged, bundled);
    finish(staged);
    const target = mkdtempSync(join(folder, 'app-'));
    return { folder: target, bytes: unpack(zip(staged).build, target).bytes };
  };
  return { heffl: unpacked(dist, slim), empty: unpacked(emptyDist) };
};

type Contest = {
  readonly heffl: Unpacked;
  readonly empty: Unpacked;
  readonly sandbox: Sandbox;
  /** The address of the services that stand in for Zapier's. */
  readonly zapier: string;
  /** How many cold starts of each app. */
  readonly rounds: number;
};

/** Compares cold start, from the start of a process to the answer of its first poll, and size with the empty app's. */
export const besideEmpty = async ({ heffl, empty, sandbox, zapier, rounds }: Contest): Promise<Table> => {
  const poll = {
    method: 'triggers.new_lead.operation.perform',
    bundle: { authData: { api_key: sandbox.apiKey } },
  };
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
    const first = await coldStart(round % 2 ? heffl : empty);
    const second = await coldStart(round % 2 ? empty : heffl);
    if (round > 0) pairs.push(round % 2 ? { own: first, other: second } : { own: second, other: first });
  }
  // Of each pair, and not of the medians: a slow moment of the machine slows both apps of a pair.
  const coldRatio = median(pairs.map(({ own, other }) => own / other));
  const zipRatio = heffl.bytes / empty.bytes;
  const times = (ratio: number): string => `${ratio.toFixed(3)} ×`;
  const [own, other] = [median(pairs.map((pair) => pair.own)), median(pairs.map((pair) => pair.other))];
  const megabytes = ({ bytes }: Unpacked): string => `${(bytes / 1e6).toFixed(3)} MB`;
  return {
    title: 'Beside an empty app on the same core',
    columns: ['', 'Heffl', 'Empty', 'Ratio', 'Target'],
    rows: [
      row(
        [`Cold start, median of ${rounds}`, ms(own), ms(other), times(coldRatio), `≤ ${MOST_COLD_START} ×`],
        coldRatio <= MOST_COLD_START,
      ),
      row(
        ['Zip', megabytes(heffl), megabytes(empty), times(zipRatio), `≤ 0.80 MB, ≤ ${MOST_ZIP} ×`],
        heffl.bytes <= MOST_ZIP_BYTES && zipRatio <= MOST_ZIP,
      ),
    ],
  };
};

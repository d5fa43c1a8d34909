import pc from 'picocolors';
import { pathOf } from './answers.js';
import { type Asked, type Case, Finding, notAsked, type Verdict } from './case.js';
import { readCases, toLookAt, writeCases } from './cases.js';
import { openLive, type Reader } from './live.js';
import { linesFor, linesToLook, WIDTH, wrapped } from './report.js';
import { Scratch } from './scratch.js';

export type Probe = {
  /** The API's address, without a slash at its end. */
  readonly url: string;
  readonly key: string;
  /** Whether it may make, change and delete records of its own. */
  readonly isWriting: boolean;
  readonly say: (line: string) => void;
  /** Ends it before the next question. What it made is deleted all the same. */
  readonly signal: AbortSignal;
};

/** Nothing to change; something to change, or to delete by hand; could not ask. */
type ExitCode = 0 | 1 | 2;

/** Nobody wonders about a pause as short as this. */
const SHORT_SECONDS = 2;

/** Asks a live Heffl every case, and says for each answer whether the code copes with it. */
export const probe = async ({ url, key, isWriting, say: print, signal }: Probe): Promise<ExitCode> => {
  // Heffl might repeat the key in its words.
  const say = (...lines: readonly string[]): void => {
    for (const line of lines) print(line.replaceAll(key, '•••'));
  };
  const onWait = (seconds: number, why: string): void => {
    if (seconds > SHORT_SECONDS) say(pc.dim(`    … waiting ${seconds} s, ${why}`));
  };
  const heffl = openLive(url, key, onWait);

  say(pc.bold("What Heffl's API does, at"), `  ${url}`);
  const obstacle = await obstacleTo(heffl);
  if (obstacle !== undefined) {
    say(...wrapped(`✘ ${obstacle}`, WIDTH));
    return 2;
  }

  const tally: Record<Verdict, number> = { assumed: 0, tolerated: 0, refuted: 0, notAsked: 0 };
  const askAll = async <Source>(cases: readonly Asked<Case<Source>>[], source: Source): Promise<void> => {
    for (const one of cases) {
      if (signal.aborted) return;
      const finding = await findingOf(one, source);
      tally[finding.verdict] += 1;
      say(...linesFor(one, finding));
    }
  };

  say(pc.bold('Reading'));
  await askAll(readCases, heffl);
  let left: readonly string[] = [];
  if (isWriting) {
    const scratch = new Scratch(heffl, `Zapier probe, delete me (${new Date().toISOString()})`);
    say(pc.bold('Writing, on records with the name'), `  ${scratch.mark}`);
    try {
      await askAll(writeCases, scratch);
    } finally {
      left = await scratch.clear();
    }
    if (left.length === 0) say(`  ${pc.green('✔')} Everything that was made is deleted again.`);
    else say(`  ${pc.red('✘')} Delete in Heffl what could not be deleted:`, ...left.map(indented));
  }
  if (!signal.aborted)
    say(pc.bold(`For a person to look at (${toLookAt.length})`), ...toLookAt.flatMap(linesToLook));
  const toChange = `${tally.refuted} to change`;
  say(
    '',
    `${tally.assumed} as assumed, ${tally.tolerated} otherwise and tolerated,`,
    `${tally.refuted > 0 ? pc.red(toChange) : toChange}, ${tally.notAsked} not asked, ${heffl.count()} requests`,
  );
  if (!isWriting) say(pc.dim('Nothing was written. More questions: npm run probe -- --write'));
  return tally.refuted > 0 || left.length > 0 ? 1 : 0;
};

/** What a case finds; if a request fails, that it was not asked, and why. */
export const findingOf = async <Source>(one: Case<Source>, source: Source): Promise<Finding> => {
  try {
    return await one.find(source);
  } catch (error) {
    return error instanceof Finding ? error : notAsked(reasonOf(error));
  }
};

const indented = (line: string): string => `      ${line}`;

/** Why nothing can be asked: the key does not work, there is no API, or nobody answers. */
const obstacleTo = async (heffl: Reader): Promise<string | undefined> => {
  try {
    const { status, headers, isOk, data, words } = await heffl.get(pathOf('leads'), { limit: 1 });
    if (status === 401) return `Heffl does not take this key (${words}).`;
    const location = headers.get('location');
    if (location !== null)
      return `Heffl redirects to ${location}. If its API has moved there, change DEFAULT_BASE_URL in src/heffl/facts.ts.`;
    if (isOk && data === undefined) return 'What answers there is no API: its answer is not JSON.';
    // A key that may not list leads may still tell the rest.
    if (isOk || status === 403) return undefined;
    return `Heffl cannot be asked: it answers ${words} to GET /leads, which most questions need.`;
  } catch (error) {
    return `Heffl cannot be reached: ${reasonOf(error)}.`;
  }
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
};

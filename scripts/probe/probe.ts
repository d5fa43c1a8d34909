import pc from 'picocolors';
import { endpoints } from '../../src/heffl/facts.js';
import { isOk, wordsOf } from './answers.js';
import { type CodePlace, lineOf } from './code.js';
import { type LiveHeffl, openHeffl } from './heffl.js';
import { type Finding, type Question, untold, type Verdict } from './question.js';
import { lookQuestions, readQuestions, writeQuestions } from './questions.js';
import { NoList } from './records.js';
import { linesFor } from './report.js';
import { openScratch } from './scratch.js';

export type Probe = {
  readonly url: string;
  readonly key: string;
  /** Whether it may make, change and delete records of its own. */
  readonly isWriting: boolean;
  /** The folder of the project, whose lines it names. */
  readonly root: string;
  readonly say: (line: string) => void;
  /** Stops it before the next question; what it made is taken away all the same. */
  readonly signal?: AbortSignal;
};

/** Nothing to change; something to change or to clean up; could not ask. */
export type ExitCode = 0 | 1 | 2;

/** Nobody wonders why nothing happens for so long. */
const SHORT_SECONDS = 2;

type Tally = Record<Verdict, number>;

/** Asks Heffl what is only inferred about its API, and tells for each answer whether the code copes with it. */
export const probe = async ({ url, key, isWriting, root, say: print, signal }: Probe): Promise<ExitCode> => {
  let said = '';
  const say = (line: string): void => {
    said = line;
    // Heffl might repeat the key in its words.
    print(line.replaceAll(key, '•••'));
  };
  let wait = { seconds: 0, why: '', line: '' };
  const heffl = openHeffl({
    url,
    key,
    onWait: (seconds, why) => {
      // One line tells of waits that follow each other, and of the short ones after it.
      const isKnown = why === wait.why && seconds <= wait.seconds;
      if (isKnown && (said === wait.line || seconds <= SHORT_SECONDS)) return;
      wait = { seconds, why, line: pc.dim(`    … waiting ${seconds} s, ${why}`) };
      say(wait.line);
    },
  });
  say(pc.bold(`What Heffl's API does, at ${url}`));
  const obstacle = await obstacleTo(heffl);
  if (obstacle !== undefined) {
    say(`${pc.red('✘')} ${obstacle}`);
    return 2;
  }

  const tally: Tally = { assumed: 0, tolerated: 0, wrong: 0, untold: 0 };
  const askAll = async <Source>(questions: readonly Question<Source>[], source: Source): Promise<void> => {
    for (const question of questions) {
      if (signal?.aborted) return;
      const finding = await findingOf(question, source);
      tally[finding.verdict] += 1;
      linesFor(question, finding, lineOf(root, placeFor(question, finding))).forEach(say);
    }
  };

  say(pc.bold('Reading'));
  await askAll<LiveHeffl>(readQuestions, heffl);
  let leftovers: readonly string[] = [];
  if (isWriting) {
    const mark = `Zapier probe, delete me (${new Date().toISOString()})`;
    const scratch = openScratch(heffl, mark);
    say(pc.bold(`Writing, on records with the name "${mark}"`));
    try {
      await askAll(writeQuestions, scratch);
    } finally {
      leftovers = await scratch.clear();
    }
    say(
      leftovers.length === 0
        ? `  ${pc.green('✔')} Everything that was made is deleted again.`
        : `  ${pc.red('✘')} Please delete in Heffl what could not be deleted:`,
    );
    for (const leftover of leftovers) say(`      ${leftover}`);
  }
  // What is to look at is the same each time, and counts for nothing.
  const lines = summary(tally, heffl.count(), isWriting);
  if (!signal?.aborted) say(pc.bold(`To look at, as no program can ask it (${lookQuestions.length})`));
  await askAll<unknown>(lookQuestions, undefined);
  lines.forEach(say);
  return tally.wrong > 0 || leftovers.length > 0 ? 1 : 0;
};

/** Why there is nothing to ask: the key does not work, there is no API, or nobody answers. */
const obstacleTo = async (heffl: LiveHeffl): Promise<string | undefined> => {
  try {
    const reply = await heffl.get(endpoints.leads.paths[0], { limit: 1 });
    if (reply.status === 401) return `Heffl does not take this key (${wordsOf(reply)}).`;
    const location = reply.headers.get('location');
    if (location !== null)
      return `Heffl sends us on to ${location}. If its API has moved there, change DEFAULT_BASE_URL in src/heffl/facts.ts.`;
    // A key that may not list leads may still tell the rest.
    if (!isOk(reply) && reply.status !== 403)
      return `Heffl cannot be asked: it answers ${wordsOf(reply)} to GET /leads, which most questions need.`;
    return isOk(reply) && reply.data === undefined
      ? 'What answers there is no API: its answer is not JSON.'
      : undefined;
  } catch (error) {
    return `Heffl cannot be reached: ${reasonOf(error)}.`;
  }
};

/** What cannot be asked right now is not told; the other questions go on. */
const findingOf = async <Source>(question: Question<Source>, source: Source): Promise<Finding> => {
  try {
    return await question.find(source);
  } catch (error) {
    return error instanceof NoList ? error.finding : untold(reasonOf(error));
  }
};

/** The line that copes with the answer, or the one to change. */
const placeFor = <Source>({ code, copes = code }: Question<Source>, { verdict, place }: Finding): CodePlace =>
  place ?? (verdict === 'tolerated' ? copes : code);

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
};

const summary = (
  { assumed, tolerated, wrong, untold: open }: Tally,
  count: number,
  isWriting: boolean,
): string[] => [
  '',
  [
    `${assumed} as assumed`,
    `${tolerated} otherwise and tolerated`,
    wrong > 0 ? pc.red(`${wrong} to change`) : '0 to change',
    `${open} not told`,
    `${count} requests`,
  ].join(', '),
  ...(isWriting
    ? []
    : [pc.dim('Nothing was written. More questions, on records of its own: npm run probe -- --write')]),
];

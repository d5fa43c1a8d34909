import { table } from '../../scripts/docs/markdown.js';
import type { Case, Question } from './case.js';
import { lists } from './lists.js';
import type { Reader } from './live.js';
import { looks } from './looks.js';
import { records } from './records.js';
import { refusals } from './refusals.js';
import type { Scratch } from './scratch.js';
import { webhookReads, webhookWrites } from './webhooks.js';
import { writes } from './writes.js';

/** What is asked by reading alone, in this order. */
export const readCases: readonly Case<Reader>[] = [...lists, ...webhookReads, ...refusals, ...records];

/** What takes records of the suite's own. */
export const writeCases: readonly Case<Scratch>[] = [...writes, ...webhookWrites];

const section = (title: string, how: string, rows: readonly Question[]): string => {
  const cells = rows.map((row) => [row.question, row.asked, row.assumed, `\`${row.fact}\``]);
  return `### ${title}\n\n${table(['Question', how, 'The code assumes', 'In'], cells)}`;
};

/** All questions, for the documentation. */
export const questionTables = (): string =>
  [
    section('Read only', 'Asked by', readCases),
    section('With `--write`', 'Asked by', writeCases),
    section('By looking', 'Look at', looks),
  ].join('\n\n');

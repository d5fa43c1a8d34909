import { table } from '../../scripts/docs/markdown.js';
import type { Asked, Question } from './case.js';
import { lists } from './lists.js';
import { looks } from './looks.js';
import { records } from './records.js';
import { refusals } from './refusals.js';
import { webhooks } from './webhooks.js';
import { writes } from './writes.js';

const inOrder = <Kind extends Question>(
  ...tables: readonly Readonly<Record<string, Kind>>[]
): Asked<Kind>[] =>
  tables.flatMap((table) => Object.entries(table).map(([question, one]) => ({ ...one, question })));

/** What is asked by reading alone, in this order. */
export const readCases = inOrder(lists, refusals, records);

/** What takes records of the suite's own. */
export const writeCases = inOrder(writes, webhooks);

/** What only a person can see. */
export const toLookAt = inOrder(looks);

const section = (title: string, how: string, rows: readonly Asked<Question>[]): string => {
  const cells = rows.map(({ question, asked, assumed }) => [
    question,
    asked,
    assumed[0],
    `\`${assumed[1]}\``,
  ]);
  return `### ${title}\n\n${table(['Question', how, 'The code assumes', 'In'], cells)}`;
};

/** All questions, for the documentation. */
export const questionTables = (): string =>
  [
    section('Read only', 'Asked by', readCases),
    section('With `--write`', 'Asked by', writeCases),
    section('By looking', 'Look at', toLookAt),
  ].join('\n\n');

import { table } from '../docs/markdown.js';
import { linkQuestions } from './link-questions.js';
import { listQuestions } from './list-questions.js';
import { lookQuestions } from './look-questions.js';
import { recordQuestions } from './record-questions.js';
import { refusalQuestions } from './refusal-questions.js';
import { unservedQuestions } from './unserved-questions.js';
import { webhookQuestions } from './webhook-questions.js';
import { writeQuestions as recordWriteQuestions } from './write-questions.js';

/** In the order in which they are asked. */
export const readQuestions = [
  ...listQuestions,
  ...unservedQuestions,
  ...refusalQuestions,
  ...recordQuestions,
  ...linkQuestions,
];
export const writeQuestions = [...recordWriteQuestions, ...webhookQuestions];
export { lookQuestions };

/** All questions, for the documentation. */
export const questionTables = (): string =>
  [
    ['Read only', 'Asked by', readQuestions] as const,
    ['With `--write`', 'Asked by', writeQuestions] as const,
    ['By looking', 'Look at', lookQuestions] as const,
  ]
    .map(([title, how, questions]) =>
      [
        `### ${title}`,
        table(
          ['Question', how, 'The code assumes', 'In'],
          questions.map(({ question, asked, assumed, code }) => [
            question,
            asked,
            assumed,
            `\`${code.file}\``,
          ]),
        ),
      ].join('\n\n'),
    )
    .join('\n\n');

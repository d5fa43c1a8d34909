import listing from '../../listing/listing.json' with { type: 'json' };
import { errorTexts } from '../../src/errors.js';
import { questionTables } from '../../test/contract/cases.js';
import type { PublishedApp } from '../../test/publishing/published-app.js';
import { table, withBlock } from './markdown.js';
import { endpointTable, eventTable } from './requests.js';
import { reviewSteps, reviewTriggers } from './review.js';
import { stepReference, stepTables } from './steps.js';
import { templateTable } from './templates.js';

/** All errors: what the user sees, why, and what to do. */
const errorTable = (): string =>
  table(
    ['What the user sees', 'Why', 'What to do'],
    Object.values(errorTexts).map((error) => [error.example(), error.cause, error.remedy]),
  );

/** The command that registers the integration, as one line to paste. */
const registerLine = (): string => {
  const { title, description, homepage, audience, role, category } = listing;
  const options = { desc: description, url: homepage, audience, role, category };
  const words = Object.entries(options).map(([name, text]) => `--${name} "${text}"`);
  return `\`\`\`sh\nnpm run zapier -- register "${title}" ${words.join(' ')}\n\`\`\``;
};

/** The generated parts: the file, the name of the markers, and the content. */
const blocks: readonly (readonly [file: string, name: string, content: (app: PublishedApp) => string])[] = [
  ['docs/steps.md', 'overview', stepTables],
  ['docs/steps.md', 'steps', stepReference],
  ['docs/steps.md', 'events', eventTable],
  ['docs/steps.md', 'endpoints', endpointTable],
  ['docs/troubleshooting.md', 'errors', errorTable],
  ['docs/publishing.md', 'register', registerLine],
  ['docs/publishing.md', 'templates', templateTable],
  ['docs/review.md', 'triggers', reviewTriggers],
  ['docs/review.md', 'steps', reviewSteps],
  ['docs/open-questions.md', 'questions', questionTables],
];

/** The files with generated parts, by name, as they ought to be. */
export const documentation = (app: PublishedApp, read: (file: string) => string): Map<string, string> => {
  const files = new Map<string, string>();
  for (const [file, name, content] of blocks)
    files.set(file, withBlock(files.get(file) ?? read(file), name, content(app)));
  return files;
};

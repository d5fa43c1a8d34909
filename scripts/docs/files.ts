import { questionTables } from '../../test/contract/cases.js';
import type { PublishedApp } from '../../test/publishing/published-app.js';
import { errorTable } from './errors.js';
import { registerLine } from './listing.js';
import { withBlock } from './markdown.js';
import { endpointTable, eventTable } from './requests.js';
import { reviewSteps, reviewTriggers } from './review.js';
import { stepReference, stepTables } from './steps.js';
import { templateTable } from './templates.js';

type Block = {
  readonly file: string;
  readonly name: string;
  readonly content: (app: PublishedApp) => string;
};

/** The generated parts: the file, the name of the markers, and the content. */
const blocks: readonly Block[] = [
  { file: 'docs/steps.md', name: 'overview', content: stepTables },
  { file: 'docs/steps.md', name: 'steps', content: stepReference },
  { file: 'docs/steps.md', name: 'events', content: eventTable },
  { file: 'docs/steps.md', name: 'endpoints', content: endpointTable },
  { file: 'docs/troubleshooting.md', name: 'errors', content: errorTable },
  { file: 'docs/publishing.md', name: 'register', content: registerLine },
  { file: 'docs/publishing.md', name: 'templates', content: templateTable },
  { file: 'docs/review.md', name: 'triggers', content: reviewTriggers },
  { file: 'docs/review.md', name: 'steps', content: reviewSteps },
  { file: 'docs/open-questions.md', name: 'questions', content: questionTables },
];

/** The files with generated parts, by name, as they ought to be. */
export const documentation = (
  app: PublishedApp,
  read: (file: string) => string,
): ReadonlyMap<string, string> => {
  const files = new Map<string, string>();
  for (const { file, name, content } of blocks) {
    files.set(file, withBlock(files.get(file) ?? read(file), name, content(app)));
  }
  return files;
};

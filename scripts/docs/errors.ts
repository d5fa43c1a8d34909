import { errorTexts } from '../../src/errors.js';
import { table } from './markdown.js';

/** All errors: what the user sees, why, and what to do. */
export const errorTable = (): string =>
  table(
    ['What the user sees', 'Why', 'What to do'],
    Object.values(errorTexts).map((error) => [error.example(), error.cause, error.remedy]),
  );

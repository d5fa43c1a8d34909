import { createRequire } from 'node:module';
import { z } from 'zod';

const require = createRequire(import.meta.url);

/** Zapier's own code, which changes the object that it gets. Source: `input-types.js` in Zapier's command line. */
const convert = z
  .custom<(input: object, fields: readonly object[], timeZone: string) => unknown>(
    (value) => typeof value === 'function',
  )
  .parse(require('zapier-platform-cli/src/oclif/commands/invoke/input-types.js'));

/**
 * What Zapier makes of the values of a form before the app sees them: numbers, yes and no, and dates in the user's time zone.
 * Inputs without a value are not sent at all.
 */
export const converted = (
  input: Readonly<Record<string, unknown>>,
  fields: readonly object[],
  timeZone: string,
): Record<string, unknown> => {
  const filled = structuredClone(filledIn(input));
  convert(filled, fields, timeZone);
  return filled;
};

const filledIn = (input: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => !isBlank(value)));

export const isBlank = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.every(isBlank);
  return typeof value === 'object' && Object.values(value).every(isBlank);
};

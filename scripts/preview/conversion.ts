import { createRequire } from 'node:module';
import { z } from 'zod';

/** Zapier's own code, which changes the object that it gets. Source: `input-types.js` in Zapier's command line. */
const convert = z
  .custom<(input: object, fields: readonly object[], timeZone: string) => unknown>(
    (value) => typeof value === 'function',
  )
  .parse(createRequire(import.meta.url)('zapier-platform-cli/src/oclif/commands/invoke/input-types.js'));

/** What the app gets of the values of a form: numbers, yes and no, and dates in the user's time zone; nothing for an empty input. */
export const converted = (
  input: Readonly<Record<string, unknown>>,
  fields: readonly object[],
  timeZone: string,
): Record<string, unknown> => {
  const filled = Object.entries(structuredClone(input)).filter(([, value]) => !isBlank(value));
  const bundle = Object.fromEntries(filled);
  convert(bundle, fields, timeZone);
  return bundle;
};

export const isBlank = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.every(isBlank);
  return typeof value === 'object' && Object.values(value).every(isBlank);
};

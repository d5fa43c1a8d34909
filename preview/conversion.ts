import { convertedByZapier } from '../test/support/conversion.js';

type Convert = typeof convertedByZapier;

/** What the app gets of the values of a form: as Zapier converts them, and nothing for an empty input. */
export const converted: Convert = (input, fields, timeZone) =>
  convertedByZapier(
    Object.fromEntries(Object.entries(input).filter(([, value]) => !isBlank(value))),
    fields,
    timeZone,
  );

export const isBlank = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.every(isBlank);
  return typeof value === 'object' && Object.values(value).every(isBlank);
};

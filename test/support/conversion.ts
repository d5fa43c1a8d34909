import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Field } from '../publishing/published-app.js';
import type { Input } from './heffl.js';

/** The copy of Zapier's conversion in its command line. */
const CONVERSION = 'zapier-platform-cli/src/oclif/commands/invoke/input-types.js';

const inputs = z.record(z.string(), z.unknown());

/** What a user filled in, as Zapier hands it to the app: converted by the types of the form, in the time zone of the user. */
export const convertedByZapier = (input: Input, form: readonly Field[], timeZone: string): Input => {
  const convert: unknown = createRequire(resolve('package.json'))(CONVERSION);
  if (typeof convert !== 'function') throw new Error(`${CONVERSION} exports no function.`);
  return inputs.parse(Reflect.apply(convert, undefined, [structuredClone(input), form, timeZone]));
};

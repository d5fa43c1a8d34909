import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { FormField, Input } from './heffl.js';

/** The copy of Zapier's conversion in its command line, which is a package of this folder or of tools/zapier. */
const CONVERSION = 'zapier-platform-cli/src/oclif/commands/invoke/input-types.js';

const conversionFile = ['node_modules', 'tools/zapier/node_modules']
  .map((folder) => resolve(folder, CONVERSION))
  .find(existsSync);

const inputs = z.record(z.string(), z.unknown());

/** What a user filled in, as Zapier hands it to the app: converted by the types of the form, in the time zone of the user. */
export const convertedByZapier = (input: Input, form: readonly FormField[], timeZone: string): Input => {
  if (conversionFile === undefined) throw new Error(`There is no ${CONVERSION}: run npm ci.`);
  const convert: unknown = createRequire(conversionFile)(conversionFile);
  if (typeof convert !== 'function') throw new Error(`${conversionFile} exports no function.`);
  return inputs.parse(Reflect.apply(convert, undefined, [structuredClone(input), form, timeZone]));
};

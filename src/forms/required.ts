import type { InputField, ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import type { JsonObject } from '../heffl/json.js';
import { halted } from '../heffl/refusals.js';
import { isPlain } from './body.js';
import { isEmpty } from './values.js';

/**
 * Zapier checks that a required field is mapped, not that the mapped value holds anything in this run.
 *
 * @throws HaltedError that names the first required field without a value
 */
export const requireFilled = (z: ZObject, fields: readonly InputField[], inputData: JsonObject): void => {
  const missing = fields.filter(isPlain).find((field) => field.required && isEmpty(inputData[field.key]));
  if (missing) throw halted(z, errorTexts.required(missing.label ?? missing.key));
};

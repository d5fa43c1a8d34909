import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import type { JsonObject } from '../heffl/json.js';
import { halted } from '../heffl/refusals.js';
import { isUnfilled } from './empty.js';
import { type Form, isField, labelOf } from './field.js';

/**
 * Checks the required inputs again in each run: Zapier checks only that they are mapped.
 *
 * @throws HaltedError that names the first required input without a value
 */
export const requireFilled = (z: ZObject, form: Form, inputData: JsonObject): void => {
  const missing = form
    .filter(isField)
    .find((field) => field.required && isUnfilled(field, inputData[field.key]));
  if (missing) throw halted(z, errorTexts.required({ label: labelOf(missing) }));
};

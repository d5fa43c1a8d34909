import type { Bundle, ZObject } from 'zapier-platform-core';
import { errorTexts } from './errors.js';
import { type Cache, openCache } from './heffl/cache.js';
import { connect, type Heffl } from './heffl/client.js';
import { isDeeper, MOST_LEVELS } from './heffl/json.js';
import { type KeyedHash, keyedHash } from './heffl/keyed-hash.js';
import { halted } from './heffl/refusals.js';

/** What a step works with while it runs. */
export type Run = {
  readonly z: ZObject;
  readonly heffl: Heffl;
  readonly cache: Cache;
  /** Hashes with the key of the connection. */
  readonly hash: KeyedHash;
  /** Two letters: the country of phone numbers that are written without one. */
  readonly defaultCountry: string | undefined;
};

/**
 * Opens what a step works with. No request is made yet.
 *
 * @param step the key of the step, which its requests name. Absent for forms, outputs and filters
 * @throws z.errors.Error if the connection's key cannot be one; HaltedError if an input is nested so deep that reading it could
 * overflow the stack
 */
export const startRun = (
  z: ZObject,
  bundle: Pick<Bundle, 'authData'> & Partial<Pick<Bundle, 'inputData'>>,
  step?: string,
): Run => {
  const heffl = connect(z, bundle, step);
  const deep = Object.entries(bundle.inputData ?? {}).find(([, value]) => isDeeper(value, MOST_LEVELS));
  if (deep) throw halted(z, errorTexts.tooDeep({ field: deep[0] }));
  return {
    z,
    heffl,
    cache: openCache(z),
    hash: keyedHash(bundle.authData.api_key ?? ''),
    defaultCountry: bundle.authData.default_country,
  };
};

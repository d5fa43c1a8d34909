import type { Bundle, ZObject } from 'zapier-platform-core';
import { type Cache, openCache } from './heffl/cache.js';
import { connect, type Heffl } from './heffl/client.js';
import { type KeyedHash, keyedHash } from './heffl/keyed-hash.js';

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
 * @throws z.errors.Error where the connection's key cannot be one
 */
export const startRun = (z: ZObject, bundle: Pick<Bundle, 'authData'>): Run => {
  const heffl = connect(z, bundle);
  return {
    z,
    heffl,
    cache: openCache(z),
    hash: keyedHash(bundle.authData.api_key ?? ''),
    defaultCountry: bundle.authData.default_country,
  };
};

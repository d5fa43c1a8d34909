import type { ThrottleObject } from 'zapier-platform-core';
import { REQUESTS_PER_MINUTE } from '../heffl/facts.js';

/** Requests a minute that are left to polls, forms and other users of the key. */
const LEFT_FOR_OTHERS = 15;

/** The limit that all actions and searches of a connection share, as they share the key. `window` is in seconds. */
export const throttle: ThrottleObject = {
  window: 60,
  limit: REQUESTS_PER_MINUTE - LEFT_FOR_OTHERS,
  key: 'heffl-api',
  scope: ['auth'],
};

import { createHmac } from 'node:crypto';

/** A hash that nobody can compute, or compare with others, without the key of the connection: 43 letters of base64url. */
export type KeyedHash = (text: string) => string;

export const keyedHash =
  (key: string): KeyedHash =>
  (text) =>
    createHmac('sha256', key).update(text).digest('base64url');

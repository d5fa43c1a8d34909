import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { DEFAULT_BASE_URL } from './facts.js';
import { textOf } from './json.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address of Heffl's API, path included, without a slash at its end: `HEFFL_BASE_URL`, or Heffl's own.
 * Read in each run, because Zapier sets the environment of a version after the code has loaded.
 *
 * @returns `undefined` if the address is neither https nor on this machine: the key would go out in the clear
 */
export const safeBaseUrl = (): string | undefined => {
  const address = textOf(process.env.HEFFL_BASE_URL)?.trim() ?? DEFAULT_BASE_URL;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!url || !isSafe || url.username || url.password || url.search || url.hash) return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
};

/**
 * As `safeBaseUrl`.
 *
 * @throws z.errors.Error if there is no safe address
 */
export const baseUrl = (z: ZObject): string => {
  const url = safeBaseUrl();
  if (url === undefined)
    throw new z.errors.Error(errorTexts.badBaseUrl({ address: DEFAULT_BASE_URL }), 'BadBaseUrl');
  return url;
};

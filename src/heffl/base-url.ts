import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { DEFAULT_BASE_URL } from './facts.js';
import { textOf } from './json.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Where Heffl's API is: `HEFFL_BASE_URL`, path included, or Heffl's own address. Without a slash at its end.
 * Read at each run, because Zapier sets the environment of a version after the code has loaded.
 *
 * @returns `undefined` where the address would carry the key in the clear, to anything but this very machine
 */
export const safeBaseUrl = (): string | undefined => {
  const address = textOf(process.env.HEFFL_BASE_URL)?.trim() ?? DEFAULT_BASE_URL;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!url || !isSafe || url.username || url.password || url.search || url.hash) return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
};

/**
 * The same, for a step.
 *
 * @throws z.errors.Error where there is no safe address
 */
export const baseUrl = (z: ZObject): string => {
  const url = safeBaseUrl();
  if (url === undefined) throw new z.errors.Error(errorTexts.badBaseUrl(DEFAULT_BASE_URL), 'BadBaseUrl');
  return url;
};

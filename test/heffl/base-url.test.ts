import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../../src/errors.js';
import { baseUrl } from '../../src/heffl/base-url.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';

let z: ZObject;
beforeAll(async () => {
  z = await openZ();
});
afterEach(() => {
  delete process.env.HEFFL_BASE_URL;
});

test('without HEFFL_BASE_URL it is the API of Heffl', () => {
  expect(baseUrl(z)).toBe('https://api.heffl.com/api/v1');
});

test.each([
  ['an https address, path included', 'https://heffl.example/api/v2', 'https://heffl.example/api/v2'],
  ['a port', 'https://heffl.example:8443/api', 'https://heffl.example:8443/api'],
  ['no path', 'https://heffl.example', 'https://heffl.example'],
  ['a slash at the end', 'https://heffl.example/api/v1/', 'https://heffl.example/api/v1'],
  ['several slashes at the end', 'https://heffl.example/api/v1///', 'https://heffl.example/api/v1'],
  ['spaces around it', '  https://heffl.example/api \n', 'https://heffl.example/api'],
  ['http on this machine', 'http://127.0.0.1:4010/api/v1', 'http://127.0.0.1:4010/api/v1'],
  ['http on any loopback address', 'http://127.8.9.10/api', 'http://127.8.9.10/api'],
  ['http on localhost', 'http://localhost:4010', 'http://localhost:4010'],
  ['http on the loopback of IPv6', 'http://[::1]:4010/api', 'http://[::1]:4010/api'],
  ['nothing but blanks', '   ', 'https://api.heffl.com/api/v1'],
])('HEFFL_BASE_URL may be %s', (_, address, expected) => {
  process.env.HEFFL_BASE_URL = address;
  expect(baseUrl(z)).toBe(expected);
});

test('HEFFL_BASE_URL is read at each run, not when the code loads', () => {
  process.env.HEFFL_BASE_URL = 'https://one.example';
  expect(baseUrl(z)).toBe('https://one.example');
  process.env.HEFFL_BASE_URL = 'https://two.example';
  expect(baseUrl(z)).toBe('https://two.example');
});

test.each([
  ['http on another machine', 'http://api.heffl.com/api/v1'],
  ['http on a private address', 'http://10.0.0.1/api'],
  ['a name that only looks like this machine', 'http://localhost.example.com'],
  ['an address that only looks like this machine', 'http://127.0.0.1.example.com'],
  ['http on all addresses of this machine', 'http://0.0.0.0:4010'],
  ['a user name', 'https://someone@heffl.example/api'],
  ['a password', 'https://:secret@heffl.example/api'],
  ['a query', 'https://heffl.example/api?team=1'],
  ['a fragment', 'https://heffl.example/api#top'],
  ['another scheme', 'ftp://heffl.example/api'],
  ['a file', 'file:///etc/passwd'],
  ['no address at all', 'api.heffl.com'],
])('HEFFL_BASE_URL is refused with %s', async (_, address) => {
  process.env.HEFFL_BASE_URL = address;
  expect(await failureOf(() => baseUrl(z))).toEqual({
    name: 'AppError',
    code: 'BadBaseUrl',
    message: errorTexts.badBaseUrl({ address: 'https://api.heffl.com/api/v1' }),
  });
});

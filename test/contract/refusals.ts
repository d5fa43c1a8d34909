import { clock } from '../../src/heffl/clock.js';
import { noSuch, REQUESTS_PER_MINUTE } from '../../src/heffl/facts.js';
import { isObject, textOf } from '../../src/heffl/json.js';
import { answeredAt, waitAsked } from '../../src/heffl/rate-limit.js';
import { listed, pathOf } from './answers.js';
import type { Cases, Setting } from './case.js';
import { answered, assumed, assumedIf, notAsked, refuted, tolerated } from './case.js';
import type { Reader } from './live.js';

const leads = pathOf('leads');
const NO_LEAD = pathOf('leads', 'zapier-probe');
const ONE = { limit: 1 };

/** In the order in which the code reads them. */
const TIMES = ['retry-after', 'ratelimit-reset', 'x-ratelimit-reset', 'ratelimit'];

/** What the code makes of one header; `undefined` if it reads no time in it. */
const timeIn = (headers: Headers, name: string) => {
  const value = headers.get(name) ?? '';
  const waitAt = (now: number) => waitAsked({ get: (other) => (other === name ? value : null) }, now);
  const [wait, sinceEpoch] = [waitAt(answeredAt(headers) ?? clock.now()), waitAt(0)];
  if (wait === undefined || sinceEpoch === undefined) return undefined;
  // Seconds from now are as many at any time.
  const isMoment = wait !== sinceEpoch;
  const words = `${name}: ${value}, ${isMoment ? 'a moment' : 'seconds'}, ${Math.ceil(wait / 1000)} from now`;
  return { isPreferred: name === 'ratelimit-reset' && !isMoment, words };
};

/** The first answer has these headers, and no other ones about limits. */
const withHeaders = (headers: Readonly<Record<string, string>>): Setting => [
  { kind: 'status', status: 200, headers },
];

const noRecord = (status: number, body?: unknown): Setting => answered('GET', NO_LEAD, status, body);

/** How Heffl refuses, and how it asks to be left alone. */
export const refusals: Cases<Reader> = {
  'What does Heffl answer to a key that it does not know?': {
    asked: 'GET /leads with a key that cannot be',
    assumed: ['401', 'src/heffl/refusals.ts: refusal'],
    find: async (heffl) => {
      const reply = await heffl.get(leads, ONE, 'zapier-probe-is-no-key');
      const { status } = await heffl.get(leads, ONE);
      return reply.status === 403 && status !== 403 ? refuted(reply.words) : reply.among([401], 401);
    },
    refuted: { 'status 403': [{ kind: 'status', status: 403 }] },
    notAsked: { 'status 403': answered('GET', leads, 403) },
  },
  'What does Heffl answer if there is no such record?': {
    asked: 'GET /leads/zapier-probe',
    assumed: ['404', 'src/heffl/facts.ts: noSuch.id'],
    find: async (heffl) => (await heffl.get(NO_LEAD)).among(noSuch.id, 404),
    tolerated: { 'status 422: No ID': noRecord(422, { message: 'No ID' }) },
    refuted: { 'status 418': noRecord(418) },
  },
  'Where does a refusal say why?': {
    asked: 'GET /leads/zapier-probe',
    assumed: ['{code, message}', 'src/heffl/refusals.ts: refusal'],
    find: async (heffl) => {
      const { body, status } = await heffl.get(NO_LEAD);
      const { message, error } = body;
      if (status < 400) return notAsked(`status ${status} is no refusal`);
      if (textOf(message)) return assumed('in message');
      if (Array.isArray(message) && message.some(textOf)) return tolerated('in a list of messages');
      if (isObject(error) && textOf(error.message)) return tolerated('in error.message');
      return textOf(error) ? tolerated('in error') : refuted(`among ${listed(Object.keys(body))}`);
    },
    tolerated: {
      'in error.message': { errorShape: 'nested' },
      'in a list of messages': noRecord(404, { message: ['No lead'] }),
      'in error': noRecord(404, { error: 'No lead' }),
    },
    refuted: { 'among detail': noRecord(404, { detail: '' }) },
    notAsked: { 'status 200 is no refusal': noRecord(200) },
  },
  'How many requests a minute does a key have?': {
    asked: 'GET /leads, the RateLimit headers',
    assumed: [`${REQUESTS_PER_MINUTE} a minute`, 'src/heffl/facts.ts: REQUESTS_PER_MINUTE'],
    find: async (heffl) => {
      const { headers } = await heffl.get(leads, ONE);
      const told = headers.get('ratelimit-limit') ?? headers.get('x-ratelimit-limit');
      const inOne = /\b(?:limit|q)\s*=\s*(\d+)/i.exec(headers.get('ratelimit') ?? '')?.[1];
      const limit = Number(/\d+/.exec(told ?? inOne ?? '')?.[0] ?? NaN);
      const seconds = Math.ceil((waitAsked(headers, answeredAt(headers) ?? clock.now()) ?? 0) / 1000);
      if (seconds > 120) return refuted(`${seconds} s are left of its window, and not a minute`);
      if (Number.isNaN(limit)) return notAsked('no header has the limit');
      if (limit < REQUESTS_PER_MINUTE) return refuted(String(limit));
      return assumedIf(limit === REQUESTS_PER_MINUTE, String(limit));
    },
    tolerated: { 120: withHeaders({ 'ratelimit-limit': '120' }) },
    refuted: {
      20: withHeaders({ ratelimit: 'limit=20, remaining=19' }),
      '3000 s are left of its window, and not a minute': withHeaders({ 'ratelimit-reset': '3000' }),
    },
    notAsked: { 'no header has the limit': { rateLimitHint: 'none' } },
  },
  'Which header tells how long to wait, and in which unit?': {
    asked: 'GET /leads, the RateLimit headers',
    assumed: ['RateLimit-Reset, in seconds from now', 'src/heffl/rate-limit.ts: waitAsked'],
    find: async (heffl) => {
      const { headers } = await heffl.get(leads, ONE);
      const names = [...headers.keys()].filter((name) => /rate-?limit|^retry-after$/.test(name));
      const times = TIMES.flatMap((name) => timeIn(headers, name) ?? []);
      if (times[0]) return assumedIf(times[0].isPreferred, listed(times.map(({ words }) => words)));
      const shown = names.map((name) => `${name}: ${headers.get(name) ?? ''}`).join(', ');
      // Within the limit, an answer need not say how long to wait.
      return shown.includes('reset') ? refuted(`${shown}, which is no time`) : notAsked(shown || 'no header');
    },
    tolerated: {
      'ratelimit-reset: 1768473060, a moment, 60 from now': { rateLimitHint: 'resetEpoch' },
      'ratelimit: "default";r=59;t=60, seconds, 60 from now': { rateLimitHint: 'rateLimitItems' },
      'ratelimit: limit=60, remaining=59, reset=60, seconds, 60 from now': {
        rateLimitHint: 'rateLimitFields',
      },
      'retry-after: 7, seconds, 7 from now': withHeaders({ 'retry-after': '7' }),
    },
    refuted: { 'ratelimit-reset: soon, which is no time': withHeaders({ 'ratelimit-reset': 'soon' }) },
    notAsked: { 'ratelimit-limit: 60, ratelimit-remaining: 59': { rateLimitHint: 'retryAfterSeconds' } },
  },
};

import { clock } from '../../src/heffl/clock.js';
import { noSuch, REQUESTS_PER_MINUTE } from '../../src/heffl/facts.js';
import { isObject, textOf } from '../../src/heffl/json.js';
import { answeredAt, waitAsked } from '../../src/heffl/rate-limit.js';
import { assumedIf, listed, pathOf, refused, wordsOf } from './answers.js';
import { answered, assumed, type Cases, notAsked, refuted, type Setting, tolerated } from './case.js';
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
  const moment = isMoment ? `${new Date(sinceEpoch).toISOString()}, ` : '';
  const words = `${name}: ${value}, read as ${moment}${Math.ceil(wait / 1000)} s from now`;
  return { name, isMoment, words };
};

/** The first answer has these headers, and no other ones about limits. */
const withHeaders = (headers: Readonly<Record<string, string>>): Setting => [
  { kind: 'status', status: 200, headers },
];

const noRecord = (status: number, body?: unknown): Setting => answered('GET', NO_LEAD, status, body);

/** How Heffl refuses, and how it asks to be left alone. */
export const refusals: Cases<Reader> = {
  'bad-key': {
    question: 'What does Heffl answer to a key that it does not know?',
    asked: 'GET /leads with a key that cannot be',
    assumed: '401',
    fact: 'src/heffl/refusals.ts: refusal',
    find: async (heffl) => {
      const reply = await heffl.get(leads, ONE, 'zapier-probe-is-no-key');
      if (reply.status === 401) return assumed(wordsOf(reply));
      const { status } = await heffl.get(leads, ONE);
      return reply.status === 403 && status !== 403 ? refuted(wordsOf(reply)) : refused(reply);
    },
    refuted: { 'status 403': [{ kind: 'status', status: 403 }], 'status 400': answered('GET', leads, 400) },
    notAsked: { 'status 403': answered('GET', leads, 403) },
  },
  'missing-record': {
    question: 'What does Heffl answer if there is no such record?',
    asked: 'GET /leads/zapier-probe',
    assumed: '404',
    fact: 'src/heffl/facts.ts: noSuch.id',
    find: async (heffl) => {
      const reply = await heffl.get(NO_LEAD);
      return noSuch.id.includes(reply.status)
        ? assumedIf(reply.status === 404, wordsOf(reply))
        : refused(reply);
    },
    tolerated: { 'status 422: No ID': noRecord(422, { message: 'No ID' }) },
    refuted: { 'status 418': noRecord(418) },
  },
  'error-shape': {
    question: 'Where does a refusal say why?',
    asked: 'GET /leads/zapier-probe',
    assumed: '{code, message}',
    fact: 'src/heffl/refusals.ts: refusal',
    find: async (heffl) => {
      const { data, status } = await heffl.get(NO_LEAD);
      if (status < 400) return notAsked(`status ${status} is no refusal`);
      if (!isObject(data)) return refuted('its body is no JSON object');
      if (textOf(data.message)) return assumed('in message');
      if (Array.isArray(data.message) && data.message.some(textOf)) return tolerated('in a list of messages');
      if (isObject(data.error) && textOf(data.error.message)) return tolerated('in error.message');
      return textOf(data.error) ? tolerated('in error') : refuted(`among ${Object.keys(data).join(', ')}`);
    },
    tolerated: {
      'in error.message': { errorShape: 'nested' },
      'in a list of messages': noRecord(404, { message: ['No lead'] }),
      'in error': noRecord(404, { error: 'No lead' }),
    },
    refuted: { 'among detail': noRecord(404, { detail: '' }), 'its body is no JSON object': noRecord(404) },
    notAsked: { 'status 200 is no refusal': noRecord(200) },
  },
  'rate-limit': {
    question: 'How many requests a minute does a key have?',
    asked: 'GET /leads, the RateLimit headers',
    assumed: `${REQUESTS_PER_MINUTE} a minute`,
    fact: 'src/heffl/facts.ts: REQUESTS_PER_MINUTE',
    find: async (heffl) => {
      const { headers } = await heffl.get(leads, ONE);
      const told = headers.get('ratelimit-limit') ?? headers.get('x-ratelimit-limit');
      const inOne = /\b(?:limit|q)\s*=\s*(\d+)/i.exec(headers.get('ratelimit') ?? '')?.[1];
      const limit = /\d+/.exec(told ?? inOne ?? '')?.[0];
      const seconds = Math.ceil((waitAsked(headers, answeredAt(headers) ?? clock.now()) ?? 0) / 1000);
      if (seconds > 120) return refuted(`its window is longer than a minute: ${seconds} s are left of it`);
      if (limit === undefined) return notAsked('no header has the limit');
      if (Number(limit) < REQUESTS_PER_MINUTE) return refuted(limit);
      return assumedIf(Number(limit) === REQUESTS_PER_MINUTE, limit);
    },
    tolerated: { 120: withHeaders({ 'ratelimit-limit': '120' }) },
    refuted: {
      20: withHeaders({ ratelimit: 'limit=20, remaining=19' }),
      'its window is longer than a minute: 3000 s are left of it': withHeaders({ 'ratelimit-reset': '3000' }),
    },
    notAsked: { 'no header has the limit': { rateLimitHint: 'none' } },
  },
  'rate-limit-headers': {
    question: 'Which header tells how long to wait, and in which unit?',
    asked: 'GET /leads, the RateLimit headers',
    assumed: 'RateLimit-Reset, in seconds from now',
    fact: 'src/heffl/rate-limit.ts: waitAsked',
    find: async (heffl) => {
      const { headers } = await heffl.get(leads, ONE);
      const names = [...headers.keys()].filter((name) => /rate-?limit|^retry-after$/.test(name));
      if (names.length === 0) return notAsked('an answer within the limit has no such header');
      const times = TIMES.flatMap((name) => timeIn(headers, name) ?? []);
      const [first] = times;
      if (first)
        return assumedIf(
          first.name === 'ratelimit-reset' && !first.isMoment,
          listed(times.map(({ words }) => words)),
        );
      const shown = listed(names.map((name) => `${name}: ${headers.get(name) ?? ''}`));
      return names.some((name) => name.includes('reset'))
        ? refuted(`${shown}, with nothing that reads as a time`)
        : notAsked(`${shown}; within the limit, none says how long`);
    },
    tolerated: {
      'ratelimit-reset: 1768473060, read as 2026-01-15T10:31:00.000Z, 60 s from now': {
        rateLimitHint: 'resetEpoch',
      },
      'ratelimit: "default";r=59;t=60, read as 60 s from now': { rateLimitHint: 'rateLimitItems' },
      'ratelimit: limit=60, remaining=59, reset=60, read as 60 s from now': {
        rateLimitHint: 'rateLimitFields',
      },
      'retry-after: 7, read as 7 s from now': withHeaders({ 'retry-after': '7' }),
    },
    refuted: {
      'ratelimit-reset: soon, with nothing that reads as a time': withHeaders({ 'ratelimit-reset': 'soon' }),
    },
    notAsked: {
      'an answer within the limit has no such header': { rateLimitHint: 'none' },
      'ratelimit-limit: 60, ratelimit-remaining: 59; within the limit, none says how long': {
        rateLimitHint: 'retryAfterSeconds',
      },
    },
  },
};

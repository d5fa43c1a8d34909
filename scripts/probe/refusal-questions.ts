import { clock } from '../../src/heffl/clock.js';
import { endpoints, noSuch, REQUESTS_PER_MINUTE } from '../../src/heffl/facts.js';
import { isObject, textOf } from '../../src/heffl/json.js';
import { answeredAt, waitAsked } from '../../src/heffl/rate-limit.js';
import { listed, refused, wordsOf } from './answers.js';
import { assumed, type ReadQuestion, tolerated, untold, wrong } from './question.js';

const leads = endpoints.leads.paths[0];
const NO_LEAD = `${leads}/zapier-probe`;

/** In the order in which the code reads them. */
const TIMES = ['retry-after', 'ratelimit-reset', 'x-ratelimit-reset', 'ratelimit'];
const EPOCH = { file: 'src/heffl/rate-limit.ts', text: 'if (number >= EARLIEST_EPOCH) return' };

const rateHeadersIn = (headers: Headers): string[] =>
  [...headers.keys()].filter((name) => /rate-?limit|^retry-after$/.test(name));

/** What the code makes of one header; `undefined` where it reads no time in it. */
const readingOf = (headers: Headers, name: string) => {
  const value = headers.get(name) ?? '';
  const waitAt = (now: number) => waitAsked({ get: (other) => (other === name ? value : null) }, now);
  const now = answeredAt(headers) ?? clock.now();
  const [wait, sinceEpoch] = [waitAt(now), waitAt(0)];
  if (wait === undefined || sinceEpoch === undefined) return undefined;
  // Seconds from now are as many at any time.
  const isMoment = wait !== sinceEpoch;
  const moment = isMoment ? `${new Date(sinceEpoch).toISOString()}, ` : '';
  return {
    name,
    isMoment,
    words: `${name}: ${value}, read as ${moment}${Math.ceil(wait / 1000)} s from now`,
  };
};

/** How Heffl refuses. */
export const refusalQuestions: readonly ReadQuestion[] = [
  {
    id: 'bad-key',
    question: 'What does Heffl answer to a key that it does not know?',
    asked: 'GET /leads with a key that cannot be',
    assumed: '401',
    code: { file: 'src/heffl/refusals.ts', text: 'if (status === 401) {' },
    find: async (heffl) => {
      const reply = await heffl.send('GET', leads, { query: { limit: 1 }, key: 'zapier-probe-is-no-key' });
      if (reply.status === 401) return assumed(wordsOf(reply));
      const { status } = await heffl.get(leads, { limit: 1 });
      return reply.status === 403 && status !== 403 ? wrong(wordsOf(reply)) : refused(reply);
    },
  },
  {
    id: 'missing-record',
    question: 'What does Heffl answer where there is no such record?',
    asked: 'GET /leads/zapier-probe',
    assumed: '404',
    code: { file: 'src/heffl/facts.ts', text: '  id: [' },
    find: async (heffl) => {
      const reply = await heffl.get(NO_LEAD);
      if (reply.status === 404) return assumed(wordsOf(reply));
      return noSuch.id.includes(reply.status) ? tolerated(wordsOf(reply)) : refused(reply);
    },
  },
  {
    id: 'error-shape',
    question: 'Where does a refusal say why?',
    asked: 'GET /leads/zapier-probe',
    assumed: '{code, message}',
    code: { file: 'src/heffl/refusals.ts', text: 'const words = [issues, messages]' },
    find: async (heffl) => {
      const { data, status } = await heffl.get(NO_LEAD);
      if (status < 400) return untold(`status ${status} is no refusal`);
      if (!isObject(data)) return wrong('its body is no JSON object');
      if (textOf(data.message)) return assumed('in message');
      if (Array.isArray(data.message) && data.message.some(textOf)) return tolerated('in a list of messages');
      if (isObject(data.error) && textOf(data.error.message)) return tolerated('in error.message');
      return textOf(data.error) ? tolerated('in error') : wrong(`among ${Object.keys(data).join(', ')}`);
    },
  },
  {
    id: 'rate-limit',
    question: 'How many requests a minute does a key have?',
    asked: 'GET /leads, the RateLimit headers',
    assumed: `${REQUESTS_PER_MINUTE} a minute`,
    code: { file: 'src/heffl/facts.ts', text: 'export const REQUESTS_PER_MINUTE' },
    find: async (heffl) => {
      const { headers } = await heffl.get(leads, { limit: 1 });
      const told = headers.get('ratelimit-limit') ?? headers.get('x-ratelimit-limit');
      const inOne = /\b(?:limit|q)\s*=\s*(\d+)/i.exec(headers.get('ratelimit') ?? '')?.[1];
      const limit = /\d+/.exec(told ?? inOne ?? '')?.[0];
      const seconds = (waitAsked(headers, Date.now()) ?? 0) / 1000;
      if (seconds > 120)
        return wrong(`its window is longer than a minute: ${Math.ceil(seconds)} s are left of it`);
      if (limit === undefined) return untold('no header has the limit');
      if (Number(limit) < REQUESTS_PER_MINUTE) return wrong(limit);
      return Number(limit) === REQUESTS_PER_MINUTE
        ? assumed(limit)
        : tolerated(`${limit}, more than is used`);
    },
  },
  {
    id: 'rate-limit-headers',
    question: 'Which header tells how long to wait, and in which unit?',
    asked: 'GET /leads, the RateLimit headers',
    assumed: 'RateLimit-Reset, in seconds from now',
    code: { file: 'src/heffl/rate-limit.ts', text: 'const readings = [' },
    find: async (heffl) => {
      const { headers } = await heffl.get(leads, { limit: 1 });
      const names = rateHeadersIn(headers);
      if (names.length === 0) return untold('an answer within the limit has no such header');
      const readings = TIMES.flatMap((name) => readingOf(headers, name) ?? []);
      const [reading] = readings;
      if (reading) {
        const words = listed(readings.map(({ words }) => words));
        if (reading.isMoment) return tolerated(words, EPOCH);
        return reading.name === 'ratelimit-reset' ? assumed(words) : tolerated(words);
      }
      const shown = listed(names.map((name) => `${name}: ${headers.get(name) ?? ''}`));
      return names.some((name) => name.includes('reset'))
        ? wrong(`${shown}, with nothing that reads as a time`)
        : untold(`${shown}; within the limit, none says how long`);
    },
  },
];

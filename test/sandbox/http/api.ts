import { ApiError } from '../api-error.js';
import { type Faults, faultyAnswer, type RequestFault } from '../faults.js';
import type { Heffl } from '../heffl.js';
import type { Readings } from '../readings.js';
import { type Answerer, type HttpAnswer, type HttpRequest, json } from './listen.js';
import { operationsOf } from './operations.js';
import { rateLimiter } from './rate-limit.js';
import { type Route, routeOf } from './routes.js';

export const BASE_PATH = '/api/v1';
export const API_KEY = 'heffl_user_sandbox';

/** A request as it was received; its path is relative to /api/v1. */
export type ReceivedRequest = Omit<HttpRequest, 'text'> & {
  /** Parsed, or the text itself if it is not JSON. Absent if nothing was sent. */
  body?: unknown;
  /** When, by the sandbox's clock. */
  at: number;
};

/** A request with its answer. Status and body are absent if the connection is cut instead. */
export type Answered = { request: ReceivedRequest; status?: number; answer?: string; ms: number };

export type ApiOptions = {
  apiKey?: string;
  /** Requests a minute for each key; 60 unless given. */
  rateLimit?: number | false;
  /** The most records of one page, however many are asked for. */
  pageSize?: number;
  /** Called as each request is answered. */
  onAnswer?: (answered: Answered) => void;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * Answers requests: counts them, looks at the key, carries them out, and lets the injected faults happen.
 *
 * @param requests gets every request, whatever comes of it
 */
export const apiOf = (
  heffl: Heffl,
  faults: Faults,
  requests: ReceivedRequest[],
  { apiKey = API_KEY, rateLimit = 60, pageSize = Infinity, onAnswer }: ApiOptions,
): Answerer => {
  const { readings, now } = heffl.records;
  const operate = operationsOf(heffl, pageSize);
  const count = rateLimiter(rateLimit, heffl.records);

  const carryOut = (request: ReceivedRequest, route?: Route, fault?: RequestFault['kind']): HttpAnswer => {
    const key = request.headers['x-api-key'];
    if (key === undefined) throw new ApiError(401, "API key required. Include 'x-api-key' header.");
    if (key !== apiKey) throw new ApiError(401, 'Invalid API key');
    const operation = route?.verbs[request.method];
    if (operation) return operate(operation, route, request, fault);
    if (!route || readings.unservedVerb === '404') throw new ApiError(404, 'Route not found');
    throw new ApiError(405, `Method ${request.method} is not allowed here`);
  };

  const answerTo = (...[request, route, fault]: Parameters<typeof carryOut>): HttpAnswer => {
    const { isRefused, headers } = count(request.headers['x-api-key']);
    let answer: HttpAnswer;
    try {
      if (isRefused) throw new ApiError(429, 'Rate limit exceeded. Please try again later.');
      answer = carryOut(request, route, fault);
    } catch (error) {
      answer = refusal(error, readings);
    }
    return { ...answer, headers: { ...headers, ...answer.headers } };
  };

  return async ({ text, path, ...incoming }) => {
    const since = performance.now();
    const isInside = path.startsWith(`${BASE_PATH}/`);
    const request = {
      ...incoming,
      path: isInside ? path.slice(BASE_PATH.length) : path,
      ...(text !== '' && { body: parsed(text) }),
      at: now(),
    };
    requests.push(request);
    const fault = faults.forRequest(request);
    const route = isInside ? routeOf(request.path, readings) : undefined;
    const meant = () => answerTo(request, route, fault?.kind);
    const answer = fault ? await faultyAnswer(fault, request, meant) : meant();
    const { status = 200, body = '', cut } = answer;
    const ms = performance.now() - since;
    onAnswer?.({ request, ms, ...(cut !== 'before' && { status, answer: body }) });
    return { ...answer, headers: { Date: new Date(request.at).toUTCString(), ...answer.headers } };
  };
};

const refusal = (error: unknown, { errorShape, errorFields }: Readings): HttpAnswer => {
  const { status, code, message, issues } =
    error instanceof ApiError ? error : new ApiError(500, `The sandbox failed: ${String(error)}`);
  const isUnnamed = errorFields === 'unnamed' && issues.length > 0;
  const said = { code, message: isUnnamed ? 'Invalid request' : message };
  const details = { issues: isUnnamed ? [] : issues };
  return json(errorShape === 'flat' ? said : { error: { ...said, details } }, status);
};

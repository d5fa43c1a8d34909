import { ApiError } from '../api-error.js';
import { type Faults, isContentFault, type RequestFault } from '../faults.js';
import type { Heffl } from '../heffl.js';
import type { Readings } from '../readings.js';
import { faultyAnswer } from './faulty-answers.js';
import { type Answerer, type HttpAnswer, type HttpRequest, json } from './listen.js';
import { operate } from './operations.js';
import { Pages } from './pages.js';
import { rateLimiter } from './rate-limit.js';
import { routeOf } from './routes.js';

export const BASE_PATH = '/api/v1';

/** A request as it was received; its path is relative to /api/v1. */
export type ReceivedRequest = Omit<HttpRequest, 'text'> & {
  /** Parsed, or the text itself if it is not JSON. Absent if nothing was sent. */
  body?: unknown;
  /** When, by the sandbox's clock. */
  at: number;
};

/** A request with its answer. Status and body are absent if the connection ended without an answer. */
export type Answered = { request: ReceivedRequest; status?: number; answer?: string; ms: number };

export type ApiOptions = {
  apiKey?: string;
  /** Requests a minute for each key; 60 unless given. */
  rateLimit?: number | false;
  /** The most records of one page, however many are asked for. */
  pageSize?: number;
  /** Called after every request. */
  onAnswer?: (answered: Answered) => void;
};

/** A request, whether it is to the API at all, and what goes wrong with it. */
type Call = { request: ReceivedRequest; isInside: boolean; fault: RequestFault | undefined };

export const API_KEY = 'heffl_user_sandbox';

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
  const { readings, clock } = heffl.records;
  const pages = new Pages(heffl.records, pageSize);
  const count = rateLimiter(rateLimit, heffl.records);

  const carryOut = ({ request, isInside, fault }: Call): HttpAnswer => {
    const key = request.headers['x-api-key'];
    if (key === undefined) throw new ApiError(401, "API key required. Include 'x-api-key' header.");
    if (key !== apiKey) throw new ApiError(401, 'Invalid API key');
    const route = isInside ? routeOf(request.path, readings) : undefined;
    if (!route) throw new ApiError(404, 'Route not found');
    const operation = route.verbs[request.method];
    if (operation) {
      const content = fault && isContentFault(fault) ? fault.kind : undefined;
      return operate(operation, route, request, { heffl, pages, fault: content });
    }
    if (readings.unservedVerb === '404') throw new ApiError(404, 'Route not found');
    const headers = { Allow: Object.keys(route.verbs).join(', ') };
    throw new ApiError(405, `Method ${request.method} is not allowed here`, { headers });
  };

  const answerTo = (call: Call): HttpAnswer => {
    const { isRefused, headers } = count(call.request.headers['x-api-key']);
    const answer = (): HttpAnswer => {
      try {
        if (isRefused) throw new ApiError(429, 'Rate limit exceeded. Please try again later.');
        return carryOut(call);
      } catch (error) {
        return refusal(error, readings);
      }
    };
    const { headers: own, ...rest } = answer();
    return { ...rest, headers: { ...headers, ...own } };
  };

  return async ({ text, path, ...incoming }, response) => {
    const since = performance.now();
    const isInside = path.startsWith(`${BASE_PATH}/`);
    const request = {
      ...incoming,
      path: isInside ? path.slice(BASE_PATH.length) : path,
      ...(text !== '' && { body: parsed(text) }),
      at: clock.now(),
    };
    requests.push(request);
    let sent = '';
    response.once('close', () => {
      const ms = performance.now() - since;
      const { headersSent, statusCode: status } = response;
      onAnswer?.({ request, ms, ...(headersSent && { status, answer: sent }) });
    });
    const fault = faults.forRequest(request);
    const call = { request, isInside, fault };
    const answer = fault ? await faultyAnswer(fault, request, () => answerTo(call)) : answerTo(call);
    sent = answer.body ?? '';
    return { ...answer, headers: { Date: new Date(request.at).toUTCString(), ...answer.headers } };
  };
};

const refusal = (error: unknown, { errorShape, errorFields }: Readings): HttpAnswer => {
  const refused =
    error instanceof ApiError ? error : new ApiError(500, `The sandbox failed: ${String(error)}`);
  const { status, code, issues, headers } = refused;
  const isUnnamed = errorFields === 'unnamed' && issues.length > 0;
  const message = isUnnamed ? 'Invalid request' : refused.message;
  const details = { issues: isUnnamed ? [] : issues };
  const body = errorShape === 'flat' ? { code, message } : { error: { code, message, details } };
  const answer = json(body, status);
  return { ...answer, headers: { ...answer.headers, ...headers } };
};

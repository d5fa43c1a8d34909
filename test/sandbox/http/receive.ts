import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../clock.js';
import type { Env, ReceivedRequest } from './env.js';

/** A request with its answer. Status and body are absent if the connection ended without an answer. */
export type Answered = { request: ReceivedRequest; status?: number; answer?: string; ms: number };

export type Receiver = { requests: ReceivedRequest[]; onAnswer?: ((answered: Answered) => void) | undefined };

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Keeps every request, whatever comes of it, and dates the answer by the sandbox's clock. */
export const receive =
  (basePath: string, clock: Clock, { requests, onAnswer }: Receiver): MiddlewareHandler<Env> =>
  async (c, next) => {
    const { outgoing } = c.env;
    const started = performance.now();
    const text = await c.req.text();
    const request = {
      method: c.req.method,
      path: c.req.path.startsWith(`${basePath}/`) ? c.req.path.slice(basePath.length) : c.req.path,
      query: c.req.query(),
      headers: c.req.header(),
      ...(text !== '' && { body: parsed(text) }),
      at: clock.now(),
    };
    requests.push(request);
    c.set('request', request);

    let answer = '';
    outgoing.setHeader('Date', new Date(request.at).toUTCString());
    outgoing.once('close', () => {
      const ms = performance.now() - started;
      onAnswer?.({ request, ms, ...(outgoing.headersSent && { status: outgoing.statusCode, answer }) });
    });
    await next();
    // A fault may have sent the answer itself, and left nothing to read.
    if (onAnswer && c.res.body) answer = await c.res.clone().text();
  };

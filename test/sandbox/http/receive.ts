import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../clock.js';
import type { Env, ReceivedRequest } from './env.js';

/** A request with what became of it. The status is absent when the connection ended without an answer. */
export type Answered = { method: string; path: string; status?: number; ms: number };

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

    outgoing.setHeader('Date', new Date(request.at).toUTCString());
    outgoing.once('close', () => {
      const { method, path } = request;
      const ms = performance.now() - started;
      onAnswer?.({ method, path, ms, ...(outgoing.headersSent && { status: outgoing.statusCode }) });
    });
    await next();
  };

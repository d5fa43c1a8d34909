import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';
import { type AnswerFault, type Faults, isContentFault } from '../faults.js';
import type { Env, HefflContext } from './env.js';

const HTML = '<!doctype html><html><body><h1>We will be back soon</h1></body></html>';

const answer = (body: string | null, status: number, headers: Record<string, string>) =>
  new Response(body, { status, headers });

const cut = (c: HefflContext): Response => {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
};

/** Promises the whole body, sends half of it, and is gone. */
const cutWithin = async (c: HefflContext): Promise<Response> => {
  const { outgoing } = c.env;
  const body = Buffer.from(await c.res.text());
  outgoing.writeHead(c.res.status, { 'content-type': 'application/json', 'content-length': body.length });
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    outgoing.destroy();
  });
  return RESPONSE_ALREADY_SENT;
};

const halved = async ({ res }: HefflContext): Promise<Response> => {
  const body = await res.text();
  return answer(body.slice(0, Math.floor(body.length / 2)), res.status, {
    'content-type': 'application/json',
  });
};

const faulty = (fault: AnswerFault, c: HefflContext): Response | Promise<Response> => {
  switch (fault.kind) {
    case 'status':
      return typeof fault.body === 'string'
        ? answer(fault.body, fault.status, { 'content-type': 'text/plain', ...fault.headers })
        : answer(fault.body === undefined ? null : JSON.stringify(fault.body), fault.status, {
            'content-type': 'application/json',
            ...fault.headers,
          });
    case 'html':
      return answer(HTML, fault.status ?? 200, { 'content-type': 'text/html' });
    case 'redirect':
      return answer(null, fault.status ?? 302, { location: fault.location });
    case 'hang':
      fault.onHang?.(c.var.request);
      // Closing the sandbox cuts the connection.
      return new Promise<never>(() => undefined);
    case 'cut':
      return cut(c);
    case 'cutBody':
      return cutWithin(c);
    case 'badJson':
      return halved(c);
    case 'slow':
      return fault.until.then(() => c.res);
  }
};

// These spoil the answer that the request would have got.
const NEEDS_ANSWER = ['cutBody', 'badJson', 'slow'];

/** Lets the injected faults happen. */
export const faultyAnswers =
  (faults: Faults): MiddlewareHandler<Env> =>
  async (c, next) => {
    const fault = faults.forRequest(c.var.request);
    if (!fault) return next();
    if (isContentFault(fault)) {
      c.set('contentFault', fault.kind);
      return next();
    }
    if ((fault.before ?? true) && !NEEDS_ANSWER.includes(fault.kind)) return faulty(fault, c);
    await next();
    const response = await faulty(fault, c);
    // Assigning twice keeps the headers of the first answer out of the second.
    c.res = undefined;
    c.res = response;
    return undefined;
  };

import type { RequestFault } from '../faults.js';
import type { ReceivedRequest } from './api.js';
import { half, type HttpAnswer, json } from './listen.js';

const HTML = '<!doctype html><html><body><h1>We will be back soon</h1></body></html>';

// These do without the answer that Heffl means.
const REPLACED = ['status', 'html', 'redirect', 'hang', 'cut'];

/** The answer to a request that a fault befalls. `carryOut` gives the one that Heffl means, or a wrong one in JSON. */
export const faultyAnswer = async (
  fault: RequestFault,
  request: ReceivedRequest,
  carryOut: () => HttpAnswer,
): Promise<HttpAnswer> => {
  const isCarriedOut = fault.before === false || !REPLACED.includes(fault.kind);
  const meant = isCarriedOut ? carryOut() : {};
  switch (fault.kind) {
    case 'status': {
      const { status, body, headers } = fault;
      const text = { status, headers: { 'content-type': 'text/plain' } };
      const answer = typeof body === 'string' ? { ...text, body } : json(body, status);
      return { ...answer, headers: { ...answer.headers, ...headers } };
    }
    case 'html':
      return { status: fault.status ?? 200, headers: { 'content-type': 'text/html' }, body: HTML };
    case 'redirect':
      return { status: 302, headers: { location: fault.location } };
    case 'hang':
      fault.onHang?.(request);
      // Closing the sandbox cuts the connection.
      return new Promise(() => undefined);
    case 'cut':
      return { cut: 'before' };
    case 'cutBody':
      return { ...meant, cut: 'within' };
    case 'badJson':
      return { ...meant, body: half(meant.body ?? '') };
    case 'slow':
      await fault.until;
      return meant;
    default:
      return meant;
  }
};

import { isContentFault, type RequestFault } from '../faults.js';
import type { ReceivedRequest } from './api.js';
import { half, type HttpAnswer } from './listen.js';

const HTML = '<!doctype html><html><body><h1>We will be back soon</h1></body></html>';

// These spoil the answer that the request would have got.
const NEEDS_ANSWER = ['cutBody', 'badJson', 'slow'];

/** The answer to a request that a fault befalls. `carryOut` gives the one that Heffl means. */
export const faultyAnswer = async (
  fault: RequestFault,
  request: ReceivedRequest,
  carryOut: () => HttpAnswer,
): Promise<HttpAnswer> => {
  if (isContentFault(fault)) return carryOut();
  const isCarriedOut = fault.before === false || NEEDS_ANSWER.includes(fault.kind);
  const meant = isCarriedOut ? carryOut() : {};
  switch (fault.kind) {
    case 'status': {
      const { status, body, headers } = fault;
      const type = typeof body === 'string' ? 'text/plain' : 'application/json';
      const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
      return {
        status,
        headers: { 'content-type': type, ...headers },
        ...(text !== undefined && { body: text }),
      };
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
  }
};

import type { ReceivedRequest } from './http/api.js';
import { half, type HttpAnswer, json } from './http/listen.js';

/** Which requests a fault befalls: all, unless told otherwise. A path is relative to /api/v1 and compared whole. */
export type Match = { method?: string; path?: string | RegExp };

/** What comes instead of the answer that Heffl meant. */
export type RequestFault = (
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  | { kind: 'html'; status?: number }
  | { kind: 'redirect'; location: string }
  | { kind: 'hang'; onHang?: (request: ReceivedRequest) => void }
  | { kind: 'slow'; until: Promise<unknown> }
  | { kind: 'cut' | 'cutBody' | 'badJson' }
  // An answer that is JSON, and wrong.
  | { kind: 'repeatCursor' | 'hasMoreWithoutCursor' | 'emptyPage' | 'recordWithoutId' }
) & {
  match?: Match;
  /** How many requests it befalls; 1 unless given. */
  times?: number;
  /** Whether it comes before the request is carried out, as it does unless given, or after. */
  before?: boolean;
};

/** What goes wrong between Heffl and the receiver of an event. */
export type DeliveryFault = { kind: 'duplicate' | 'unsigned' | 'tampered'; times?: number };

export type Fault = RequestFault | DeliveryFault;

const isOfDelivery = (fault: Fault): fault is DeliveryFault =>
  fault.kind === 'duplicate' || fault.kind === 'unsigned' || fault.kind === 'tampered';

/** The faults that wait to happen, oldest first. */
export class Faults {
  #pending: { fault: Fault; left: number }[] = [];

  inject(fault: Fault): void {
    this.#pending.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#pending = [];
  }

  /** How many have not happened as often as they should. */
  get pending(): number {
    return this.#pending.length;
  }

  forRequest(request: { method: string; path: string }): RequestFault | undefined {
    return this.#take((fault): fault is RequestFault => {
      if (isOfDelivery(fault)) return false;
      const { method = request.method, path = request.path } = fault.match ?? {};
      const isPath = typeof path === 'string' ? path === request.path : path.test(request.path);
      return method.toUpperCase() === request.method && isPath;
    });
  }

  forDelivery(): DeliveryFault | undefined {
    return this.#take(isOfDelivery);
  }

  #take<Kind extends Fault>(is: (fault: Fault) => fault is Kind): Kind | undefined {
    for (const entry of this.#pending) {
      if (!is(entry.fault)) continue;
      entry.left -= 1;
      if (entry.left <= 0) this.#pending = this.#pending.filter((other) => other !== entry);
      return entry.fault;
    }
    return undefined;
  }
}

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

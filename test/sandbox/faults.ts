import type { ReceivedRequest } from './http/api.js';

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

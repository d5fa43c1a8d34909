import type { ReceivedRequest } from './http/api.js';

/** Which requests a fault befalls: all, unless told otherwise. A path is relative to /api/v1 and compared whole. */
export type Match = { method?: string; path?: string | RegExp };

/** An answer that is never given, or not the one that Heffl meant. */
export type AnswerFault =
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  | { kind: 'html'; status?: number }
  | { kind: 'redirect'; location: string }
  | { kind: 'hang'; onHang?: (request: ReceivedRequest) => void }
  | { kind: 'cut' }
  | { kind: 'cutBody' }
  | { kind: 'badJson' }
  | { kind: 'slow'; until: Promise<unknown> };

const CONTENT = [
  'repeatCursor',
  'hasMoreWithoutCursor',
  'emptyPage',
  'listWithoutList',
  'recordWithoutId',
] as const;
/** An answer that is JSON, and wrong. */
export type ContentFault = { kind: (typeof CONTENT)[number] };

export type RequestFault = (AnswerFault | ContentFault) & {
  match?: Match;
  /** How many requests it befalls; 1 unless given. */
  times?: number;
  /** Whether it comes before the request is carried out, as it does unless given, or after. */
  before?: boolean;
};

const DELIVERY = ['duplicate', 'unsigned', 'tampered'] as const;
/** Something that goes wrong between Heffl and the receiver of an event (of one name, if given). */
export type DeliveryFault = { kind: (typeof DELIVERY)[number]; event?: string; times?: number };

export type Fault = RequestFault | DeliveryFault;

const isDeliveryFault = (fault: Fault): fault is DeliveryFault =>
  DELIVERY.some((kind) => kind === fault.kind);

export const isContentFault = (fault: RequestFault): fault is RequestFault & ContentFault =>
  CONTENT.some((kind) => kind === fault.kind);

const matches = ({ method, path }: Match, request: { method: string; path: string }): boolean =>
  (method === undefined || method.toUpperCase() === request.method) &&
  (path === undefined || (typeof path === 'string' ? path === request.path : path.test(request.path)));

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

  /** The fault that befalls a request. */
  forRequest(request: { method: string; path: string }): RequestFault | undefined {
    return this.#take(
      (fault): fault is RequestFault => !isDeliveryFault(fault) && matches(fault.match ?? {}, request),
    );
  }

  /** The fault that befalls the delivery of an event. */
  forDelivery(event: string): DeliveryFault | undefined {
    return this.#take(
      (fault): fault is DeliveryFault => isDeliveryFault(fault) && (fault.event ?? event) === event,
    );
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

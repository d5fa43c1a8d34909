import { isObject, type JsonObject, textOf } from '../../src/heffl/json.js';
import { hasId, type ListedRecord } from '../../src/heffl/pages.js';
import { unwrapped } from '../../src/heffl/records.js';
import { assumedIf, type Finding, Found, notAsked, refuted } from './case.js';

/** An answer of Heffl. */
export class Reply {
  /** @param data the JSON of the body; `undefined` if it is empty, or not JSON */
  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly data: unknown,
  ) {}

  get isOk(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** Heffl refused what was sent as wrong. */
  get isInvalid(): boolean {
    return [400, 422].includes(this.status);
  }

  /** Where it holds its list: `items`, `data`, or the answer itself. */
  get listKey(): 'items' | 'data' | 'array' | undefined {
    if (Array.isArray(this.data)) return 'array';
    return (['items', 'data'] as const).find((key) => Array.isArray(this.body[key]));
  }

  /** The records of a list; none if the answer is no list. */
  get list(): ListedRecord[] {
    const list: unknown = [this.data, this.body.items, this.body.data].find(Array.isArray);
    return Array.isArray(list) ? list.filter(hasId) : [];
  }

  /** The JSON object of the body; an empty one if it is none. */
  get body(): JsonObject {
    return isObject(this.data) ? this.data : {};
  }

  /** The one record of an answer. */
  get record(): JsonObject | undefined {
    const record = unwrapped(this.data);
    return isObject(record) ? record : undefined;
  }

  /** The status, and Heffl's own words if there are any. */
  get words(): string {
    const { message, error } = isObject(this.body.error) ? this.body.error : this.body;
    const words = textOf(message) ?? textOf(error);
    return words === undefined ? `status ${this.status}` : `status ${this.status}: ${words}`;
  }

  /** A refusal. It tells nothing if Heffl is down or busy, or if the key may not do this. */
  get refusal(): Finding {
    const tellsNothing = this.status >= 500 || [403, 429].includes(this.status);
    return tellsNothing ? notAsked(this.words) : refuted(this.words);
  }

  /** What it means to the code, which copes with any of these statuses, and prefers one. */
  among(statuses: readonly number[], preferred: number): Finding {
    return statuses.includes(this.status) ? assumedIf(this.status === preferred, this.words) : this.refusal;
  }

  /** @throws Found if Heffl refused */
  ok(): this {
    if (!this.isOk) throw new Found(this.refusal);
    return this;
  }
}

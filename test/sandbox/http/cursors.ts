import { randomBytes } from 'node:crypto';
import { ApiError } from '../api-error.js';
import type { CollectionName } from '../resources/names.js';

/**
 * The cursors that were given out. Each stands for a place between two records, so that a record
 * that comes or goes meanwhile moves nobody to another page.
 */
export class Cursors {
  readonly #issued = new Map<string, { collection: CollectionName; place: number }>();

  issue(collection: CollectionName, place: number): string {
    const cursor = randomBytes(12).toString('base64url');
    this.#issued.set(cursor, { collection, place });
    return cursor;
  }

  placeOf(collection: CollectionName, cursor: string): number {
    const issued = this.#issued.get(cursor);
    if (issued?.collection !== collection) throw new ApiError(400, 'Invalid cursor');
    return issued.place;
  }
}

import { isObject, type JsonObject } from '../heffl/json.js';
import type { Field } from './field.js';
import { isEmpty, type Reading, readValue } from './values.js';

/**
 * The rows of a line-item input. Zapier supplies them as rows, as parallel lists under the parent, or as parallel lists beside it.
 *
 * @param columns the children of the input
 */
export const rowsIn = (
  key: string,
  columns: readonly Field[],
  inputData: JsonObject,
): readonly JsonObject[] => {
  const value = inputData[key];
  if (Array.isArray(value)) return value.filter(isObject).filter((row) => !isEmpty(row));
  const source = isObject(value) ? value : inputData;
  const lists = columns.map((column): [string, readonly unknown[]] => {
    const cells = source[column.key];
    return [column.key, isEmpty(cells) ? [] : [cells].flat()];
  });
  const length = Math.max(0, ...lists.map(([, cells]) => cells.length));
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(lists.map(([name, cells]) => [name, cells[index]])),
  ).filter((row) => !isEmpty(row));
};

/** Reads each cell as its column defines it. Cells without a column are passed on. */
export const readRows = (
  reading: Reading,
  columns: readonly Field[],
  rows: readonly JsonObject[],
): JsonObject[] =>
  rows.map((row) => {
    const read = columns.map((column): [string, unknown] => {
      const cell = row[column.key];
      return [column.key, isEmpty(cell) ? undefined : readValue(reading, column, cell)];
    });
    return Object.fromEntries([...Object.entries(row), ...read].filter(([, cell]) => !isEmpty(cell)));
  });

import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { isObject, type JsonObject } from '../heffl/json.js';
import { withoutMarks } from '../heffl/marks.js';
import { halted } from '../heffl/refusals.js';
import { isEmpty, isUnfilled } from './empty.js';
import { type Field, labelOf } from './field.js';
import { numberIn } from './numbers.js';
import { type Reading, readValue } from './values.js';

/** A field with columns. */
export type LineItemField = Field & { readonly children: readonly Field[] };

/**
 * The rows of a line-item input, each cell as its column defines it. Cells without a column are passed on. Zapier supplies rows,
 * parallel lists under the parent, or parallel lists beside it. A mapped text may hold rows as JSON.
 *
 * @throws HaltedError if a text is no JSON, a cell holds several values, or a required cell is empty
 */
export const readLineItems = (reading: Reading, field: LineItemField, inputData: JsonObject): JsonObject[] =>
  rowsIn(reading.z, field, inputData)
    .filter((row) => !isEmpty(row))
    .map((row, index) => readRow(reading, field, row, index + 1));

const rowsIn = (z: ZObject, field: LineItemField, inputData: JsonObject): readonly JsonObject[] => {
  const given = inputData[field.key];
  const value = typeof given === 'string' && !isEmpty(given) ? parsedRows(z, field, given) : given;
  if (Array.isArray(value)) return value.filter(isObject);
  const source = isObject(value) ? value : inputData;
  const lists = field.children.map(({ key }): [string, readonly unknown[]] => {
    const cells = source[key];
    return [key, isEmpty(cells) ? [] : [cells].flat()];
  });
  const length = Math.max(0, ...lists.map(([, cells]) => cells.length));
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(lists.map(([name, cells]) => [name, cells[index]])),
  );
};

const parsedRows = (z: ZObject, field: Field, text: string): unknown => {
  const rows = parsed(withoutMarks(text));
  if ([rows].flat().every(isObject)) return rows;
  throw halted(z, errorTexts.notLineItems({ label: labelOf(field), value: text }));
};

/** The value of a JSON text; the text itself if it is no JSON. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const readRow = (reading: Reading, field: LineItemField, row: JsonObject, line: number): JsonObject => {
  const { z } = reading;
  const list = labelOf(field);
  const several = cellOfSeveral(field.children, row);
  if (several !== undefined) throw halted(z, errorTexts.severalInACell({ list, line, value: several }));
  const read = field.children.map((column): [string, unknown] => {
    const cell = row[column.key];
    if (!isUnfilled(column, cell)) return [column.key, readValue(reading, column, cell)];
    if (column.required) throw halted(z, errorTexts.emptyCell({ label: labelOf(column), list, line }));
    return [column.key, column.meta?.whenEmpty];
  });
  return Object.fromEntries([...Object.entries(row), ...read].filter(([, cell]) => !isEmpty(cell)));
};

/**
 * The first cell of a row that holds several values, as when lists were mapped into one row. "250,100" is one price or two: it is
 * two if another cell of the row has as many parts ("A,B"). "250, 100" and "250.50,100" can only be two.
 */
const cellOfSeveral = (columns: readonly Field[], row: JsonObject): string | undefined => {
  const cells = columns.map(({ key, meta }) => {
    const values = [row[key] ?? ''].flat();
    const text = values.map(String).join(',');
    return { text, isNumber: meta?.format === 'number', isList: values.length > 1, parts: countParts(text) };
  });
  const found = cells.find((cell) => {
    if (!cell.isNumber || cell.isList) return cell.isList;
    const isShared = cells.some((other) => other !== cell && other.parts > 1 && other.parts === cell.parts);
    return isShared || (numberIn(cell.text) === undefined && areNumbers(cell.text));
  });
  return found?.text;
};

/** Zapier joins values with a bare comma. A comma with a blank behind it belongs to a sentence. */
const countParts = (text: string): number => text.split(/,(?!\s)/).length;

const areNumbers = (text: string): boolean =>
  text.split(/[,;\n]/).every((part) => numberIn(part) !== undefined);

import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { isDeeper, isObject, jsonIn, type JsonObject, MOST_LEVELS, textOf } from '../heffl/json.js';
import { halted } from '../heffl/refusals.js';
import { fold } from '../heffl/sameness.js';
import { withoutUnseen } from '../heffl/unseen.js';
import { isEmpty, isUnfilled } from './empty.js';
import { type Field, labelOf } from './field.js';
import { numberIn } from './numbers.js';
import { type ReadContext, readValue } from './values.js';

/** A field with columns. */
type LineItemField = Field & { readonly children: readonly Field[] };

/**
 * The rows of a line-item input, each cell as its column defines it. Cells without a column are passed on. Zapier supplies rows,
 * parallel lists under the parent, or parallel lists beside it. A mapped text may hold rows as JSON, and so may each item of a list.
 *
 * @throws HaltedError if something is no row, a cell holds several values, or a required cell is empty
 */
export const readLineItems = (
  context: ReadContext,
  field: LineItemField,
  inputData: JsonObject,
): JsonObject[] =>
  rowsIn(context.z, field, inputData)
    .filter((row) => !isEmpty(row))
    .map((row, index) => readRow(context, field, row, index + 1));

const rowsIn = (z: ZObject, field: LineItemField, inputData: JsonObject): readonly JsonObject[] => {
  const given = inputData[field.key];
  if (isEmpty(given)) return rowsOfLists(field, inputData);
  const value = parsed(given);
  const items = [value]
    .flat()
    .map(parsed)
    .filter((item) => !isEmpty(item));
  const rows = items.filter(isObject).map((row) => withColumnKeys(field, row));
  const isRow = (row: JsonObject): boolean => field.children.some(({ key }) => key in row);
  // An item that is no row is refused, not dropped.
  if (rows.length < items.length || !rows.every(isRow) || isDeeper(items, MOST_LEVELS)) {
    throw halted(
      z,
      errorTexts.notLineItems({ label: labelOf(field), value: textOf(given) ?? JSON.stringify(given) }),
    );
  }
  const holdsLists = (row: JsonObject): boolean => field.children.some(({ key }) => Array.isArray(row[key]));
  return rows.flatMap((row) => (isObject(value) && holdsLists(row) ? rowsOfLists(field, row) : [row]));
};

/** The rows of parallel lists, one for each column. */
const rowsOfLists = (field: LineItemField, source: JsonObject): readonly JsonObject[] => {
  const lists = field.children.map(({ key }): [string, readonly unknown[]] => {
    const cells = source[key];
    return [key, isEmpty(cells) ? [] : [cells].flat()];
  });
  const length = Math.max(0, ...lists.map(([, cells]) => cells.length));
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(lists.map(([name, cells]) => [name, cells[index]])),
  );
};

/** A row with its cells under the keys of their columns: `{name: "Visit", price: 250}` for `{Item: "Visit", PRICE: 250}`. */
const withColumnKeys = ({ children }: LineItemField, row: JsonObject): JsonObject => {
  const keyFor = (name: string): string => {
    const column = children.find(({ key, label = key }) =>
      [key, label].some((word) => fold(word) === fold(name)),
    );
    return column && !(column.key in row) ? column.key : name;
  };
  return Object.fromEntries(Object.entries(row).map(([name, cell]) => [keyFor(name), cell]));
};

/** The value of a JSON text. Anything else as it is. */
const parsed = (value: unknown): unknown =>
  typeof value === 'string' ? (jsonIn(withoutUnseen(value)) ?? value) : value;

const readRow = (context: ReadContext, field: LineItemField, row: JsonObject, line: number): JsonObject => {
  const { z } = context;
  const list = labelOf(field);
  const several = cellOfSeveral(field.children, row);
  if (several !== undefined) throw halted(z, errorTexts.severalInACell({ list, line, value: several }));
  const read = field.children.map((column): [string, unknown] => {
    const cell = row[column.key];
    if (!isUnfilled(column, cell)) return [column.key, readValue(context, column, cell)];
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

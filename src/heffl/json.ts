/** A JSON object with values of any kind: an answer of Heffl, or a filled-in form. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText = (value: unknown): value is string => typeof value === 'string';

export const isList = <T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] =>
  Array.isArray(value) && value.every(isItem);

/** The most levels of lists and objects inside of one another. Forms and answers of Heffl have less than ten. */
export const MOST_LEVELS = 100;

/** Whether lists and objects are nested more than so many levels deep. Reads without recursion. */
export const isDeeper = (value: unknown, levels: number): boolean => {
  const holders = (values: readonly unknown[]) =>
    values.filter((one) => typeof one === 'object' && one !== null);
  let open = holders([value]);
  for (let level = 0; open.length > 0; level++) {
    if (level === levels) return true;
    open = holders(open.flatMap((holder): unknown[] => Object.values(holder)));
  }
  return false;
};

/** The value with `null` in place of what is nested more than so many levels deep. */
export const cutBelow = (value: unknown, levels: number): unknown =>
  isDeeper(value, levels) ? cut(value, levels) : value;

const cut = (value: unknown, levels: number): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return null;
  if (Array.isArray(value)) return value.map((item) => cut(item, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner, levels - 1)]));
};

/** The value of a JSON text, or `undefined` if it is none. */
export const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The value as text. A number counts as text. `undefined` for blanks and for everything else. */
export const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
};

/** The first value that is text, as `textOf` reads it. */
export const firstText = (...values: readonly unknown[]): string | undefined =>
  values.map(textOf).find((text) => text !== undefined);

/** The fields of an object under some keys. */
export const pick = (object: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));

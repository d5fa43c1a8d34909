/** A line of a table, and whether its target is met; `undefined` if it has none. */
export type Row = { readonly cells: readonly string[]; readonly isMet: boolean | undefined };
export type Table = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
};

export const row = (cells: readonly string[], isMet?: boolean): Row => ({ cells, isMet });

/** A table as text: names on the left, values on the right, and last of all whether the target is met. */
export const inText = ({ title, columns, rows }: Table): string => {
  const lines = [
    columns,
    ...rows.map(({ cells, isMet }) => [...cells, isMet === undefined ? '' : isMet ? '✔' : '✘']),
  ];
  const width = (column: number): number => Math.max(...lines.map((cells) => cells[column]?.length ?? 0));
  const text = lines.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(width(0)) : cell.padStart(width(column))))
      .join('  ')
      .trimEnd(),
  );
  return [title, '', ...text].join('\n');
};

/** Half of the values are below it. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
};

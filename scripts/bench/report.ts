import Table from 'cli-table3';
import pc from 'picocolors';

/** A line of a table; whether its target is met, where it has one. */
export type Row = { readonly cells: readonly string[]; readonly isMet?: boolean };

/** What was measured: the last column says whether a target was met. */
export type Report = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
};

const mark = ({ isMet }: Row): '' | '✔' | '✘' => (isMet === undefined ? '' : isMet ? '✔' : '✘');

export const inTerminal = ({ title, columns, rows }: Report): string => {
  const table = new Table({
    head: [...columns, ''],
    style: {
      ...(pc.isColorSupported ? { head: ['bold'], border: ['dim'] } : { head: [], border: [] }),
      compact: true,
    },
    colAligns: columns.map((_, index) => (index === 0 ? 'left' : 'right')),
  });
  const paint = { '✔': pc.green, '✘': pc.red, '': pc.dim };
  table.push(...rows.map((row) => [...row.cells, paint[mark(row)](mark(row))]));
  return `${pc.bold(title)}\n${table.toString()}`;
};

export const inMarkdown = ({ title, columns, rows }: Report): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const ruler = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [
    `**${title}**\n`,
    line([...columns, '']),
    line([...ruler, '---']),
    ...rows.map((row) => line([...row.cells, mark(row)])),
  ].join('\n');
};

/** The middle one: half of the values are below it. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
};

export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
export const kilobytes = (value: number): string => `${(value / 1000).toFixed(0)} kB`;
export const megabytes = (value: number): string => `${(value / 1e6).toFixed(3)} MB`;
export const times = (value: number): string => `${value.toFixed(3)} ×`;

/** The rows of a run as one table: a line for each work, the sizes beside each other. */
import type { BenchRow } from './works';

export function printTable(rows: readonly BenchRow[]): string {
  const lines = rows.map((row) => [
    row.work,
    row.size,
    time(row.oursMs),
    time(row.yardstickMs),
    row.ratio.toFixed(row.ratio < 0.1 ? 4 : 2),
    `${row.atLeast ? '≥' : '≤'} ${row.goal}`,
    meets(row) ? 'yes' : 'no',
    row.rssMb === null ? '' : `${Math.round(row.rssMb)} MB`,
    row.note ?? '',
  ]);
  const head = ['work', 'size', 'ours', 'yardstick', 'ratio', 'goal', 'met', 'memory', 'note'];
  const widths = head.map((name, at) => Math.max(name.length, ...lines.map((line) => line[at]?.length ?? 0)));
  const lineOf = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [lineOf(head), lineOf(widths.map((width) => '-'.repeat(width))), ...lines.map(lineOf)].join('\n');
}

export function meets({ ratio, goal, atLeast }: Pick<BenchRow, 'ratio' | 'goal' | 'atLeast'>): boolean {
  return atLeast ? ratio >= goal : ratio <= goal;
}

function time(ms: number): string {
  return ms < 100
    ? `${ms.toFixed(1)} ms`
    : ms < 10_000
      ? `${Math.round(ms)} ms`
      : `${(ms / 1000).toFixed(1)} s`;
}

/** The rows of a run as one table: the sizes of a work under each other; of several sizes, a second one with the sizes beside each other. */
import type { BenchRow } from './works';

export function printTable(rows: readonly BenchRow[]): string {
  const works = worksOf(rows);
  const sorted = works.flatMap((work) => rows.filter((row) => row.work === work));
  const head = ['work', 'size', 'ours', 'yardstick', 'ratio', 'goal', 'met', 'memory', 'note'];
  return drawn(
    head,
    sorted.map((row) => [
      row.work,
      row.size,
      time(row.oursMs),
      time(row.yardstickMs),
      ratio(row),
      `${row.atLeast ? '≥' : '≤'} ${row.goal}`,
      meets(row) ? 'yes' : 'no',
      row.rssMb === null ? '' : `${Math.round(row.rssMb)} MB`,
      row.note ?? '',
    ]),
  );
}

/** Our times with their ratios, of the works that were measured at more than one size; undefined when there are none. */
export function printGrowth(rows: readonly BenchRow[]): string | undefined {
  const works = worksOf(rows).filter((work) => rows.filter((row) => row.work === work).length > 1);
  if (works.length === 0) return undefined;
  const sizes = [...new Set(rows.filter((row) => works.includes(row.work)).map((row) => row.size))];
  const cell = (work: string, size: string) => {
    const row = rows.find((one) => one.work === work && one.size === size);
    return row === undefined ? '' : `${time(row.oursMs)} (${ratio(row)})`;
  };
  return drawn(
    ['our time (ratio)', ...sizes],
    works.map((work) => [work, ...sizes.map((size) => cell(work, size))]),
  );
}

export function meets({ ratio, goal, atLeast }: Pick<BenchRow, 'ratio' | 'goal' | 'atLeast'>): boolean {
  return atLeast ? ratio >= goal : ratio <= goal;
}

const worksOf = (rows: readonly BenchRow[]) => [...new Set(rows.map(({ work }) => work))];
const ratio = (row: BenchRow) => row.ratio.toFixed(row.ratio < 0.1 ? 4 : 2);

function drawn(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((name, at) => Math.max(name.length, ...lines.map((line) => line[at]?.length ?? 0)));
  const lineOf = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [lineOf(head), lineOf(widths.map((width) => '-'.repeat(width))), ...lines.map(lineOf)].join('\n');
}

function time(ms: number): string {
  return ms < 100
    ? `${ms.toFixed(1)} ms`
    : ms < 10_000
      ? `${Math.round(ms)} ms`
      : `${(ms / 1000).toFixed(1)} s`;
}

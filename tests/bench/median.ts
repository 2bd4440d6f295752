/** The middle of several runs, in milliseconds, after a few that count for nothing. */
export async function median(work: () => unknown, runs = 41, warmRuns = 5): Promise<number> {
  for (let warm = 0; warm < warmRuns; warm += 1) await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return middleOf(times);
}

export function middleOf(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

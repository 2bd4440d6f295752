/** What was asked for, how long it took, and what was wrong with it. */
import fs from 'node:fs';

export type Figures = {
  readonly what: string;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
};

export class Tally {
  readonly #times = new Map<string, number[]>();
  readonly problems: string[] = [];

  /** Counts only what was answered as it must be; all else is a problem. */
  async time<Result>(what: string, work: () => Promise<Result>): Promise<Result | undefined> {
    const startedAt = performance.now();
    try {
      const result = await work();
      const times = this.#times.get(what) ?? [];
      times.push(performance.now() - startedAt);
      this.#times.set(what, times);
      return result;
    } catch (error) {
      const words = error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error);
      this.problems.push(`${what}: ${words.trim()} (after ${Math.round(performance.now() - startedAt)} ms)`);
      return undefined;
    }
  }

  figures(): Figures[] {
    const all = [...this.#times].map(([what, times]) => figuresOf(what, times));
    const pages = [...this.#times].filter(([what]) => what.startsWith('page '));
    return [
      ...all,
      figuresOf(
        'all pages',
        pages.flatMap(([, times]) => times),
      ),
    ];
  }
}

function figuresOf(what: string, times: readonly number[]): Figures {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { what, count: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

export function tableOf(figures: readonly Figures[]): string {
  const cell = (value: string | number) => String(value).padStart(8);
  const line = (first: string, rest: readonly (string | number)[]) =>
    first.padEnd(34) + rest.map(cell).join('');
  return [
    line('milliseconds', ['count', 'p50', 'p95', 'p99', 'max']),
    ...figures.map(({ what, count, p50, p95, p99, max }) => line(what, [count, p50, p95, p99, max])),
  ].join('\n');
}

/** Of the processes under a process: by the script they run, MB resident now and at most. */
export function memoryUnder(pid: number): Record<string, { residentMb: number; peakMb: number }> {
  const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Object.fromEntries(
    children.filter(Boolean).map((child) => {
      const script = fs.readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0').find(isScript) ?? child;
      const status = fs.readFileSync(`/proc/${child}/status`, 'utf8');
      const mb = (name: string) =>
        Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
      return [/([^/]+)\.ts$/.exec(script)?.[1] ?? script, { residentMb: mb('VmRSS'), peakMb: mb('VmHWM') }];
    }),
  );
}

const isScript = (word: string) => word.endsWith('.ts');

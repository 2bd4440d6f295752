/** What many rows say against one thing, told once with how many they are: a file may hold millions of them. */
import type { SettlementProblem, SettlementProblemKind } from './settlement-events';

export class Contradictions {
  readonly #found = new Map<string, Contradiction>();

  /** `says` makes the message out of who says it, such as "7 rows from line 9 on". */
  note(problem: SettlementProblemKind, value: string, line: number, says: (rows: string) => string): void {
    const key = `${problem} ${value}`;
    const known = this.#found.get(key);
    if (known) known.count += 1;
    else if (this.#found.size < contradictionLimit) this.#found.set(key, { problem, line, says, count: 1 });
    else this.#others.count += 1;
  }

  readonly #others = { count: 0 };

  *problems(settlementId: string): Iterable<SettlementProblem> {
    for (const { problem, line, says, count } of this.#found.values()) {
      const message = says(count === 1 ? `The row on line ${line}` : `${count} rows from line ${line} on`);
      yield { kind: 'problem', problem, line, message, settlementId };
    }
    const last = [...this.#found.values()].at(-1);
    if (this.#others.count === 0 || !last) return;
    const message = `${this.#others.count} more rows contradict the settlement in other ways.`;
    yield { kind: 'problem', problem: last.problem, line: last.line, message, settlementId };
  }
}

interface Contradiction {
  readonly problem: SettlementProblemKind;
  readonly line: number;
  readonly says: (rows: string) => string;
  count: number;
}

/** Different values of one settlement that are told one by one. */
const contradictionLimit = 20;

import { addOre, type Ore } from '#core/money';
import type { Balances } from '#simulator/settlement/close-ledger-day';
import type { Topic } from '#simulator/store/ledger-store';

/** Gives each entry the balance before and after it, funds and fees apart. Pure. */
export function chainEntries<T extends Amount>(balances: Balances, entries: readonly T[]): Chain<T> {
  const now: Record<Topic, Ore> = { funds: balances.fundsOre, fees: balances.feesOre };
  const chained = entries.map((entry) => {
    const balanceBeforeOre = now[entry.topic];
    const balanceAfterOre = addOre(balanceBeforeOre, entry.amountOre);
    now[entry.topic] = balanceAfterOre;
    return { ...entry, balanceBeforeOre, balanceAfterOre };
  });
  return { entries: chained, balances: { fundsOre: now.funds, feesOre: now.fees } };
}

export interface Amount {
  readonly topic: Topic;
  readonly amountOre: Ore;
}

export interface Chain<T> {
  readonly entries: readonly (T & { readonly balanceBeforeOre: Ore; readonly balanceAfterOre: Ore })[];
  readonly balances: Balances;
}

/** Why a payout is what it is: balance before, what moved, the payout, balance after. */
import {
  type EntryGroup,
  entryGroupOf,
  entryGroups,
  isPayoutEntry,
  type LedgerTopic,
} from './ledger-entry-types';
import { negateOre, type Ore, ore, subtractOre, sumOre, zeroOre } from './money';

export type EntrySum = {
  readonly topic: LedgerTopic;
  readonly entryType: string;
  readonly entries: number;
  readonly amountOre: Ore;
};

export type PayoutFigures = {
  readonly settlementNumber: string;
  readonly amountOre: Ore;
  /** Balances of the funds ledger around the payout's days; null where the source does not tell them. */
  readonly openingOre: Ore | null;
  readonly closingOre: Ore | null;
  /** All entries of the payout's days, funds and fees, by type. */
  readonly sums: readonly EntrySum[];
};

export type PayoutExplanation = {
  readonly openingOre: Ore | null;
  readonly closingOre: Ore | null;
  /** What moved besides the payout itself, in a fixed order, without empty groups. */
  readonly groups: readonly {
    readonly group: EntryGroup;
    readonly entries: number;
    readonly amountOre: Ore;
  }[];
  /** What the figures leave unexplained; 0 when opening + moved = payout + closing. */
  readonly differenceOre: Ore;
  readonly capturedOre: Ore;
  /** Fees of the captures, negative. */
  readonly captureFeesOre: Ore;
  readonly feesKeptBack: boolean;
};

export function explainPayout(figures: PayoutFigures): PayoutExplanation {
  const funds = figures.sums.filter((sum) => sum.topic === 'funds');
  const moved = funds.filter((sum) => !isPayoutEntry(sum.entryType));
  const paidOutOre = sumOre(funds.filter((sum) => isPayoutEntry(sum.entryType)).map((sum) => sum.amountOre));
  const otherPayoutsOre = ore(negateOre(paidOutOre) - figures.amountOre); // aborted ones within the same days
  const movedOre = sumOre(moved.map((sum) => sum.amountOre));
  const before = sumOre([figures.openingOre ?? zeroOre, movedOre]);
  const after = sumOre([figures.amountOre, otherPayoutsOre, figures.closingOre ?? zeroOre]);
  const groups = entryGroups.map((group) => {
    const inGroup = moved.filter((sum) => entryGroupOf(sum.entryType) === group);
    const entries = inGroup.reduce((total, sum) => total + sum.entries, 0);
    return { group, entries, amountOre: sumOre(inGroup.map((sum) => sum.amountOre)) };
  });
  if (otherPayoutsOre !== 0) {
    const payouts = groups.find((entry) => entry.group === 'payouts');
    if (payouts) payouts.amountOre = subtractOre(payouts.amountOre, otherPayoutsOre);
  }
  const typeSum = (topic: LedgerTopic, type: string) =>
    sumOre(
      figures.sums.filter((sum) => sum.topic === topic && sum.entryType === type).map((sum) => sum.amountOre),
    );
  return {
    openingOre: figures.openingOre,
    closingOre: figures.closingOre,
    groups: groups.filter((group) => group.entries > 0 || group.amountOre !== 0),
    differenceOre: subtractOre(before, after),
    capturedOre: typeSum('funds', 'capture'),
    captureFeesOre: typeSum('fees', 'capture-fee'),
    feesKeptBack: funds.some((sum) => sum.entryType === 'fees-retained'),
  };
}

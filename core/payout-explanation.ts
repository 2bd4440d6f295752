/** Why a payout is what it is: balance before, what moved, the payout, balance after. */
import {
  abortedPayoutEntryType,
  type EntryGroup,
  entryGroupOf,
  entryGroups,
  type LedgerTopic,
} from './ledger-entry-types';
import { addOre, maxOre, minOre, type Ore, subtractOre, sumOre, zeroOre } from './money';

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
  const inGroup = (group: EntryGroup) => funds.filter((sum) => entryGroupOf(sum.entryType) === group);
  const moved = entryGroups
    .filter((group) => group !== 'payouts')
    .map((group) => sumOf(group, inGroup(group)));
  const payoutEntries = inGroup('payouts');
  const isReturn = (sum: EntrySum) => sum.entryType === abortedPayoutEntryType;
  // An aborted payout comes back. One of these days stands there twice, out and in; one of earlier days only comes in.
  // What went out besides this payout and did not come back is not explained.
  const othersOre = addOre(sumOf('payouts', payoutEntries).amountOre, figures.amountOre);
  const returnedOre = maxOre(othersOre, zeroOre);
  const returned = {
    group: 'payouts' as const,
    entries: payoutEntries.filter(isReturn).length,
    amountOre: returnedOre,
  };
  const groups = returnedOre === 0 ? moved : [...moved, returned];
  const before = sumOre([figures.openingOre ?? zeroOre, ...groups.map((group) => group.amountOre)]);
  const after = sumOre([figures.amountOre, figures.closingOre ?? zeroOre]);
  const chainOre = subtractOre(before, after);
  const typeSum = (topic: LedgerTopic, type: string) =>
    sumOre(
      figures.sums.filter((sum) => sum.topic === topic && sum.entryType === type).map((sum) => sum.amountOre),
    );
  return {
    openingOre: figures.openingOre,
    closingOre: figures.closingOre,
    groups: groups.filter((group) => group.entries > 0),
    differenceOre: chainOre === 0 ? minOre(othersOre, zeroOre) : chainOre,
    capturedOre: typeSum('funds', 'capture'),
    captureFeesOre: typeSum('fees', 'capture-fee'),
    feesKeptBack: funds.some((sum) => sum.entryType === 'fees-retained'),
  };
}

function sumOf(group: EntryGroup, sums: readonly EntrySum[]) {
  return {
    group,
    entries: sums.reduce((total, sum) => total + sum.entries, 0),
    amountOre: sumOre(sums.map((sum) => sum.amountOre)),
  };
}

/** Each payout against the ledger: its own entry, the days it covers, and the balance it is the difference of. */

import { entryGroupOf } from '#core/ledger-entry-types';
import { sumOre } from '#core/money';
import { explainPayout } from '#core/payout-explanation';
import type { Db } from '#db/client';
import { firstLedgerDate, type LedgerRow, listLedgers, listPayoutEntries } from '#db/ledgers';
import type { NewPayout, PayoutRow } from '#db/payouts';
import { readPayoutFigures } from '#db/queries/payout-figures';
import { listPayoutsToVerify } from '#db/queries/verify-ledger';
import { payoutsOf } from './derive-payouts';
import { type Check, counted, kroner, Sums, Tally } from './verify-tally';

type Seen = { payouts: number; differing: number; toCome: number; readonly sums: Sums };

export async function verifyPayouts(db: Db): Promise<Check> {
  const tally = new Tally();
  const seen: Seen = { payouts: 0, differing: 0, toCome: 0, sums: new Sums() };
  for (const ledger of await listLedgers(db)) {
    const stored = await listPayoutsToVerify(db, ledger.ledgerId);
    await compareWithEntries(db, ledger, stored, { tally, seen });
    for (const payout of stored) {
      seen.payouts += 1;
      seen.sums.add(payout.currency, payout.amountOre);
      if (payout.differenceOre === null) {
        seen.toCome += 1;
        continue;
      }
      if (payout.differenceOre !== 0) seen.differing += 1;
      const problem = await wrongAmount(db, payout);
      if (problem !== undefined) tally.add(nameOf(payout), problem);
    }
  }
  const differing =
    seen.differing === 0
      ? ''
      : `; ${counted(seen.differing, 'payout says', 'payouts say')} what is unexplained`;
  const toCome = seen.toCome === 0 ? '' : `; ${counted(seen.toCome, 'payout')} not derived or added up yet`;
  return tally.check(
    'payouts',
    `${counted(seen.payouts, 'payout')}, ${seen.sums}: each is the difference of its balances${differing}${toCome}`,
  );
}

type Findings = { readonly tally: Tally; readonly seen: Seen };

const facts = [
  'amountOre',
  'currency',
  'ledgerDate',
  'coversFrom',
  'coversTo',
  'afterFeedOrder',
  'throughFeedOrder',
  'abortedAt',
] as const;

/** What the ledger's own entries say of payouts. Bank days are left out: they follow settings. */
async function compareWithEntries(
  db: Db,
  ledger: LedgerRow,
  stored: readonly PayoutRow[],
  { tally, seen }: Findings,
): Promise<void> {
  const first = await firstLedgerDate(db, ledger.ledgerId);
  const entries = await listPayoutEntries(db, ledger.ledgerId);
  const derived = first === undefined ? [] : payoutsOf(ledger, first, entries);
  const byNumber = new Map(stored.map((payout) => [payout.settlementNumber, payout]));
  const derivedThrough = Math.max(0, ...stored.map(({ throughFeedOrder }) => throughFeedOrder ?? 0));
  for (const payout of derived) {
    const there = byNumber.get(payout.settlementNumber);
    byNumber.delete(payout.settlementNumber);
    if (there?.throughFeedOrder == null) {
      if ((payout.throughFeedOrder ?? 0) > derivedThrough) seen.toCome += 1;
      else tally.add(nameOf(payout), 'stands in the ledger and is not among the payouts');
      continue;
    }
    const problem = otherFact(there, payout);
    if (problem !== undefined) tally.add(nameOf(payout), problem);
  }
  for (const payout of byNumber.values())
    if (payout.throughFeedOrder !== null) tally.add(nameOf(payout), 'no entry of the ledger stands for it');
}

function otherFact(stored: PayoutRow, derived: NewPayout): string | undefined {
  for (const name of facts) {
    const [here, there] = [stored[name], derived[name] ?? null];
    // An abort that came since payouts were derived last.
    if (here === there || (name === 'abortedAt' && here === null)) continue;
    return name === 'amountOre'
      ? `its amount is ${kroner(Number(here), stored.currency)}, its entry says ${kroner(Number(there), stored.currency)}`
      : `${factWords[name]} is ${here ?? 'nothing'}, its entries say ${there ?? 'nothing'}`;
  }
  return undefined;
}

const factWords: Readonly<Record<Exclude<(typeof facts)[number], 'amountOre'>, string>> = {
  currency: 'its currency',
  ledgerDate: 'its ledger day',
  coversFrom: 'the first day it covers',
  coversTo: 'the last day it covers',
  afterFeedOrder: 'the entry it begins after',
  throughFeedOrder: 'the entry it ends with',
  abortedAt: 'when it was aborted',
};

async function wrongAmount(db: Db, payout: PayoutRow): Promise<string | undefined> {
  const { amountOre, currency } = payout;
  const figures = await readPayoutFigures(db, payout);
  const { differenceOre } = explainPayout({ ...figures, ...payout });
  if (differenceOre !== payout.differenceOre)
    return `its entries leave ${kroner(differenceOre, currency)} unexplained, it says ${kroner(payout.differenceOre ?? 0, currency)}`;
  if (payout.throughFeedOrder !== null) return undefined;
  const own = figures.sums.filter(
    (sum) => sum.topic === 'funds' && entryGroupOf(sum.entryType) === 'payouts',
  );
  const ownOre = sumOre(own.map((sum) => sum.amountOre));
  return ownOre + amountOre === 0
    ? undefined
    : `its amount is ${kroner(amountOre, currency)}, its entry says ${kroner(-ownOre, currency)}`;
}

function nameOf({ ledgerId, settlementNumber }: Pick<PayoutRow, 'ledgerId' | 'settlementNumber'>): string {
  return `payout ${ledgerId}/${settlementNumber}`;
}

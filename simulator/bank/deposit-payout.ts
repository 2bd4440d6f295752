import { type Ore, subtractOre, sumOre } from '#core/money';
import { bookBankLine } from '#simulator/bank/book-bank-line';
import { depositText } from '#simulator/bank/deposit-text';
import type { Payout } from '#simulator/store/payout-store';
import { getLedgerTerms, type World } from '#simulator/world';

/**
 * The money of a payout reaches the merchant's bank; unless somebody arranged that it does not, or not all, or
 * that the bank books it otherwise (see arrange-deposit). Payouts that the bank joins arrive together.
 */
export function depositPayout(world: World, payout: Payout): void {
  world.atomically(() => {
    if (payout.willBeLost === 1) {
      world.payouts.update({ ...payout, status: 'lost' });
      return;
    }
    const joined = payout.joinedUnder === null ? [payout] : world.payouts.listJoined(payout.joinedUnder);
    for (const part of partsOf(payout, sumOre(joined.map(depositOf)))) {
      bookBankLine(world, payout.depositAt, {
        account: getLedgerTerms(world, payout.ledgerId).bankAccount,
        amountOre: part,
        text: joined.map((each) => textOf(world, each)).join(' '),
        counterparty: vippsName,
        payoutNumbers: joined.map((each) => each.number),
      });
    }
    for (const each of joined) {
      const depositOre = depositOf(each);
      world.payouts.update({ ...each, status: 'deposited', depositedAt: payout.depositAt, depositOre });
    }
  });
}

/** Who pays, on the merchant's statement. */
export const vippsName = 'Vipps MobilePay AS';

export function depositOf(payout: Payout): Ore {
  return subtractOre(payout.amountOre, payout.shortByOre);
}

export function textOf(world: World, payout: Payout): string {
  const { vippsNumber } = getLedgerTerms(world, payout.ledgerId);
  return depositText(payout.number, vippsNumber, payout.textChange);
}

function partsOf(payout: Payout, amountOre: Ore): Ore[] {
  const { firstPartOre } = payout;
  return firstPartOre === 0 ? [amountOre] : [firstPartOre, subtractOre(amountOre, firstPartOre)];
}

import { subtractOre } from '#core/money';
import { bookBankLine } from '#simulator/bank/book-bank-line';
import type { Payout } from '#simulator/store/payout-store';
import { getLedgerTerms, type World } from '#simulator/world';

/** The money of a payout reaches the merchant's bank; unless somebody arranged that it does not, or not all. */
export function depositPayout(world: World, payout: Payout): void {
  world.atomically(() => {
    if (payout.willBeLost === 1) {
      world.payouts.update({ ...payout, status: 'lost' });
      return;
    }
    const terms = getLedgerTerms(world, payout.ledgerId);
    const depositOre = subtractOre(payout.amountOre, payout.shortByOre);
    bookBankLine(world, payout.depositAt, {
      account: terms.bankAccount,
      amountOre: depositOre,
      text: `Utb. ${payout.number} Vippsnr ${terms.vippsNumber}`,
      counterparty: 'Vipps MobilePay AS',
      payoutNumber: payout.number,
    });
    world.payouts.update({ ...payout, status: 'deposited', depositedAt: payout.depositAt, depositOre });
  });
}

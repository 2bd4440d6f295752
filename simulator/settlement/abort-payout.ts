import { bookEntries, ledgerHandle } from '#simulator/settlement/book-entries';
import type { Payout } from '#simulator/store/payout-store';
import type { World } from '#simulator/world';

/** The bank refuses a payout before the deposit: the money is back on the balance and in the next payout. */
export function abortPayout(world: World, at: string, payout: Payout): boolean {
  if (payout.status !== 'scheduled') return false;
  world.atomically(() => {
    world.payouts.update({ ...payout, status: 'aborted' });
    bookEntries(world, payout.ledgerId, at, [
      {
        topic: 'funds',
        entryType: 'payout-aborted',
        amountOre: payout.amountOre,
        pspReference: payout.number,
        reference: '',
        recipientHandle: ledgerHandle(world, payout.ledgerId),
      },
    ]);
  });
  return true;
}

import { bookEntries, getLedgerState, ledgerHandle } from '#simulator/settlement/book-entries';
import type { Payout } from '#simulator/store/payout-store';
import type { World } from '#simulator/world';

/** The bank refuses a payout before the deposit: the money is back on the balance and in the next payout. */
export function abortPayout(world: World, at: string, payout: Payout): boolean {
  if (payout.status !== 'scheduled') return false;
  const { ledgerId, number, amountOre } = payout;
  world.atomically(() => {
    world.payouts.update({ ...payout, status: 'aborted' });
    bookEntries(world, ledgerId, at, [
      {
        topic: 'funds',
        entryType: 'payout-aborted',
        amountOre,
        pspReference: number,
        reference: '',
        recipientHandle: ledgerHandle(world, ledgerId),
      },
    ]);
    const ledgerDate = getLedgerState(world, ledgerId, at).openDay;
    world.planted.add('payout-aborted', { settlementNumber: number, ledgerId, ledgerDate, amountOre });
  });
  return true;
}

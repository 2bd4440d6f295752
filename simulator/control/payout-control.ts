import { ore } from '#core/money';
import { type PayoutView, viewPayout } from '#simulator/control/books';
import { ControlError } from '#simulator/control/control-answer';
import { abortPayout } from '#simulator/settlement/abort-payout';
import type { Payout } from '#simulator/store/payout-store';
import type { World } from '#simulator/world';

/** What can happen to a payout before its deposit. Each answers with the payout as it is then. */
export function abortPayoutNow(world: World, number: string): PayoutView {
  const payout = getScheduled(world, number);
  abortPayout(world, world.clock.now(), payout);
  return show(world, number);
}

/** The deposit will never arrive. */
export function loseDeposit(world: World, number: string): PayoutView {
  const payout = getScheduled(world, number);
  world.atomically(() => {
    world.payouts.update({ ...payout, willBeLost: 1 });
    world.planted.add('deposit-missing', { settlementNumber: number, amountOre: payout.amountOre });
  });
  return show(world, number);
}

/** The deposit will be smaller than the payout (or larger, by a negative amount). */
export function shortenDeposit(world: World, number: string, byOre: number): PayoutView {
  const payout = getScheduled(world, number);
  if (byOre >= payout.amountOre)
    throw new ControlError(409, 'too-much', 'nothing would be left of the deposit');
  world.atomically(() => {
    world.payouts.update({ ...payout, shortByOre: ore(byOre) });
    world.planted.add('deposit-differs', { settlementNumber: number, shortByOre: byOre });
  });
  return show(world, number);
}

function show(world: World, number: string): PayoutView {
  return viewPayout(getPayout(world, number));
}

function getScheduled(world: World, number: string): Payout {
  const payout = getPayout(world, number);
  if (payout.status !== 'scheduled') {
    throw new ControlError(409, 'not-scheduled', `payout ${number} is ${payout.status}`);
  }
  return payout;
}

function getPayout(world: World, number: string): Payout {
  const payout = world.payouts.find(number);
  if (!payout) throw new ControlError(404, 'unknown-payout', `no payout ${number}`);
  return payout;
}

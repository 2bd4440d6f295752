import { z } from 'zod';
import { ore } from '#core/money';
import { type Arranged, arrangeDeposit, isArranged } from '#simulator/bank/arrange-deposit';
import { textChanges } from '#simulator/bank/deposit-text';
import { type PayoutView, viewPayout } from '#simulator/control/books';
import { ControlError, type ControlRequest } from '#simulator/control/control-answer';
import { abortPayout } from '#simulator/settlement/abort-payout';
import type { Payout } from '#simulator/store/payout-store';
import type { World } from '#simulator/world';

/** What can happen to a payout before its deposit, by the last part of the path. Each answers with the payout then. */
export const payoutActions: Readonly<Record<string, PayoutAction>> = {
  abort: (world, payout) => {
    if (isArranged(payout)) return 'arranged-before';
    return abortPayout(world, world.clock.now(), payout) ? 'arranged' : 'not-scheduled';
  },
  'lose-deposit': (world, payout) => arrangeDeposit.lose(world, payout),
  'shorten-deposit': (world, payout, request) =>
    arrangeDeposit.shorten(world, payout, ore(request.body(shortenSchema).byOre)),
  'split-deposit': (world, payout, request) =>
    arrangeDeposit.split(world, payout, ore(request.body(splitSchema).firstOre)),
  'join-deposit': (world, payout, request) =>
    arrangeDeposit.join(world, payout, getPayout(world, request.body(joinSchema).with)),
  'mangle-text': (world, payout, request) =>
    arrangeDeposit.mangleText(world, payout, request.body(mangleSchema).how),
};

type PayoutAction = (world: World, payout: Payout, request: ControlRequest) => Arranged;

export function actOnPayout(world: World, action: PayoutAction, request: ControlRequest): PayoutView {
  const number = request.param('number');
  const payout = getPayout(world, number);
  const done = action(world, payout, request);
  if (done !== 'arranged') throw new ControlError(409, done, `payout ${number}: ${reasons[done]}`);
  return viewPayout(getPayout(world, number));
}

const reasons: Readonly<Record<Exclude<Arranged, 'arranged'>, string>> = {
  'not-scheduled': 'is deposited, lost or aborted, or the other one is',
  'arranged-before': 'something is arranged for its deposit, or for the other one',
  'not-possible': 'nothing would be left, or the two do not arrive together',
};

const shortenSchema = z.strictObject({ byOre: z.int() });
const splitSchema = z.strictObject({ firstOre: z.int().min(1) });
const joinSchema = z.strictObject({ with: z.string() });
const mangleSchema = z.strictObject({ how: z.enum(textChanges) });

function getPayout(world: World, number: string): Payout {
  const payout = world.payouts.find(number);
  if (!payout) throw new ControlError(404, 'unknown-payout', `no payout ${number}`);
  return payout;
}

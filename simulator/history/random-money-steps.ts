import { addDays, dayMs, hourMs } from '#core/calendar';
import { ore } from '#core/money';
import { type Arranged, arrangeDeposit, canJoin, isArranged } from '#simulator/bank/arrange-deposit';
import { textChanges } from '#simulator/bank/deposit-text';
import { plant } from '#simulator/history/plant-oddity';
import {
  partOf,
  pickFrom,
  pickLedger,
  pickUnit,
  type RandomRun,
  type RandomStep,
  signedAmount,
} from '#simulator/history/random-run';
import { advanceClock } from '#simulator/run-due';
import { abortPayout } from '#simulator/settlement/abort-payout';
import { adjustEndedDay, adjustLedger } from '#simulator/settlement/adjust-ledger';
import { getLedgerState, openDayOf } from '#simulator/settlement/book-entries';
import type { Payout } from '#simulator/store/payout-store';
import type { World } from '#simulator/world';

/** What happens on ledgers and at the bank, and time that passes. A payout meets one mishap at most. */
export const randomMoneySteps = {
  correction: {
    weight: 3,
    run: (run) =>
      onLedger(run, (ledgerId, at) => plant.correction(run.world, at, ledgerId, signedAmount(run, 20_000))),
  },
  'top-up': {
    weight: 2,
    run: (run) =>
      onLedger(run, (ledgerId, at) =>
        adjustLedger(run.world, at, ledgerId, 'top-up', ore(run.random.whole(100, 50_000)), ''),
      ),
  },
  'late-entry': { weight: 3, run: bookLate },
  'unknown-type': {
    weight: 2,
    run: (run) =>
      onLedger(run, (ledgerId, at) =>
        plant.unknownType(run.world, at, ledgerId, 'loyalty-adjustment', signedAmount(run, 9000)),
      ),
  },
  'unknown-capture': {
    weight: 2,
    run: (run) =>
      atUnit(run, (msn, at, number) =>
        plant.unknownCapture(run.world, at, msn, `TERMINAL-${number}`, ore(run.random.whole(100, 90_000))),
      ),
  },
  'unknown-refund': {
    weight: 2,
    run: (run) =>
      atUnit(run, (msn, at, number) =>
        plant.unknownRefund(run.world, at, msn, `GAMMEL-${number}`, ore(-run.random.whole(100, 90_000))),
      ),
  },
  'unknown-deposit': {
    weight: 2,
    run: (run) =>
      onLedger(run, (ledgerId, at) => {
        const number = String(2_990_000 + run.world.settings.next('random-stranger', 1));
        plant.foreignDeposit(run.world, at, ledgerId, number, ore(run.random.whole(100, 90_000)));
      }),
  },
  'abort-payout': {
    weight: 3,
    run: (run) =>
      withPayout(run, (payout) =>
        abortPayout(run.world, run.world.clock.now(), payout) ? 'arranged' : 'not-scheduled',
      ),
  },
  'lose-deposit': {
    weight: 3,
    run: (run) => withPayout(run, (payout) => arrangeDeposit.lose(run.world, payout)),
  },
  'shorten-deposit': {
    weight: 3,
    run: (run) =>
      withPayout(run, (payout) => arrangeDeposit.shorten(run.world, payout, signedAmount(run, 9000))),
  },
  'split-deposit': {
    weight: 4,
    run: (run) =>
      withPayout(run, (payout) =>
        arrangeDeposit.split(run.world, payout, partOf(run, payout.amountOre) ?? ore(0)),
      ),
  },
  'join-deposits': { weight: 80, run: join },
  'mangle-text': {
    weight: 3,
    run: (run) =>
      withPayout(run, (payout) =>
        arrangeDeposit.mangleText(run.world, payout, run.random.pick([...textChanges])),
      ),
  },
  hours: { weight: 40, run: (run) => pass(run, run.random.whole(1, 9) * hourMs) },
  days: { weight: 7, run: (run) => pass(run, run.random.whole(1, 3) * dayMs) },
} as const satisfies Record<string, RandomStep>;

function onLedger(run: RandomRun, act: (ledgerId: string, at: string) => void): boolean {
  const ledger = pickLedger(run);
  if (ledger) act(ledger.ledgerId, run.world.clock.now());
  return ledger !== undefined;
}

/** With a number that makes a reference unlike all others. */
function atUnit(run: RandomRun, act: (msn: string, at: string, number: number) => void): boolean {
  const unit = pickUnit(run);
  if (unit) act(unit.msn, run.world.clock.now(), run.world.settings.next('random-stranger', 1));
  return unit !== undefined;
}

function untouched(world: World): Payout[] {
  return world.payouts.list().filter((payout) => payout.status === 'scheduled' && !isArranged(payout));
}

function withPayout(run: RandomRun, act: (payout: Payout) => Arranged): boolean {
  const payout = pickFrom(run, untouched(run.world));
  return payout !== undefined && act(payout) === 'arranged';
}

function join(run: RandomRun): boolean {
  const { world } = run;
  const payouts = untouched(world);
  const pairs = payouts.flatMap((first, index) =>
    payouts
      .slice(index + 1)
      .filter((second) => canJoin(world, first, second))
      .map((second) => ({ first, second })),
  );
  const pair = pickFrom(run, pairs);
  return pair !== undefined && arrangeDeposit.join(world, pair.first, pair.second) === 'arranged';
}

/** On one of the last days that have ended. */
function bookLate(run: RandomRun): boolean {
  const { world, random } = run;
  const ledger = pickLedger(run);
  if (!ledger) return false;
  const at = world.clock.now();
  const openDay = openDayOf(getLedgerState(world, ledger.ledgerId, at));
  const begun = world.ledgers.sumDays(ledger.ledgerId, 'funds')[0]?.ledgerDate;
  const older = addDays(openDay, -random.whole(1, 6));
  if (begun === undefined || older < begun) return false;
  const entry = { entryType: 'correction', amountOre: signedAmount(run, 9000), text: 'Korreksjon' };
  return adjustEndedDay(world, at, ledger.ledgerId, older, entry) !== undefined;
}

function pass({ world }: RandomRun, ms: number): boolean {
  advanceClock(world, world.clock.nowMs() + ms);
  return true;
}

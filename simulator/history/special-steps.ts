import { addDays, type Day, dayMs, dayOf, weekdayOf } from '#core/calendar';
import { ore } from '#core/money';
import { momentOn } from '#simulator/history/day-times';
import { plant } from '#simulator/history/plant-oddity';
import {
  abortNewest,
  correctLate,
  disputeOne,
  joinNewest,
  makeNegativeDay,
  returnDispute,
  tamper,
} from '#simulator/history/planted-money';
import {
  captureNeverBooked,
  captureOutsideShop,
  captureWithOtherFee,
  payJustNow,
  reserveTwice,
  shipWithoutCapture,
} from '#simulator/history/planted-orders';
import type { Step } from '#simulator/history/step';
import type { Payment } from '#simulator/store/payment-store';

/**
 * What makes the history worth looking at: everything that a reconciliation must find, or understand, once. Needs
 * about a month to have room for all of it; a shorter history has what happens near its end.
 */
export function specialSteps(firstDay: Day, endsAtMs: number): Step[] {
  const at = (share: number) =>
    dayOf(Date.parse(`${firstDay}T12:00:00Z`) + share * (endsAtMs - Date.parse(firstDay)));
  const before = (days: number) => dayOf(endsAtMs - days * dayMs);
  return [...onLedgers(at, before), ...atTheBank(at, before), ...withOrders(before, endsAtMs)];
}

type DayAt = (share: number) => Day;
type DayBefore = (days: number) => Day;

function onLedgers(at: DayAt, before: DayBefore): Step[] {
  const disputed: { payment?: Payment } = {};
  return [
    {
      atMs: momentOn(at(0.33), 9, 40),
      run: (world, now) => disputeOne(world, now, 'dispute-returned', disputed),
    },
    { atMs: momentOn(at(0.52), 13, 5), run: (world, now) => returnDispute(world, now, disputed) },
    { atMs: momentOn(before(9), 10, 15), run: (world, now) => disputeOne(world, now, 'dispute-held', {}) },
    { atMs: momentOn(nextWeekday(at(0.5), sunday), 20, 30), run: makeNegativeDay },
    {
      atMs: momentOn(at(0.7), 11, 0),
      run: (world, now) => plant.correction(world, now, '302977', ore(-12_500)),
    },
    {
      atMs: momentOn(before(15), 12, 40),
      run: (world, now) => plant.unknownRefund(world, now, '234567', 'GAMMEL-1043', ore(-21_900)),
    },
    {
      atMs: momentOn(before(10), 15, 25),
      run: (world, now) => plant.unknownCapture(world, now, '123457', 'TERMINAL-5521', ore(44_900)),
    },
    {
      atMs: momentOn(before(7), 12, 0),
      run: (world, now) => plant.unknownType(world, now, '302977', 'loyalty-adjustment', ore(-3100)),
    },
    { atMs: momentOn(before(5), 13, 10), run: correctLate },
  ];
}

function atTheBank(at: DayAt, before: DayBefore): Step[] {
  const inTheMorning = (day: Day, run: Step['run']): Step => ({ atMs: momentOn(day, 7, 0), run });
  return [
    { atMs: momentOn(nextWeekday(at(0.62), wednesday), 9, 10), run: abortNewest },
    inTheMorning(nextWeekday(before(26), monday), (world) => joinNewest(world, '302977')),
    inTheMorning(before(20), (world) => tamper(world, '302321', 'shorten')),
    inTheMorning(before(18), (world) => tamper(world, '302977', 'spaced')),
    inTheMorning(before(17), (world) => tamper(world, '302321', 'split')),
    inTheMorning(before(13), (world) => tamper(world, '302977', 'lose')),
    inTheMorning(before(6), (world, now) =>
      plant.foreignDeposit(world, now, '302321', '2999999', ore(87_100)),
    ),
    inTheMorning(before(5), (world) => tamper(world, '302321', 'cut')),
  ];
}

function withOrders(before: DayBefore, endsAtMs: number): Step[] {
  return [
    ...captureWithOtherFee(momentOn(before(14), 10, 35)),
    ...captureNeverBooked(momentOn(before(12), 9, 50)),
    ...captureOutsideShop(momentOn(before(8), 14, 20)),
    ...reserveTwice(momentOn(before(3), 11, 2)),
    ...shipWithoutCapture(momentOn(before(3), 18, 45), momentOn(before(2), 10, 20)),
    ...[250_000, 140_000, 55_000].flatMap((age, index) => payJustNow(endsAtMs - age, index)),
  ];
}

const monday = 1;
const wednesday = 3;
const sunday = 7;

function nextWeekday(day: Day, weekday: number): Day {
  return weekdayOf(day) === weekday ? day : nextWeekday(addDays(day, 1), weekday);
}

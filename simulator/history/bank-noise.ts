import { addBankDays, addDays, type Day, day as dayFrom, isBankDay, weekdayOf } from '#core/calendar';
import { ore } from '#core/money';
import { bookBankLine } from '#simulator/bank/book-bank-line';
import type { LedgerTerms } from '#simulator/config';
import { momentOn } from '#simulator/history/day-times';
import type { SeededRandom } from '#simulator/history/seeded-random';
import type { Step } from '#simulator/history/step';

/** What else moves on the accounts: rent, bank fees, suppliers, customers who pay invoices. */
export function bankNoise(random: SeededRandom, ledger: LedgerTerms, firstDay: Day, lastDay: Day): Step[] {
  const steps: Step[] = [];
  const add = (day: Day, kroner: number, text: string, counterparty: string) => {
    const line = {
      account: ledger.bankAccount,
      amountOre: ore(Math.round(kroner * 100)),
      text,
      counterparty,
    };
    steps.push({ atMs: momentOn(day, 6, 10), run: (world, at) => bookBankLine(world, at, line) });
  };
  for (let day = firstDay; day < lastDay; day = addDays(day, 1)) {
    if (!isBankDay(day)) continue;
    const isFirst = addBankDays(firstOfMonth(day), 0) === day;
    if (isFirst)
      add(
        day,
        ledger.feeMode === 'net' ? -24_500 : -11_800,
        `Husleie ${day.slice(0, 7)}`,
        'Bryggen Eiendom AS',
      );
    if (weekdayOf(day) === 5) add(day, -random.whole(40, 90) - 0.5, 'Gebyr bank', 'Simulert Sparebank');
    if (random.chance(0.3)) {
      const invoice = random.whole(10_200, 10_990);
      add(day, random.whole(800, 9000), `Faktura ${invoice}`, random.pick(customers));
    }
    if (random.chance(0.2)) add(day, -random.whole(2000, 30_000), 'Varekjøp', random.pick(suppliers));
  }
  return steps;
}

const customers = [
  'Lillehammer Turlag',
  'Bergen Kontorfelleskap AS',
  'Speidergruppa Nord',
  'Kafé Solsiden',
] as const;
const suppliers = ['Nordisk Engros AS', 'Emballasje & Sånt AS', 'Kaffeimport AS'] as const;

function firstOfMonth(day: Day): Day {
  return dayFrom(`${day.slice(0, 7)}-01`);
}

import { type Day, daysBetween, isBankDay, weekdayOf } from '#core/calendar';

/** How the shops of the demo sell and ship. */
export interface Shop {
  readonly msn: string;
  readonly orderPrefix: string;
  readonly firstOrderNumber: number;
  /** Orders on an ordinary day. */
  readonly ordersPerDay: number;
  readonly expressShare: number;
  readonly products: readonly [Product, ...Product[]];
  /** Local hours between which parcels are packed, and captured. */
  readonly packing: { readonly fromHour: number; readonly toHour: number };
  readonly packsOn: (day: Day) => boolean;
  /** The sales unit took payment at once until this day, and reserves since. */
  readonly directUntil?: string;
}

export interface Product {
  readonly name: string;
  readonly kroner: number;
}

/** More is bought towards the end of the week, less on public holidays. */
export function demandOn(day: Day): number {
  const weekday = weekdayOf(day);
  if (weekday <= 5 && !isBankDay(day)) return 0.55;
  return [1, 0.95, 0.92, 0.96, 1.02, 1.18, 1.12, 0.86][weekday] ?? 1;
}

/** A school year has its weeks too: interest in the outdoors rises slowly through spring. */
export function seasonOn(firstDay: Day, day: Day): number {
  return 0.94 + 0.0014 * daysBetween(firstDay, day);
}

const isWorkday = (day: Day) => weekdayOf(day) === 6 || isBankDay(day);
const isNotHoliday = (day: Day) => weekdayOf(day) > 5 || isBankDay(day);

export const demoShops: readonly Shop[] = [
  {
    msn: '123456',
    orderPrefix: 'FF',
    firstOrderNumber: 104_233,
    ordersPerDay: 17,
    expressShare: 0.14,
    packing: { fromHour: 8, toHour: 16 },
    packsOn: isWorkday,
    products: [
      { name: 'Ullsokker', kroner: 249 },
      { name: 'Termoflaske 0,75 l', kroner: 399 },
      { name: 'Dagstursekk 25 l', kroner: 1199 },
      { name: 'Skalljakke dame', kroner: 2799 },
      { name: 'Skalljakke herre', kroner: 2799 },
      { name: 'Ulltrøye barn', kroner: 449 },
      { name: 'Liggeunderlag', kroner: 899 },
      { name: 'Telt 2 personer', kroner: 3499 },
      { name: 'Hodelykt', kroner: 549 },
      { name: 'Gassbrenner', kroner: 629 },
      { name: 'Fjellsko', kroner: 1999 },
      { name: 'Drikkeblære 2 l', kroner: 379 },
      { name: 'Stormkjøkken', kroner: 1249 },
      { name: 'Buff', kroner: 199 },
    ],
  },
  {
    msn: '123457',
    orderPrefix: 'FO',
    firstOrderNumber: 51_018,
    ordersPerDay: 9,
    expressShare: 0.06,
    packing: { fromHour: 10, toHour: 18 },
    packsOn: isNotHoliday,
    products: [
      { name: 'Utgått fleecejakke', kroner: 399 },
      { name: 'Turbukse restparti', kroner: 499 },
      { name: 'Regnsett barn', kroner: 349 },
      { name: 'Joggesko demo', kroner: 599 },
      { name: 'Sovepose fjorårets', kroner: 1099 },
      { name: 'Luer 3 pk', kroner: 199 },
      { name: 'Ryggsekk B-vare', kroner: 749 },
    ],
  },
  {
    msn: '234567',
    orderPrefix: 'LK',
    firstOrderNumber: 20_377,
    ordersPerDay: 13,
    expressShare: 0.04,
    packing: { fromHour: 7, toHour: 17 },
    packsOn: () => true,
    directUntil: '2026-03-31',
    products: [
      { name: 'Etiopia Guji 250 g', kroner: 139 },
      { name: 'Husets blanding 1 kg', kroner: 389 },
      { name: 'Colombia Huila 500 g', kroner: 229 },
      { name: 'Kaffeabonnement', kroner: 299 },
      { name: 'Filterposer 100 stk', kroner: 69 },
      { name: 'Håndkvern', kroner: 849 },
      { name: 'Gavekort', kroner: 500 },
      { name: 'Kopp i steintøy', kroner: 219 },
    ],
  },
];

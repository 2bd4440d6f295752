import { addDays, type Day, dayOf, instantAt } from '#core/calendar';
import type { SeededRandom } from '#simulator/history/seeded-random';
import type { Shop } from '#simulator/history/shops';

const minuteMs = 60_000;

/** A moment on a day at a local hour and minute (epoch milliseconds). */
export function momentOn(day: Day, hour: number, minute = 0): number {
  const key = `${day}T${hour}`;
  const cached = hours.get(key) ?? Date.parse(instantAt(day, `${String(hour).padStart(2, '0')}:00`));
  hours.set(key, cached);
  return cached + minute * minuteMs;
}

/** When somebody buys: little at night, a lunch peak and an evening peak. */
export function pickBuyingTime(random: SeededRandom, day: Day): number {
  const hour = pickHour(random.next());
  return momentOn(day, hour, random.whole(0, 59)) + random.whole(0, 59_999);
}

/** The first moment from `earliestMs` at which the shop packs parcels. */
export function nextPackingTime(random: SeededRandom, shop: Shop, earliestMs: number): number {
  const { fromHour, toHour } = shop.packing;
  for (let day = dayOf(earliestMs); ; day = addDays(day, 1)) {
    const opens = momentOn(day, fromHour, random.whole(5, 150)) + random.whole(0, 59_999);
    if (!shop.packsOn(day) || earliestMs >= momentOn(day, toHour)) continue;
    return Math.max(opens, earliestMs);
  }
}

const hours = new Map<string, number>();

const hourWeights = [1, 1, 0, 0, 0, 1, 2, 4, 5, 6, 7, 9, 9, 7, 6, 6, 7, 8, 9, 11, 13, 11, 7, 3];
const totalWeight = hourWeights.reduce((sum, weight) => sum + weight, 0);

function pickHour(share: number): number {
  let left = share * totalWeight;
  for (const [hour, weight] of hourWeights.entries()) {
    left -= weight;
    if (left < 0) return hour;
  }
  return 20;
}

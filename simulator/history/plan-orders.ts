import { addDays, type Day, dayMs, daysBetween, hourMs } from '#core/calendar';
import { type Ore, ore } from '#core/money';
import { nextPackingTime, pickBuyingTime } from '#simulator/history/day-times';
import type { SeededRandom } from '#simulator/history/seeded-random';
import { demandOn, demoShops, type Shop, seasonOn } from '#simulator/history/shops';

/** Every order of the history, oldest first: what is bought, and what becomes of it. */
export function planOrders(random: SeededRandom, firstDay: Day, endsAtMs: number, lastDay: Day): OrderPlan[] {
  const plans: OrderPlan[] = [];
  for (const shop of demoShops) {
    let number = shop.firstOrderNumber;
    for (let day = firstDay; day <= lastDay; day = addDays(day, 1)) {
      const mean = shop.ordersPerDay * demandOn(day) * seasonOn(firstDay, day);
      const times = Array.from({ length: spread(random, mean) }, () => pickBuyingTime(random, day)).sort(
        (a, b) => a - b,
      );
      for (const atMs of times) {
        number += random.whole(1, 3);
        plans.push(planOrder(random, shop, `${shop.orderPrefix}-${day.slice(0, 4)}-${number}`, atMs, day));
      }
    }
  }
  const inTime = plans.filter((plan) => plan.atMs < endsAtMs - tenMinutesMs).sort((a, b) => a.atMs - b.atMs);
  return forgetSome(inTime, firstDay, lastDay, endsAtMs);
}

export interface OrderPlan {
  readonly shop: Shop;
  readonly orderId: string;
  readonly atMs: number;
  readonly amountOre: Ore;
  readonly text: string;
  readonly isExpress: boolean;
  readonly mobileNumber: string;
  readonly instrument: string;
  readonly isDirect: boolean;
  readonly reaction: Reaction;
  readonly isOpened: boolean;
  /** Milliseconds from the order to the reaction. */
  readonly reactionMs: number;
  readonly followUps: readonly FollowUp[];
}

export type Reaction = 'confirm' | 'fail-then-confirm' | 'fail' | 'decline' | 'none';

/** What the shop does later. A share of what is captured or reserved, in hundredths; 100 = all that remains. */
export interface FollowUp {
  readonly kind: 'capture' | 'refund' | 'void' | 'release';
  readonly atMs: number;
  readonly percent: number;
}

const tenMinutesMs = 600_000;

function planOrder(random: SeededRandom, shop: Shop, orderId: string, atMs: number, day: Day): OrderPlan {
  const reaction = pickReaction(random);
  const isConfirmed = reaction === 'confirm' || reaction === 'fail-then-confirm';
  const isDirect = shop.directUntil !== undefined && day <= shop.directUntil;
  const reactionMs = random.whole(15_000, 170_000);
  return {
    shop,
    orderId,
    atMs,
    ...pickBasket(random, shop),
    isExpress: random.chance(shop.expressShare),
    mobileNumber: `${random.pick(['4', '9'])}${String(random.whole(0, 9_999_999)).padStart(7, '0')}`,
    instrument: random.chance(0.64) ? 'Visa' : random.chance(0.9) ? 'Mastercard' : 'BankAxept',
    isDirect,
    reaction,
    isOpened: reaction !== 'none' || random.chance(0.6),
    reactionMs,
    followUps: isConfirmed ? planFollowUps(random, shop, atMs + reactionMs + 90_000, isDirect) : [],
  };
}

function pickReaction(random: SeededRandom): Reaction {
  const roll = random.next();
  if (roll < 0.03) return 'none';
  if (roll < 0.055) return 'decline';
  if (roll < 0.06) return 'fail';
  if (roll < 0.08) return 'fail-then-confirm';
  return 'confirm';
}

function pickBasket(random: SeededRandom, shop: Shop): { amountOre: Ore; text: string } {
  const lines = new Map<string, { kroner: number; count: number }>();
  for (let left = random.pick([1, 1, 1, 2, 2, 3]); left > 0; left -= 1) {
    const product = random.pick(shop.products);
    const line = lines.get(product.name);
    lines.set(product.name, { kroner: product.kroner, count: (line?.count ?? 0) + 1 });
  }
  const kroner = [...lines.values()].reduce((sum, line) => sum + line.kroner * line.count, 0);
  const text = [...lines].map(([name, { count }]) => (count > 1 ? `${count} × ${name}` : name)).join(', ');
  return { amountOre: ore(kroner * 100), text: text.slice(0, 100) };
}

function planFollowUps(random: SeededRandom, shop: Shop, fromMs: number, isDirect: boolean): FollowUp[] {
  if (isDirect) return planRefund(random, fromMs, 0.03);
  const shippedMs = nextPackingTime(random, shop, fromMs + pickShippingDelay(random));
  if (random.chance(0.022)) return [{ kind: 'void', atMs: shippedMs, percent: 100 }];
  if (!random.chance(0.065)) {
    return [{ kind: 'capture', atMs: shippedMs, percent: 100 }, ...planRefund(random, shippedMs, 0.05)];
  }
  const first: FollowUp = { kind: 'capture', atMs: shippedMs, percent: random.whole(25, 75) };
  const secondMs = nextPackingTime(random, shop, shippedMs + random.whole(20, 90) * hourMs);
  const kind = random.chance(0.4) ? 'release' : 'capture';
  return [first, { kind, atMs: secondMs, percent: 100 }, ...planRefund(random, secondMs, 0.08)];
}

/** Most parcels leave the same or the next day, some wait for goods. */
function pickShippingDelay(random: SeededRandom): number {
  if (random.chance(0.88)) return random.whole(20, 330) * 60_000;
  return random.chance(0.8) ? random.whole(12, 40) * hourMs : random.whole(40, 100) * hourMs;
}

function planRefund(random: SeededRandom, fromMs: number, probability: number): FollowUp[] {
  if (!random.chance(probability)) return [];
  const atMs = fromMs + random.whole(20, 320) * hourMs;
  if (random.chance(0.6)) return [{ kind: 'refund', atMs, percent: 100 }];
  const first: FollowUp = { kind: 'refund', atMs, percent: random.whole(15, 60) };
  return random.chance(0.2) ? [first, { kind: 'refund', atMs: atMs + 3 * dayMs, percent: 100 }] : [first];
}

/** A few reservations of various ages are never shipped: the money at risk that the desk must show. */
function forgetSome(plans: readonly OrderPlan[], firstDay: Day, lastDay: Day, endsAtMs: number): OrderPlan[] {
  const forgotten = new Set<string>();
  for (const ageDays of forgottenAges) {
    if (ageDays >= daysBetween(firstDay, lastDay)) continue;
    const plan = plans.find(
      (candidate) =>
        candidate.atMs >= endsAtMs - ageDays * dayMs &&
        candidate.reaction === 'confirm' &&
        !candidate.isDirect &&
        !forgotten.has(candidate.orderId),
    );
    if (plan) forgotten.add(plan.orderId);
  }
  const kept = plans.map((plan) => (forgotten.has(plan.orderId) ? { ...plan, followUps: [] } : plan));
  return catchUp(kept, forgotten, endsAtMs);
}

/** Of what would still wait at the end only the newest does; the rest left within a few hours. */
function catchUp(plans: readonly OrderPlan[], forgotten: ReadonlySet<string>, endsAtMs: number): OrderPlan[] {
  const waiting = plans.filter((plan) => {
    const [first] = plan.followUps;
    return (
      first !== undefined && first.kind !== 'refund' && first.atMs >= endsAtMs && !forgotten.has(plan.orderId)
    );
  });
  const late = new Set(waiting.slice(0, -freshOrders).map((plan) => plan.orderId));
  return plans.map((plan) => {
    if (!late.has(plan.orderId)) return plan;
    const atMs = plan.atMs + plan.reactionMs + 95 * 60_000;
    return {
      ...plan,
      followUps: [{ kind: 'capture', atMs: Math.min(atMs, endsAtMs - 60_000), percent: 100 }],
    };
  });
}

const freshOrders = 13;

const forgottenAges = [48, 33, 21, 15.5, 11, 8.2, 7.4, 6.9, 6.6, 5.3, 4.2, 3.1, 2.4];

/** A count around a mean, never far from it (a sum of even chances). */
function spread(random: SeededRandom, mean: number): number {
  let count = 0;
  for (let trial = 0; trial < mean * 2; trial += 1) count += random.chance(0.5) ? 1 : 0;
  return count;
}

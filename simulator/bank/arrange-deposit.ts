import { negateOre, type Ore, ore, sumOre, zeroOre } from '#core/money';
import { textOf } from '#simulator/bank/deposit-payout';
import type { TextChange } from '#simulator/bank/deposit-text';
import type { Payout } from '#simulator/store/payout-store';
import type { PlantedDetail, PlantedKind } from '#simulator/store/planted-store';
import { getLedgerTerms, type World } from '#simulator/world';

/**
 * What will happen to the deposits of payouts that are scheduled. A payout is arranged for once, so that what was
 * planted stays true. Each records what it plants; amounts are øre.
 */
export const arrangeDeposit = {
  /** It never arrives. */
  lose: (world: World, payout: Payout): Arranged =>
    arrange(world, [payout], () => ({
      change: { willBeLost: 1 },
      kind: 'deposit-missing',
      detail: { amountOre: payout.amountOre },
    })),

  /** It is smaller than the payout, or larger by a negative amount. */
  shorten: (world: World, payout: Payout, byOre: Ore): Arranged =>
    arrange(world, [payout], () =>
      byOre === 0 || byOre >= payout.amountOre
        ? undefined
        : {
            change: { shortByOre: byOre },
            kind: 'deposit-differs',
            detail: { amountOre: negateOre(byOre), shortByOre: byOre, payoutOre: payout.amountOre },
          },
    ),

  /** The bank books two lines with the same text. */
  split: (world: World, payout: Payout, firstOre: Ore): Arranged =>
    arrange(world, [payout], () =>
      firstOre <= 0 || firstOre >= payout.amountOre
        ? undefined
        : {
            change: { firstPartOre: firstOre },
            kind: 'deposit-split',
            detail: { amountOre: payout.amountOre, firstOre, secondOre: ore(payout.amountOre - firstOre) },
          },
    ),

  /** The bank books one line for two payouts to the same account at the same time, with both numbers in its text. */
  join: (world: World, first: Payout, second: Payout): Arranged =>
    arrange(world, [first, second], () =>
      canJoin(world, first, second)
        ? {
            change: { joinedUnder: first.number },
            kind: 'deposit-joined',
            detail: {
              otherSettlementNumber: second.number,
              amountOre: sumOre([first.amountOre, second.amountOre]),
            },
          }
        : undefined,
    ),

  /** The bank alters the text. */
  mangleText: (world: World, payout: Payout, textChange: TextChange): Arranged =>
    arrange(world, [payout], () => ({
      change: { textChange },
      kind: 'text-mangled',
      detail: {
        how: textChange,
        text: textOf(world, { ...payout, textChange }),
        amountOre: payout.amountOre,
      },
    })),
};

export type Arranged = 'arranged' | 'not-scheduled' | 'arranged-before' | 'not-possible';

export function isArranged(payout: Payout): boolean {
  return (
    payout.willBeLost === 1 ||
    payout.shortByOre !== zeroOre ||
    payout.firstPartOre !== zeroOre ||
    payout.joinedUnder !== null ||
    payout.textChange !== null
  );
}

/** Paid to one account at one time. */
export function canJoin(world: World, first: Payout, second: Payout): boolean {
  const account = (payout: Payout) => getLedgerTerms(world, payout.ledgerId).bankAccount;
  return (
    first.number !== second.number &&
    first.depositAt === second.depositAt &&
    account(first) === account(second)
  );
}

interface Arrangement {
  readonly change: Partial<Payout>;
  readonly kind: PlantedKind;
  readonly detail: PlantedDetail;
}

function arrange(
  world: World,
  payouts: readonly [Payout, ...Payout[]],
  decide: () => Arrangement | undefined,
): Arranged {
  if (payouts.some((payout) => payout.status !== 'scheduled')) return 'not-scheduled';
  if (payouts.some(isArranged)) return 'arranged-before';
  const arrangement = decide();
  if (!arrangement) return 'not-possible';
  const [{ number, ledgerId }] = payouts;
  world.atomically(() => {
    for (const payout of payouts) world.payouts.update({ ...payout, ...arrangement.change });
    world.planted.add(arrangement.kind, { settlementNumber: number, ledgerId, ...arrangement.detail });
  });
  return 'arranged';
}

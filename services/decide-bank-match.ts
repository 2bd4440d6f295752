/** What people decide about bank lines and payouts: confirm or reject a suggestion, take a match back, make one by hand. */
import { type BankMatchDraft, bankMatchId, mayBe } from '#core/bank-matching';
import type { BankMatchStatus } from '#core/match-rules';
import { subtractOre, sumOre } from '#core/money';
import { auditStatement } from '#db/audit';
import {
  type DecidedStatus,
  decideBankMatch,
  findBankMatch,
  findLinesToMatch,
  findPayoutsToMatch,
  insertBankMatchByHand,
  listPayoutsOfMatch,
} from '#db/bank-matching';
import { isConstraintError } from '#db/client';
import { resolveExceptionRows } from '#db/exceptions';
import type { OfflineDesk } from './desk';
import { differingPayoutId, findExceptions } from './find-exceptions';
import { matchBankLines, readLine } from './match-bank-lines';

export type MatchDecision =
  | { readonly kind: 'done' }
  /** Nothing was changed. */
  | {
      readonly kind: 'refused';
      readonly reason: 'not-found' | 'already-matched' | 'not-open' | 'does-not-fit';
    };

type Deed = { readonly id: string; readonly reason: string; readonly actor: string };

export async function confirmBankMatch(desk: OfflineDesk, deed: Deed): Promise<MatchDecision> {
  return decide(desk, deed, ['suggested'], 'confirmed');
}

/** A rejected suggestion is not made again. */
export async function rejectBankMatch(desk: OfflineDesk, deed: Deed): Promise<MatchDecision> {
  return decide(desk, deed, ['suggested'], 'rejected');
}

/** Takes back a match in force, which is then not made again by itself; or a rejection, which is a suggestion again. */
export async function undoBankMatch(desk: OfflineDesk, deed: Deed): Promise<MatchDecision> {
  const match = await findBankMatch(desk.db, deed.id);
  if (match?.status === 'rejected') return decide(desk, deed, ['rejected'], 'suggested');
  return decide(desk, deed, ['automatic', 'confirmed'], 'undone');
}

async function decide(
  desk: OfflineDesk,
  { id, reason, actor }: Deed,
  from: readonly BankMatchStatus[],
  to: DecidedStatus,
): Promise<MatchDecision> {
  const match = await findBankMatch(desk.db, id);
  if (match === undefined) return { kind: 'refused', reason: 'not-found' };
  const at = desk.clock.now();
  const alongside = () => {
    const detail = { reason, differenceOre: match.differenceOre };
    auditStatement(desk.db, { at, actor, action: `match ${to}`, subject: `match ${id}`, detail }).run();
  };
  try {
    const done = await decideBankMatch(desk.db, id, { from, to, by: actor, reason, at }, alongside);
    if (!done) return { kind: 'refused', reason: 'not-open' };
  } catch (error) {
    if (!isConstraintError(error)) throw error;
    return { kind: 'refused', reason: 'already-matched' };
  }
  if (to === 'confirmed')
    await acceptDifference(desk, await listPayoutsOfMatch(desk.db, id), { reason, actor });
  await matchBankLines(desk);
  await findExceptions(desk);
  return { kind: 'done' };
}

/** Who confirmed that two amounts are the same money answered for the difference: the exception says so, with the reason. */
async function acceptDifference(
  desk: OfflineDesk,
  payouts: readonly { readonly ledgerId: string; readonly settlementNumber: string }[],
  { reason, actor }: { reason: string; actor: string },
): Promise<void> {
  const ids = payouts.map(differingPayoutId);
  await resolveExceptionRows(desk.db, ids, reason, { actor, at: desk.clock.now() });
}

export type MatchByHand = {
  readonly payouts: readonly { readonly ledgerId: string; readonly settlementNumber: string }[];
  readonly lineIds: readonly string[];
  readonly reason: string;
  readonly actor: string;
};

/** The amounts need not agree: the difference is kept with the match, and the reason says why. */
export async function matchByHand(desk: OfflineDesk, hand: MatchByHand): Promise<MatchDecision> {
  const names = new Map(hand.payouts.map((name) => [`${name.ledgerId}/${name.settlementNumber}`, name]));
  const lineIds = new Set(hand.lineIds);
  const payouts = await findPayoutsToMatch(desk.db, [...names.values()]);
  const lines = (await findLinesToMatch(desk.db, [...lineIds])).map(readLine);
  const arrivedOn = lines
    .map((line) => line.bookedOn)
    .sort()
    .at(-1);
  if (payouts.length === 0 || payouts.length < names.size || lines.length < lineIds.size || !arrivedOn)
    return { kind: 'refused', reason: 'not-found' };
  if (!payouts.every((payout) => lines.every((line) => mayBe(payout, line))))
    return { kind: 'refused', reason: 'does-not-fit' };
  const differenceOre = subtractOre(
    sumOre(lines.map((line) => line.amountOre)),
    sumOre(payouts.map((payout) => payout.amountOre)),
  );
  const id = bankMatchId(payouts, lines);
  const draft: BankMatchDraft = {
    id,
    automatic: false,
    payouts,
    lines,
    reasons: ['by-hand'],
    differenceOre,
    arrivedOn,
  };
  const at = desk.clock.now();
  const { reason, actor } = hand;
  try {
    const made = await insertBankMatchByHand(desk.db, draft, { at, by: actor, reason }, () =>
      auditStatement(desk.db, {
        at,
        actor,
        action: 'match made by hand',
        subject: `match ${id}`,
        detail: { reason, differenceOre },
      }).run(),
    );
    if (!made) return { kind: 'refused', reason: 'already-matched' };
  } catch (error) {
    if (!isConstraintError(error)) throw error;
    return { kind: 'refused', reason: 'already-matched' };
  }
  await acceptDifference(desk, payouts, { reason, actor });
  await matchBankLines(desk);
  await findExceptions(desk);
  return { kind: 'done' };
}

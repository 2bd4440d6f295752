/** What people decide about bank lines and payouts: confirm or reject a suggestion, take a match back, make one by hand. */
import { type BankMatchDraft, bankMatchId, mayBe } from '#core/bank-matching';
import type { BankMatchStatus } from '#core/match-rules';
import { type Currency, maxOre, type Ore, ore, subtractOre, sumOre } from '#core/money';
import { auditStatement } from '#db/audit';
import {
  type DecidedStatus,
  decideBankMatch,
  findBankMatch,
  findLinesToMatch,
  findPayoutsToMatch,
  insertBankMatchByHand,
  listLinesOfMatch,
  listPayoutsOfMatch,
} from '#db/bank-matching';
import { allOf, isConstraintError, type Statement, UnexpectedChanges } from '#db/client';
import { resolveExceptionRows } from '#db/exceptions';
import type { OfflineDesk } from './desk';
import { differingPayoutId, findExceptions } from './find-exceptions';
import { askAboveMatchLimit } from './four-eyes';
import { matchBankLines, readLine } from './match-bank-lines';

export type MatchDecision =
  | { readonly kind: 'done' }
  /** Nothing was changed: a second person decides. */
  | { readonly kind: 'waiting'; readonly approval: string }
  /** Nothing was changed. */
  | {
      readonly kind: 'refused';
      readonly reason: 'not-found' | 'already-matched' | 'not-open' | 'does-not-fit' | 'another-waits';
    };

type Deed = { readonly id: string; readonly reason: string; readonly actor: string };

/** Written with the match, or neither is: the second person's yes. */
type Beside = readonly Statement[];

/** One whose amounts differ is forced: above the agreed amount it waits for a second person. */
export async function confirmBankMatch(desk: OfflineDesk, deed: Deed): Promise<MatchDecision> {
  const match = await findBankMatch(desk.db, deed.id);
  if (match?.status === 'suggested' && match.differenceOre !== 0) {
    const payouts = await findPayoutsToMatch(desk.db, await listPayoutsOfMatch(desk.db, deed.id));
    const lines = await listLinesOfMatch(desk.db, deed.id);
    const amountOre = atStakeOre(payouts, lines);
    const request: MatchRequest = { do: 'confirm', ...deed };
    const asked = await askAbove(desk, { ...deed, amountOre, currency: payouts[0]?.currency }, request);
    if (asked !== undefined) return asked;
  }
  return carryOutConfirm(desk, deed);
}

/** Without asking a second person, or after their yes. */
export async function carryOutConfirm(
  desk: OfflineDesk,
  deed: Deed,
  beside: Beside = [],
): Promise<MatchDecision> {
  return decide(desk, deed, ['suggested'], 'confirmed', beside);
}

/** What is kept until a second person has decided. */
export type MatchRequest = ({ readonly do: 'confirm' } & Deed) | ({ readonly do: 'by-hand' } & MatchByHand);

type Amount = { readonly amountOre: Ore };

/** What is said to be the same money: the larger side, and nothing set off within it, so that no amount hides another. */
function atStakeOre(payouts: readonly Amount[], lines: readonly Amount[]): Ore {
  const sizeOf = (side: readonly Amount[]) => sumOre(side.map(({ amountOre }) => ore(Math.abs(amountOre))));
  return maxOre(sizeOf(payouts), sizeOf(lines));
}

async function askAbove(
  desk: OfflineDesk,
  about: Deed & { readonly amountOre: Ore; readonly currency: Currency | undefined },
  request: MatchRequest,
): Promise<MatchDecision | undefined> {
  const { id, currency, ...more } = about;
  if (currency === undefined) return undefined;
  const asked = await askAboveMatchLimit(desk, { ...more, currency, subject: `match ${id}`, request });
  if (asked === 'another-waits') return { kind: 'refused', reason: asked };
  return asked && { kind: 'waiting', approval: asked.id };
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
  beside: Beside = [],
): Promise<MatchDecision> {
  const match = await findBankMatch(desk.db, id);
  if (match === undefined) return { kind: 'refused', reason: 'not-found' };
  const at = desk.clock.now();
  const alongside = () => {
    const detail = { reason, differenceOre: match.differenceOre };
    auditStatement(desk.db, { at, actor, action: `match ${to}`, subject: `match ${id}`, detail }).run();
    allOf(beside).run();
  };
  try {
    const done = await decideBankMatch(desk.db, id, { from, to, by: actor, reason, at }, alongside);
    if (!done) return { kind: 'refused', reason: 'not-open' };
  } catch (error) {
    if (error instanceof UnexpectedChanges) return { kind: 'refused', reason: 'not-open' };
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

/**
 * The amounts need not agree: the difference is kept with the match, and the reason says why. Above the agreed amount it waits for a
 * second person.
 */
export async function matchByHand(desk: OfflineDesk, hand: MatchByHand): Promise<MatchDecision> {
  const draft = await draftByHand(desk, hand);
  if ('kind' in draft) return draft;
  const amountOre = atStakeOre(draft.payouts, draft.lines);
  const { reason, actor } = hand;
  const about = { id: draft.id, reason, actor, amountOre, currency: draft.payouts[0]?.currency };
  return (await askAbove(desk, about, { do: 'by-hand', ...hand })) ?? storeByHand(desk, draft, hand);
}

/** Without asking a second person, or after their yes. */
export async function carryOutByHand(
  desk: OfflineDesk,
  hand: MatchByHand,
  beside: Beside = [],
): Promise<MatchDecision> {
  const draft = await draftByHand(desk, hand);
  return 'kind' in draft ? draft : storeByHand(desk, draft, hand, beside);
}

/** The match as it would be made now, or why it cannot be. */
async function draftByHand(desk: OfflineDesk, hand: MatchByHand): Promise<BankMatchDraft | MatchDecision> {
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
  return { id, automatic: false, payouts, lines, reasons: ['by-hand'], differenceOre, arrivedOn };
}

async function storeByHand(
  desk: OfflineDesk,
  draft: BankMatchDraft,
  { reason, actor }: MatchByHand,
  beside: Beside = [],
): Promise<MatchDecision> {
  const { id, payouts, differenceOre } = draft;
  const at = desk.clock.now();
  const alongside = () => {
    const subject = `match ${id}`;
    const detail = { reason, differenceOre };
    auditStatement(desk.db, { at, actor, action: 'match made by hand', subject, detail }).run();
    allOf(beside).run();
  };
  try {
    const made = await insertBankMatchByHand(desk.db, draft, { at, by: actor, reason }, alongside);
    if (!made) return { kind: 'refused', reason: 'already-matched' };
  } catch (error) {
    if (error instanceof UnexpectedChanges) return { kind: 'refused', reason: 'not-open' };
    if (!isConstraintError(error)) throw error;
    return { kind: 'refused', reason: 'already-matched' };
  }
  await acceptDifference(desk, payouts, { reason, actor });
  await matchBankLines(desk);
  await findExceptions(desk);
  return { kind: 'done' };
}

/** A person says which payment is which ledger entry where the references do not, or takes that back; each with a reason. */
import { auditStatement } from '#db/audit';
import { allOf, type Statement } from '#db/client';
import { findPairAmount, pairByPerson, unpairByPerson } from '#db/order-matching';
import type { OfflineDesk } from './desk';
import { findExceptions } from './find-exceptions';
import { askAboveMatchLimit } from './four-eyes';

type Deed = { readonly entrySequence: number; readonly reason: string; readonly actor: string };

type Pair = Deed & { readonly eventSequence: number };

/** What is kept until a second person has decided. */
export type PairRequest = { readonly do: 'pair' } & Pair;

/**
 * not-possible: one of them is matched already, or they are not of one kind; nothing is changed. waiting: it is above the agreed
 * amount, and a second person decides. another-waits: so does another request for this entry; nothing is changed.
 */
export async function matchOrderByHand(
  desk: OfflineDesk,
  deed: Pair,
): Promise<'done' | 'not-possible' | 'waiting' | 'another-waits'> {
  const { entrySequence, eventSequence, reason, actor } = deed;
  const pair = await findPairAmount(desk.db, entrySequence, eventSequence);
  if (pair === undefined) return 'not-possible';
  const request: PairRequest = { do: 'pair', entrySequence, eventSequence, reason, actor };
  const subject = `ledger entry ${entrySequence}`;
  const asked = await askAboveMatchLimit(desk, { ...pair, subject, request, reason, actor });
  if (asked !== undefined) return asked === 'another-waits' ? asked : 'waiting';
  return (await carryOutPair(desk, deed)) ? 'done' : 'not-possible';
}

/** Without asking a second person, or after their yes. */
export async function carryOutPair(
  desk: OfflineDesk,
  deed: Pair,
  beside: readonly Statement[] = [],
): Promise<boolean> {
  const { entrySequence, eventSequence } = deed;
  const record = recordOf(desk, deed, 'payment matched by hand', { eventSequence });
  const all = [record, ...beside];
  if (!(await pairByPerson(desk.db, entrySequence, eventSequence, allOf(all)))) return false;
  await findExceptions(desk);
  return true;
}

/** False when no person made this pair. */
export async function undoOrderMatch(desk: OfflineDesk, deed: Deed): Promise<boolean> {
  const record = recordOf(desk, deed, 'payment match taken back', {});
  if (!(await unpairByPerson(desk.db, deed.entrySequence, record))) return false;
  await findExceptions(desk);
  return true;
}

function recordOf(desk: OfflineDesk, { entrySequence, reason, actor }: Deed, action: string, more: object) {
  const subject = `ledger entry ${entrySequence}`;
  return auditStatement(desk.db, {
    at: desk.clock.now(),
    actor,
    action,
    subject,
    detail: { reason, ...more },
  });
}

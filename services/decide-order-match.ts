/** A person says which payment is which ledger entry where the references do not, or takes that back; each with a reason. */
import { auditStatement } from '#db/audit';
import { pairByPerson, unpairByPerson } from '#db/order-matching';
import type { OfflineDesk } from './desk';
import { findExceptions } from './find-exceptions';

type Deed = { readonly entrySequence: number; readonly reason: string; readonly actor: string };

/** False when one of them is matched already, or they are not of one kind: nothing is changed. */
export async function matchOrderByHand(
  desk: OfflineDesk,
  deed: Deed & { readonly eventSequence: number },
): Promise<boolean> {
  const { entrySequence, eventSequence } = deed;
  const record = recordOf(desk, deed, 'payment matched by hand', { eventSequence });
  if (!(await pairByPerson(desk.db, entrySequence, eventSequence, record))) return false;
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

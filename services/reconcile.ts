/**
 * Three-way reconciliation: order ↔ ledger, ledger ↔ payout, payout ↔ bank line; then what does not tie. Each run takes up what is
 * new; what was matched is not looked at again.
 */
import { addUpLedgerDays } from './add-up-ledger-days';
import { addUpPayouts } from './derive-payouts';
import type { OfflineDesk } from './desk';
import { findExceptions } from './find-exceptions';
import { saveForecast } from './forecast-payouts';
import { matchBankLines } from './match-bank-lines';
import { matchOrders } from './match-orders';
import type { Progress } from './progress';

export type Reconciled = {
  readonly days: number;
  readonly entries: number;
  readonly events: number;
  readonly arrived: number;
  readonly opened: number;
  readonly resolved: number;
};

export async function reconcile(desk: OfflineDesk, progress: Progress): Promise<Reconciled> {
  const { days } = await addUpLedgerDays(desk, progress);
  const { entries, events } = await matchOrders(desk, progress);
  await addUpPayouts(desk);
  const { arrived } = await matchBankLines(desk);
  const found = await findExceptions(desk);
  await saveForecast(desk);
  return { days, entries, events, arrived, opened: found.opened + found.reopened, resolved: found.resolved };
}

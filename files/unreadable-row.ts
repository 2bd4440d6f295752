/** A row that cannot be read, out of the error its reading ended with. */
import type { FileFormatError } from './file-format-error';
import type { SettlementUnreadableRow } from './settlement-events';

export function unreadableRow(
  { line, reason, message }: FileFormatError,
  settlementId: string | undefined,
  transactionId: string | undefined,
): SettlementUnreadableRow {
  const row = { kind: 'unreadable-row', line, reason, message, settlementId } as const;
  return transactionId === undefined ? row : { ...row, transactionId };
}

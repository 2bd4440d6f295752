/** The columns of ledgers, payouts, the journal, exceptions and bank lines. docs/reports.md describes each. */
import type { JournalLine } from '#core/journal';
import { entryGroupOf } from '#core/ledger-entry-types';
import type { BankLineExportRow, ExceptionExportRow } from '#db/queries/export-exceptions';
import type { EntryExportRow } from '#db/queries/export-ledger';
import type { PayoutExportRow } from '#db/queries/export-payouts';
import type { CsvColumn } from '#files/csv-writer';
import { amount, instantColumns, number, text } from './export-columns';

export const entryColumns: readonly CsvColumn<EntryExportRow>[] = [
  text('ledger_id', (row) => row.ledgerId),
  text('topic', (row) => row.topic),
  text('ledger_date', (row) => row.ledgerDate),
  number('sequence', (row) => row.sequence),
  text('entry_type', (row) => row.entryType),
  text('entry_group', (row) => entryGroupOf(row.entryType)),
  text('psp_reference', (row) => row.pspReference),
  text('order_id', (row) => row.reference),
  text('msn', (row) => row.msn),
  text('recipient_handle', (row) => row.recipientHandle),
  text('currency', (row) => row.currency),
  amount('amount', (row) => row.amountOre),
  amount('balance_before', (row) => row.balanceBeforeOre),
  amount('balance_after', (row) => row.balanceAfterOre),
  ...instantColumns<EntryExportRow>('occurred', (row) => row.occurredAt),
  text('settlement_number_in_file', (row) => row.settlementNumber),
  text('source', (row) => row.source),
];

export const payoutColumns: readonly CsvColumn<PayoutExportRow>[] = [
  text('ledger_id', (row) => row.ledgerId),
  text('msns', (row) => row.units),
  text('settlement_number', (row) => row.settlementNumber),
  text('currency', (row) => row.currency),
  amount('amount', (row) => row.amountOre),
  text('ledger_date', (row) => row.ledgerDate),
  text('covers_from', (row) => row.coversFrom),
  text('covers_to', (row) => row.coversTo),
  ...instantColumns<PayoutExportRow>('scheduled', (row) => row.scheduledAt),
  text('expected_earliest', (row) => row.expectedEarliest),
  text('expected_latest', (row) => row.expectedLatest),
  text('arrived_on', (row) => row.arrivedOn),
  amount('arrived_amount', (row) => row.arrivedOre),
  text('aborted_at', (row) => row.abortedAt),
  amount('unexplained', (row) => row.differenceOre),
  text('bank_account', (row) => row.bankAccount),
  text('settlement_type', (row) => row.settlementType),
  text('source', (row) => row.source),
];

export type PayoutEntryRow = { readonly payout: PayoutExportRow; readonly entry: EntryExportRow };

export const payoutEntryColumns: readonly CsvColumn<PayoutEntryRow>[] = [
  text('settlement_number', ({ payout }) => payout.settlementNumber),
  amount('payout_amount', ({ payout }) => payout.amountOre),
  text('payout_ledger_date', ({ payout }) => payout.ledgerDate),
  text('payout_arrived_on', ({ payout }) => payout.arrivedOn),
  ...entryColumns.map((column) => ofEntry(column)),
];

function ofEntry(column: CsvColumn<EntryExportRow>): CsvColumn<PayoutEntryRow> {
  switch (column.kind) {
    case 'text':
      return { header: column.header, kind: 'text', value: ({ entry }) => column.value(entry) };
    case 'amount':
      return { header: column.header, kind: 'amount', value: ({ entry }) => column.value(entry) };
    case 'number':
      return { header: column.header, kind: 'number', value: ({ entry }) => column.value(entry) };
  }
}

export const journalColumns: readonly CsvColumn<JournalLine>[] = [
  text('voucher', (row) => row.voucher),
  text('date', (row) => row.day),
  text('account', (row) => row.account),
  text('account_name', (row) => row.accountName),
  text('text', (row) => row.text),
  amount('debit', (row) => row.debitOre),
  amount('credit', (row) => row.creditOre),
  text('currency', (row) => row.currency),
  text('msn', (row) => row.msn),
  text('ledger_id', (row) => row.ledgerId),
];

export const exceptionColumns: readonly CsvColumn<ExceptionExportRow>[] = [
  text('exception_id', (row) => row.id),
  text('kind', (row) => row.kind),
  text('status', (row) => row.status),
  text('cause_present', (row) => row.causePresent),
  text('currency', (row) => row.currency),
  amount('amount', (row) => row.amountOre),
  text('arose_on', (row) => row.aroseOn),
  text('msn', (row) => row.msn),
  text('order_id', (row) => row.orderId),
  text('ledger_id', (row) => row.ledgerId),
  text('ledger_date', (row) => row.ledgerDate),
  text('settlement_number', (row) => row.settlementNumber),
  text('bank_line_id', (row) => row.bankLineId),
  text('detail', (row) => row.detail),
  text('owner', (row) => row.owner),
  text('opened_at', (row) => row.openedAt),
  text('resolved_at', (row) => row.resolvedAt),
  text('resolved_by', (row) => row.resolvedBy),
  text('resolution', (row) => row.resolution),
  text('resolution_reason', (row) => row.resolutionReason),
  number('times_reopened', (row) => row.reopened),
  number('notes', (row) => row.notes),
];

export const bankLineColumns: readonly CsvColumn<BankLineExportRow>[] = [
  text('bank_line_id', (row) => row.id),
  text('account', (row) => row.account),
  text('booked_on', (row) => row.bookedOn),
  text('currency', (row) => row.currency),
  amount('amount', (row) => row.amountOre),
  text('description', (row) => row.description),
  text('bank_reference', (row) => row.bankReference),
  text('counterparty', (row) => row.counterparty),
  text('settlement_number', (row) => row.settlementNumber),
  text('from_vipps', (row) => row.fromVipps),
  text('match_status', (row) => row.matchStatus),
  text('matched_payouts', (row) => row.matchedPayouts),
];

/** Reads a settlement file to its end, settlement by settlement. Nothing may be stored before the end was seen. */
import { FileFormatError } from '#files/file-format-error';
import type {
  SettlementEnd,
  SettlementEvent,
  SettlementStart,
  SettlementTransaction,
} from '#files/settlement-events';
import { readSettlementReport } from '#files/settlement-xml';

export type Unit = { readonly msn: string; readonly name: string };
export type FoundSettlement = {
  readonly unit: Unit;
  readonly account: string;
  readonly start: SettlementStart;
  readonly end: SettlementEnd;
  readonly transactions: readonly SettlementTransaction[];
};
export type FileProblem = { readonly line: number; readonly kind: string; readonly message: string };

export type CollectedFile =
  | { readonly kind: 'read'; readonly settlements: FoundSettlement[]; readonly problems: FileProblem[] }
  | { readonly kind: 'refused'; readonly problems: FileProblem[] };

/** Refuses what cannot be read with the line and the reason; throws only on I/O errors. */
export async function collectSettlementFile(content: AsyncIterable<Uint8Array>): Promise<CollectedFile> {
  const settlements: FoundSettlement[] = [];
  const problems: FileProblem[] = [];
  let unit: Unit = { msn: '', name: '' };
  let account = '';
  let start: SettlementStart | undefined;
  let transactions: SettlementTransaction[] = [];
  const take = (event: SettlementEvent) => {
    if (event.kind === 'sales-unit') unit = { msn: event.serialNumber, name: event.saleUnitName };
    else if (event.kind === 'payments-info') account = event.account;
    else if (event.kind === 'settlement-start') [start, transactions] = [event, []];
    else if (event.kind === 'transaction') transactions.push(event);
    else if (event.kind === 'settlement-end' && start)
      settlements.push({ unit, account, start, end: event, transactions });
    else if (event.kind === 'problem')
      problems.push({ line: event.line, kind: event.problem, message: event.message });
  };
  try {
    for await (const event of readSettlementReport(content)) {
      take(event);
      if (event.kind === 'sales-unit' && !/^\d{4,7}$/.test(event.serialNumber)) {
        throw new FileFormatError(
          'unreadable-value',
          event,
          'SerialNumber must be the 4 to 7 digits of a sales unit',
        );
      }
    }
    return { kind: 'read', settlements, problems };
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    return { kind: 'refused', problems: [{ line: error.line, kind: error.reason, message: error.message }] };
  }
}

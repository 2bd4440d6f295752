/** Finds which bank lines are which payouts, with what is open on both sides. The rules stand in core/bank-matching. */
import { matchBank, type OpenLine } from '#core/bank-matching';
import {
  freeContestedMatches,
  type LineToMatch,
  listLinesToMatch,
  listPayoutsToMatch,
  listRefusedMatches,
  listUnseenLines,
  type StoredMatches,
  storeBankMatches,
} from '#db/bank-matching';
import { listSettlementNumbers } from '#files/bank-text';
import type { OfflineDesk } from './desk';

export async function matchBankLines(desk: OfflineDesk): Promise<StoredMatches> {
  const unseen = await listUnseenLines(desk.db);
  const named = unseen.lines.flatMap((line) => readLine(line).numbers).filter(({ exact }) => exact);
  await freeContestedMatches(
    desk.db,
    named.map(({ number }) => number),
    unseen.through,
  );
  const payouts = await listPayoutsToMatch(desk.db);
  const lines = (await listLinesToMatch(desk.db)).map(readLine);
  const refused = new Set(await listRefusedMatches(desk.db));
  return storeBankMatches(desk.db, matchBank(payouts, lines, refused), desk.clock.now());
}

/** What the text of a line says of payouts. */
export function readLine(line: LineToMatch): OpenLine {
  const found = listSettlementNumbers(line.description);
  return {
    ...line,
    numbers: found.map(({ settlementNumber, confidence }) => ({
      number: settlementNumber,
      exact: confidence === 'exact',
    })),
    namesVipps: line.fromVipps === 'yes',
  };
}

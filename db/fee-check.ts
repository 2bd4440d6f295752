/** The fees of captures against the agreed rate. */
import type { Day } from '#core/calendar';
import type { Currency, Ore } from '#core/money';
import type { Db } from './client';

export type CaptureFees = {
  readonly pspReference: string;
  readonly ledgerId: string;
  readonly ledgerDate: Day;
  readonly msn: string | null;
  readonly reference: string | null;
  readonly currency: Currency;
  readonly capturedOre: Ore;
  /** Negative: what Vipps took. */
  readonly feesOre: Ore;
  readonly fees: number;
};

export type FeeRange = { readonly ledgerId: string; readonly after: number; readonly through: number };
export type AgreedFee = {
  readonly basisPoints: number;
  readonly fixedOre: Ore;
  /** The first ledger day it holds for; null = for all. */
  readonly from: Day | null;
};

/**
 * A feed and a file may both tell of a fee, the one in parts and the other as a sum: where the feed tells, the file's is left out.
 */
export const feeCounts = `(f.feed_order IS NOT NULL OR NOT EXISTS (SELECT 1 FROM ledger_entries g
  WHERE g.psp_reference = f.psp_reference AND g.ledger_id = f.ledger_id AND g.topic = 'fees' AND g.entry_type = 'capture-fee'
    AND g.feed_order IS NOT NULL))`;

const columns = `c.psp_reference AS pspReference, c.ledger_id AS ledgerId, min(c.ledger_date) AS ledgerDate, c.msn, c.reference,
  c.currency, sum(c.amount_ore) AS capturedOre,
  (SELECT sum(f.amount_ore) FROM ledger_entries f WHERE f.psp_reference = c.psp_reference AND f.ledger_id = c.ledger_id
    AND f.topic = 'fees' AND f.entry_type = 'capture-fee' AND ${feeCounts}) AS feesOre,
  (SELECT count(*) FROM ledger_entries f WHERE f.psp_reference = c.psp_reference AND f.ledger_id = c.ledger_id
    AND f.topic = 'fees' AND f.entry_type = 'capture-fee' AND ${feeCounts}) AS fees`;

/**
 * Captures named by new entries (sequence in the range) whose fees are farther from the agreed ones than the rounding of each fee
 * explains. Captures without any fee entry are left out: their fees may still come.
 */
export async function listCapturesWithOtherFees(
  db: Db,
  { ledgerId, after, through }: FeeRange,
  { basisPoints, fixedOre, from }: AgreedFee,
): Promise<CaptureFees[]> {
  return db.$client
    .prepare<unknown[], CaptureFees>(
      `SELECT ${columns} FROM ledger_entries c
       WHERE c.topic = 'funds' AND c.entry_type = 'capture' AND c.ledger_id = ? AND c.ledger_date >= ? AND c.psp_reference IN (
         SELECT n.psp_reference FROM ledger_entries n WHERE n.sequence > ? AND n.sequence <= ? AND n.ledger_id = ?
           AND ((n.topic = 'fees' AND n.entry_type = 'capture-fee') OR (n.topic = 'funds' AND n.entry_type = 'capture')))
       GROUP BY c.psp_reference
       HAVING fees > 0 AND abs(feesOre + (capturedOre * ? + 5000) / 10000 + ?) > fees LIMIT 10000`,
    )
    .all(ledgerId, from ?? '', after, through, ledgerId, basisPoints, fixedOre);
}

export async function findCaptureFees(
  db: Db,
  ledgerId: string,
  pspReference: string,
): Promise<CaptureFees | undefined> {
  return db.$client
    .prepare<unknown[], CaptureFees>(
      `SELECT ${columns} FROM ledger_entries c WHERE c.topic = 'funds' AND c.entry_type = 'capture' AND c.ledger_id = ?
         AND c.psp_reference = ? GROUP BY c.psp_reference`,
    )
    .get(ledgerId, pspReference);
}

export async function newestSequence(db: Db): Promise<number> {
  return Number(db.$client.prepare('SELECT coalesce(max(sequence), 0) FROM ledger_entries').pluck().get());
}

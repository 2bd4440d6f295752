/** Payout ↔ bank line: what is open on both sides, and the matches between them. */
import { sql } from 'drizzle-orm';
import type { BankMatchDraft } from '#core/bank-matching';
import type { Day } from '#core/calendar';
import type { BankMatchStatus } from '#core/match-rules';
import type { Currency, Ore } from '#core/money';
import { type Db, inTransaction } from './client';
import { readMark, writeMark } from './reconcile-marks';
import { preparedOnce } from './remembered-statements';
import { bankMatches } from './schema/index';

export type BankMatchRow = typeof bankMatches.$inferSelect;

export type PayoutToMatch = {
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly account: string | null;
  readonly ledgerDate: Day;
  readonly expectedEarliest: Day;
  readonly expectedLatest: Day;
};
export type LineToMatch = {
  readonly id: string;
  readonly lineKey: string;
  readonly account: string;
  readonly bookedOn: Day;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly description: string;
  readonly fromVipps: 'yes' | 'no';
};

const payoutColumns = sql`p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber", p.amount_ore AS "amountOre",
  p.currency, g.bank_account AS account, p.ledger_date AS "ledgerDate", p.expected_earliest AS "expectedEarliest",
  p.expected_latest AS "expectedLatest"`;
const lineColumns = sql`l.id, l.line_key AS "lineKey", l.account, l.booked_on AS "bookedOn", l.amount_ore AS "amountOre",
  l.currency, l.description, l.from_vipps AS "fromVipps"`;
const lineIsFree = sql`NOT EXISTS (SELECT 1 FROM bank_match_lines m WHERE m.line_id = l.id AND m.in_force = 'yes')`;

/** Lines read since the last look that are in no match in force. Lines are never deleted, so that their row ids only grow. */
export async function listUnseenLines(db: Db): Promise<{ lines: LineToMatch[]; through: number }> {
  const after = Number(readMark(db, linesMark) ?? 0);
  const through = db.get<{ id: number | null }>(sql`SELECT max(rowid) AS id FROM bank_lines`)?.id ?? 0;
  const lines = db.all<LineToMatch>(sql`
    SELECT ${lineColumns} FROM bank_lines l WHERE l.rowid > ${after} AND l.rowid <= ${through} AND l.from_vipps = 'yes' AND ${lineIsFree}`);
  return { lines, through };
}

/**
 * Frees automatic matches of payouts that newly read lines name: those lines may be part of them. They are then made again in the
 * fixed order, with the new lines among them.
 */
export async function freeContestedMatches(
  db: Db,
  numbers: readonly string[],
  through: number,
): Promise<void> {
  inTransaction(db, () => {
    const contested = db.all<{ id: string }>(sql`
      SELECT DISTINCT b.id FROM bank_match_payouts m JOIN bank_matches b ON b.id = m.match_id AND b.status = 'automatic'
      WHERE m.settlement_number IN (SELECT value FROM json_each(${JSON.stringify(numbers)})) AND m.in_force = 'yes'`);
    for (const { id } of contested) dropMatch(db, id);
    if (readMark(db, linesMark) !== String(through)) writeMark(db, linesMark, String(through));
  });
}

const linesMark = 'bank lines';

/** Payouts that have not arrived and were not aborted. */
export async function listPayoutsToMatch(db: Db): Promise<PayoutToMatch[]> {
  return db.all<PayoutToMatch>(sql`
    SELECT ${payoutColumns} FROM payouts p JOIN ledgers g ON g.ledger_id = p.ledger_id
    WHERE p.arrived_on IS NULL AND p.aborted_at IS NULL
    ORDER BY p.ledger_date, p.ledger_id, p.settlement_number`);
}

/** Lines that came in, are in no match in force, and name Vipps, or have just the amount of a payout that has not arrived. */
export async function listLinesToMatch(db: Db): Promise<LineToMatch[]> {
  return db.all<LineToMatch>(sql`
    SELECT ${lineColumns} FROM bank_lines l WHERE l.from_vipps = 'yes' AND l.amount_ore > 0 AND ${lineIsFree}
    UNION
    SELECT ${lineColumns} FROM payouts p JOIN ledgers g ON g.ledger_id = p.ledger_id
      JOIN bank_lines l ON l.account = g.bank_account AND l.amount_ore = p.amount_ore AND l.booked_on >= p.expected_earliest
    WHERE p.arrived_on IS NULL AND p.aborted_at IS NULL AND l.amount_ore > 0 AND ${lineIsFree}`);
}

/** Ids of matches that people rejected or took back. */
export async function listRefusedMatches(db: Db): Promise<string[]> {
  return db
    .all<{ id: string }>(sql`SELECT id FROM bank_matches WHERE status IN ('rejected','undone')`)
    .map(({ id }) => id);
}

export type StoredMatches = { readonly arrived: number; readonly suggested: number };

/** Stores automatic matches, and the suggestions of now in place of those of before. */
export async function storeBankMatches(
  db: Db,
  drafts: readonly BankMatchDraft[],
  at: string,
): Promise<StoredMatches> {
  return inTransaction(db, () => {
    for (const { id } of db.all<{ id: string }>(
      sql`SELECT id FROM bank_matches WHERE status = 'suggested'`,
    )) {
      if (!drafts.some((draft) => !draft.automatic && draft.id === id)) dropMatch(db, id);
    }
    let [arrived, suggested] = [0, 0];
    for (const draft of drafts) {
      insertMatch(db, draft, draft.automatic ? 'automatic' : 'suggested', { at });
      if (draft.automatic) arrived += draft.payouts.length;
      else suggested += 1;
    }
    return { arrived, suggested };
  });
}

export type Decision = { readonly at: string; readonly by?: string; readonly reason?: string };

function insertMatch(db: Db, draft: BankMatchDraft, status: BankMatchStatus, decision: Decision): void {
  const { match, payout, line, arrival } = insertStatements(db);
  const inForce = status === 'automatic' || status === 'confirmed' ? 'yes' : 'no';
  match.run({
    ...{ id: draft.id, status, inForce, reasons: JSON.stringify(draft.reasons) },
    ...{ differenceOre: draft.differenceOre, arrivedOn: draft.arrivedOn, madeAt: decision.at },
    decidedBy: decision.by ?? null,
    decidedAt: decision.by === undefined ? null : decision.at,
    decisionReason: decision.reason ?? null,
  });
  for (const { ledgerId, settlementNumber } of draft.payouts)
    payout.run({ matchId: draft.id, ledgerId, settlementNumber, inForce });
  for (const { id: lineId } of draft.lines) line.run({ matchId: draft.id, lineId, inForce });
  if (inForce === 'yes') arrival.run(draft.id);
}

const insertStatements = preparedOnce(({ $client: client }) => ({
  match: client.prepare(
    `INSERT INTO bank_matches (id, status, in_force, reasons, difference_ore, arrived_on, made_at, decided_by, decided_at, decision_reason)
     VALUES (@id, @status, @inForce, @reasons, @differenceOre, @arrivedOn, @madeAt, @decidedBy, @decidedAt, @decisionReason)
     ON CONFLICT (id) DO UPDATE SET status = excluded.status, in_force = excluded.in_force, reasons = excluded.reasons,
       difference_ore = excluded.difference_ore, arrived_on = excluded.arrived_on, decided_by = excluded.decided_by,
       decided_at = excluded.decided_at, decision_reason = excluded.decision_reason,
       made_at = CASE WHEN bank_matches.status = excluded.status THEN bank_matches.made_at ELSE excluded.made_at END`,
  ),
  payout: client.prepare(
    `INSERT INTO bank_match_payouts (match_id, ledger_id, settlement_number, in_force)
     VALUES (@matchId, @ledgerId, @settlementNumber, @inForce)
     ON CONFLICT (match_id, ledger_id, settlement_number) DO UPDATE SET in_force = excluded.in_force`,
  ),
  line: client.prepare(
    `INSERT INTO bank_match_lines (match_id, line_id, in_force) VALUES (@matchId, @lineId, @inForce)
     ON CONFLICT (match_id, line_id) DO UPDATE SET in_force = excluded.in_force`,
  ),
  /** A payout of a match in force has arrived; the difference, where there is one, falls on the last payout of the match. */
  arrival: client.prepare(
    `UPDATE payouts SET arrived_on = b.arrived_on, arrived_ore = payouts.amount_ore + CASE
         WHEN m.settlement_number = (SELECT max(n.settlement_number) FROM bank_match_payouts n WHERE n.match_id = b.id)
         THEN b.difference_ore ELSE 0 END
     FROM bank_matches b JOIN bank_match_payouts m ON m.match_id = b.id
     WHERE b.id = ? AND payouts.ledger_id = m.ledger_id AND payouts.settlement_number = m.settlement_number`,
  ),
}));

function clearArrival(db: Db, id: string): void {
  db.run(sql`
    UPDATE payouts SET arrived_on = NULL, arrived_ore = NULL FROM bank_match_payouts m
    WHERE m.match_id = ${id} AND m.in_force = 'yes'
      AND payouts.ledger_id = m.ledger_id AND payouts.settlement_number = m.settlement_number`);
}

/** Only for matches nobody decided on: they can be made again from what they join. */
function dropMatch(db: Db, id: string): void {
  clearArrival(db, id);
  db.run(sql`DELETE FROM bank_match_payouts WHERE match_id = ${id}`);
  db.run(sql`DELETE FROM bank_match_lines WHERE match_id = ${id}`);
  db.run(sql`DELETE FROM bank_matches WHERE id = ${id}`);
}

export async function listPayoutsOfMatch(
  db: Db,
  id: string,
): Promise<{ ledgerId: string; settlementNumber: string }[]> {
  return db.all(sql`SELECT ledger_id AS "ledgerId", settlement_number AS "settlementNumber" FROM bank_match_payouts
    WHERE match_id = ${id}`);
}

export async function findBankMatch(db: Db, id: string): Promise<BankMatchRow | undefined> {
  return db.select().from(bankMatches).where(sql`id = ${id}`).get();
}

export type DecidedStatus = Exclude<BankMatchStatus, 'automatic'>;

/**
 * Moves a match from one of the statuses to another, if it is still in it. A constraint error says that one of what it joins is
 * in another match in force.
 */
export async function decideBankMatch(
  db: Db,
  id: string,
  change: { from: readonly BankMatchStatus[]; to: DecidedStatus; by: string; reason: string; at: string },
  alongside: () => void,
): Promise<boolean> {
  return inTransaction(db, () => {
    const inForce = change.to === 'confirmed' ? 'yes' : 'no';
    const from = sql.join(
      change.from.map((status) => sql`${status}`),
      sql`, `,
    );
    const current = db.get<{ status: string }>(
      sql`SELECT status FROM bank_matches WHERE id = ${id} AND status IN (${from})`,
    );
    if (current === undefined) return false;
    if (inForce === 'no') clearArrival(db, id);
    db.run(sql`UPDATE bank_matches SET status = ${change.to}, in_force = ${inForce}, decided_by = ${change.by},
      decided_at = ${change.at}, decision_reason = ${change.reason} WHERE id = ${id}`);
    db.run(sql`UPDATE bank_match_payouts SET in_force = ${inForce} WHERE match_id = ${id}`);
    db.run(sql`UPDATE bank_match_lines SET in_force = ${inForce} WHERE match_id = ${id}`);
    if (inForce === 'yes') insertStatements(db).arrival.run(id);
    alongside();
    return true;
  });
}

/**
 * A match a person makes by hand; false when just this is in force already, a constraint error when something of it is in another
 * match in force.
 */
export async function insertBankMatchByHand(
  db: Db,
  draft: BankMatchDraft,
  decision: Required<Decision>,
  alongside: () => void,
): Promise<boolean> {
  return inTransaction(db, () => {
    if (db.get(sql`SELECT 1 FROM bank_matches WHERE id = ${draft.id} AND in_force = 'yes'`) !== undefined)
      return false;
    insertMatch(db, draft, 'confirmed', decision);
    alongside();
    return true;
  });
}

export async function findPayoutsToMatch(
  db: Db,
  names: readonly { ledgerId: string; settlementNumber: string }[],
): Promise<PayoutToMatch[]> {
  return names.flatMap(({ ledgerId, settlementNumber }) =>
    db.all<PayoutToMatch>(sql`
      SELECT ${payoutColumns} FROM payouts p JOIN ledgers g ON g.ledger_id = p.ledger_id
      WHERE p.ledger_id = ${ledgerId} AND p.settlement_number = ${settlementNumber} AND p.aborted_at IS NULL`),
  );
}

export async function findLinesToMatch(db: Db, ids: readonly string[]): Promise<LineToMatch[]> {
  return ids.flatMap((id) =>
    db.all<LineToMatch>(sql`SELECT ${lineColumns} FROM bank_lines l WHERE l.id = ${id}`),
  );
}

export async function listLinesOfMatch(db: Db, matchId: string): Promise<{ readonly amountOre: Ore }[]> {
  return db.all(sql`SELECT l.amount_ore AS "amountOre" FROM bank_match_lines m JOIN bank_lines l ON l.id = m.line_id
    WHERE m.match_id = ${matchId}`);
}

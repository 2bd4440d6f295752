/** What a desk makes of a worked case, in the words of the case: all of it, so that nothing else can hide. */
import { dayOf, ledgerDayOf } from '#core/calendar';
import type { ExceptionKind } from '#core/exception-kinds';
import type { BankMatchStatus } from '#core/match-rules';
import { payoutStateOf } from '#core/payout-state';
import { listPayouts, type PayoutListRow } from '#db/queries/payouts-list';
import { forecastPayouts } from '#services/forecast-payouts';
import type { Expectation } from './case-file';
import { ledgerDaysOf, type ScriptedDesk } from './scripted-desk';

/** Of several ledgers each thing names its own; what is not asked of (the forecast) is left out. */
export async function outcomeOf(scripted: ScriptedDesk, asked: Expectation): Promise<Expectation> {
  const severalLedgers = scripted.vipps.ledgers.size > 1;
  return {
    payouts: await payoutsOf(scripted, severalLedgers),
    days: daysOf(scripted, severalLedgers),
    bank: matchesOf(scripted),
    unmatched: unmatchedOf(scripted),
    ...exceptionsOf(scripted),
    ...(asked.forecast === undefined ? {} : { forecast: await forecastOf(scripted) }),
  };
}

async function payoutsOf(scripted: ScriptedDesk, severalLedgers: boolean): Promise<Expectation['payouts']> {
  const today = dayOf(scripted.desk.clock.now());
  const { rows } = await listPayouts(scripted.db, { limit: 1000 });
  return rows
    .toSorted((a, b) => (a.settlementNumber < b.settlementNumber ? -1 : 1))
    .map((row) => ({
      number: row.settlementNumber,
      ore: row.amountOre,
      covers: range(row.coversFrom, row.coversTo),
      expected: range(row.expectedEarliest, row.expectedLatest),
      state: stateOf(row, today),
      ...(row.arrivedOn === null ? {} : { arrived: row.arrivedOn }),
      ...(row.arrivedOre === null || row.arrivedOre === row.amountOre ? {} : { arrivedOre: row.arrivedOre }),
      ...(row.differenceOre === 0 ? {} : { unexplainedOre: row.differenceOre ?? Number.NaN }),
      ...(severalLedgers ? { ledger: row.ledgerId } : {}),
    }));
}

function stateOf(row: PayoutListRow, today: ReturnType<typeof dayOf>) {
  const expected = { earliest: row.expectedEarliest, latest: row.expectedLatest };
  return payoutStateOf({ ...row, expected }, today);
}

const range = (from: string, to: string) => (from === to ? from : `${from} to ${to}`);

/** A day without entries that is confirmed, or not over yet, is not worth a word; a day that is missing is. */
function daysOf(scripted: ScriptedDesk, severalLedgers: boolean): Expectation['days'] {
  const found = new Map<string, Expectation['days'][number]>();
  const before = new Map<string, string>();
  for (const row of ledgerDaysOf(scripted)) {
    const { ledgerId, topic, day, status, entries, openingOre: opening, closingOre: closing } = row;
    const yesterday = before.get(`${ledgerId} ${topic}`);
    if (yesterday !== undefined && Date.parse(day) - Date.parse(yesterday) !== 86_400_000)
      throw new Error(`no ${topic} day of ${ledgerId} between ${yesterday} and ${day}`);
    before.set(`${ledgerId} ${topic}`, day);
    const cutoffHour = scripted.vipps.ledgers.get(ledgerId)?.cutoffHour ?? 0;
    const isOver = day < ledgerDayOf(scripted.desk.clock.now(), cutoffHour);
    if (entries === 0 && (status === 'confirmed' || !isOver)) continue;
    const key = `${day} ${ledgerId}`;
    const of = found.get(key) ?? { day, ...(severalLedgers ? { ledger: ledgerId } : {}) };
    found.set(key, { ...of, [topic]: { opening, closing, status } });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, of]) => of);
}

function matchesOf(scripted: ScriptedDesk): Expectation['bank'] {
  const list = (text: string) => text.split(' ').filter((word) => word !== '');
  return scripted
    .all<{ status: BankMatchStatus; payouts: string; lines: string; differenceOre: number }>(
      `SELECT b.status, b.difference_ore AS differenceOre,
         (SELECT group_concat(settlement_number, ' ') FROM (SELECT settlement_number FROM bank_match_payouts m
           WHERE m.match_id = b.id ORDER BY 1)) AS payouts,
         (SELECT group_concat(amount_ore, ' ') FROM (SELECT l.amount_ore FROM bank_match_lines m JOIN bank_lines l ON l.id = m.line_id
           WHERE m.match_id = b.id ORDER BY 1)) AS lines
       FROM bank_matches b ORDER BY payouts, lines, b.id`,
    )
    .map(({ status, payouts, lines, differenceOre }) => ({
      status,
      payouts: list(payouts),
      lines: list(lines).map(Number),
      differenceOre,
    }));
}

function unmatchedOf(scripted: ScriptedDesk): Expectation['unmatched'] {
  const [counts] = scripted.all<{ entries: number; events: number }>(
    `SELECT (SELECT count(*) FROM unmatched_entries) AS entries, (SELECT count(*) FROM unmatched_events) AS events`,
  );
  return counts ?? { entries: Number.NaN, events: Number.NaN };
}

function exceptionsOf(scripted: ScriptedDesk): Pick<Expectation, 'exceptions' | 'resolved'> {
  const rows = scripted.all<{ kind: ExceptionKind; ore: number; about: string; status: string }>(
    `SELECT x.kind, x.amount_ore AS ore, x.status, CASE x.kind WHEN 'day-does-not-tie' THEN x.detail ->> 'topic' || ' ' || x.ledger_date
       WHEN 'bank-line-without-payout' THEN x.detail ->> 'text'
       ELSE coalesce(x.settlement_number, x.order_id, x.detail ->> 'reference') END AS about
     FROM exceptions x ORDER BY x.kind, about, x.id`,
  );
  return {
    exceptions: rows
      .filter(({ status }) => status === 'open')
      .map(({ kind, ore, about }) => ({ kind, ore, about })),
    resolved: rows.filter(({ status }) => status === 'resolved').map(({ kind, about }) => ({ kind, about })),
  };
}

async function forecastOf(scripted: ScriptedDesk): Promise<Expectation['forecast']> {
  const { days } = await forecastPayouts(scripted.desk);
  return days
    .map(({ bankDay, scheduledOre, unpaidOre, notInLedgerOre }) => ({
      day: bankDay,
      ore: scheduledOre + unpaidOre + notInLedgerOre,
    }))
    .filter(({ ore }) => ore !== 0);
}

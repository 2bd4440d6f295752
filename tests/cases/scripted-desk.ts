/** A desk on an empty, migrated database, with a scripted Vipps and bank files of a test's choice. Its clock stands still. */
import { createHash } from 'node:crypto';
import pino from 'pino';
import { uuidv7 } from 'uuidv7';
import { addDays, type Country, type Day, ledgerDayOf } from '#core/calendar';
import type { LedgerTopic } from '#core/ledger-entry-types';
import { type Currency, ore, zeroOre } from '#core/money';
import { type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { findOrder, saveSalesUnit } from '#db/orders';
import { saveLedgerTermsStatement } from '#db/settings';
import { listSettlementNumbers } from '#files/bank-text';
import { fixedClock } from '#services/clock';
import { confirmLedgerDays } from '#services/confirm-ledger-days';
import { derivePayouts } from '#services/derive-payouts';
import type { Desk } from '#services/desk';
import { pollPayment } from '#services/poll-payments';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { type OrderRegistration, registerOrders } from '#services/register-order';
import { syncLedgers } from '#services/sync-ledgers';
import type { PaymentLogEntry } from '#vipps/client';
import { type ItemDraft, ScriptedVipps } from './scripted-vipps';

export type LedgerTermsDraft = {
  readonly id: string;
  readonly account: string;
  readonly units: readonly string[];
  readonly bankDays?: number;
  readonly cutoffHour?: number;
  readonly feeBasisPoints?: number | null;
  readonly feeFixedOre?: number;
  readonly feeFrom?: Day;
  readonly country?: Country;
  readonly currency?: Currency;
};

export type BankLineDraft = {
  readonly account: string;
  readonly day: Day;
  readonly ore: number;
  readonly text: string;
  readonly reference?: string;
  readonly currency?: Currency;
};

/** The ledger of most tests: one sales unit, paid out net two bank days later. */
export const plainLedger: LedgerTermsDraft = {
  id: '302321',
  account: '15062718347',
  units: ['123456'],
};

export async function openScriptedDesk(now: string, ledgers: readonly LedgerTermsDraft[] = [plainLedger]) {
  const clock = fixedClock(now);
  const vipps = new ScriptedVipps(() => clock.now());
  const db = openDatabase(':memory:');
  migrateOpen(db);
  const desk: Desk = { db, vipps: vipps.client(), clock, log: pino({ level: 'silent' }) };
  for (const { id, account, units, country = 'NO', currency = 'NOK', cutoffHour = 0 } of ledgers) {
    vipps.ledgers.set(id, {
      ledgerId: id,
      currency,
      payoutBankAccount: { scheme: `BBAN:${country}`, id: account },
      settlesForRecipientHandles: units.map((msn) => `api:${msn}`),
      cutoffHour,
    });
    for (const msn of units) await saveSalesUnit(db, { msn, name: `Shop ${msn}`, polled: true, at: now });
  }
  await syncLedgers(desk, noProgress);
  for (const {
    id,
    bankDays = 2,
    cutoffHour = 0,
    feeBasisPoints = null,
    feeFixedOre = 0,
    feeFrom = null,
  } of ledgers) {
    const feeFixed = ore(feeFixedOre);
    saveLedgerTermsStatement(db, id, {
      payoutBankDays: bankDays,
      cutoffHour,
      feeBasisPoints,
      feeFixedOre: feeFixed,
      feeFrom,
    }).run();
  }
  const [first = plainLedger] = ledgers;
  return {
    desk,
    db,
    vipps,
    /** Puts an entry at the end of a feed; what is not told is the first ledger's, on the funds, booked when it happened. */
    book(draft: Partial<Omit<ItemDraft, 'amountOre'>> & { at: string; type: string; ore: number }) {
      const { ore: amount, ledgerId = first.id, topic = 'funds', ...rest } = draft;
      const ledger = ledgers.find(({ id }) => id === ledgerId) ?? first;
      return vipps.book({
        ...rest,
        ledgerId,
        topic,
        id: draft.id ?? `${draft.type} ${draft.reference ?? ''} ${vipps.feed(ledgerId, topic).length}`,
        day: draft.day ?? ledgerDayOf(draft.at, ledger.cutoffHour),
        amountOre: ore(amount),
        currency: ledger.currency ?? 'NOK',
        handle: draft.handle ?? `api:${ledger.units[0] ?? ''}`,
      });
    },
    /** What Vipps says of a payment, oldest first; the order is registered unless told. */
    async pay(
      order: OrderRegistration & { registered?: boolean },
      history: readonly (Pick<PaymentLogEntry, 'operation' | 'transactionId'> & {
        at: string;
        ore: number;
      })[],
    ) {
      const { registered = true, ...registration } = order;
      vipps.payments.set(
        `${order.msn}/${order.orderId}`,
        history.map(({ at, ore: amount, operation, transactionId }) => ({
          operation,
          transactionId,
          amountOre: ore(amount),
          success: true,
          timeStamp: at,
        })),
      );
      if (registered) await registerOrders(desk, [registration]);
    },
    register: (order: OrderRegistration) => registerOrders(desk, [order]),
    /** The lines of a bank file, and the days its statements cover for each account. */
    async bank(lines: readonly BankLineDraft[], covers: { from: Day; through: Day }) {
      addBankRows(db, bankLineRows(lines));
      addBankStatements(db, covers, ledgers);
    },
    /** The parts of a bank file by themselves. */
    bankRows: bankLineRows,
    addBankRows: (rows: readonly BankRow[]) => addBankRows(db, rows),
    addBankStatements: (covers: { from: Day; through: Day }) => addBankStatements(db, covers, ledgers),
    setNow: (at: string) => clock.set(at),
    /** Once through all the jobs, as the schedule has them. */
    async run(at?: string) {
      if (at !== undefined) clock.set(at);
      await syncLedgers(desk, noProgress);
      await readPayments(desk);
      await confirmLedgerDays(desk, noProgress);
      await derivePayouts(desk);
      return reconcile(desk, noProgress);
    },
    all<Row>(statement: string, ...values: readonly (string | number)[]): Row[] {
      return db.$client.prepare<unknown[], Row>(statement).all(...values);
    },
    close: () => db.$client.close(),
  };
}

export type ScriptedDesk = Awaited<ReturnType<typeof openScriptedDesk>>;

/** Every order is read, due or not. */
export async function readPayments(desk: Desk): Promise<void> {
  const names = desk.db.$client
    .prepare<unknown[], { msn: string; orderId: string }>(
      'SELECT msn, order_id AS orderId FROM orders ORDER BY msn, order_id',
    )
    .all();
  for (const name of names) {
    const order = await findOrder(desk.db, name);
    if (order !== undefined) await pollPayment(desk, order);
  }
}

/** Statements of each account, without balances. */
function addBankStatements(
  db: Db,
  { from, through }: { from: Day; through: Day },
  ledgers: readonly LedgerTermsDraft[],
): void {
  const add = db.$client.prepare(
    `INSERT INTO bank_statements (id, import_id, account, currency, from_day, through_day, lines)
     VALUES (?, 'test', ?, ?, ?, ?, 0)`,
  );
  for (const [account, currency] of new Map(ledgers.map((one) => [one.account, one.currency ?? 'NOK'])))
    add.run(uuidv7(), account, currency, from, through);
}

function addBankRows(db: Db, rows: readonly BankRow[]): void {
  const add = db.$client.prepare(
    `INSERT OR IGNORE INTO bank_lines (id, line_key, import_id, account, booked_on, amount_ore, currency, description,
       bank_reference, settlement_number, from_vipps)
     VALUES (@id, @lineKey, 'test', @account, @bookedOn, @amountOre, @currency, @description,
       @bankReference, @settlementNumber, @fromVipps)`,
  );
  for (const row of rows) add.run(row);
}

type BankRow = ReturnType<typeof bankLineRows>[number];

/** As the reader of bank files makes them: equal lines of one file are told apart by a counter. */
export function bankLineRows(lines: readonly BankLineDraft[]) {
  const copies = new Map<string, number>();
  return lines.map(({ account, day, ore: amount, text, reference, currency = 'NOK' }) => {
    const base = [account, day, amount, text, reference ?? ''].join('|');
    const copy = (copies.get(base) ?? 0) + 1;
    copies.set(base, copy);
    const found = listSettlementNumbers(text);
    const [only] = found;
    return {
      id: uuidv7(),
      lineKey: createHash('sha256').update(`${base}|${copy}`).digest('base64url').slice(0, 27),
      account,
      bookedOn: day,
      amountOre: ore(amount),
      currency,
      description: text,
      bankReference: reference ?? null,
      settlementNumber: found.length === 1 && only?.confidence === 'exact' ? only.settlementNumber : null,
      fromVipps: /vipps/i.test(text) || found.length > 0 ? 'yes' : 'no',
    };
  });
}

export type DayView = {
  readonly ledgerId: string;
  readonly topic: LedgerTopic;
  readonly day: Day;
  readonly status: string;
  readonly entries: number;
  readonly openingOre: number;
  readonly closingOre: number;
};

/** Each ledger day with its balances, counted from the first one on, all gaps included. */
export function ledgerDaysOf(scripted: Pick<ScriptedDesk, 'all'>): DayView[] {
  const balances = new Map<string, number>();
  return scripted
    .all<{ ledgerId: string; topic: LedgerTopic; day: Day; status: string; entries: number; sumOre: number }>(
      `SELECT ledger_id AS ledgerId, topic, ledger_date AS day, status, entries, amount_ore AS sumOre
       FROM ledger_days ORDER BY ledger_id, topic, ledger_date`,
    )
    .map(({ sumOre, ...row }) => {
      const key = `${row.ledgerId} ${row.topic}`;
      const openingOre = balances.get(key) ?? zeroOre;
      balances.set(key, openingOre + sumOre);
      return { ...row, openingOre, closingOre: openingOre + sumOre };
    });
}

export const nextDay = (date: Day): Day => addDays(date, 1);

import type { Ore } from '#core/money';
import type { TextChange } from '#simulator/bank/deposit-text';
import type { Sqlite } from '#simulator/store/open-database';

export function createPayoutStore(db: Sqlite): PayoutStore {
  const insert = db.prepare<[NewPayout]>(
    `INSERT INTO payouts (number, ledger_id, ledger_date, amount_ore, expected_bank_day, deposit_at, status)
     VALUES (@number, @ledgerId, @ledgerDate, @amountOre, @expectedBankDay, @depositAt, 'scheduled')`,
  );
  const byNumber = db.prepare<[string], Payout>(`SELECT ${columns} FROM payouts WHERE number = ?`);
  const all = db.prepare<[], Payout>(`SELECT ${columns} FROM payouts ORDER BY number`);
  const next = db.prepare<[], Payout>(
    `SELECT ${columns} FROM payouts WHERE status = 'scheduled' ORDER BY deposit_at, number LIMIT 1`,
  );
  const update = db.prepare<[Payout]>(
    `UPDATE payouts SET status = @status, will_be_lost = @willBeLost, short_by_ore = @shortByOre,
       deposited_at = @depositedAt, deposit_ore = @depositOre, first_part_ore = @firstPartOre,
       joined_under = @joinedUnder, text_change = @textChange WHERE number = @number`,
  );
  const joined = db.prepare<[string], Payout>(
    `SELECT ${columns} FROM payouts WHERE joined_under = ? AND status = 'scheduled' ORDER BY number`,
  );
  return {
    insert: (payout) => {
      insert.run(payout);
    },
    find: (number) => byNumber.get(number),
    list: () => all.all(),
    findNextDeposit: () => next.get(),
    listJoined: (number) => joined.all(number),
    update: (payout) => {
      update.run(payout);
    },
  };
}

export interface PayoutStore {
  insert(payout: NewPayout): void;
  find(number: string): Payout | undefined;
  list(): Payout[];
  findNextDeposit(): Payout | undefined;
  /** The scheduled payouts that the bank will book under this number. */
  listJoined(number: string): Payout[];
  update(payout: Payout): void;
}

export interface NewPayout {
  /** The settlement number. */
  readonly number: string;
  readonly ledgerId: string;
  readonly ledgerDate: string;
  readonly amountOre: Ore;
  readonly expectedBankDay: string;
  readonly depositAt: string;
}

export interface Payout extends NewPayout {
  readonly status: 'scheduled' | 'deposited' | 'aborted' | 'lost';
  readonly willBeLost: 0 | 1;
  readonly shortByOre: Ore;
  readonly depositedAt: string | null;
  readonly depositOre: Ore | null;
  /** The bank books two lines, the first of this amount; 0 = one line. */
  readonly firstPartOre: Ore;
  /** The bank books one line for all payouts with the same number here. */
  readonly joinedUnder: string | null;
  readonly textChange: TextChange | null;
}

const columns = `number, ledger_id AS ledgerId, ledger_date AS ledgerDate, amount_ore AS amountOre,
  expected_bank_day AS expectedBankDay, deposit_at AS depositAt, status, will_be_lost AS willBeLost,
  short_by_ore AS shortByOre, deposited_at AS depositedAt, deposit_ore AS depositOre,
  first_part_ore AS firstPartOre, joined_under AS joinedUnder, text_change AS textChange`;

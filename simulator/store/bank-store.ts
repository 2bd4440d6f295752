import type { Ore } from '#core/money';
import type { Sqlite } from '#simulator/store/open-database';

/** The lines on the merchants' bank accounts, and which statements have been issued and written to a file. */
export function createBankStore(db: Sqlite): BankStore {
  const insert = db.prepare<[NewBankLineRow]>(
    `INSERT INTO bank_lines (account, day, booked_at, amount_ore, text, counterparty, payout_number)
     VALUES (@account, @day, @bookedAt, @amountOre, @text, @counterparty, @payoutNumber)`,
  );
  const announce = db.prepare<[string, string, string]>(
    'INSERT INTO bank_statements (account, day, due_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const all = db.prepare<[number, number], BankLineRow>(
    `SELECT ${columns} FROM bank_lines WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  const ofDay = db.prepare<[string, string], BankLineRow>(
    `SELECT ${columns} FROM bank_lines WHERE account = ? AND day = ? ORDER BY seq`,
  );
  const before = db.prepare<[string, string], { sumOre: Ore | null }>(
    'SELECT sum(amount_ore) AS sumOre FROM bank_lines WHERE account = ? AND day < ?',
  );
  const nextStatement = db.prepare<[], DueStatement>(
    `SELECT account, day, due_at AS dueAt FROM bank_statements WHERE issued_at IS NULL
     ORDER BY due_at, account LIMIT 1`,
  );
  const issue = db.prepare<[string, string, string]>(
    'UPDATE bank_statements SET issued_at = ? WHERE account = ? AND day = ?',
  );
  const unwritten = db.prepare<[], IssuedStatement>(
    `SELECT account, day, issued_at AS issuedAt,
       (SELECT count(*) FROM bank_statements AS earlier
        WHERE earlier.account = bank_statements.account AND earlier.day <= bank_statements.day) AS number
     FROM bank_statements WHERE issued_at IS NOT NULL AND written = 0 ORDER BY day, account LIMIT 1000`,
  );
  const written = db.prepare<[string, string]>(
    'UPDATE bank_statements SET written = 1 WHERE account = ? AND day = ?',
  );
  return {
    insert(line, statementDueAt) {
      const { payoutNumbers, ...row } = line;
      const payoutNumber = payoutNumbers.length === 0 ? null : payoutNumbers.join(' ');
      const { lastInsertRowid } = insert.run({ ...row, payoutNumber });
      announce.run(line.account, line.day, statementDueAt);
      return Number(lastInsertRowid);
    },
    listAfter: (seq, limit) => all.all(seq, limit).map(toLine),
    listOfDay: (account, day) => ofDay.all(account, day).map(toLine),
    sumBefore: (account, day) => before.get(account, day)?.sumOre ?? undefined,
    findNextStatement: () => nextStatement.get(),
    issueStatement: (statement, at) => {
      issue.run(at, statement.account, statement.day);
    },
    listUnwritten: () => unwritten.all(),
    markWritten: (statement) => {
      written.run(statement.account, statement.day);
    },
  };
}

export interface BankStore {
  /** Books a line; the statement of its account and day is due at `statementDueAt`. Returns the line's number. */
  insert(line: NewBankLine, statementDueAt: string): number;
  listAfter(seq: number, limit: number): BankLine[];
  listOfDay(account: string, day: string): BankLine[];
  sumBefore(account: string, day: string): Ore | undefined;
  findNextStatement(): DueStatement | undefined;
  issueStatement(statement: DueStatement, at: string): void;
  listUnwritten(): IssuedStatement[];
  markWritten(statement: IssuedStatement): void;
}

export interface NewBankLine {
  readonly account: string;
  readonly day: string;
  readonly bookedAt: string;
  readonly amountOre: Ore;
  readonly text: string;
  readonly counterparty: string;
  /** The payouts whose money this is: none, one, or several that the bank joined. */
  readonly payoutNumbers: readonly string[];
}

export interface BankLine extends NewBankLine {
  readonly seq: number;
}

export interface DueStatement {
  readonly account: string;
  readonly day: string;
  readonly dueAt: string;
}

export interface IssuedStatement {
  readonly account: string;
  readonly day: string;
  readonly issuedAt: string;
  /** 1, 2, 3 … per account. */
  readonly number: number;
}

/** Several payout numbers stand in one column, with spaces between. */
type NewBankLineRow = Omit<NewBankLine, 'payoutNumbers'> & { readonly payoutNumber: string | null };
type BankLineRow = NewBankLineRow & { readonly seq: number };

function toLine({ payoutNumber, ...line }: BankLineRow): BankLine {
  return { ...line, payoutNumbers: payoutNumber === null ? [] : payoutNumber.split(' ') };
}

const columns = `seq, account, day, booked_at AS bookedAt, amount_ore AS amountOre, text, counterparty,
  payout_number AS payoutNumber`;

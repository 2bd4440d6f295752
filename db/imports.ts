/** Files given to the desk: where each stands, and the rows taken from it. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { auditStatement } from './audit';
import { type Db, inTransaction, isConstraintError, type Statement } from './client';
import { insertRow, type NewLedgerEntry } from './ledgers';
import { insertMentions, type NewOrder } from './orders';
import { insertPayoutStatement, type NewBankLine, type NewPayout } from './payouts';
import { bankLines, bankStatements, imports } from './schema/index';

export { type ImportProblem, importKinds } from './schema/index';
export type ImportRow = typeof imports.$inferSelect;
export type NewImport = Pick<
  ImportRow,
  | 'id'
  | 'kind'
  | 'fileName'
  | 'sha256'
  | 'bytes'
  | 'actor'
  | 'startedAt'
  | 'storedPath'
  | 'decidedBy'
  | 'decidedAt'
>;

const alive = ['queued', 'reading', 'needs-mapping', 'needs-decision', 'taking', 'taken'] as const;

/** The import of the same content that was taken, or is on its way. */
export async function findImportOfContent(
  db: Db,
  kind: ImportRow['kind'],
  sha256: string,
): Promise<ImportRow | undefined> {
  return db
    .select()
    .from(imports)
    .where(and(eq(imports.kind, kind), eq(imports.sha256, sha256), inArray(imports.status, [...alive])))
    .orderBy(sql`status = 'taken' desc`)
    .get();
}

export async function findRefusedImport(
  db: Db,
  kind: ImportRow['kind'],
  sha256: string,
): Promise<ImportRow | undefined> {
  return db
    .select()
    .from(imports)
    .where(and(eq(imports.kind, kind), eq(imports.sha256, sha256), eq(imports.status, 'refused')))
    .get();
}

export async function findImportRow(db: Db, id: string): Promise<ImportRow | undefined> {
  return db.select().from(imports).where(eq(imports.id, id)).get();
}

/** Throws when it is not there. */
export async function getImport(db: Db, id: string): Promise<ImportRow> {
  const row = await findImportRow(db, id);
  if (row === undefined) throw new Error(`import ${id} is not there`);
  return row;
}

export async function insertImport(db: Db, row: NewImport): Promise<void> {
  inTransaction(db, () => {
    db.insert(imports)
      .values({ ...row, status: 'queued', rowsAdded: 0, rowsKnown: 0, problems: [] })
      .run();
    auditStatement(db, {
      at: row.startedAt,
      actor: row.actor,
      action: 'file received',
      subject: `import ${row.id}`,
      detail: { kind: row.kind, fileName: row.fileName, sha256: row.sha256, bytes: row.bytes },
    }).run();
  });
}

/**
 * Files put aside that are to be worked on, and those whose work was cut short; the oldest first. A file that lies in the bank's folder
 * is worked on by the job that reads the folder.
 */
export async function listImportsToRead(db: Db): Promise<ImportRow[]> {
  return db
    .select()
    .from(imports)
    .where(
      sql`${imports.status} in ('queued','reading','taking') and ${imports.storedPath} like '%' || ${imports.id}`,
    )
    .orderBy(imports.startedAt, imports.id)
    .limit(100)
    .all();
}

export type ImportChange = Partial<Omit<ImportRow, 'id' | 'kind' | 'sha256' | 'actor' | 'startedAt'>>;

/** Returns false when another import of the same content is taken already, or is being taken. */
export async function updateImport(db: Db, id: string, change: ImportChange): Promise<boolean> {
  try {
    db.update(imports).set(change).where(eq(imports.id, id)).run();
    return true;
  } catch (error) {
    if (isConstraintError(error)) return false;
    throw error;
  }
}

/** Moves an import on, if it is still where the caller saw it. */
export async function decideImportRow(
  db: Db,
  id: string,
  from: ImportRow['status'],
  change: ImportChange,
  alongside: readonly Statement[],
): Promise<boolean> {
  return inTransaction(db, () => {
    const moved = db
      .update(imports)
      .set(change)
      .where(and(eq(imports.id, id), eq(imports.status, from)))
      .run().changes;
    if (moved === 1) for (const statement of alongside) statement.run();
    return moved === 1;
  });
}

/** An entry whose key is still to be numbered: two equal lines of one file both stay. */
export type FileEntry = Omit<NewLedgerEntry, 'entryKey'> & {
  keyOf(copy: number): string;
  /** The key under which earlier versions stored it. */
  formerKeyOf?(copy: number): string;
  readonly base: string;
};
export type FileLine = Omit<NewBankLine, 'lineKey'> & { keyOf(copy: number): string; readonly base: string };

export type TakenRows = { readonly added: number; readonly known: number; readonly orders: number };

/**
 * Counts equal lines of one file across its pieces, and finds them again when another file, or an earlier try, brought some of them
 * already. Only lines that were met twice are held in memory.
 */
export class EqualLines {
  readonly #copies = new Map<string, number>();
  readonly #existing: (key: string) => number | undefined;
  readonly #startedAfter: number;
  /** Rows of before that lines of this file stand for. */
  readonly #claimed = new Set<number>();

  /** `existing` gives the number of the row that has a key; rows after `startedAfter` were stored by this very run. */
  constructor(existing: (key: string) => number | undefined, startedAfter: number) {
    this.#existing = existing;
    this.#startedAfter = startedAfter;
  }

  /** The key under which a line is stored, or undefined when it is stored already. */
  keyFor({ base, keyOf, formerKeyOf }: NumberedLine): string | undefined {
    const existing = (number: number) =>
      this.#existing(keyOf(number)) ??
      (formerKeyOf === undefined ? undefined : this.#existing(formerKeyOf(number)));
    let copy = (this.#copies.get(base) ?? 0) + 1;
    if (copy === 1) {
      const row = existing(1);
      if (row === undefined) return keyOf(1);
      this.#copies.set(base, 1);
      if (row <= this.#startedAfter) return this.#known(row);
      copy = 2; // the first of them was stored by this run
    }
    this.#copies.set(base, copy);
    const row = existing(copy);
    return row === undefined ? keyOf(copy) : this.#known(row);
  }

  #known(row: number): undefined {
    this.#claimed.add(row);
    return undefined;
  }

  /** The first of the rows that no line of this file stands for yet is taken for this one. */
  claim(rows: readonly number[]): boolean {
    const row = rows.find((candidate) => candidate <= this.#startedAfter && !this.#claimed.has(candidate));
    if (row !== undefined) this.#claimed.add(row);
    return row !== undefined;
  }

  /** The first of its kind was joined to an entry that was there before: the next one is the second. */
  joined({ base }: { readonly base: string }): void {
    if (!this.#copies.has(base)) this.#copies.set(base, 1);
  }
}

type NumberedLine = Pick<FileEntry, 'base' | 'keyOf' | 'formerKeyOf'>;

export function equalEntriesOf(db: Db): EqualLines {
  const find = db.$client
    .prepare<unknown[], number>('SELECT sequence FROM ledger_entries WHERE entry_key = ? OR also_key = ?')
    .pluck();
  const newest = Number(
    db.$client.prepare('SELECT coalesce(max(sequence), 0) FROM ledger_entries').pluck().get(),
  );
  return new EqualLines((key) => find.get(key, key), newest);
}

export function equalBankLinesOf(db: Db): EqualLines {
  const find = db.$client
    .prepare<unknown[], number>('SELECT rowid FROM bank_lines WHERE line_key = ?')
    .pluck();
  const newest = Number(db.$client.prepare('SELECT coalesce(max(rowid), 0) FROM bank_lines').pluck().get());
  return new EqualLines((key) => find.get(key), newest);
}

/** Takes a piece of a settlement file: some entries and the orders they name. Taking it again adds nothing. */
export async function takeEntries(
  db: Db,
  importId: string,
  equal: EqualLines,
  entries: readonly FileEntry[],
  mentions: readonly NewOrder[],
): Promise<TakenRows> {
  return inTransaction(db, () => {
    const taken = { added: 0, known: 0, orders: 0 };
    for (const { keyOf, formerKeyOf, base, ...entry } of entries) {
      const entryKey = equal.keyFor({ keyOf, formerKeyOf, base });
      const stored = entryKey === undefined ? 'known' : insertRow(db, { ...entry, entryKey });
      if (stored === 'joined') equal.joined({ base });
      taken[stored === 'added' ? 'added' : 'known'] += 1;
    }
    taken.orders = insertMentions(db, mentions);
    countTaken(db, importId, taken);
    return taken;
  });
}

export async function takeBankLines(
  db: Db,
  importId: string,
  equal: EqualLines,
  lines: readonly FileLine[],
): Promise<TakenRows> {
  return inTransaction(db, () => {
    const taken = { added: 0, known: 0, orders: 0 };
    for (const { keyOf, base, ...line } of lines) {
      const lineKey = equal.keyFor({ keyOf, base });
      const isKnown = lineKey === undefined || equal.claim(sameLineToldOtherwise(db, line));
      if (isKnown) taken.known += 1;
      else {
        db.insert(bankLines)
          .values({ ...line, lineKey })
          .run();
        taken.added += 1;
      }
    }
    countTaken(db, importId, taken);
    return taken;
  });
}

/**
 * Counted with the rows themselves, so that a run that was cut short does not count them as known at its second try. Within a
 * transaction of the caller, which must be in db/.
 */
export function countTaken(db: Db, importId: string, { added, orders }: TakenRows): void {
  db.run(
    sql`UPDATE imports SET rows_added = rows_added + ${added}, orders_added = orders_added + ${orders} WHERE id = ${importId}`,
  );
}

/**
 * Lines of other files that are this one, told otherwise: a bank writes no reference in its CSV, or corrects a text. Account, day and
 * amount are equal, and the reference is, or where one of them has none the settlement number or the text.
 */
function sameLineToldOtherwise(db: Db, line: Omit<NewBankLine, 'lineKey'>): number[] {
  const { account, amountOre, bookedOn, currency, importId, bankReference, settlementNumber, description } =
    line;
  return db
    .all<{
      id: number;
      description: string;
      bankReference: string | null;
      settlementNumber: string | null;
    }>(sql`
      SELECT rowid AS id, description, bank_reference AS "bankReference", settlement_number AS "settlementNumber"
      FROM bank_lines WHERE account = ${account} AND amount_ore = ${amountOre} AND booked_on = ${bookedOn}
        AND currency = ${currency} AND import_id <> ${importId} ORDER BY rowid`)
    .filter((other) => {
      if (bankReference != null && other.bankReference !== null) return bankReference === other.bankReference;
      if (settlementNumber != null && other.settlementNumber !== null)
        return settlementNumber === other.settlementNumber;
      return comparable(description) === comparable(other.description);
    })
    .map(({ id }) => id);
}

function comparable(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

export type ImportEnd = {
  readonly payouts: readonly NewPayout[];
  readonly statements: readonly (typeof bankStatements.$inferInsert)[];
  readonly alongside: readonly Statement[];
  /** Told how many payouts were new. */
  change(newPayouts: number): ImportChange;
};

/** The last piece: payouts and statements appear only when all their rows are there. */
export async function finishImport(db: Db, id: string, end: ImportEnd): Promise<void> {
  inTransaction(db, () => {
    let payouts = 0;
    for (const row of end.payouts) payouts += insertPayoutStatement(db, row).run().changes;
    for (const row of end.statements) db.insert(bankStatements).values(row).onConflictDoNothing().run();
    for (const statement of end.alongside) statement.run();
    db.update(imports).set(end.change(payouts)).where(eq(imports.id, id)).run();
  });
}

import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ore, sumOre, zeroOre } from '#core/money';
import { renderStatement } from '#simulator/bank/render-statement';
import type { IssuedStatement } from '#simulator/store/bank-store';
import type { World } from '#simulator/world';

/**
 * Delivers the statements that were issued and not yet written. A file appears whole or not at all (written
 * under another name, then linked) and is never overwritten. Nothing is written while a transaction is open,
 * because it might not be kept.
 */
export function writeStatements(world: World): void {
  const { statementDir } = world;
  if (statementDir === undefined || world.db.inTransaction) return;
  for (
    let statements = world.bank.listUnwritten();
    statements.length > 0;
    statements = world.bank.listUnwritten()
  ) {
    mkdirSync(statementDir, { recursive: true });
    for (const statement of statements) {
      writeOnce(join(statementDir, statementFileName(statement)), statementXml(world, statement));
      world.bank.markWritten(statement);
    }
  }
}

export function statementFileName(statement: { readonly account: string; readonly day: string }): string {
  return `camt053_${statement.account}_${statement.day}.xml`;
}

export function statementXml(world: World, statement: IssuedStatement): string {
  const owner =
    world.config.ledgers.find((ledger) => ledger.bankAccount === statement.account)?.ownerName ?? '';
  const opening = world.bank.sumBefore(statement.account, statement.day) ?? zeroOre;
  const lines = world.bank.listOfDay(statement.account, statement.day);
  const closing: Ore = sumOre([opening, ...lines.map((line) => line.amountOre)]);
  return renderStatement({ ...statement, owner, openingOre: opening, closingOre: closing, lines });
}

function writeOnce(path: string, text: string): void {
  if (existsSync(path)) return;
  const temporary = `${path}.${process.pid}.part`;
  writeFileSync(temporary, text, { encoding: 'utf8', flag: 'w' });
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (!isExisting(error)) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

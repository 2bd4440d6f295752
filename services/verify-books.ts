/**
 * Proves the books from what is stored alone: the chain of the log, the sums of every ledger day, payouts, the states of orders,
 * commands and matches, and who may what. Reads one picture of the books, so that the desk may work meanwhile; writes nothing.
 */
import type { ChainHead } from '#db/audit-chain';
import type { Db } from '#db/client';
import { openSnapshot } from '#db/queries/export-snapshot';
import { verifyApprovals } from './verify-approvals';
import { verifyCommands } from './verify-commands';
import { verifyDatabase, verifySchema } from './verify-database';
import { verifyKeptSums } from './verify-kept-sums';
import { verifyDays, verifyFeeds } from './verify-ledger';
import { verifyLog } from './verify-log';
import { verifyMatches } from './verify-matches';
import { verifyOrders } from './verify-orders';
import { verifyPayouts } from './verify-payouts';
import { verifyPeople } from './verify-people';
import type { Check } from './verify-tally';

export type VerifyOptions = {
  /** Heads of the chain that were kept from earlier runs. */
  readonly heads?: readonly ChainHead[];
};

/** One check after the other, each as soon as it is done. */
export async function* verifyBooks(db: Db, { heads = [] }: VerifyOptions = {}): AsyncGenerator<Check> {
  const snapshot = openSnapshot(db);
  try {
    const books = snapshot.db;
    yield verifyDatabase(books);
    yield verifySchema(books);
    yield await verifyLog(books, heads);
    yield await verifyDays(books);
    yield await verifyFeeds(books);
    yield await verifyPayouts(books);
    yield* verifyOrders(books);
    yield verifyKeptSums(books);
    yield verifyCommands(books);
    yield verifyApprovals(books);
    yield verifyPeople(books);
    yield await verifyMatches(books);
  } finally {
    snapshot.close();
  }
}
